-- about: One row per answer to the question of recommendation, on a scale of 0 to 10 or 1 to 10, and the part it falls into.
-- time: at
select customer_key, at, score, touchpoint, channel, row_id,
  case when score >= 9 then 'promoter' when score > 6 then 'passive' else 'detractor' end as part
from survey_answers
where kind = 'nps' and scale_max = 10 and scale_min in (0, 1)
