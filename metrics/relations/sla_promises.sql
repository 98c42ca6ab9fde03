-- about: One row per ticket and time that was promised for it, to the first reply or to the resolution, and whether the promise was kept.
-- time: at
-- The first entry of sla in the settings that matches a ticket is its promise. is_kept is null while it can still be kept.
with targets as (
  select place, priority, channel, first_response_ms, resolution_ms, hours
  from (values $sla_targets) as t (place, priority, channel, first_response_ms, resolution_ms, hours)
  where place is not null
),
matched as (
  select t.row_id, g.first_response_ms, g.resolution_ms, g.hours,
    row_number() over (partition by t.row_id order by g.place
      rows between unbounded preceding and current row) as choice
  from tickets t
  join targets g
    on coalesce(g.priority = lower(t.priority), g.priority is null) and coalesce(g.channel = lower(t.channel), g.channel is null)
  where not coalesce(t.by_bot, false)
),
promised as (
  select 'first_response' as promise, m.first_response_ms as target_ms, m.hours,
    f.customer_key, f.at, f.waited_until, f.duration_ms, f.ended, f.channel, f.agent, f.priority, f.category, f.row_id
  from matched m
  join first_replies f on f.row_id = m.row_id
  where m.choice = 1 and m.first_response_ms is not null
  union all
  select 'resolution' as promise, m.resolution_ms as target_ms, m.hours,
    r.customer_key, r.at, r.waited_until, r.duration_ms, r.ended, r.channel, r.agent, r.priority, r.category, r.row_id
  from matched m
  join resolutions r on r.row_id = m.row_id
  where m.choice = 1 and m.resolution_ms is not null
),
timed as (
  select *, case when hours = 'clock' then duration_ms else business_ms(at, waited_until, hours) end as taken_ms
  from promised
)
select customer_key, at, promise, target_ms, taken_ms,
  case when taken_ms > target_ms then false when ended then true end as is_kept,
  channel, agent, priority, category, row_id
from timed
