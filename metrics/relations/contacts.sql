-- about: One row per contact of a customer with us: a visit, an order, an answer, a ticket, a public reply, a word in a social network, a lead.
-- time: at
-- per: person
-- A visit is the events of one session, or else of one day of the workspace's zone. topic is what the contact was
-- about and detail what came of it, in the source's own words; row_ids are the rows it was read from, and the file
-- and line are those of the first.
with happenings as (
  select customer_key, namespace, session_id, name, channel, ts, row_id, source_file, source_line,
    case when session_id is null then date_trunc('day', ts at time zone $time_zone) end as day
  from events
  where customer_key is not null
),
names as (
  select customer_key, namespace, session_id, day, name,
    count(*) as times,
    min(ts) as at,
    max(ts) as ended_at,
    first_value(channel order by ts, row_id) filter (where channel is not null) as channel,
    array_agg(row_id order by ts, row_id) as row_ids,
    first_value(source_file order by ts, row_id) as source_file,
    first_value(source_line order by ts, row_id) as source_line
  from happenings
  group by customer_key, namespace, session_id, day, name
),
visits as (
  select customer_key, namespace, session_id,
    min(at) as at,
    max(ended_at) as ended_at,
    sum(times) as happened,
    string_agg(case when times > 1 then concat(name, ' ×', times) else name end, ', ' order by times desc, name) as topic,
    first_value(channel order by at, name) filter (where channel is not null) as channel,
    flatten(array_agg(row_ids order by at, name)) as row_ids,
    first_value(source_file order by at, name) as source_file,
    first_value(source_line order by at, name) as source_line
  from names
  group by customer_key, namespace, session_id, day
),
baskets as (
  select namespace, order_id, string_agg(product_id, ', ' order by line) as products
  from order_items
  group by namespace, order_id
)
select customer_key, at, ended_at, 'visit' as kind, 'events' as table_name, namespace, session_id as id,
  topic, null as detail, null as previous, channel, null as note,
  null as amount, null as currency, happened as row_count, row_ids, source_file, source_line
from visits
union all
select o.customer_key, o.ordered_at as at, null as ended_at, 'order' as kind, 'orders' as table_name, o.namespace, o.order_id as id,
  b.products as topic, coalesce(o.status, 'paid') as detail, null as previous, o.channel, null as note,
  o.amount, o.currency, 1 as row_count, make_array(o.row_id) as row_ids, o.source_file, o.source_line
from orders o
left join baskets b on b.namespace = o.namespace and b.order_id = o.order_id
where o.customer_key is not null
union all
select customer_key, answered_at as at, null as ended_at, 'answer' as kind, 'survey_responses' as table_name, namespace, response_id as id,
  kind as topic, cast(score as varchar) as detail, null as previous, channel, comment as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from survey_responses
where customer_key is not null
union all
select customer_key, opened_at as at, null as ended_at, 'ticket' as kind, 'tickets' as table_name, namespace, ticket_id as id,
  category as topic, priority as detail, null as previous, channel, null as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from tickets
where customer_key is not null
union all
select t.customer_key, c.at, null as ended_at, 'reply' as kind, 'ticket_changes' as table_name, c.namespace, c.ticket_id as id,
  t.category as topic, case when coalesce(c.author_is_human, true) then 'human' else 'bot' end as detail, null as previous, t.channel, null as note,
  null as amount, null as currency, 1 as row_count, make_array(c.row_id) as row_ids, c.source_file, c.source_line
from ticket_changes c
join tickets t on t.namespace = c.namespace and t.ticket_id = c.ticket_id
where t.customer_key is not null and c.kind = 'reply' and coalesce(c."public", true)
union all
select customer_key, ts as at, null as ended_at, 'social' as kind, 'social_interactions' as table_name, namespace, interaction_id as id,
  network as topic, kind as detail, null as previous, network as channel, text as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from social_interactions
where customer_key is not null
union all
select customer_key, created_at as at, null as ended_at, 'lead' as kind, 'leads' as table_name, namespace, lead_id as id,
  source as topic, null as detail, null as previous, channel, campaign as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from leads
where customer_key is not null
