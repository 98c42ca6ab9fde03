-- about: One row per event that begins a trial, free or paid.
-- time: at
select customer_key, ts as at, name, source, medium, campaign, channel, row_id
from events
where (name in $trial_events or name in $free_trial_events or name in $paid_trial_events) and customer_key is not null
