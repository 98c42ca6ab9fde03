-- about: One row per ticket that a person opened: when it was first resolved, how often it was reopened, and how many public replies of humans it took.
-- time: at
-- A closing of a ticket that was never resolved is its resolution.
with steps as (
  select c.namespace, c.ticket_id, c.kind, c.at, c.author_is_human, c."public"
  from ticket_changes c
  join tickets t on t.namespace = c.namespace and t.ticket_id = c.ticket_id
  where c.at >= t.opened_at and c.at <= $now
),
outcomes as (
  select namespace, ticket_id,
    coalesce(min(at) filter (where kind = 'resolved'), min(at) filter (where kind = 'closed')) as first_resolved_at,
    count(*) filter (where kind = 'reopened') as reopenings,
    count(*) filter (where kind = 'reply' and coalesce(author_is_human, true) and coalesce("public", true)) as replies
  from steps
  group by namespace, ticket_id
)
select
  t.customer_key,
  t.opened_at as at,
  o.first_resolved_at,
  greatest(coalesce(o.first_resolved_at, $now), t.opened_at) as waited_until,
  greatest(arrow_cast(coalesce(o.first_resolved_at, $now), 'Int64') - arrow_cast(t.opened_at, 'Int64'), 0) / 1000 as duration_ms,
  o.first_resolved_at is not null as ended,
  coalesce(o.reopenings, 0) as reopenings,
  coalesce(o.replies, 0) as replies,
  t.channel,
  t.agent,
  t.priority,
  t.category,
  t.row_id
from tickets t
left join outcomes o on o.namespace = t.namespace and o.ticket_id = t.ticket_id
where not coalesce(t.by_bot, false)
