-- about: One row per customer who is known by name: somebody with a customer id in any table, not only an anonymous visitor.
select customer_key from customers where customer_key is not null
union
select customer_key from events where customer_id is not null and customer_key is not null
union
select customer_key from orders where customer_key is not null
union
select customer_key from subscription_changes where customer_key is not null
union
select customer_key from survey_responses where customer_key is not null
union
select customer_key from tickets where customer_key is not null
union
select customer_key from payments where customer_key is not null
union
select customer_key from survey_invitations where customer_key is not null
union
select customer_key from social_interactions where customer_key is not null
union
select customer_key from leads where customer_key is not null
union
select customer_key from costs where customer_key is not null
union
select customer_key from exposures where customer_key is not null
union
select customer_key from customer_changes where customer_key is not null
