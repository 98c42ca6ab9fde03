-- about: One row per answer to the question of effort, carried to the usual scale of agreement from 1 to 7, and whether it is one of the top answers of its own scale.
-- time: at
-- Of a scale whose length the settings do not list, the top answer counts up to 3 points, the top two from 4 on.
with scaled as (
  select *,
    case points when 2 then $ces_top_2 when 3 then $ces_top_3 when 5 then $ces_top_5 when 7 then $ces_top_7
      when 10 then $ces_top_10 else case when points <= 3 then 1 else 2 end end as top
  from survey_answers
  where kind = 'ces' and scale_max > scale_min
)
select customer_key, at, touchpoint, channel, row_id,
  1 + 6 * (score - scale_min) / (scale_max - scale_min) as agreement,
  score >= scale_max - top + 1 as easy
from scaled
