-- about: One row per lead: whether it was qualified and converted within the conversion window after it came, and whether that window is over.
-- time: at
select
  customer_key,
  created_at as at,
  source,
  medium,
  campaign,
  channel_of(channel, source, medium, campaign, null) as channel,
  coalesce(qualified_at >= created_at
    and qualified_at < created_at + arrow_cast($conversion_window_days * 86400000000, 'Duration(Microsecond)')
    and qualified_at <= $now, false) as qualified,
  coalesce(converted_at >= created_at
    and converted_at < created_at + arrow_cast($conversion_window_days * 86400000000, 'Duration(Microsecond)')
    and converted_at <= $now, false) as converted,
  created_at + arrow_cast($conversion_window_days * 86400000000, 'Duration(Microsecond)') <= $now as matured,
  row_id
from leads
