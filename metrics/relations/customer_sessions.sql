-- about: One row per session of a customer who is known by name.
-- time: at
select s.customer_key, s.at, s.ended_at, s.duration_ms, s.has_view, s.interactions, s.source, s.medium, s.campaign, s.channel
from sessions s
where s.customer_key in (select k.customer_key from known_customers k)
