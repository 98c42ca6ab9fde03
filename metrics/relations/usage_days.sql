-- about: One row per customer and day of the workspace's zone with a usage event.
-- time: at
with days as (
  select customer_key, at, date_trunc('day', at at time zone $time_zone) as day
  from usage_events
)
select customer_key, day, min(at) as at, count(*) as uses
from days
group by customer_key, day
