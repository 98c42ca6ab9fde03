//! The truths hidden in the demo company's tables that no metric reads yet, and what its tables say of each other.
//!
//! Each truth is a row of [`TRUTHS`]: a question in SQL that gives two numbers, `these` and `others`, and how they must
//! stand to each other. Each law is a question that counts the rows which break it.

use crate::demo::Stands::{self, LowerBy, TimesOrLess, TimesOrMore};
use crate::demo::ask_sql;

/// One thing that is known about the company.
struct Truth {
    what: &'static str,
    sql: &'static str,
    stands: Stands,
}

/// Source: the constants of the generator in `crates/cli/src/demo/truths.rs`; the bounds leave room for chance.
const TRUTHS: &[Truth] = &[
    Truth {
        what: "those who saw the guided setup pay more often",
        sql: "select 100 * avg(case when variant = 'control' then paid end) as these,
                     100 * avg(case when variant = 'guided' then paid end) as others
              from exposures join (
                select customer_key, max(case when status = 'active' then 1.0 else 0.0 end) as paid
                from subscription_changes group by customer_key
              ) outcome on outcome.customer_key = exposures.customer_key
              where experiment = 'guided-setup'",
        stands: LowerBy(5.0),
    },
    Truth {
        what: "partners and fairs bring leads that convert",
        sql: "select avg(case when source in ('partner', 'trade_fair') then converted end) as these,
                     avg(case when source in ('webinar', 'cold_call') then converted end) as others
              from (select source, case when converted_at is null then 0.0 else 1.0 end as converted from leads)",
        stands: TimesOrMore(2.5),
    },
    Truth {
        what: "in July 2025 everybody was asked twice",
        sql: "select sum(case when month = '2025-07' then rate end) as these,
                     avg(case when month in ('2025-05', '2025-06', '2025-08', '2025-09') then rate end) as others
              from (
                select asked.month, 1.0 * given.n / asked.n as rate
                from (select month, count(*) as n from survey_invitations where kind = 'nps' group by month) asked
                join (select month, count(*) as n from survey_responses where kind = 'nps' group by month) given
                  on given.month = asked.month
              )",
        stands: TimesOrLess(0.65),
    },
    Truth {
        what: "the outage was talked about",
        sql: "select sum(case when day between '2024-09-10' and '2024-09-13' then negative end) as these,
                     sum(case when day between '2024-09-03' and '2024-09-06' then negative end) as others
              from (
                select substr(cast(ts as varchar), 1, 10) as day, case when sentiment = 'negative' then 1 else 0 end as negative
                from social_interactions
              )",
        stands: TimesOrMore(8.0),
    },
    Truth {
        what: "a contest was shared",
        sql: "select sum(case when month = '2025-06' then n end) as these,
                     avg(case when month in ('2025-04', '2025-05', '2025-07', '2025-08') then n end) as others
              from (
                select month, count(*) as n from social_interactions
                where kind = 'share' and network = 'instagram' group by month
              )",
        stands: TimesOrMore(6.0),
    },
    Truth {
        what: "money is there sooner with the new provider",
        sql: "select avg(case when month >= '2025-06' then wait end) as these,
                     avg(case when month between '2024-06' and '2025-05' then wait end) as others
              from (
                select month, (arrow_cast(paid_at, 'Int64') - arrow_cast(invoiced_at, 'Int64')) / 1000000.0 as wait
                from payments where status = 'paid'
              )",
        stands: TimesOrLess(0.5),
    },
    Truth {
        what: "servers became dearer",
        sql: "select avg(case when c.month = '2025-07' then c.cents end) as these,
                     avg(case when c.month = '2025-06' then c.cents end) as others
              from (select month, 100.0 * sum(amount) as cents from costs where category = 'hosting' group by month) c",
        stands: TimesOrMore(1.25),
    },
];

/// What must hold between tables: a name, and the count of rows that break it.
const LAWS: &[(&str, &str)] = &[
    (
        "every answer was invited",
        "select count(*) as n from survey_responses a where a.response_id not in (
           select b.response_id from survey_responses b
           join survey_invitations i on i.customer_id = b.customer_id and i.kind = b.kind
             and i.touchpoint = b.touchpoint and i.sent_at <= b.answered_at
         )",
    ),
    (
        "a customer's last change of plan is to the present plan",
        "select count(*) as n from customers c
         left join (
           select customer_id, last_value(new_value order by at) as plan
           from customer_changes where attribute = 'plan' group by customer_id
         ) last on last.customer_id = c.customer_id
         where last.plan is distinct from c.plan",
    ),
    (
        "every change goes on from the one before it",
        "select count(*) as n from (
           select old_value, lag(new_value) over (partition by customer_id, attribute order by at) as before
           from customer_changes
         ) where old_value is distinct from before",
    ),
    (
        "nobody had their present owner before the handover",
        "select count(*) as n from customer_changes
         where attribute = 'owner' and new_value = 'Nadia Haddad' and at < timestamp '2025-02-02T23:00:00Z'",
    ),
    (
        "companies have an account, people have none, and no account is empty",
        "select count(*) as n from customers c full join accounts a on a.account_id = c.account_id
         where (c.industry is null) <> (a.account_id is null) or c.customer_id is null",
    ),
    (
        "a converted lead is the customer who signed up then",
        "select count(*) as n from leads l left join customers c on c.customer_id = l.customer_id
         where l.converted_at is distinct from c.created_at",
    ),
    (
        "an invoice is for a subscription of who pays it",
        "select count(*) as n from payments p
         left join (select distinct subscription_id, customer_id from subscription_changes) s
           on s.subscription_id = p.subscription_id and s.customer_id = p.customer_id
         where s.subscription_id is null",
    ),
    (
        "no more goes back than was paid, and nothing before it was",
        "select count(*) as n from refunds r join payments p on p.payment_id = r.payment_id
         where r.amount > p.amount or r.refunded_at < p.paid_at or p.paid_at is null",
    ),
    (
        "support costs what the tickets cost",
        // In whole cents: the sum of doubles is another one for each order in which partitions are added.
        "select count(*) as n from (select 100 * sum(amount) as cents from costs where category = 'support') booked,
         (select sum(case when channel = 'phone' then 980 else 420 end) as cents from tickets) worked
         where booked.cents <> worked.cents",
    ),
    (
        "half of the test saw each variant",
        "select count(*) as n from (
           select 1.0 * sum(case when variant = 'guided' then 1 else 0 end) / count(*) as share from exposures
         ) where share not between 0.45 and 0.55",
    ),
];

#[test]
fn every_truth_is_found() {
    let mut missed = Vec::new();
    for Truth { what, sql, stands } in TRUTHS {
        let row = &ask_sql(sql)[0];
        let [these, others] = ["these", "others"].map(|column| number(&row[column]));
        if !stands.hold(these, others) {
            missed.push(format!("{what}: {these} against {others}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn the_tables_agree_with_each_other() {
    let mut broken = Vec::new();
    for (law, sql) in LAWS {
        let rows = number(&ask_sql(sql)[0]["n"]);
        if rows != 0.0 {
            broken.push(format!("{law}: {rows} rows break it"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A number, which is text where it is a decimal.
fn number(value: &serde_json::Value) -> f64 {
    let text = value.as_str().and_then(|text| text.parse().ok());
    text.or(value.as_f64()).unwrap_or_else(|| panic!("`{value}` is not a number"))
}
