-- about: One row per ticket that a person opened: the time to the first public reply of a human, or the time waited so far.
-- time: at
with replies as (
  select c.namespace, c.ticket_id, min(c.at) as replied_at
  from ticket_changes c
  join tickets t on t.namespace = c.namespace and t.ticket_id = c.ticket_id
  where c.kind = 'reply' and coalesce(c.author_is_human, true) and coalesce(c."public", true)
    and c.at >= t.opened_at and c.at <= $now
  group by c.namespace, c.ticket_id
)
select
  t.customer_key,
  t.opened_at as at,
  r.replied_at,
  greatest(coalesce(r.replied_at, $now), t.opened_at) as waited_until,
  greatest(arrow_cast(coalesce(r.replied_at, $now), 'Int64') - arrow_cast(t.opened_at, 'Int64'), 0) / 1000 as duration_ms,
  r.replied_at is not null as ended,
  t.channel,
  t.agent,
  t.priority,
  t.category,
  t.row_id
from tickets t
left join replies r on r.namespace = t.namespace and r.ticket_id = t.ticket_id
where not coalesce(t.by_bot, false)
