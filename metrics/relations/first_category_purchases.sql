-- about: One row per customer and category they ever bought from: when they first did, and the how-many-eth category it was.
-- time: at
with firsts as (
  select customer_key, category, min(at) as at
  from purchased_products
  where customer_key is not null and category is not null
  group by customer_key, category
)
select customer_key, category, at,
  row_number() over (partition by customer_key order by at, category) as category_number
from firsts
