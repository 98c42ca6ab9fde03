-- about: One row per answer to the question of satisfaction, whether it is one of the top answers of its scale, and where it lies between the scale's ends, 0 to 1.
-- time: at
-- Of a scale whose length the settings do not list, the top answer counts up to 3 points, the top two from 4 on.
with scaled as (
  select *,
    case points when 2 then $csat_top_2 when 3 then $csat_top_3 when 5 then $csat_top_5 when 7 then $csat_top_7
      when 10 then $csat_top_10 else case when points <= 3 then 1 else 2 end end as top
  from survey_answers
  where kind = 'csat'
)
select customer_key, at, score, scale_min, scale_max, touchpoint, channel, row_id,
  score >= scale_max - top + 1 as satisfied,
  (score - scale_min) / nullif(scale_max - scale_min, 0) as rescaled
from scaled
