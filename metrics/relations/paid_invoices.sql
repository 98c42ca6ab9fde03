-- about: One row per invoice or payment that was paid, without tax, in the workspace's currency.
-- time: at
select customer_key, coalesce(paid_at, invoiced_at) as at, subscription_id, coalesce(recurring, subscription_id is not null) as recurring,
  to_base(arrow_cast(amount - coalesce(tax, 0), 'Decimal128(18, 4)'), currency, coalesce(paid_at, invoiced_at)) as amount,
  row_id
from payments
where coalesce(status, case when paid_at is not null then 'paid' end) = 'paid'
