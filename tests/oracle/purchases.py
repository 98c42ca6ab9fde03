"""The metrics of a shop, computed by DuckDB from raw purchases, straight from the definitions.

A customer is active at an instant `t` when some purchase lies before it, not more than 90 days of 24 hours ago:
`at < t <= at + 90 days`. State is read at the boundaries of a period; rows count where `start <= at < end`.
"""

from datetime import timedelta

import duckdb

from periods import DAY_US, cut, instant

WINDOW_US = 90 * DAY_US

# What is compared. Counts and money come as one value, rates with their parts.
COUNTS = [
    "orders", "customers_at_start", "customers_at_end", "active_customers", "new_customers", "churned_customers",
    "reactivated_customers", "lost_customers",
]
MONEY = ["revenue", "aov", "arpu"]
RATES = [
    "customer_retention_rate", "retention_rate_by_balance", "churn_rate", "repurchase_rate", "repeat_sale_rate",
    "rolling_retention_30d",
]
METRICS = COUNTS + MONEY + RATES + ["crr_textbook"]


class Shop:
    """Purchases `(customer, day, amount)` from a query, each at midnight of its day in a zone."""

    def __init__(self, query, zone):
        self.zone = zone
        self.db = duckdb.connect()
        self.db.execute(f"create table raw as {query}")
        days = [day for (day,) in self.db.execute("select distinct day from raw").fetchall()]
        self.db.execute("create table clock (day date, bought bigint)")
        self.db.executemany("insert into clock values (?, ?)", [(day, instant(day, zone)) for day in days])
        self.db.execute("create table purchases as select customer, bought, amount from raw join clock using (day)")

    def expected(self, first, last, grain):
        """One dictionary a period: counts, sums and, for rates, pairs of numerator and denominator."""
        days = cut(first, last, grain)
        self.db.execute("create or replace table periods (start_day date, start bigint, stop bigint, earlier bigint)")
        rows = [
            (a, instant(a, self.zone), instant(b, self.zone), instant(b - timedelta(days=30), self.zone))
            for a, b in zip(days, days[1:])
        ]
        self.db.executemany("insert into periods values (?, ?, ?, ?)", rows)
        found = self.db.execute(PER_PERIOD, [WINDOW_US]).fetchall()
        names = [column[0] for column in self.db.description]
        return [row_of(dict(zip(names, row))) for row in found]


PER_PERIOD = """
with customers as (
    select start, stop, customer,
        count(*) filter (bought < earlier and earlier <= bought + $1) > 0 as at_earlier,
        count(*) filter (bought < stop) as orders_to_date,
        count(*) filter (bought >= start and bought < stop) as orders_in,
        coalesce(sum(amount) filter (bought >= start and bought < stop), 0) as revenue_in,
        count(*) filter (bought < start) > 0 as before_start,
        count(*) filter (bought < start and start <= bought + $1) > 0 as at_start,
        count(*) filter (bought < stop and stop <= bought + $1) > 0 as at_end,
        count(*) filter (bought < stop and bought + $1 > start) > 0 as during
    from periods cross join purchases
    group by start, stop, earlier, customer
), marked as (
    select *,
        orders_in > 0 and not before_start as is_new,
        orders_in > 0 and before_start and not at_start as is_back
    from customers
)
select start_day,
    coalesce(sum(orders_in), 0) as orders,
    coalesce(sum(revenue_in), 0) as revenue,
    count(*) filter (at_start) as customers_at_start,
    count(*) filter (at_end) as customers_at_end,
    count(*) filter (during) as active_customers,
    count(*) filter (is_new) as new_customers,
    count(*) filter (is_back) as reactivated_customers,
    count(*) filter ((at_start or is_new or is_back) and not at_end) as churned_customers,
    count(*) filter (at_start and not at_end) as lost_customers,
    count(*) filter (at_start and at_end) as kept_customers,
    count(*) filter (at_earlier) as customers_earlier,
    count(*) filter (at_earlier and at_end) as kept_since_earlier,
    count(*) filter (orders_to_date >= 1) as ever_buyers,
    count(*) filter (orders_to_date >= 2) as repeat_buyers,
    count(*) filter (orders_to_date >= 2 and orders_in >= 1) as repeat_buyers_in
from periods join marked using (start, stop)
group by start_day, start order by start
"""


def row_of(found):
    """Adds what is a quotient of the others."""
    found["aov"] = found["revenue"] / found["orders"] if found["orders"] else None
    found["arpu"] = found["revenue"] / found["active_customers"] if found["active_customers"] else None
    stayed, started = found["customers_at_end"] - found["new_customers"], found["customers_at_start"]
    found["crr_textbook"] = stayed / started if started else None
    found["retention_rate_by_balance"] = (found["kept_customers"], found["customers_at_start"])
    found["customer_retention_rate"] = (found["kept_customers"], found["customers_at_start"])
    found["churn_rate"] = (found["lost_customers"], found["customers_at_start"])
    found["repurchase_rate"] = (found["repeat_buyers"], found["ever_buyers"])
    found["repeat_sale_rate"] = (found["repeat_buyers_in"], found["ever_buyers"])
    found["rolling_retention_30d"] = (found["kept_since_earlier"], found["customers_earlier"])
    return found


def compare(tally, workspace, shop, label, first, last, grain):
    """Asks tenure for every metric of every period and compares."""
    answers = workspace.query(METRICS, first, last, grain, "--basis", "purchase")
    expected = shop.expected(first, last, grain)
    for metric in METRICS:
        rows = answers[metric]
        days = [str(row["start_day"]) for row in expected]
        tally.same(f"{label} {metric} by {grain}: periods", [row["start"] for row in rows], days)
        for row, told in zip(rows, expected):
            what = f"{label} {metric} by {grain} from {row['start']}"
            if metric in RATES:
                tally.rate(what, row, *told[metric])
            elif metric in MONEY:
                tally.money(what, row["value"], told[metric])
            elif metric == "crr_textbook":
                tally.close(what, row["value"], told[metric])
            else:
                tally.same(what, row["value"], told[metric])
            tally.same(f"{what} complete", row["complete"], True)
