-- about: One row per customer who was ever active: the time from their first activation to their leaving for good, or the time they have stayed so far.
-- time: at
-- Who came back is counted to the last time they left.
with lives as (
  select customer_key, min(valid_from) as at,
    max(coalesce(valid_to, arrow_cast('9999-12-31T23:59:59Z', 'Timestamp(Microsecond, Some("UTC"))'))) as left_at
  from lifecycle
  where state = 'active'
  group by customer_key
)
select customer_key, at,
  case when left_at <= $now then left_at end as left_at,
  (arrow_cast(least(left_at, $now), 'Int64') - arrow_cast(at, 'Int64')) / 1000 as duration_ms,
  left_at <= $now as ended
from lives
where at <= $now
