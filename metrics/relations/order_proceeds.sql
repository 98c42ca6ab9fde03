-- about: One row per paid order, with the refunds it was ever given deducted at the time of the order, in the workspace's currency.
-- time: at
-- An order has no amount where the day of one of its refunds has no exchange rate.
with refunded as (
  select namespace, order_id,
    case when count(*) = count(in_base) then sum(in_base) end as amount
  from (select namespace, order_id, to_base(amount, currency, refunded_at) as in_base from refunds where order_id is not null) valued
  group by namespace, order_id
)
select o.customer_key, o.at, o.namespace, o.order_id, o.channel, o.row_id,
  arrow_cast(o.amount - case when r.order_id is null then arrow_cast(0, 'Decimal128(18, 4)') else r.amount end, 'Decimal128(18, 4)') as amount
from paid_orders o
left join refunded r on r.namespace = o.namespace and r.order_id = o.order_id
