-- about: One row per invitation to a survey, and whether it was answered before the next one of its kind.
-- time: at
-- An answer belongs to the latest invitation of the same customer, kind and touchpoint; one side may leave the touchpoint out.
with pairs as (
  select a.row_id, r.at as answered_at,
    row_number() over (partition by r.row_id order by a.sent_at desc, a.row_id) as latest
  from survey_invitations a
  join survey_answers r on r.customer_key = a.customer_key and r.kind = a.kind
  where r.at >= a.sent_at and r.at <= $now
    and coalesce(r.touchpoint, a.touchpoint, '') = coalesce(a.touchpoint, r.touchpoint, '')
),
answered as (
  select row_id, min(answered_at) as answered_at from pairs where latest = 1 group by row_id
)
select a.customer_key, a.sent_at as at, a.kind, a.touchpoint, a.channel, r.answered_at,
  r.answered_at is not null as is_answered,
  a.row_id
from survey_invitations a
left join answered r on r.row_id = a.row_id
where a.sent_at <= $now
