-- about: One row per customer and product they ever bought: when they first bought it.
-- time: at
select customer_key, namespace, product_id, min(at) as at
from purchased_products
where customer_key is not null
group by customer_key, namespace, product_id
