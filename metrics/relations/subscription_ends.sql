-- about: One row per end of a subscription, with the reason that was given and whether a failed payment was it.
-- time: at
with owned as (
  select *,
    last_value(customer_key) ignore nulls over (partition by namespace, subscription_id order by at
      rows between unbounded preceding and current row) as owner_key
  from subscription_changes
)
select owner_key as customer_key, at, namespace, subscription_id, plan, reason,
  coalesce(lower(reason) in ('payment_failed', 'payment_failure', 'failed_payment', 'payment failed', 'payment failure', 'card_declined',
    'card_expired', 'insufficient_funds', 'non_payment', 'nonpayment', 'involuntary', 'involuntary_churn', 'delinquent', 'dunning'), false)
    as is_involuntary,
  row_id
from owned
where status in ('canceled', 'unpaid')
