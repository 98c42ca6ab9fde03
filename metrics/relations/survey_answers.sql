-- about: One row per answer to a survey, with the scale it was given on. points is the number of whole steps of the scale.
-- time: at
with scaled as (
  select *,
    coalesce(scale_min, case kind when 'nps' then 0 else 1 end) as lowest,
    coalesce(scale_max, case kind when 'nps' then 10 when 'csat' then 5 when 'review' then 5 when 'ces' then 7 end) as highest
  from survey_responses
)
select
  customer_key,
  answered_at as at,
  kind,
  score,
  lowest as scale_min,
  highest as scale_max,
  highest - lowest + 1 as points,
  touchpoint,
  channel,
  sentiment,
  comment,
  row_id
from scaled
