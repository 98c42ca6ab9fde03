//! Questions that count accounts: worked by hand on a few people, and equal to those that count customers where every
//! account has one person.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use catalog::{Catalog, Exclusion, Settings};
use engine::{Answer, Engine, ExplainQuery, Number, Query, Subject};
use jiff::civil::{Date, date};
use model::Grain;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const NOW: &str = "2024-07-01";

/// Ann and Bob belong to acme, Eve to bolt, Sam, who is staff, to bolt too; Dan belongs to nobody.
async fn company() -> Company {
    let staff =
        Exclusion { name: "staff".to_owned(), email_domains: vec!["tenure.test".to_owned()], ..Exclusion::default() };
    let settings = Settings { exclude: vec![staff], ..Settings::default() };
    let mut company = Company::new(settings).await;
    let now = at(NOW);
    let accounts = [
        json!({ "account_id": "acme", "name": "Acme", "plan": "gold", "industry": "toys", "tier": "a" }),
        json!({ "account_id": "bolt", "name": "Bolt", "plan": "tin" }),
        json!({ "account_id": "void", "name": "Void", "plan": "gold" }),
    ];
    company.import("accounts", &objects(accounts), now).await;
    let customers = [
        json!({ "customer_id": "ann", "account_id": "acme", "plan": "seat", "country": "DE" }),
        json!({ "customer_id": "bob", "account_id": "acme", "plan": "seat", "country": "FR" }),
        json!({ "customer_id": "eve", "account_id": "bolt", "plan": "seat" }),
        json!({ "customer_id": "sam", "account_id": "bolt", "email": "sam@tenure.test" }),
        json!({ "customer_id": "dan", "plan": "solo", "country": "DE" }),
    ];
    company.import("customers", &objects(customers), now).await;
    let changes = [
        ("ann", "2024-01-05", "active"),
        ("bob", "2024-01-15", "active"),
        ("dan", "2024-01-03", "active"),
        ("eve", "2024-01-05", "active"),
        ("sam", "2024-01-01", "active"),
        ("ann", "2024-02-10", "canceled"),
        ("eve", "2024-02-12", "canceled"),
        ("bob", "2024-03-05", "canceled"),
        ("ann", "2024-05-02", "active"),
    ];
    let change = |(who, at, status): (&str, &str, &str)| json!({ "subscription_id": format!("s-{who}"), "customer_id": who, "at": at, "status": status, "amount": "10.00" });
    company.import("subscription_changes", &objects(changes.map(change)), now).await;
    let orders = [("o1", "ann", "2024-02-01"), ("o2", "bob", "2024-02-02"), ("o3", "eve", "2024-02-03")];
    let order = |(id, who, at): (&str, &str, &str)| json!({ "order_id": id, "customer_id": who, "ordered_at": at, "amount": "30.00" });
    company.import("orders", &objects(orders.map(order)), now).await;
    let visit = |who: &str| json!({ "customer_id": who, "ts": "2024-02-05T10:00:00Z", "name": "page_view" });
    company.import("events", &objects(["ann", "bob", "eve", "sam"].map(visit)), now).await;
    let answers = [("ann", 10), ("bob", 0), ("eve", 9), ("sam", 0)];
    let answer = |(who, score): (&str, i32)| json!({ "response_id": who, "customer_id": who, "answered_at": "2024-02-06", "kind": "nps", "score": score });
    company.import("survey_responses", &objects(answers.map(answer)), now).await;
    company
}

fn objects<const N: usize>(rows: [Value; N]) -> Vec<Map<String, Value>> {
    rows.into_iter().map(|row| row.as_object().unwrap().clone()).collect()
}

#[test]
fn sql_counts_accounts_too_and_the_laws_hold_for_them() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let of_accounts = ask(&engine, "customers_at_end", Subject::Account).await;
        let of_customers = ask(&engine, "customers_at_end", Subject::Customer).await;
        assert_ne!(of_accounts, of_customers);
        for (function, expected) in [("metric", of_customers), ("account_metric", of_accounts)] {
            let question = "'customers_at_end', '2024-01-01', '2024-06-01', 'month'";
            let sql =
                format!("select cast(cast(value as int) as varchar) as v from {function}({question}) order by start");
            let (_, batches) = engine.sql(&sql).await.unwrap();
            let told: Vec<String> = batches
                .iter()
                .flat_map(|batch| {
                    cast(batch.column(0), &DataType::Utf8)
                        .unwrap()
                        .as_string::<i32>()
                        .iter()
                        .flatten()
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                })
                .collect();
            assert_eq!(told, expected, "{function}");
        }
        let laws = engine.laws().await.unwrap();
        for subject in Subject::ALL {
            let of = laws.iter().filter(|law| law.subject == subject);
            assert!(
                of.clone().any(|law| law.periods > 0) && of.clone().all(|law| law.breaches.is_empty()),
                "{laws:#?}"
            );
        }
    });
}

