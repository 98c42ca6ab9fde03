-- about: One row per paid order; an order without a status is paid. The amount is in the workspace's currency.
-- time: at
select
  customer_key,
  ordered_at as at,
  namespace,
  order_id,
  to_base(amount, currency, ordered_at) as amount,
  currency,
  channel,
  row_id
from orders
where coalesce(status, 'paid') = 'paid'
