-- about: One row per paid order of a customer: the time to their next one, or the time waited for it so far.
-- time: at
with followed as (
  select *, lead(at) over (partition by customer_key order by at, row_id) as next_at
  from paid_orders
  where customer_key is not null
)
select customer_key, at, next_at,
  greatest(arrow_cast(coalesce(next_at, $now), 'Int64') - arrow_cast(at, 'Int64'), 0) / 1000 as duration_ms,
  next_at is not null as ended,
  channel, row_id
from followed
where at <= $now
