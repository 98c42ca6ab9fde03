-- about: One row per customer and day (or month, as the rules say) on which their monthly recurring revenue changed, by kind; what the exchange rate did is apart.
-- time: at, next_at
-- Changes of a day are netted and named once: new, expansion, contraction, churned or reactivation, in amounts above zero.
-- fx is what the same price in another currency is worth more, or below zero less. change is the signed amount; the changes
-- of a customer add up to what they pay. next_at is the next change.
with pieces as (
  select *,
    lag(valid_to) over (partition by customer_key, namespace, subscription_id order by valid_from, valid_to) as previous_to,
    lag(currency) over (partition by customer_key, namespace, subscription_id order by valid_from, valid_to) as previous_currency,
    lag(mrr) over (partition by customer_key, namespace, subscription_id order by valid_from, valid_to) as previous_mrr,
    lag(mrr_in_own_currency) over (partition by customer_key, namespace, subscription_id order by valid_from, valid_to) as previous_own
  from subscription_intervals
  where customer_key is not null and (valid_to is null or valid_to > valid_from)
),
entries as (
  select customer_key, valid_from as at, mrr as change,
    case when previous_to = valid_from and previous_currency = currency
      then to_base(previous_own, currency, least(valid_from, $now)) - previous_mrr else arrow_cast(0, 'Decimal128(18, 4)') end as fx,
    arrow_cast(0, 'Decimal128(18, 4)') as ended
  from pieces
  union all
  select customer_key, valid_to as at, -mrr as change, arrow_cast(0, 'Decimal128(18, 4)') as fx, mrr as ended
  from pieces
  where valid_to is not null
),
nets as (
  select customer_key, date_trunc($mrr_net_per, at at time zone $time_zone) as bucket, min(at) as at,
    sum(change) as change, sum(fx) as fx
  from entries
  group by customer_key, date_trunc($mrr_net_per, at at time zone $time_zone)
),
-- Of a customer's subscriptions, those that end in the bucket without another piece that follows.
ends as (
  select customer_key, date_trunc($mrr_net_per, at at time zone $time_zone) as bucket, sum(ended) as ended
  from (
    select p.customer_key, p.valid_to as at, p.mrr as ended,
      lead(p.valid_from) over (partition by p.customer_key, p.namespace, p.subscription_id order by p.valid_from, p.valid_to) as next_from,
      lead(p.mrr) over (partition by p.customer_key, p.namespace, p.subscription_id order by p.valid_from, p.valid_to) as next_mrr
    from pieces p
  ) last_pieces
  where at is not null and ended > 0 and (next_from is null or next_from > at or next_mrr = 0)
  group by customer_key, date_trunc($mrr_net_per, at at time zone $time_zone)
),
levels as (
  select *,
    sum(change) over (partition by customer_key order by at rows between unbounded preceding and current row) as level
  from nets
),
history as (
  select l.*, l.level - l.change as before, l.change - l.fx as real, coalesce(e.ended, 0) as ended,
    max(l.level) over (partition by l.customer_key order by l.at rows between unbounded preceding and 1 preceding) as highest,
    max(case when l.level <= 0 then l.at end) over (partition by l.customer_key order by l.at
      rows between unbounded preceding and 1 preceding) as left_at
  from levels l
  left join ends e on e.customer_key = l.customer_key and e.bucket = l.bucket
),
named as (
  select *,
    case
      when before <= 0 and level > 0 and coalesce(highest, 0) <= 0 then 'new'
      when before <= 0 and level > 0 and $mrr_reactivation_within_days is not null
        and at > left_at + arrow_cast(coalesce($mrr_reactivation_within_days, 0) * 86400000000, 'Duration(Microsecond)') then 'new'
      when before <= 0 and level > 0 then 'reactivation'
      when before > 0 and level <= 0 then 'churned'
      when real > 0 then 'expansion'
      when real < 0 and $mrr_partial_end = 'churn' and ended > 0 then 'churned'
      when real < 0 then 'contraction'
    end as kind,
    date_trunc('month', at at time zone $time_zone) as month
  from history
),
-- Somebody won and lost within one month is no movement where the rules say so.
fleeting as (
  select *,
    bool_or(kind = 'new') over (partition by customer_key, month) and bool_or(kind = 'churned' and level <= 0) over (partition by customer_key, month)
      and last_value(level) over (partition by customer_key, month order by at
        rows between unbounded preceding and unbounded following) <= 0
      and first_value(before) over (partition by customer_key, month order by at
        rows between unbounded preceding and unbounded following) <= 0 as is_fleeting
  from named
),
told as (
  select customer_key, at, kind, arrow_cast(abs(real), 'Decimal128(18, 4)') as amount, arrow_cast(real, 'Decimal128(18, 4)') as change
  from fleeting
  where real <> 0 and kind is not null and ($mrr_won_and_lost_in_month or not is_fleeting)
  union all
  select customer_key, at, 'fx' as kind, arrow_cast(fx, 'Decimal128(18, 4)') as amount, arrow_cast(fx, 'Decimal128(18, 4)') as change
  from fleeting
  -- Somebody who came and went within a bucket at two rates paid nothing before or after: that is no movement.
  where fx <> 0 and (kind is not null or real = 0) and ($mrr_won_and_lost_in_month or not is_fleeting)
)
select customer_key, at, lead(at) over (partition by customer_key order by at, kind) as next_at, kind, amount, change
from told
