-- about: One row per customer or visitor: the first time we knew of them, by an event, order, subscription or record, and the first source, medium, campaign and channel known of them.
-- time: at
-- A channel that nothing delivered follows from the source, medium and campaign by the rules of the settings.
with sightings as (
  select customer_key, ts as at, source, medium, campaign, channel from events
  union all
  select customer_key, ordered_at as at, null as source, null as medium, null as campaign, null as channel from orders
  union all
  select customer_key, at, null as source, null as medium, null as campaign, null as channel from subscription_changes
  union all
  select customer_key, created_at as at, source, medium, campaign, channel from customers
),
firsts as (
  select
    customer_key,
    min(at) as at,
    first_value(source order by at, source) filter (where source is not null) as source,
    first_value(medium order by at, medium) filter (where medium is not null) as medium,
    first_value(campaign order by at, campaign) filter (where campaign is not null) as campaign,
    first_value(channel order by at, channel) filter (where channel is not null) as channel
  from sightings
  where customer_key is not null and at is not null
  group by customer_key
)
select customer_key, at, source, medium, campaign, channel_of(channel, source, medium, campaign, null) as channel
from firsts
