-- about: One row per customer who was ever active: when they first were, on the activity basis.
-- time: at
select customer_key, min(valid_from) as at
from lifecycle
where state = 'active'
group by customer_key
