-- about: One row per line of the cost to serve, in the workspace's currency; those that are nobody's have no customer.
-- time: at
-- A line knows its day only: it is placed at noon, which every day has in every zone.
with placed as (
  select *,
    arrow_cast(
      (arrow_cast(date, 'Timestamp(Microsecond, None)') + interval '12 hours') at time zone $time_zone,
      'Timestamp(Microsecond, Some("UTC"))') as at
  from costs
)
select customer_key, at, category, to_base(amount, currency, at) as amount, row_id
from placed
