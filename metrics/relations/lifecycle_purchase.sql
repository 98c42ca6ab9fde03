-- about: One row per stretch of time in which a customer is active: from a paid order to the activity window after the last one.
-- time: valid_from, valid_to
with gaps as (
  select customer_key, at,
    case when at <= lag(at) over (partition by customer_key order by at)
        + arrow_cast($activity_window_days * 86400000000, 'Duration(Microsecond)')
      then 0 else 1 end as opens
  from paid_orders
  where customer_key is not null
),
islands as (
  select *, sum(opens) over (partition by customer_key order by at rows between unbounded preceding and current row) as island
  from gaps
)
select
  customer_key,
  'active' as state,
  min(at) as valid_from,
  max(at) + arrow_cast($activity_window_days * 86400000000, 'Duration(Microsecond)') as valid_to
from islands
group by customer_key, island
