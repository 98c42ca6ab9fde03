-- about: One row per customer who signed up: the time from their first sign-up to the milestone activation, or the time waited for it so far.
-- time: at
with signups as (
  select customer_key, min(at) as at
  from signup_events
  where at <= $now
  group by customer_key
),
reached as (
  select s.customer_key, min(m.at) as reached_at
  from signups s
  join milestones_reached m on m.customer_key = s.customer_key
  where m.milestone = 'activation' and m.at >= s.at and m.at <= $now
  group by s.customer_key
)
select
  s.customer_key,
  s.at,
  r.reached_at,
  (arrow_cast(coalesce(r.reached_at, $now), 'Int64') - arrow_cast(s.at, 'Int64')) / 1000 as duration_ms,
  r.reached_at is not null as ended
from signups s
left join reached r on r.customer_key = s.customer_key
