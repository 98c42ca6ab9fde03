-- about: One row per movement of recurring revenue, with the reason that was given with the change of subscription behind it; null where none was, and for exchange rates.
-- time: at
-- A movement is netted over all of a customer's subscriptions: of the changes up to it, one of the same day (or month, as
-- the rules say) that gives a reason goes first, else the latest. A reason given earlier is one for leaving alone: a
-- cancellation may take effect long after it was made.
with owned as (
  select at, reason, row_id,
    last_value(customer_key) ignore nulls over (partition by namespace, subscription_id order by at
      rows between unbounded preceding and current row) as owner_key
  from subscription_changes
),
dated as (
  select *, date_trunc($mrr_net_per, at at time zone $time_zone) as bucket from owned
),
moved as (
  select *, date_trunc($mrr_net_per, at at time zone $time_zone) as bucket from mrr_movements
),
matched as (
  select m.customer_key, m.at, m.kind, m.amount,
    case when c.bucket = m.bucket or m.kind in ('churned', 'contraction') then c.reason end as reason,
    row_number() over (partition by m.customer_key, m.at, m.kind
      order by case when c.bucket = m.bucket and c.reason is not null then 0 else 1 end, c.at desc, c.row_id
      rows between unbounded preceding and current row) as newest
  from moved m
  left join dated c on c.owner_key = m.customer_key and c.bucket <= m.bucket
)
select customer_key, at, kind, amount, case when kind = 'fx' then null else reason end as reason
from matched
where newest = 1
