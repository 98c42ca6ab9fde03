-- about: One row per customer and category they ever bought from: when they first did.
-- time: at
select customer_key, category, min(at) as at
from purchased_products
where customer_key is not null and category is not null
group by customer_key, category
