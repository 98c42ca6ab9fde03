-- about: One row per thing that somebody said in words, in a survey or a social network, with its sentiment where that is known.
-- time: at
select customer_key, at, kind as topic, touchpoint, channel, sentiment, comment as said, row_id
from survey_answers
where comment is not null
union all
select customer_key, ts as at, kind as topic, null as touchpoint, network as channel, sentiment, text as said, row_id
from social_interactions
where text is not null
