-- about: One row per paid order that was not its customer's first.
-- time: at
with numbered as (
  select *, row_number() over (partition by customer_key order by at, row_id) as order_number
  from paid_orders
  where customer_key is not null
)
select customer_key, at, namespace, order_id, order_number, amount, channel, row_id
from numbered
where order_number > 1
