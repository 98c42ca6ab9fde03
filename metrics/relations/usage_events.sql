-- about: One row per event that counts as usage, by a customer who is known by name.
-- time: at
select e.customer_key, e.ts as at, e.name, e.duration_ms, e.channel, e.row_id
from events e
where ($any_activity_event or e.name in $activity_events)
  and e.customer_key in (select k.customer_key from known_customers k)
