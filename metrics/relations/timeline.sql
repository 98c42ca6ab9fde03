-- about: One row per thing that happened between a customer and us: every contact, and what was changed, paid, given back, subscribed, closed, qualified and tried out.
-- time: at
-- per: person
-- The columns are those of contacts. previous is what was so before.
with subscribed as (
  select *,
    last_value(customer_key) ignore nulls over (partition by namespace, subscription_id order by at, row_id
      rows between unbounded preceding and current row) as owner_key,
    lag(status) over (partition by namespace, subscription_id order by at, row_id) as last_status,
    lag(plan) over (partition by namespace, subscription_id order by at, row_id) as last_plan
  from subscription_changes
)
select customer_key, at, ended_at, kind, table_name, namespace, id, topic, detail, previous, channel, note,
  amount, currency, row_count, row_ids, source_file, source_line
from contacts
union all
select customer_key, created_at as at, null as ended_at, 'record' as kind, 'customers' as table_name, namespace, customer_id as id,
  source as topic, null as detail, null as previous, channel, campaign as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from customers
where customer_key is not null and created_at is not null
union all
select customer_key, at, null as ended_at, 'change' as kind, 'customer_changes' as table_name, namespace, null as id,
  attribute as topic, new_value as detail, old_value as previous, null as channel, null as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from customer_changes
where customer_key is not null
union all
select owner_key as customer_key, at, null as ended_at,
  case
    when status = 'active' and coalesce(last_status, 'trialing') = 'trialing' then 'subscription_started'
    when status <> coalesce(last_status, '') then concat('subscription_', status)
    when coalesce(plan, '') <> coalesce(last_plan, '') then 'subscription_plan'
    else 'subscription_terms'
  end as kind,
  'subscription_changes' as table_name, namespace, subscription_id as id,
  plan as topic, "interval" as detail, last_plan as previous, null as channel, reason as note,
  amount, currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from subscribed
where owner_key is not null
union all
select customer_key, coalesce(paid_at, invoiced_at) as at, null as ended_at,
  concat('payment_', coalesce(status, case when paid_at is null then 'open' else 'paid' end)) as kind,
  'payments' as table_name, namespace, payment_id as id,
  subscription_id as topic, null as detail, null as previous, null as channel, null as note,
  amount, currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from payments
where customer_key is not null
union all
select coalesce(o.customer_key, p.customer_key) as customer_key, r.refunded_at as at, null as ended_at, 'refund' as kind,
  'refunds' as table_name, r.namespace, r.refund_id as id,
  coalesce(r.order_id, r.payment_id) as topic, null as detail, null as previous, null as channel, null as note,
  -r.amount as amount, r.currency, 1 as row_count, make_array(r.row_id) as row_ids, r.source_file, r.source_line
from refunds r
left join orders o on o.namespace = r.namespace and o.order_id = r.order_id
left join payments p on p.namespace = r.namespace and p.payment_id = r.payment_id
where coalesce(o.customer_key, p.customer_key) is not null
union all
select customer_key, sent_at as at, null as ended_at, 'invitation' as kind, 'survey_invitations' as table_name, namespace, invitation_id as id,
  kind as topic, null as detail, null as previous, channel, touchpoint as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from survey_invitations
where customer_key is not null
union all
select t.customer_key, c.at, null as ended_at, case when c.kind = 'reply' then 'ticket_note' else concat('ticket_', c.kind) end as kind,
  'ticket_changes' as table_name, c.namespace, c.ticket_id as id,
  t.category as topic, null as detail, null as previous, t.channel, null as note,
  null as amount, null as currency, 1 as row_count, make_array(c.row_id) as row_ids, c.source_file, c.source_line
from ticket_changes c
join tickets t on t.namespace = c.namespace and t.ticket_id = c.ticket_id
where t.customer_key is not null and not (c.kind = 'reply' and coalesce(c."public", true))
union all
select customer_key, at, null as ended_at, concat('lead_', step) as kind, 'leads' as table_name, namespace, lead_id as id,
  source as topic, null as detail, null as previous, channel, campaign as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from (
  select *, qualified_at as at, 'qualified' as step from leads
  union all
  select *, disqualified_at as at, 'disqualified' as step from leads
  union all
  select *, converted_at as at, 'converted' as step from leads
) steps
where customer_key is not null and at is not null
union all
select customer_key, exposed_at as at, null as ended_at, 'exposure' as kind, 'exposures' as table_name, namespace, null as id,
  experiment as topic, variant as detail, null as previous, null as channel, null as note,
  null as amount, null as currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from exposures
where customer_key is not null
union all
select customer_key,
  arrow_cast((arrow_cast(date, 'Timestamp(Microsecond, None)') + interval '12 hours') at time zone $time_zone,
    'Timestamp(Microsecond, Some("UTC"))') as at,
  null as ended_at, 'cost' as kind, 'costs' as table_name, namespace, cost_id as id,
  category as topic, null as detail, null as previous, null as channel, null as note,
  amount, currency, 1 as row_count, make_array(row_id) as row_ids, source_file, source_line
from costs
where customer_key is not null
