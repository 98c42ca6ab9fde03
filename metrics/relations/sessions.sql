-- about: One row per session: the events of one visitor under one session_id, or else those without a gap of more than 30 minutes.
-- time: at
-- Events that name neither a visitor nor a session belong to no session.
with gaps as (
  select *,
    case when ts <= lag(ts) over (partition by customer_key, session_id order by ts, row_id) + interval '30 minutes'
      then 0 else 1 end as opens
  from events
  where customer_key is not null or session_id is not null
),
numbered as (
  select *,
    case when session_id is null
      then sum(opens) over (partition by customer_key, session_id order by ts, row_id
        rows between unbounded preceding and current row)
    end as rebuilt
  from gaps
)
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
    filter (where coalesce(source, medium, campaign, channel) is not null) as channel
from numbered
group by customer_key, case when session_id is null then null else namespace end, session_id, rebuilt
