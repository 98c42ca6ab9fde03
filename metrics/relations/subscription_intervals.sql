-- about: One row per stretch of time in which a subscription keeps its state, plan and price. A canceled one has none.
-- time: valid_from, valid_to
-- mrr is what the stretch brings in a month, in the workspace's currency at the rate of the day it began: the amount
-- less tax and running discount, times 12/12, 1/12, 52/12 or 365/12 by interval, rounded once to four decimals; arr the
-- same for a year, from the exact fraction. unit_price is the normalised price of one piece a month before tax and discount.
with latest as (
  select *,
    row_number() over (partition by namespace, subscription_id, at order by row_id desc
      rows between unbounded preceding and current row) as newest
  from subscription_changes
),
changes as (
  select *,
    last_value(customer_key) ignore nulls over (partition by namespace, subscription_id order by at
      rows between unbounded preceding and current row) as owner_key,
    lead(at) over (partition by namespace, subscription_id order by at) as next_at
  from latest
  where newest = 1
),
-- A discount that ends within the stretch cuts it in two.
stretches as (
  select *, at as valid_from, coalesce(least(next_at, discount_ends_at), next_at, discount_ends_at) as valid_to,
    coalesce(discount, 0) as running_discount
  from changes
  where discount_ends_at is null or discount_ends_at > at
  union all
  select *, greatest(at, discount_ends_at) as valid_from, next_at as valid_to, 0 as running_discount
  from changes
  where discount_ends_at is not null and (next_at is null or discount_ends_at < next_at)
),
charged as (
  select *,
    case when status in ('active', 'past_due') and coalesce(recurring, true)
      then greatest(coalesce(amount, 0) - coalesce(tax, 0) - running_discount, 0) else 0 end as net,
    case coalesce("interval", 'month') when 'year' then 1 when 'month' then 12 when 'week' then 52 else 365 end as times
  from stretches
),
priced as (
  select *,
    net * times / (12 * coalesce(interval_count, 1)) as monthly,
    net * times / coalesce(interval_count, 1) as yearly,
    amount * times / (12 * coalesce(interval_count, 1) * coalesce(nullif(quantity, 0), 1)) as piece
  from charged
)
select
  owner_key as customer_key,
  namespace,
  subscription_id,
  status as state,
  plan,
  valid_from,
  valid_to,
  to_base(arrow_cast(round(monthly, 4), 'Decimal128(18, 4)'), currency, valid_from) as mrr,
  to_base(arrow_cast(round(yearly, 4), 'Decimal128(18, 4)'), currency, valid_from) as arr,
  arrow_cast(round(monthly, 4), 'Decimal128(18, 4)') as mrr_in_own_currency,
  arrow_cast(round(piece, 4), 'Decimal128(18, 4)') as unit_price,
  currency,
  coalesce(recurring, true) as recurring,
  features,
  row_id
from priced
where status <> 'canceled'
