-- about: One row per review, carried to the usual one to five stars.
-- time: at
select customer_key, at, touchpoint, channel, sentiment, row_id,
  1 + 4 * (score - scale_min) / (scale_max - scale_min) as stars
from survey_answers
where kind = 'review' and scale_max > scale_min
