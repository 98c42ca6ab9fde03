"""A shop's clickstream: daily, weekly and monthly users and sessions, DuckDB beside tenure, and published counts."""

import json
from datetime import date

import duckdb

from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

FIRST, LAST = date(2024, 1, 1), date(2024, 7, 1)
WINDOWS = {"dau": 1, "wau": 7, "mau": 30}

# $1 is the zone's midnight at the end of the day: UTC, as the workspace is.
USERS = "select count(distinct user_id) from clicks where clicked < $1 and clicked >= $1 - to_days($2::integer)"
SESSIONS = """
with sessions as (select session_id, user_id, min(clicked) as began, max(clicked) as ended from clicks group by session_id, user_id)
select date_trunc('month', began)::date as month, count(*), count(distinct user_id),
    quantile_cont(epoch_ms(ended) - epoch_ms(began), 0.5)
from sessions group by month order by month
"""


def main():
    tally, binary = Tally("clickstream"), binary_argument()
    file = SHARED / "data" / "retentioneering_ecom" / "ecom.csv"
    if not file.exists():
        tally.skip(f"{file} is absent")
        tally.close_and_exit()
    db = duckdb.connect()
    source = f"read_csv('{file}', header = true, all_varchar = true)"
    db.execute(f"create table clicks as select *, timestamp::timestamp as clicked from {source}")
    with Workspace(binary) as workspace:
        mapping = MAPPINGS / "retentioneering_ecom" / "events.yaml"
        workspace.imports("events", file, mapping, "--complete-through", "2024-06-30")
        users(tally, workspace, db)
        sessions(tally, workspace, db)
        published(tally, workspace)
    # A session in place of the user: somebody who comes twice has two tries.
    for subject, names in [("user_id", ["funnel_user", "funnel_user_1h"]), ("session_id", ["funnel_session"])]:
        with Workspace(binary) as workspace:
            mapping = workspace.folder.parent / "events.yaml"
            # Events of one second come in the order of their ids, and the published counts took that of the lines.
            mapping.write_text(
                f"table: events\nnamespace: shop\ncolumns:\n  customer_id: {subject}\n  ts: timestamp\n  name: event\n"
                "  event_id: lpad(cast(_line as varchar), 8, '0')\n"
            )
            workspace.imports("events", file, mapping, "--complete-through", "2024-06-30")
            funnels(tally, workspace, *names)
    tally.close_and_exit()


def users(tally, workspace, db):
    """Who used the shop on each day, and in the week and the 30 days that end with it."""
    answers = workspace.query(list(WINDOWS), FIRST, LAST, "day")
    for metric, days in WINDOWS.items():
        tally.same(f"days of {metric}", len(answers[metric]), (LAST - FIRST).days)
        for row in answers[metric]:
            (expected,) = db.execute(USERS, [date.fromisoformat(row["end"]), days]).fetchone()
            tally.same(f"{metric} of {row['start']}", row["value"], expected)
    active = workspace.query(["active_customers"], FIRST, LAST, "month", "--basis", "usage")["active_customers"]
    for row in active:
        # Usage counts for 90 days: who is active in a month used the shop in it or in the 90 days before.
        days = (date.fromisoformat(row["end"]) - date.fromisoformat(row["start"])).days + 90
        (expected,) = db.execute(USERS, [date.fromisoformat(row["end"]), days]).fetchone()
        tally.same(f"active customers of {row['start']}", row["value"], expected)


def sessions(tally, workspace, db):
    """Sessions by the month in which they began, how many a user had, and how long they lasted."""
    answers = workspace.query(["sessions", "sessions_per_customer", "session_duration"], FIRST, LAST, "month")
    months = db.execute(SESSIONS).fetchall()
    tally.same("months of sessions", [row["start"] for row in answers["sessions"]], [str(month) for month, *_ in months])
    for place, (month, count, users, median_ms) in enumerate(months):
        tally.same(f"sessions of {month}", answers["sessions"][place]["value"], count)
        tally.close(f"sessions a user of {month}", answers["sessions_per_customer"][place]["value"], count / users)
        tally.duration(f"median session of {month}", answers["session_duration"][place]["value"], median_ms)


def funnels(tally, workspace, *names):
    """The greedy match that the published counts were made by; the best one gets at least as far."""
    file = SHARED / "golden" / "funnels.json"
    if not file.exists():
        tally.skip(f"{file} is absent")
        return
    told = json.loads(file.read_text())["ecom"]
    for name in names:
        window = "1h" if name.endswith("_1h") else "3650d"
        asked = ["funnel", "--steps", ",".join(told[name]["steps"]), "--window", window, "--include-immature"]
        asked += ["--from", str(FIRST), "--to", str(LAST)]
        greedy = [step["customers"] for step in workspace.json(*asked, "--match", "first")["steps"]]
        best = [step["customers"] for step in workspace.json(*asked)["steps"]]
        tally.same(f"published {name}", greedy, told[name]["ordered"])
        tally.same(f"best of {name}", [max(pair) for pair in zip(best, greedy)], best)


def published(tally, workspace):
    """How often each event happened, and to how many in how many sessions."""
    file = SHARED / "golden" / "funnels.json"
    if not file.exists():
        tally.skip(f"{file} is absent")
        return
    told = json.loads(file.read_text())["ecom"]
    events = dict(workspace.rows("select name, count(*) as n from events group by name"))
    tally.same("published counts of events", events, told["events"])
    sql = "select count(*) as rows_, count(distinct customer_key) as users, count(distinct session_id) as sessions_ from events"
    tally.same("published rows, users, sessions", workspace.rows(sql), [(told["rows"], told["users"], told["sessions"])])


if __name__ == "__main__":
    main()
