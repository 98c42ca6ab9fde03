-- about: One row per customer and day of the workspace's zone with a paid order; several on one day are one purchase.
-- time: at
with days as (
  select customer_key, at, date_trunc('day', at at time zone $time_zone) as day, amount
  from paid_orders
  where customer_key is not null
)
select customer_key, day, arrow_cast(arrow_cast(day, 'Date32'), 'Int32') as day_number, min(at) as at,
  count(*) as orders, arrow_cast(sum(amount), 'Decimal128(18, 4)') as amount
from days
group by customer_key, day
