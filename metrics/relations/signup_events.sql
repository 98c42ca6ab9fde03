-- about: One row per event that is a sign-up.
-- time: at
select customer_key, ts as at, name, source, medium, campaign,
  channel_of(channel, source, medium, campaign, null) as channel, row_id
from events
where name in $signup_events and customer_key is not null
