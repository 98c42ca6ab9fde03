-- about: One row per change of a running subscription: whether it went to a plan of higher or lower normalised price, and whether it gained a paid feature.
-- time: at
-- Prices are compared for one piece a month, before discount and tax, in the subscription's own currency.
with running as (
  select *,
    lag(plan) over (partition by namespace, subscription_id order by valid_from) as previous_plan,
    lag(unit_price) over (partition by namespace, subscription_id order by valid_from) as previous_price,
    lag(features) over (partition by namespace, subscription_id order by valid_from) as previous_features
  from subscription_intervals
  where state in ('active', 'past_due') and recurring
)
select customer_key, valid_from as at, namespace, subscription_id, plan, previous_plan, unit_price, previous_price,
  coalesce(plan <> previous_plan and unit_price > previous_price, false) as is_upgrade,
  coalesce(plan <> previous_plan and unit_price < previous_price, false) as is_downgrade,
  coalesce(json_added(features, previous_features) > 0, false) as adds_feature,
  row_id
from running
where previous_price is not null
