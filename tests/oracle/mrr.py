"""Subscriptions of three published data sets: DuckDB beside tenure, and numbers computed by others.

A subscription counts at an instant `t` when `started < t <= ended`; a period that ends no later than it starts does
not exist. The published snapshot of a date counts what started on that very date, which makes it the state just
before the day after.
"""

import json
from datetime import date, timedelta

from ledger import MOVEMENTS, Ledger
from periods import cut
from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

# The source as `(customer, amount, started, ended)`; a trial is no subscription yet.
PLAYBOOK = """select customer_id as customer, monthly_amount::decimal(18, 4) as amount,
    start_date::date as started, end_date::date as ended
    from read_csv('{data}/subscription_periods.csv', header = true)"""
RAVENSTACK = """select account_id as customer, mrr_amount::decimal(18, 4) as amount,
    start_date::date as started, end_date::date as ended
    from read_csv('{data}/ravenstack_subscriptions.csv', header = true) where not is_trial::boolean"""
# Everybody's tenure in months, counted back from the day on which the mapping places the data.
TELCO = """select customerID as customer, MonthlyCharges::decimal(18, 4) as amount,
    (date '2020-01-01' - to_months(tenure::integer))::date as started,
    case when Churn = 'Yes' then date '2020-01-01' end as ended
    from read_csv('{data}/Telco-Customer-Churn.csv', header = true, all_varchar = true)"""

# What the bridge calls a movement and what the published one does.
CELLS = {
    "opening": "start", "new": "new", "reactivation": "reactivation", "expansion": "expansion",
    "contraction": "contraction", "churn": "churn", "closing": "end",
}
COUNTS = [
    "customers_at_start", "customers_at_end", "active_customers", "new_customers", "churned_customers",
    "reactivated_customers", "lost_customers",
]
RATES = ["customer_retention_rate", "churn_rate", "cohort_retention_30d", "cohort_retention_90d"]


def main():
    tally, binary = Tally("mrr"), binary_argument()
    check(tally, binary, "mrr_playbook", PLAYBOOK, [("subscriptions", "subscription_periods.csv")])
    files = [("customers", "ravenstack_accounts.csv"), ("subscriptions", "ravenstack_subscriptions.csv")]
    check(tally, binary, "ravenstack", RAVENSTACK, files)
    files = [(table, "Telco-Customer-Churn.csv") for table in ("customers", "subscriptions")]
    # Who left is lost in the month that begins on the day of the data.
    check(tally, binary, "telco", TELCO, files, date(2020, 2, 1))
    tally.close_and_exit()


def check(tally, binary, name, source, files, until=None):
    data = SHARED / "data" / name
    if not data.exists():
        tally.skip(f"{data} is absent")
        return
    ledger = Ledger(source.format(data=data))
    if until:
        ledger.last, ledger.known = until, until - timedelta(days=1)
    # The published table goes on after the last change; the files are complete for as long as it does.
    ledger.known = max([ledger.known, *(date.fromisoformat(month["month"]) for month in golden(name))])
    with Workspace(binary) as workspace:
        for table, file in files:
            mapping = MAPPINGS / name / f"{table}.yaml"
            workspace.imports(table, data / file, mapping, "--complete-through", ledger.known.isoformat())
        published(tally, workspace, name)
        cells(tally, binary, name, files)
        bounds = cut(ledger.first.replace(day=1), ledger.last.replace(day=1), "month")
        revenue(tally, workspace, name, ledger, bounds)
        customers(tally, workspace, name, ledger, bounds)


def golden(name):
    """The published bridge of a data set, month by month; empty where it is not at hand."""
    file = SHARED / "golden" / "mrr.json"
    return json.loads(file.read_text()).get(name, []) if file.exists() else []


def published(tally, workspace, name):
    """Opening and closing of every month, at the published boundary."""
    months = golden(name)
    if not months:
        tally.skip(f"there is no published bridge of {name}")
        return
    firsts = [date.fromisoformat(month["month"]) for month in months]
    before = (firsts[0] - timedelta(days=1)).replace(day=1)
    rows = workspace.query(["mrr"], before, firsts[-1] + timedelta(days=1), "day")["mrr"]
    closing = {row["start"]: row["value"] for row in rows}
    for first, month in zip(firsts, months):
        opening = (first - timedelta(days=1)).replace(day=1)
        tally.money(f"published {name} opening of {first}", closing[opening.isoformat()], str(month["start"]))
        tally.money(f"published {name} closing of {first}", closing[first.isoformat()], str(month["end"]))


