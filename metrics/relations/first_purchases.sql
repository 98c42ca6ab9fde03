-- about: One row per customer and product they ever bought: when they first bought it, and the how-many-eth product it was.
-- time: at
with firsts as (
  select customer_key, namespace, product_id, min(at) as at
  from purchased_products
  where customer_key is not null
  group by customer_key, namespace, product_id
)
select customer_key, namespace, product_id, at,
  row_number() over (partition by customer_key order by at, namespace, product_id) as product_number
from firsts
