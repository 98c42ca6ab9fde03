-- about: One row per paid order, with the refunds it was ever given deducted at the time of the order, in the workspace's currency.
-- time: at
with refunded as (
  select namespace, order_id, sum(to_base(amount, currency, refunded_at)) as amount
  from refunds
  where order_id is not null
  group by namespace, order_id
)
select o.customer_key, o.at, o.namespace, o.order_id, o.channel, o.row_id,
  arrow_cast(o.amount - coalesce(r.amount, 0), 'Decimal128(18, 4)') as amount
from paid_orders o
left join refunded r on r.namespace = o.namespace and r.order_id = o.order_id
