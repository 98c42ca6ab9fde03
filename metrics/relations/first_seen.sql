-- about: One row per customer or visitor: the first time we knew of them, by an event, order, subscription or record.
-- time: at
with sightings as (
  select customer_key, min(ts) as at from events group by customer_key
  union all
  select customer_key, min(ordered_at) as at from orders group by customer_key
  union all
  select customer_key, min(at) as at from subscription_changes group by customer_key
  union all
  select customer_key, min(created_at) as at from customers group by customer_key
)
select customer_key, min(at) as at
from sightings
where customer_key is not null and at is not null
group by customer_key
