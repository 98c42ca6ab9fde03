-- about: One row per line of a paid order. product_number is one number per product of the whole catalogue.
-- time: at
select o.customer_key, o.at, o.namespace, i.product_id, i.category, o.channel, i.row_id,
  arrow_cast(dense_rank() over (order by i.namespace, i.product_id), 'Int64') as product_number
from order_items i
join paid_orders o on o.namespace = i.namespace and o.order_id = i.order_id
