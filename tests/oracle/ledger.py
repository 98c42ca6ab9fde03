"""What each customer of a subscription business pays a month, day by day, kept by DuckDB."""

from datetime import timedelta
from decimal import Decimal

import duckdb

MOVEMENTS = ["new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "reactivation_mrr"]


class Ledger:
    """Periods `(customer, amount, started, ended)` from a query; all times are midnights in UTC."""

    def __init__(self, source):
        self.db = duckdb.connect()
        self.db.execute(f"create table periods as select * from ({source}) where ended is null or ended > started")
        self.db.execute(DAILY)
        self.first, self.last = self.db.execute(
            "select min(started), greatest(max(started), max(ended)) from periods"
        ).fetchone()
        # The published snapshot of the day after the last change knows that day too.
        self.known = self.last + timedelta(days=1)

    def at(self, day):
        """The sum just before midnight at the start of a day."""
        return self.sum("select sum(amount) from periods where started < $1 and (ended is null or $1 <= ended)", day)

    def kept(self, start, end):
        """What those who paid at the start pay at the end."""
        return self.sum(
            """select sum(amount) from periods where started < $2 and (ended is null or $2 <= ended) and customer in (
                select customer from periods where started < $1 and (ended is null or $1 <= ended) and amount > 0)""",
            start, end,
        )

    def sum(self, sql, *days):
        (total,) = self.db.execute(sql, days).fetchone()
        return total or Decimal(0)

    def moved(self, start, end):
        """The movements of the days of a period, each customer's net change of a day in one class."""
        found = self.db.execute(
            "select class, sum(amount) from daily where day >= $1 and day < $2 group by class", [start, end]
        ).fetchall()
        return {movement: Decimal(0) for movement in MOVEMENTS} | dict(found)

    def customers(self, start, end):
        """Counts of a period, and its rates as pairs of numerator and denominator."""
        found = self.db.execute(CUSTOMERS, [start, end, self.known]).fetchone()
        told = dict(zip([column[0] for column in self.db.description], found))
        told["customer_retention_rate"] = (told["kept_customers"], told["customers_at_start"])
        told["churn_rate"] = (told["lost_customers"], told["customers_at_start"])
        for days in (30, 90):
            told[f"cohort_retention_{days}d"] = (told[f"stayed_{days}"], told[f"matured_{days}"])
        return told


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

# $1 and $2 are the first day of the period and the first day after it, $3 the last day that the data covers.
CUSTOMERS = """
with firsts as (
    select customer, min(started) as first from periods group by customer
), states as (
    select customer, first,
        bool_or(started < $1 and (ended is null or $1 <= ended)) as at_start,
        bool_or(started < $2 and (ended is null or $2 <= ended)) as at_end,
        bool_or(started < $2 and (ended is null or ended > $1)) as during,
        first < $1 as before,
        first >= $1 and first < $2 as is_new,
        bool_or(started < first + 30 and (ended is null or first + 30 <= ended)) as at_30,
        bool_or(started < first + 90 and (ended is null or first + 90 <= ended)) as at_90
    from periods join firsts using (customer) group by customer, first
), marked as (
    select *, before and during and not at_start as is_back from states
)
select
    count(*) filter (at_start) as customers_at_start,
    count(*) filter (at_end) as customers_at_end,
    count(*) filter (during) as active_customers,
    count(*) filter (is_new) as new_customers,
    count(*) filter (is_back) as reactivated_customers,
    count(*) filter ((at_start or is_new or is_back) and not at_end) as churned_customers,
    count(*) filter (at_start and not at_end) as lost_customers,
    count(*) filter (at_start and at_end) as kept_customers,
    count(*) filter (is_new and first + 30 <= $3 + 1) as matured_30,
    count(*) filter (is_new and first + 30 <= $3 + 1 and at_30) as stayed_30,
    count(*) filter (is_new and first + 90 <= $3 + 1) as matured_90,
    count(*) filter (is_new and first + 90 <= $3 + 1 and at_90) as stayed_90
from marked
"""