def cells(tally, binary, name, files):
    """Every cell of the published bridge, as the profile `snapshot` gives it.

    The published snapshot of a date has what started on it and not what ended on it: the state at noon. In the zone that is
    twelve hours behind, days begin at noon.
    """
    months = golden(name)
    if not months:
        return
    firsts = [date.fromisoformat(month["month"]) for month in months]
    before = (firsts[0] - timedelta(days=1)).replace(day=1)
    with Workspace(binary, "time_zone: Etc/GMT+12\ncurrency: USD\nmrr: { profile: snapshot }\n") as workspace:
        for table, file in files:
            mapping = workspace.folder.parent / f"{table}.yaml"
            mapping.write_text((MAPPINGS / name / f"{table}.yaml").read_text() + "time_zone: UTC\n")
            known = (firsts[-1] + timedelta(days=31)).isoformat()
            workspace.imports(table, SHARED / "data" / name / file, mapping, "--complete-through", known)
        span = ["--from", before.isoformat(), "--to", firsts[-1].isoformat()]
        bridge = workspace.json("mrr", "--profile", "snapshot", "--grain", "month", *span)["movements"]
        tally.same(f"published {name} months", len(bridge), len(months))
        rates = workspace.query(["nrr", "grr", "churn_rate"], before, firsts[-1], "month", "--basis", "subscription")
        for index, (row, month) in enumerate(zip(bridge, months)):
            for found, told in CELLS.items():
                tally.money(f"published {name} {month['month']} {told}", row[found], str(month[told]))
            for metric, told in (("nrr", "NRR"), ("grr", "GRR"), ("churn_rate", "logo_churn")):
                tally.close(f"published {name} {month['month']} {told}", rates[metric][index]["value"], month[told])


def revenue(tally, workspace, name, ledger, bounds):
    """Revenue at the end of every month, what is left of it a month later, and how it moved day by day."""
    wanted = ["arr", *MOVEMENTS]
    known = workspace.metrics()
    offered = [metric for metric in wanted if metric in known]
    missing = [metric for metric in wanted if metric not in known]
    if missing:
        tally.skip(f"{', '.join(missing)}: not in the catalog")
    answers = workspace.query(["mrr", "nrr", *offered], bounds[0], bounds[-1], "month")
    tally.same(f"{name} months", [row["start"] for row in answers["mrr"]], [str(bound) for bound in bounds[:-1]])
    for index, (start, end) in enumerate(zip(bounds, bounds[1:])):
        expected = {"mrr": ledger.at(end), "arr": ledger.at(end) * 12} | ledger.moved(start, end)
        for metric in ["mrr", *offered]:
            tally.money(f"{name} {start} {metric}", answers[metric][index]["value"], expected[metric])
        kept, opening = ledger.kept(start, end), ledger.at(start)
        row = answers["nrr"][index]
        tally.close(f"{name} {start} nrr", row["value"], float(kept / opening) if opening else None)
        tally.money(f"{name} {start} nrr numerator", row.get("numerator"), kept)
        tally.money(f"{name} {start} nrr denominator", row.get("denominator"), opening)


def customers(tally, workspace, name, ledger, bounds):
    """Who was there, came and went, and who stayed after their first month and quarter."""
    answers = workspace.query(COUNTS + RATES, bounds[0], bounds[-1], "month", "--basis", "subscription")
    for index, (start, end) in enumerate(zip(bounds, bounds[1:])):
        expected = ledger.customers(start, end)
        for metric in COUNTS:
            tally.same(f"{name} {start} {metric}", answers[metric][index]["value"], expected[metric])
        for metric in RATES:
            tally.rate(f"{name} {start} {metric}", answers[metric][index], *expected[metric])


if __name__ == "__main__":
    main()
