"""Recurring revenue of two published data sets: DuckDB beside tenure, and numbers computed by others.

A subscription counts at an instant `t` when `started < t <= ended`; a period that ends no later than it starts does
not exist. The published snapshot of a date counts what started on that very date, which makes it the state just
before the day after.
"""

import json
from datetime import date, timedelta
from decimal import Decimal

import duckdb

from periods import cut
from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

# The source as `(customer, amount, started, ended)`; what is not recurring is left out.
PLAYBOOK = """select customer_id as customer, monthly_amount::decimal(18, 4) as amount, start_date::date as started,
    end_date::date as ended from read_csv('{data}/subscription_periods.csv', header = true)"""
RAVENSTACK = """select account_id as customer, mrr_amount::decimal(18, 4) as amount, start_date::date as started,
    end_date::date as ended from read_csv('{data}/ravenstack_subscriptions.csv', header = true)
    where not is_trial::boolean"""

MOVEMENTS = ["new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "reactivation_mrr"]


def main():
    tally, binary = Tally("mrr"), binary_argument()
    check(tally, binary, "mrr_playbook", PLAYBOOK, [("subscriptions", "subscription_periods.csv")])
    files = [("customers", "ravenstack_accounts.csv"), ("subscriptions", "ravenstack_subscriptions.csv")]
    check(tally, binary, "ravenstack", RAVENSTACK, files)
    tally.close_and_exit()


def check(tally, binary, name, source, files):
    data = SHARED / "data" / name
    if not data.exists():
        tally.skip(f"{data} is absent")
        return
    ledger = Ledger(source.format(data=data))
    with Workspace(binary) as workspace:
        for table, file in files:
            mapping = MAPPINGS / name / f"{table}.yaml"
            workspace.imports(table, data / file, mapping, "--complete-through", ledger.last.isoformat())
        published(tally, workspace, name)
        months(tally, workspace, name, ledger)


def published(tally, workspace, name):
    """Opening and closing of every month, at the published boundary."""
    file = SHARED / "golden" / "mrr.json"
    if not file.exists():
        tally.skip(f"{file} is absent")
        return
    golden = json.loads(file.read_text())[name]
    firsts = [date.fromisoformat(month["month"]) for month in golden]
    before = (firsts[0] - timedelta(days=1)).replace(day=1)
    rows = workspace.query(["mrr"], before, firsts[-1] + timedelta(days=1), "day")["mrr"]
    closing = {row["start"]: row["value"] for row in rows}
    for first, month in zip(firsts, golden):
        opening = (first - timedelta(days=1)).replace(day=1)
        tally.money(f"published {name} opening of {first}", closing[opening.isoformat()], str(month["start"]))
        tally.money(f"published {name} closing of {first}", closing[first.isoformat()], str(month["end"]))


def months(tally, workspace, name, ledger):
    """Revenue at the end of every month and how it moved, day by day, against DuckDB."""
    bounds = cut(ledger.first.replace(day=1), ledger.last.replace(day=1), "month")
    answers = workspace.query(["mrr", "arr", *MOVEMENTS], bounds[0], bounds[-1], "month")
    opening = Decimal(0)
    for index, (start, end) in enumerate(zip(bounds, bounds[1:])):
        what = f"{name} {start}"
        closing = ledger.at(end)
        tally.same(f"{what} period", answers["mrr"][index]["start"], start.isoformat())
        tally.money(f"{what} mrr", answers["mrr"][index]["value"], closing)
        tally.money(f"{what} arr", answers["arr"][index]["value"], closing * 12)
        moved = ledger.moved(start, end)
        for movement in MOVEMENTS:
            tally.money(f"{what} {movement}", answers[movement][index]["value"], moved[movement])
        gained = moved["new_mrr"] + moved["expansion_mrr"] + moved["reactivation_mrr"]
        tally.same(f"{what} bridge", opening + gained - moved["contraction_mrr"] - moved["churned_mrr"], closing)
        opening = closing


class Ledger:
    """What each customer pays a month, day by day."""

    def __init__(self, source):
        self.db = duckdb.connect()
        self.db.execute(f"create table periods as select * from ({source}) where ended is null or ended > started")
        self.db.execute(DAILY)
        self.first, self.last = self.db.execute(
            "select min(started), greatest(max(started), max(ended)) from periods"
        ).fetchone()

    def at(self, day):
        """The sum just before midnight at the start of a day."""
        (total,) = self.db.execute(
            "select coalesce(sum(amount), 0) from periods where started < $1 and (ended is null or $1 <= ended)", [day]
        ).fetchone()
        return total

    def moved(self, start, end):
        """The movements of the days of a period, each customer's net change of a day in one class."""
        found = self.db.execute(
            "select class, sum(amount) from daily where day >= $1 and day < $2 group by class", [start, end]
        ).fetchall()
        return {movement: Decimal(0) for movement in MOVEMENTS} | dict(found)


# A start adds on its day; an end takes away on its day, since the state just before the next midnight lacks it.
DAILY = """
create table daily as
with changes as (
    select customer, started as day, amount from periods
    union all
    select customer, ended as day, -amount from periods where ended is not null
), nets as (
    select customer, day, sum(amount) as net from changes group by customer, day
), levels as (
    select customer, day, net, sum(net) over history as level,
        coalesce(max(net) over (history rows between unbounded preceding and 1 preceding), 0) > 0 as paid_before
    from nets window history as (partition by customer order by day)
)
select day,
    case
        when level - net <= 0 and not paid_before then 'new_mrr'
        when level - net <= 0 then 'reactivation_mrr'
        when level <= 0 then 'churned_mrr'
        when net > 0 then 'expansion_mrr'
        else 'contraction_mrr'
    end as class,
    abs(net) as amount
from levels where net <> 0
"""


if __name__ == "__main__":
    main()
