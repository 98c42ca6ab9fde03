-- about: One row per conversion of a customer: being won (acquisition), a paid order (purchase), coming back after having left (return).
-- time: at
-- The amount is what a purchase brought, in the workspace's currency; the other kinds have none.
with stretches as (
  select customer_key, valid_from as at,
    row_number() over (partition by customer_key order by valid_from) as stretch
  from lifecycle
  where state = 'active'
),
converted as (
  select customer_key, at, case when stretch = 1 then 'acquisition' else 'return' end as kind,
    arrow_cast(null, 'Decimal128(18, 4)') as amount, null as row_id
  from stretches
  union all
  select customer_key, at, 'purchase' as kind, amount, row_id
  from paid_orders
  where customer_key is not null
)
select customer_key, at, kind, amount, row_id,
  row_number() over (order by at, customer_key, kind, row_id) as conversion
from converted
