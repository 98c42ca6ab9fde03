-- about: One row per line of a paid order.
-- time: at
select o.customer_key, o.at, o.namespace, i.product_id, i.category, o.channel, i.row_id
from order_items i
join paid_orders o on o.namespace = i.namespace and o.order_id = i.order_id
