-- about: One row per paid order and one, below zero, per refund at the time of the refund, in the workspace's currency.
-- time: at
-- A refund is its order's customer's. The refund of an order that never counted is not deducted; one whose order is
-- unknown is, and is nobody's. One that gives back a payment, and no order, is none of these.
select customer_key, at, 'order' as kind, amount, channel, row_id
from paid_orders
union all
select
  o.customer_key,
  r.refunded_at as at,
  'refund' as kind,
  -to_base(r.amount, r.currency, r.refunded_at) as amount,
  o.channel,
  r.row_id
from refunds r
left join orders o on o.namespace = r.namespace and o.order_id = r.order_id
where coalesce(o.status, 'paid') = 'paid' and (r.order_id is not null or r.payment_id is null)
