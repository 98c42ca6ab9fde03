-- about: One row per line of a paid order: how many were sold and came back, and what they brought and cost in the workspace's currency.
-- time: at
-- A line without a quantity is one piece. Sales and cost are null where price or cost is unknown.
select
  o.customer_key,
  o.at,
  i.namespace,
  i.order_id,
  i.product_id,
  i.category,
  o.channel,
  coalesce(i.quantity, 1) as quantity,
  coalesce(i.returned_quantity, 0) as returned_quantity,
  to_base(arrow_cast(round(coalesce(i.quantity, 1) * i.unit_price, 4), 'Decimal128(18, 4)'), o.currency, o.at) as sales,
  to_base(arrow_cast(round(coalesce(i.quantity, 1) * i.unit_cost, 4), 'Decimal128(18, 4)'), o.currency, o.at) as cost,
  i.row_id
from order_items i
join paid_orders o on o.namespace = i.namespace and o.order_id = i.order_id
