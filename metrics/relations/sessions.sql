-- about: One row per session: the events of one visitor under one session_id, or else those without a gap of more than 30 minutes.
-- time: at
-- per: person
-- Events that name neither a visitor nor a session belong to no session. A session comes from where the first of its events
-- does that says so, or else from the page that led to its first view. A channel that was not delivered follows from these by
-- the rules of the settings.
with touched as (
  select *,
    case when coalesce(source, medium, campaign, channel) is null and name in $visit_events
      then json_text(properties, 'referrer') end as referrer
  from events
),
gaps as (
  select *,
    case when ts <= lag(ts) over (partition by customer_key, session_id order by ts, row_id) + interval '30 minutes'
      then 0 else 1 end as opens
  from touched
  where customer_key is not null or session_id is not null
),
numbered as (
  select *,
    case when session_id is null
      then sum(opens) over (partition by customer_key, session_id order by ts, row_id
        rows between unbounded preceding and current row)
    end as rebuilt
  from gaps
),
grouped as (
  select
    customer_key,
    min(ts) as at,
    max(ts) as ended_at,
    case when session_id is null then null else namespace end as namespace,
    session_id,
    bool_or(name in $visit_events) as has_view,
    count(*) as interactions,
    first_value(source order by ts, row_id)
      filter (where coalesce(source, medium, campaign, channel) is not null) as source,
    first_value(medium order by ts, row_id)
      filter (where coalesce(source, medium, campaign, channel) is not null) as medium,
    first_value(campaign order by ts, row_id)
      filter (where coalesce(source, medium, campaign, channel) is not null) as campaign,
    first_value(channel order by ts, row_id)
      filter (where coalesce(source, medium, campaign, channel) is not null) as channel,
    first_value(referrer order by ts, row_id) filter (where name in $visit_events) as referrer
  from numbered
  group by customer_key, case when session_id is null then null else namespace end, session_id, rebuilt
)
select customer_key, at, ended_at, (arrow_cast(ended_at, 'Int64') - arrow_cast(at, 'Int64')) / 1000 as duration_ms,
  namespace, session_id, has_view, interactions, source, medium, campaign,
  channel_of(channel, source, medium, campaign, referrer) as channel
from grouped
