-- about: One row per marketing touch of a customer or visitor: a visit, a click on an advertisement, or the lead they came as.
-- time: at
-- A visit of which nothing is known that led to it is direct.
with touches as (
  select customer_key, at, 'visit' as kind, source, medium, campaign, channel
  from sessions
  where customer_key is not null and (has_view or coalesce(source, medium, campaign) is not null)
  union all
  select customer_key, created_at as at, 'lead' as kind, source, medium, campaign,
    channel_of(channel, source, medium, campaign, null) as channel
  from leads
  where customer_key is not null
)
select customer_key, at, kind, source, medium, campaign,
  coalesce(channel, 'direct') as channel,
  coalesce(lower(channel) = 'direct', true) as is_direct
from touches
