-- about: One row per invitation to a survey, and whether it was answered before the next one of its kind.
-- time: at
-- An answer belongs to the latest invitation of the same customer, kind and touchpoint; one side may leave the touchpoint out.
with asked as (
  select *,
    lead(sent_at) over (partition by customer_key, kind, touchpoint order by sent_at, row_id) as next_sent_at
  from survey_invitations
),
answered as (
  select a.row_id, min(r.at) as answered_at
  from asked a
  join survey_answers r on r.customer_key = a.customer_key and r.kind = a.kind
  where r.at >= a.sent_at and r.at < coalesce(a.next_sent_at, $now) and r.at <= $now
    and coalesce(r.touchpoint, a.touchpoint, '') = coalesce(a.touchpoint, r.touchpoint, '')
  group by a.row_id
)
select a.customer_key, a.sent_at as at, a.kind, a.touchpoint, a.channel, r.answered_at,
  r.answered_at is not null as is_answered,
  a.row_id
from asked a
left join answered r on r.row_id = a.row_id
where a.sent_at <= $now
