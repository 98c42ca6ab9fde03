-- about: One row per customer who was ever active and feature: the time from their first activation to their first use, or the time without it so far.
-- time: at
-- A feature is an event's name. Who used it before they were active has adopted it at once.
with features as (
  select distinct name from usage_events
),
uses as (
  select customer_key, name, min(at) as used_at
  from usage_events
  where at <= $now
  group by customer_key, name
)
select a.customer_key, a.at, f.name, u.used_at,
  greatest((arrow_cast(coalesce(u.used_at, $now), 'Int64') - arrow_cast(a.at, 'Int64')) / 1000, 0) as duration_ms,
  u.used_at is not null as ended
from first_activations a
cross join features f
left join uses u on u.customer_key = a.customer_key and u.name = f.name
where a.at <= $now
