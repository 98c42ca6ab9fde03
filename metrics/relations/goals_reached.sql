-- about: One row per customer and goal of the workspace that they reached: when they first did.
-- time: at
with goals as (
  select goal, reached_by from (values $goals) as g (goal, reached_by) where goal is not null
),
goal_events as (
  select goal, event_name from (values $goal_events) as g (goal, event_name) where goal is not null
),
by_activity as (
  select a.customer_key, a.at, g.goal from first_activations a cross join goals g where g.reached_by = 'active'
),
by_event as (
  select e.*, g.goal from events e join goal_events g on g.event_name = e.name where e.customer_key is not null
),
by_order as (
  select o.*, g.goal from paid_orders o cross join goals g where g.reached_by = 'order'
),
by_subscription as (
  select s.*, g.goal from subscription_changes s cross join goals g where g.reached_by = 'subscription'
),
reached as (
  select customer_key, at, goal from by_activity where $goal_active_condition
  union all
  select customer_key, ts as at, goal from by_event where $goal_event_condition
  union all
  select customer_key, at, goal from by_order where $goal_order_condition
  union all
  select customer_key, at, goal from by_subscription where $goal_subscription_condition
)
select customer_key, goal, min(at) as at
from reached
where customer_key is not null
group by customer_key, goal