async fn ask(engine: &Engine, metric: &str, subject: Subject) -> Vec<String> {
    let query = Query { subject, ..Query::new(metric, date(2024, 1, 1), date(2024, 6, 1), Some(Grain::Month)) };
    values(&engine.query(&query).await.unwrap().remove(0))
}

fn values(answer: &Answer) -> Vec<String> {
    answer.rows.iter().map(|row| text(row.value)).collect()
}

fn text(number: Option<Number>) -> String {
    match number {
        None => "-".to_owned(),
        Some(Number::Real(value)) => value.round_dp(4).normalize().to_string(),
        Some(Number::Whole(value)) => value.to_string(),
        Some(Number::Money(money)) => money.amount(),
    }
}

#[test]
fn an_account_stays_while_any_of_its_people_does() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        for (metric, customers, accounts) in [
            // January opens with nobody: ann, bob, dan and eve come, who are the accounts acme, dan and bolt.
            ("new_customers", ["4", "0", "0", "0", "0"], ["3", "0", "0", "0", "0"]),
            // Ann leaves in February and bob stays, so acme does; bob leaves in March, and with him acme.
            ("customer_retention_rate", ["-", "0.5", "0.5", "1", "1"], ["-", "0.6667", "0.5", "1", "1"]),
            ("churned_customers", ["0", "2", "1", "0", "0"], ["0", "1", "1", "0", "0"]),
            // Ann comes back in May: a customer who had left, and an account that had.
            ("reactivated_customers", ["0", "0", "0", "0", "1"], ["0", "0", "0", "0", "1"]),
            ("customers_at_end", ["4", "2", "1", "1", "2"], ["3", "2", "1", "1", "2"]),
        ] {
            assert_eq!(ask(&engine, metric, Subject::Customer).await, customers, "{metric} by customer");
            assert_eq!(ask(&engine, metric, Subject::Account).await, accounts, "{metric} by account");
        }
    });
}

#[test]
fn vectors_rows_and_windows_are_those_of_all_people_together() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let whole =
            |metric: &str, subject| Query { subject, ..Query::new(metric, date(2024, 2, 1), date(2024, 3, 1), None) };
        for (metric, customers, accounts) in [
            ("mrr", "20.0000", "20.0000"),
            ("orders", "3", "3"),
            ("revenue", "90.0000", "90.0000"),
            // Three bought once each, but acme bought twice.
            ("repurchase_rate", "0", "0.5"),
            // Four were active in February, of three accounts.
            ("arpu", "22.5000", "30.0000"),
            // Two people of acme at one minute are two visits of one visitor.
            ("visits", "3", "3"),
            ("unique_visitors", "3", "2"),
            // Two promoters and a detractor answered, however they are grouped.
            ("nps", "33.3333", "33.3333"),
        ] {
            for (subject, expected) in [(Subject::Customer, customers), (Subject::Account, accounts)] {
                let answer = engine.query(&whole(metric, subject)).await.unwrap().remove(0);
                assert_eq!(values(&answer), [expected], "{metric} by {subject}");
                assert_eq!((answer.subject, answer.excluded), (subject, 1));
                assert_eq!(serde_json::to_value(&answer).unwrap()["subject"], json!(subject.name()));
            }
        }
    });
}

#[test]
fn accounts_are_cut_by_what_they_are() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let query = |by: &str, filter: Option<&str>| Query {
            subject: Subject::Account,
            by: if by.is_empty() { Vec::new() } else { vec![by.to_owned()] },
            filter: filter.map(str::to_owned),
            ..Query::new("customers_at_end", date(2024, 1, 1), date(2024, 2, 1), None)
        };
        let parts = async |by: &str, filter| {
            let answer = engine.query(&query(by, filter)).await.unwrap().remove(0);
            let rows = answer.rows.iter();
            let part =
                |row: &engine::Row| row.by.iter().map(|(_, value)| value.clone().unwrap_or("-".to_owned())).collect();
            rows.map(|row| (part(row), text(row.value))).collect::<Vec<(String, String)>>()
        };
        let said =
            |rows: &[(&str, &str)]| rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        // Dan has no account: his own record speaks for him.
        assert_eq!(parts("plan", None).await, said(&[("gold", "1"), ("solo", "1"), ("tin", "1")]));
        assert_eq!(parts("account.plan", None).await, parts("plan", None).await);
        assert_eq!(parts("tier", None).await, said(&[("a", "1"), ("-", "2")]));
        assert_eq!(parts("account_id", None).await, said(&[("acme", "1"), ("bolt", "1"), ("-", "1")]));
        assert_eq!(parts("", Some("industry = 'toys'")).await, said(&[("", "1")]));

        let wrong = engine.query(&query("gender", None)).await.unwrap_err().to_string();
        assert!(wrong.contains("no account has an attribute `gender`"), "{wrong}");
        let wrong = engine.query(&query("customer.plan", None)).await.unwrap_err().to_string();
        assert!(wrong.contains("no account has an attribute `customer.plan`"), "{wrong}");
    });
}

