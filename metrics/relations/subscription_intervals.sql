-- about: One row per stretch of time in which a subscription keeps its state, plan, price and exchange rate. A canceled one has none, but where it is paid to its end.
-- time: valid_from, valid_to
-- mrr is what the stretch brings in a month, in the workspace's currency at the rate of the day it began: the amount
-- less tax and running discount, times 12/12, 1/12, 52/12 or 365/12 by interval, rounded once to four decimals; arr the
-- same for a year, from the exact fraction. constant_mrr is mrr at the rate of the day the subscription began. unit_price
-- is the normalised price of one piece a month before tax and discount. Which states and discounts count, and when a
-- cancellation takes effect, the rules of recurring revenue say. What is yet to come is valued at the rate of now.
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
    min(at) over (partition by namespace, subscription_id) as began_at,
    lead(at) over (partition by namespace, subscription_id order by at) as next_at,
    lag(status) over (partition by namespace, subscription_id order by at) as previous_status,
    lag(period_end) over (partition by namespace, subscription_id order by at) as paid_to,
    lag(amount) over (partition by namespace, subscription_id order by at) as previous_amount,
    lag(tax) over (partition by namespace, subscription_id order by at) as previous_tax,
    lag("interval") over (partition by namespace, subscription_id order by at) as previous_interval,
    lag(interval_count) over (partition by namespace, subscription_id order by at) as previous_count,
    lag(quantity) over (partition by namespace, subscription_id order by at) as previous_quantity,
    lag(currency) over (partition by namespace, subscription_id order by at) as previous_currency,
    lag(discount) over (partition by namespace, subscription_id order by at) as previous_discount,
    lag(discount_ends_at) over (partition by namespace, subscription_id order by at) as previous_discount_end,
    lag(recurring) over (partition by namespace, subscription_id order by at) as previous_recurring,
    lag(plan) over (partition by namespace, subscription_id order by at) as previous_plan,
    lag(features) over (partition by namespace, subscription_id order by at) as previous_features
  from latest
  where newest = 1
),
-- Where churn counts at the end of what was paid for, a canceled subscription goes on until then as it was.
kept as (
  select namespace, subscription_id, owner_key, began_at, status as state, at as valid_from, next_at as valid_to,
    plan, features, quantity, amount, tax, "interval", interval_count, currency, recurring, discount, discount_ends_at,
    not ($mrr_churn_at = 'scheduled' and cancel_at is not null) as stays, row_id
  from changes
  where status <> 'canceled'
  union all
  select namespace, subscription_id, owner_key, began_at, 'ending' as state, at as valid_from, least(coalesce(next_at, paid_to), paid_to) as valid_to,
    previous_plan as plan, previous_features as features, previous_quantity as quantity, previous_amount as amount, previous_tax as tax,
    previous_interval as "interval", previous_count as interval_count, previous_currency as currency, previous_recurring as recurring,
    previous_discount as discount, previous_discount_end as discount_ends_at, true as stays, row_id
  from changes
  where status = 'canceled' and $mrr_churn_at = 'period_end' and previous_status in ('active', 'past_due') and paid_to > at
),
-- A discount on one invoice ends within one interval of when it was first given.
discounted as (
  select *,
    case
      when discount_ends_at is null then true
      when discount_ends_at <= min(valid_from) over (partition by namespace, subscription_id, discount_ends_at) + arrow_cast(86400000000 * coalesce(interval_count, 1)
        * case coalesce("interval", 'month') when 'year' then 366 when 'month' then 31 when 'week' then 7 else 1 end, 'Duration(Microsecond)')
        then $mrr_one_off_discounts
      else $mrr_expiring_discounts
    end as is_deducted
  from kept
),
-- A discount that ends within the stretch cuts it in two.
stretches as (
  select * except (valid_from, valid_to), valid_from,
    case when is_deducted then coalesce(least(valid_to, discount_ends_at), valid_to, discount_ends_at) else valid_to end as valid_to,
    case when is_deducted then coalesce(discount, 0) else 0 end as running_discount
  from discounted
  where not is_deducted or discount_ends_at is null or discount_ends_at > valid_from
  union all
  select * except (valid_from, valid_to), greatest(valid_from, discount_ends_at) as valid_from, valid_to, 0 as running_discount
  from discounted
  where is_deducted and discount_ends_at is not null and (valid_to is null or discount_ends_at < valid_to)
),
-- A new exchange rate cuts it too: money is valued at the rate of its day.
rate_days as (
  select currency, arrow_cast(arrow_cast(date, 'Timestamp(Microsecond, None)') at time zone $time_zone, 'Timestamp(Microsecond, Some("UTC"))') as starts_at
  from (
    select distinct "from" as currency, date from fx_rates where "to" = $currency
    union
    select distinct "to" as currency, date from fx_rates where "from" = $currency
  ) dated
),
rated as (
  select s.*, r.starts_at
  from stretches s
  join rate_days r on r.currency = s.currency
  where r.starts_at > s.valid_from and (s.valid_to is null or r.starts_at < s.valid_to)
),
begun as (
  select * except (valid_from), valid_from from stretches
  union all
  select * except (valid_from, starts_at), starts_at as valid_from from rated
),
followed as (
  select *, lead(valid_from) over (partition by namespace, subscription_id order by valid_from, valid_to) as next_from
  from begun
),
cuts as (
  select * except (valid_to, next_from), coalesce(least(valid_to, next_from), valid_to, next_from) as valid_to
  from followed
),
charged as (
  select *,
    case when stays and coalesce(recurring, true) and (state in ('active', 'ending') or (state = 'past_due' and $mrr_past_due)
        or (state = 'unpaid' and $mrr_unpaid) or (state = 'paused' and $mrr_paused))
      then greatest(coalesce(amount, 0) - coalesce(tax, 0) - running_discount, 0) else 0 end as net,
    case coalesce("interval", 'month') when 'year' then 1 when 'month' then 12 when 'week' then 52 else 365 end as times
  from cuts
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
  state,
  plan,
  valid_from,
  valid_to,
  to_base(arrow_cast(round(monthly, 4), 'Decimal128(18, 4)'), currency, least(valid_from, $now)) as mrr,
  to_base(arrow_cast(round(yearly, 4), 'Decimal128(18, 4)'), currency, least(valid_from, $now)) as arr,
  to_base(arrow_cast(round(monthly, 4), 'Decimal128(18, 4)'), currency, began_at) as constant_mrr,
  arrow_cast(round(monthly, 4), 'Decimal128(18, 4)') as mrr_in_own_currency,
  arrow_cast(round(piece, 4), 'Decimal128(18, 4)') as unit_price,
  currency,
  coalesce(recurring, true) as recurring,
  features,
  row_id
from priced
