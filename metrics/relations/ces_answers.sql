-- about: One row per answer to the question of effort, carried to the usual scale of agreement from 1 to 7.
-- time: at
select customer_key, at, touchpoint, channel, row_id,
  1 + 6 * (score - scale_min) / (scale_max - scale_min) as agreement
from survey_answers
where kind = 'ces' and scale_max > scale_min
