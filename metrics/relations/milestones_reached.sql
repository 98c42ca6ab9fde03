-- about: One row per event that reaches a milestone of the workspace.
-- time: at
with milestone_events as (
  select milestone, event_name from (values $milestone_events) as m (milestone, event_name) where milestone is not null
),
candidates as (
  select e.*, m.milestone
  from events e
  join milestone_events m on m.event_name = e.name
  where e.customer_key is not null
)
select customer_key, ts as at, milestone, name, row_id
from candidates
where $milestone_condition