#[test]
fn an_explanation_names_accounts_and_their_people() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let ask = ExplainQuery {
            metric: "customer_retention_rate".to_owned(),
            from: date(2024, 2, 1),
            to: date(2024, 3, 1),
            part: Vec::new(),
            filter: None,
            basis: None,
            subject: Subject::Account,
            params: std::collections::BTreeMap::new(),
            customers: None,
        };
        let told = engine.explain(&ask).await.unwrap();
        assert_eq!(told.computed, "2 / 3");
        assert_eq!(told.customers[0].ids, ["main:acme", "main:dan"]);
        assert_eq!(told.customers[0].people, [vec!["main:ann", "main:bob"], vec!["main:dan"]]);
        assert_eq!(told.customers[1].ids, ["main:bolt"]);
        assert_eq!(told.customers[1].people, [["main:eve"]], "staff are nobody's people");
        let customers: std::collections::BTreeSet<_> = told.rows.iter().map(|row| row.customer.as_str()).collect();
        assert_eq!(customers.into_iter().collect::<Vec<_>>(), ["main:ann", "main:bob", "main:dan", "main:eve"]);
    });
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1,
        max_shrink_iters: 0,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_241_231),
        ..ProptestConfig::default()
    })]

    /// Where every account has one person, each metric of the catalog is the same whoever is counted.
    #[test]
    fn with_one_person_an_account_the_numbers_are_the_customers(
        rows in prop::collection::vec((0..5_u8, 0..90_u32, 0..6_u8), 10..40),
    ) {
        block_on(async {
            let mut company = Company::new(Settings::default()).await;
            fill(&mut company, &rows).await;
            let engine = company.engine(at(NOW)).await;
            let metrics = Catalog::builtin().unwrap().metrics.into_values();
            // Some ask for a word of the asker's own, such as a feature's name.
            let metrics = metrics.filter(|metric| metric.params.values().all(|param| param.default.is_some()));
            let metrics: Vec<String> = metrics.map(|metric| metric.id).collect();
            let query = |subject| Query {
                metrics: metrics.clone(),
                subject,
                ..Query::new("", date(2024, 1, 1), date(2024, 5, 1), Some(Grain::Month))
            };
            // Planning hundreds of readings is most of the work: each subject gets a core of its own.
            let answers = |subject| block_on(engine.query(&query(subject))).unwrap();
            let (customers, accounts) = std::thread::scope(|scope| {
                let accounts = scope.spawn(|| answers(Subject::Account));
                (scope.spawn(|| answers(Subject::Customer)).join().unwrap(), accounts.join().unwrap())
            });
            prop_assert_eq!((customers.len(), accounts.len()), (metrics.len(), metrics.len()));
            for (customers, accounts) in customers.iter().zip(&accounts) {
                prop_assert_eq!(&customers.rows, &accounts.rows, "{}", &customers.metric);
            }
            Ok(())
        })?;
    }
}

/// A row of one kind or another for every triple of person, day and kind.
async fn fill(company: &mut Company, rows: &[(u8, u32, u8)]) {
    let now = at(NOW);
    let people =
        [0_u8, 1, 2, 3, 4].map(|who| json!({ "customer_id": format!("c{who}"), "account_id": format!("a{who}") }));
    company.import("customers", &objects(people), now).await;
    let tables = ["subscription_changes", "orders", "events", "survey_responses", "tickets"];
    for table in tables {
        let mut made: Vec<Map<String, Value>> = Vec::new();
        for (index, (who, day, kind)) in rows.iter().enumerate() {
            let day: Date = date(2024, 1, 1).saturating_add(jiff::Span::new().days(i64::from(*day)));
            let (who, at) = (format!("c{who}"), format!("{day}T{:02}:00:00Z", index % 24));
            let row = match (table, kind) {
                ("subscription_changes", 0 | 5) => {
                    let status = if *kind == 0 { "active" } else { "canceled" };
                    json!({ "subscription_id": who, "customer_id": who, "at": at, "status": status, "amount": index })
                }
                ("orders", 1) => {
                    json!({ "order_id": index.to_string(), "customer_id": who, "ordered_at": at, "amount": index })
                }
                ("events", 2) => {
                    json!({ "event_id": index.to_string(), "customer_id": who, "ts": at, "name": "page_view" })
                }
                ("survey_responses", 3) => {
                    // A metric of one kind of survey is refused where only others were answered.
                    for (kind, score) in [("nps", index % 11), ("csat", 1 + index % 5), ("ces", 1 + index % 7)] {
                        let answer = json!({ "response_id": format!("{kind}-{index}"), "customer_id": who, "answered_at": at, "kind": kind, "score": score });
                        made.push(answer.as_object().unwrap().clone());
                    }
                    continue;
                }
                ("tickets", 4) => json!({ "ticket_id": index.to_string(), "customer_id": who, "opened_at": at }),
                _ => continue,
            };
            made.push(row.as_object().unwrap().clone());
        }
        if !made.is_empty() {
            company.import(table, &made, now).await;
        }
    }
}
