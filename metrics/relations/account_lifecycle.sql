-- about: One row per stretch of time in which one of an account's customers is active, under the customer who stands for the account.
-- time: valid_from, valid_to
-- The one with the smallest key stands for all; a customer without an account stands for themselves.
with newest as (
  select customer_key, namespace, account_id,
    row_number() over (partition by customer_key order by loaded_at desc, row_id
      rows between unbounded preceding and current row) as place
  from customers
  where customer_key is not null
),
homes as (
  select customer_key, min(customer_key) over (partition by namespace, account_id) as account_key
  from newest
  where place = 1 and account_id is not null
)
select coalesce(h.account_key, l.customer_key) as customer_key, l.state, l.valid_from, l.valid_to
from lifecycle l
left join homes h on h.customer_key = l.customer_key
