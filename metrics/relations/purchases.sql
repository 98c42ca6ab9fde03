-- about: One row per paid order and per event that is a purchase. A purchase may come as both; who bought, and when first, is the same.
-- time: at
select customer_key, at, channel, row_id
from paid_orders
union all
select customer_key, ts as at, channel, row_id
from events
where name in $purchase_events and customer_key is not null
