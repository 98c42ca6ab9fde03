"""Two help desks: tickets, waiting times, what is open and how satisfied customers are, DuckDB beside tenure."""

from datetime import date

import duckdb

from periods import cut
from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

# `(ticket, opened, replied, resolved)` of both; a ticket of the seeds that was deleted is none.
RAVENSTACK = """
select ticket_id as ticket, submitted_at::timestamp as opened, closed_at::timestamp as resolved,
    submitted_at::timestamp + to_minutes(first_response_time_minutes::integer) as replied
from read_csv('{data}/ravenstack_support_tickets.csv', header = true, all_varchar = true)
"""
ZENDESK = """
select id as ticket, created_at::timestamp as opened,
    (select max(updated::timestamp) from {history} where ticket_id = t.id and field_name = 'status' and value = 'solved') as resolved,
    (select min(created::timestamp) from {comments} where ticket_id = t.id and user_id is distinct from t.requester_id
       and created::timestamp >= t.created_at::timestamp) as replied
from read_csv('{data}/ticket_data.csv', header = true, all_varchar = true) t where status <> 'deleted'
"""
SATISFIED = """
select count(*) filter (satisfaction_score::decimal(4, 1) >= 4), count(*)
from read_csv('{data}/ravenstack_support_tickets.csv', header = true, all_varchar = true)
where satisfaction_score is not null and closed_at::timestamp >= $1 and closed_at::timestamp < $2
"""

MONTH = """
select count(*), count(*) filter (resolved is null), avg(epoch_ms(resolved) - epoch_ms(opened)),
    count(*) filter (replied is null), avg(epoch_ms(replied) - epoch_ms(opened))
from tickets where opened >= $1 and opened < $2
"""
OPEN = "select count(*) from tickets where opened < $1 and (resolved is null or resolved >= $1)"


def main():
    tally, binary = Tally("helpdesk"), binary_argument()
    files = [
        ("customers", "ravenstack_accounts.csv", "customers"),
        ("tickets", "ravenstack_support_tickets.csv", "tickets"),
        ("survey_responses", "ravenstack_support_tickets.csv", "survey_responses"),
    ]
    check(tally, binary, "ravenstack", RAVENSTACK, files)
    files = [
        ("customers", "user_data.csv", "customers"),
        ("tickets", "ticket_data.csv", "tickets"),
        ("ticket_changes", "ticket_comment_data.csv", "ticket_replies"),
        ("ticket_changes", "ticket_field_history_data.csv", "ticket_changes"),
    ]
    check(tally, binary, "zendesk_seeds", ZENDESK, files)
    tally.close_and_exit()


def check(tally, binary, name, source, files):
    data = SHARED / "data" / name
    if not data.exists():
        tally.skip(f"{data} is absent")
        return
    read = "read_csv('{}/ticket_{}.csv', header = true, all_varchar = true)"
    text = {"history": read.format(data, "field_history_data"), "comments": read.format(data, "comment_data")}
    db = duckdb.connect()
    db.execute(f"create table tickets as {source.format(data=data, **text)}")
    first, last = db.execute("select min(opened)::date, max(opened)::date from tickets").fetchone()
    bounds = cut(first.replace(day=1), last.replace(day=1), "month")
    bounds = cut(bounds[0], date(bounds[-1].year + 1, 1, 1), "month")
    with Workspace(binary) as workspace:
        for table, file, mapping in files:
            mapping = MAPPINGS / name / f"{mapping}.yaml"
            workspace.imports(table, data / file, mapping, "--complete-through", bounds[-1].isoformat())
        waiting(tally, workspace, name, db, bounds)
        if name == "ravenstack":
            satisfaction(tally, workspace, db, bounds, SATISFIED.format(data=data))


def waiting(tally, workspace, name, db, bounds):
    """Tickets by the month in which they were opened, and those that are open when it ends."""
    metrics = ["tickets", "resolution_time", "first_response_time", "backlog"]
    answers = workspace.query(metrics, bounds[0], bounds[-1], "month")
    for place, (start, end) in enumerate(zip(bounds, bounds[1:])):
        opened, unresolved, resolution, unanswered, response = db.execute(MONTH, [start, end]).fetchone()
        (still_open,) = db.execute(OPEN, [end]).fetchone()
        rows = {metric: answers[metric][place] for metric in metrics}
        tally.same(f"{name} {start} tickets", rows["tickets"]["value"], opened)
        tally.same(f"{name} {start} backlog", rows["backlog"]["value"], still_open)
        if opened:
            also = rows["resolution_time"]["also"]
            tally.same(f"{name} {start} unresolved", also["unresolved"], unresolved)
            tally.duration(f"{name} {start} mean of resolved", also["mean_of_resolved"], resolution)
            also = rows["first_response_time"]["also"]
            tally.same(f"{name} {start} unanswered", also["unanswered"], unanswered)
            tally.duration(f"{name} {start} mean of answered", also["mean_of_answered"], response)


def satisfaction(tally, workspace, db, bounds, sql):
    """Who gave 4 or 5 of 5, by the month of the answer."""
    for row, (start, end) in zip(workspace.query(["csat"], bounds[0], bounds[-1], "month")["csat"], zip(bounds, bounds[1:])):
        satisfied, answers = db.execute(sql, [start, end]).fetchone()
        tally.share(f"ravenstack {start} csat", row, satisfied, answers)


if __name__ == "__main__":
    main()
