-- about: One row per stretch of time in which a ticket is open: from its opening or reopening to its resolution or closing.
-- time: valid_from, valid_to
with steps as (
  select namespace, ticket_id, at, row_id, 'opened' as kind, customer_key, channel, agent, priority, category
  from (select *, opened_at as at from tickets)
  union all
  select c.namespace, c.ticket_id, greatest(c.at, t.opened_at) as at, c.row_id, c.kind, t.customer_key, t.channel, t.agent,
    t.priority, t.category
  from ticket_changes c
  join tickets t on t.namespace = c.namespace and t.ticket_id = c.ticket_id
  where c.kind in ('resolved', 'closed', 'reopened') and c.at <= $now
),
turns as (
  select *,
    kind in ('opened', 'reopened') as opens,
    lag(kind in ('opened', 'reopened')) over (partition by namespace, ticket_id
      order by at, case when kind = 'opened' then 0 else 1 end, row_id) as was_open
  from steps
),
changes as (
  select *,
    lead(at) over (partition by namespace, ticket_id
      order by at, case when kind = 'opened' then 0 else 1 end, row_id) as next_at
  from turns
  where was_open is null or was_open <> opens
)
select customer_key, namespace, ticket_id, 'open' as state, at as valid_from, next_at as valid_to, channel, agent, priority,
  category, row_id
from changes
where opens
