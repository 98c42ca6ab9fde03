-- about: One row per stretch of time in which an attribute of a customer keeps its value, as its changes were recorded; of the plan, as the subscriptions say.
-- time: valid_from, valid_to
-- Of several subscriptions at a time the one that brings most says the plan. Before the first recorded change holds its old
-- value. The plan of somebody who never subscribed is as its changes were recorded.
with running as (
  select customer_key, namespace, subscription_id, plan, mrr, valid_from,
    coalesce(valid_to, arrow_cast('9999-12-31T23:59:59Z', 'Timestamp(Microsecond, Some("UTC"))')) as valid_to
  from subscription_intervals
  where customer_key is not null and plan is not null and (state in ('active', 'past_due') or mrr_in_own_currency > 0)
    and (valid_to is null or valid_to > valid_from)
),
edges as (
  select distinct customer_key, at
  from (select customer_key, unnest(make_array(valid_from, valid_to)) as at from running) boundaries
),
pieces as (
  select customer_key, at as valid_from, lead(at) over (partition by customer_key order by at) as valid_to from edges
),
held as (
  select p.customer_key, p.valid_from, p.valid_to, r.plan,
    row_number() over (partition by p.customer_key, p.valid_from
      order by r.mrr desc, r.valid_from, r.namespace, r.subscription_id) as place
  from pieces p
  join running r on r.customer_key = p.customer_key and r.valid_from <= p.valid_from and r.valid_to >= p.valid_to
  where p.valid_to is not null
),
subscribers as (
  select distinct customer_key from running
),
changes as (
  select c.customer_key, c.attribute, c.at, nullif(c.old_value, '') as old_value, nullif(c.new_value, '') as new_value,
    lead(c.at) over (partition by c.customer_key, c.attribute order by c.at, c.row_id) as next_at,
    row_number() over (partition by c.customer_key, c.attribute order by c.at, c.row_id) as place
  from customer_changes c
  left join subscribers s on s.customer_key = c.customer_key and c.attribute = 'plan'
  where c.customer_key is not null and s.customer_key is null
)
select customer_key, 'plan' as attribute, plan as value, valid_from,
  nullif(valid_to, arrow_cast('9999-12-31T23:59:59Z', 'Timestamp(Microsecond, Some("UTC"))')) as valid_to
from held
where place = 1
union all
-- Of the first change two stretches: the old value before it, the new one after it.
select c.customer_key, c.attribute, case when s.side = 0 then c.old_value else c.new_value end as value,
  case when s.side = 0 then arrow_cast('1900-01-01T00:00:00Z', 'Timestamp(Microsecond, Some("UTC"))') else c.at end as valid_from,
  case when s.side = 0 then c.at else c.next_at end as valid_to
from changes c
cross join (values (0), (1)) as s(side)
where (s.side = 0 and c.place = 1) or (s.side = 1 and (c.next_at is null or c.next_at > c.at))
