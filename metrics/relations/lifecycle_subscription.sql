-- about: One row per stretch of time in which a customer is active: one of their subscriptions is active or past due.
-- time: valid_from, valid_to
-- Stretches that touch or overlap are one; an open end is held as the last instant of the year 9999 while they are joined.
with running as (
  select customer_key, valid_from,
    coalesce(valid_to, arrow_cast('9999-12-31T23:59:59Z', 'Timestamp(Microsecond, Some("UTC"))')) as valid_to
  from subscription_intervals
  where state in ('active', 'past_due') and customer_key is not null
),
reached as (
  select *,
    max(valid_to) over (partition by customer_key order by valid_from, valid_to
      rows between unbounded preceding and 1 preceding) as covered_to
  from running
),
islands as (
  select *,
    sum(case when valid_from <= covered_to then 0 else 1 end) over (partition by customer_key order by valid_from, valid_to
      rows between unbounded preceding and current row) as island
  from reached
)
select
  customer_key,
  'active' as state,
  min(valid_from) as valid_from,
  nullif(max(valid_to), arrow_cast('9999-12-31T23:59:59Z', 'Timestamp(Microsecond, Some("UTC"))')) as valid_to
from islands
group by customer_key, island
