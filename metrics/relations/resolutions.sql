-- about: One row per ticket: the time to its last resolution, or the time it has been open so far.
-- time: at
-- A closing is a resolution where nothing since the opening or the last reopening was; a ticket reopened since its
-- last resolution is open.
with steps as (
  select namespace, ticket_id, kind, at,
    lag(kind) over (partition by namespace, ticket_id order by at, row_id) as previous
  from ticket_changes
  where kind in ('resolved', 'closed', 'reopened') and at <= $now
),
ends as (
  select namespace, ticket_id,
    max(at) filter (where kind = 'resolved' or (kind = 'closed' and coalesce(previous, 'reopened') = 'reopened')) as resolved_at,
    last_value(kind order by at, kind) as last_kind
  from steps
  group by namespace, ticket_id
),
placed as (
  select t.*, case when e.last_kind <> 'reopened' then e.resolved_at end as resolved_at
  from tickets t
  left join ends e on e.namespace = t.namespace and e.ticket_id = t.ticket_id
)
select
  customer_key,
  opened_at as at,
  resolved_at,
  greatest(coalesce(resolved_at, $now), opened_at) as waited_until,
  greatest(arrow_cast(coalesce(resolved_at, $now), 'Int64') - arrow_cast(opened_at, 'Int64'), 0) / 1000 as duration_ms,
  resolved_at is not null as ended,
  channel,
  agent,
  priority,
  category,
  row_id
from placed
