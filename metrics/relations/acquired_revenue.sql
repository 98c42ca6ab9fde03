-- about: One row per customer who was ever active and order or refund of theirs since; one without an amount where there is none.
-- time: at
-- at is when they were won. What they bought on that day belongs to it, also where the order came in before they counted
-- as active.
select w.customer_key, w.at, greatest(r.at, w.at) as happened_at, r.amount, r.row_id
from first_activations w
left join revenue_lines r on r.customer_key = w.customer_key
  and date_trunc('day', r.at at time zone $time_zone) >= date_trunc('day', w.at at time zone $time_zone)
