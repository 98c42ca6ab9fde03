//! What `tenure.yaml` changes in answers: who is counted, which channel a row has, how periods are cut, what a goal is.

use catalog::Settings;
use engine::{Answer, Compare, Excluded, Number, Query, Row};
use jiff::civil::date;
use model::Grain;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

async fn company(settings: &str) -> Company {
    Company::new(Settings::parse(settings, "tenure.yaml").unwrap()).await
}

fn rows(values: &[Value]) -> Vec<Map<String, Value>> {
    values.iter().map(|value| value.as_object().unwrap().clone()).collect()
}

/// The values of an answer by the value of its only cut.
fn parts(answer: &Answer) -> Vec<(Option<&str>, i128)> {
    let whole = |row: &Row| if let Some(Number::Whole(count)) = row.value { count } else { -1 };
    answer.rows.iter().map(|row| (row.by[0].1.as_deref(), whole(row))).collect()
}

#[test]
fn every_rule_of_exclusion_says_how_many_it_leaves_out() {
    block_on(async {
        let mut company = company(
            "exclude:\n  - plan = 'internal'\n  - { name: staff, email_domains: [acme.example] }\n  \
             - { name: bots, events: \"json_text(properties, 'user_agent') ilike '%bot%'\" }\n",
        )
        .await;
        let now = at("2024-03-01");
        let customer = |id: &str, email: &str, plan: &str| json!({ "customer_id": id, "email": email, "plan": plan });
        let customers = [
            customer("anna", "Anna@Acme.example", "pro"),
            customer("ben", "ben@eu.acme.example", "internal"),
            customer("carla", "carla@notacme.example", "pro"),
            customer("dan", "dan@example.org", "pro"),
        ];
        company.import("customers", &rows(&customers), now).await;
        let event = |id: &str, who: &str, agent: &str| json!({ "event_id": id, "ts": "2024-02-10T10:00:00Z", who: format!("{who}-{id}"), "name": "page", "user_agent": agent });
        let mut events = vec![event("e1", "anonymous_id", "GoogleBot/2"), event("e2", "anonymous_id", "Firefox")];
        for (id, who) in [("e3", "anna"), ("e4", "carla"), ("e5", "dan"), ("e6", "ben")] {
            let agent = if who == "dan" { "my-bot" } else { "Firefox" };
            events.push(json!({ "event_id": id, "ts": "2024-02-11T10:00:00Z", "customer_id": who, "name": "page", "user_agent": agent }));
        }
        company.import("events", &rows(&events), now).await;
        let engine = company.engine(now).await;
        let query = Query::new("unique_visitors", date(2024, 2, 1), date(2024, 3, 1), None);
        let answer = engine.query(&query).await.unwrap().remove(0);
        let by = |rule: &str, customers| Excluded { rule: rule.to_owned(), customers };
        // Ben is staff and internal: both rules count him, all together count him once.
        assert_eq!(answer.excluded_by, [by("plan = 'internal'", 1), by("staff", 2), by("bots", 2)]);
        assert_eq!(answer.excluded, 4);
        assert_eq!(answer.rows[0].value, Some(Number::Whole(2)));
        assert_eq!(engine.excluded().await.unwrap(), answer.excluded_by);
    });
}

#[test]
fn a_rule_of_exclusion_that_fails_is_named() {
    block_on(async {
        let mut company = company("exclude: [{ name: bots, events: \"user_agent = 'x'\" }]\n").await;
        let now = at("2024-03-01");
        let event = json!({ "event_id": "e1", "ts": "2024-02-10", "customer_id": "anna", "name": "page" });
        company.import("events", &rows(&[event]), now).await;
        let query = Query::new("unique_visitors", date(2024, 2, 1), date(2024, 3, 1), None);
        let error = company.engine(now).await.query(&query).await.unwrap_err();
        assert!(error.to_string().contains("`bots`"), "{error}");
    });
}

#[test]
fn a_channel_that_was_not_delivered_follows_from_source_medium_campaign_and_referrer() {
    block_on(async {
        let mut company =
            company("channels:\n  own_sites: [acme.example]\n  rules: [{ channel: partners, source: 'partner-*' }]\n")
                .await;
        let now = at("2024-03-01");
        let event = |who: &str, more: Value| {
            let mut event =
                json!({ "event_id": who, "ts": "2024-02-10T10:00:00Z", "anonymous_id": who, "name": "page" });
            event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            event
        };
        let events = [
            event("a", json!({ "channel": "radio", "source": "google", "medium": "cpc" })),
            event("b", json!({ "source": "google", "medium": "cpc" })),
            event("c", json!({ "source": "newsletter", "medium": "email" })),
            event("d", json!({ "source": "partner-north", "medium": "email" })),
            event("e", json!({ "referrer": "https://www.bing.com/search?q=garden" })),
            event("f", json!({ "referrer": "https://acme.example/pricing" })),
            event("g", json!({})),
        ];
        company.import("events", &rows(&events), now).await;
        // Within a visit a page of one's own leads to the next; what led to the first counts.
        let second = json!({ "event_id": "b2", "ts": "2024-02-10T10:05:00Z", "anonymous_id": "b", "name": "page",
            "referrer": "https://other.example/" });
        company.import("events", &rows(&[second]), now).await;
        let customers = [
            json!({ "customer_id": "anna", "created_at": "2024-02-02", "source": "facebook", "medium": "paid_social" }),
            json!({ "customer_id": "ben", "created_at": "2024-02-02", "channel": "events", "source": "facebook" }),
            json!({ "customer_id": "carla", "created_at": "2024-02-02" }),
        ];
        company.import("customers", &rows(&customers), now).await;
        let active = ["anna", "ben", "carla"]
            .map(|id| json!({ "subscription_id": id, "customer_id": id, "at": "2024-02-05", "status": "active" }));
        company.import("subscription_changes", &rows(&active), now).await;
        let engine = company.engine(now).await;
        let cut = |metric: &str| Query {
            by: vec!["channel".to_owned()],
            ..Query::new(metric, date(2024, 2, 1), date(2024, 3, 1), None)
        };
        let visits = engine.query(&cut("visits")).await.unwrap().remove(0);
        assert_eq!(
            parts(&visits),
            [
                (Some("email"), 1),
                (Some("organic_search"), 1),
                (Some("paid_search"), 1),
                (Some("partners"), 1),
                (Some("radio"), 1),
                (None, 2)
            ]
        );
        let won = engine.query(&cut("new_customers")).await.unwrap().remove(0);
        assert_eq!(parts(&won), [(Some("events"), 1), (Some("paid_social"), 1), (None, 1)]);
        let only = Query { filter: Some("channel = 'paid_social'".to_owned()), by: Vec::new(), ..cut("new_customers") };
        assert_eq!(engine.query(&only).await.unwrap()[0].rows[0].value, Some(Number::Whole(1)));
    });
}

#[test]
fn periods_of_weeks_have_fiscal_names_and_compare_with_the_same_period_of_the_year_before() {
    block_on(async {
        let mut company = company(
            "activity: { basis: purchase, window_days: 30 }\nfirst_day_of_week: sunday\nfiscal_year_start: 2\nfiscal: { pattern: 4-5-4 }\n",
        )
        .await;
        company.complete_through = Some(date(2024, 4, 30));
        let now = at("2024-05-01");
        // The last week of the long year 2023 and the first of 2024, and the first days of their second periods.
        let days = ["2023-02-25", "2023-02-26", "2024-02-03", "2024-02-04", "2024-03-02", "2024-03-03", "2024-04-06"];
        let orders: Vec<Value> = days
            .iter()
            .map(|day| json!({ "order_id": day, "ordered_at": format!("{day}T12:00:00Z"), "customer_id": "anna", "amount": "10.00" }))
            .collect();
        company.import("orders", &rows(&orders), now).await;
        let engine = company.engine(now).await;
        let months = Query::new("orders", date(2024, 1, 1), date(2024, 4, 7), Some(Grain::Month));
        let answer = engine.query(&Query { compare: Some(Compare::Year), ..months.clone() }).await.unwrap().remove(0);
        let told: Vec<_> = answer
            .rows
            .iter()
            .map(|row| {
                let then = row.compare.as_ref().unwrap();
                (row.period.as_deref().unwrap(), row.start.as_str(), row.end.as_str(), row.value, then.start.as_str())
            })
            .collect();
        let whole = |count| Some(Number::Whole(count));
        assert_eq!(
            told,
            [
                ("FY2023-P12", "2023-12-31", "2024-02-04", whole(1), "2023-01-01"),
                ("FY2024-P01", "2024-02-04", "2024-03-03", whole(2), "2023-01-29"),
                ("FY2024-P02", "2024-03-03", "2024-04-07", whole(2), "2023-02-26"),
            ]
        );
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(json["rows"][2]["period"], "FY2024-P02");
        assert_eq!(answer.rows[2].compare.as_ref().unwrap().value, whole(1));
        for (grain, names) in
            [(Grain::Quarter, vec!["FY2023-Q4", "FY2024-Q1"]), (Grain::Year, vec!["FY2023", "FY2024"])]
        {
            let answer = engine.query(&Query { grain: Some(grain), ..months.clone() }).await.unwrap().remove(0);
            assert_eq!(answer.rows.iter().filter_map(|row| row.period.as_deref()).collect::<Vec<_>>(), names);
        }
    });
}

#[test]
fn business_time_is_a_function_of_sql() {
    block_on(async {
        let company = company(
            "time_zone: Europe/Berlin\nholidays: [2024-03-29]\nbusiness_hours: { night: { time_zone: UTC, friday: 22:00-24:00 } }\n",
        )
        .await;
        let engine = company.engine(at("2024-05-01")).await;
        let one = async |sql: &str| {
            let (_, batches) = engine.sql(sql).await?;
            Ok::<_, engine::EngineError>(format!("{:?}", batches[0].column(0)))
        };
        let time = |text: &str| format!("arrow_cast('{text}', 'Timestamp(Microsecond, Some(\"UTC\"))')");
        // Thursday 16:00 in Berlin to Tuesday 10:00: Good Friday is a holiday and the clocks change on Sunday.
        let (from, to) = (time("2024-03-28T15:00:00Z"), time("2024-04-02T08:00:00Z"));
        let hours = one(&format!("select business_ms({from}, {to}) / 3600000")).await.unwrap();
        assert!(hours.contains("10,"), "{hours}");
        let night = one(&format!("select business_ms({from}, {to}, 'night') / 3600000")).await.unwrap();
        assert!(night.contains("0,"), "{night}");
        let error = one(&format!("select business_ms({from}, {to}, 'nigt')")).await.unwrap_err();
        assert!(error.to_string().contains("`night`"), "{error}");
    });
}

#[test]
fn a_question_may_ask_for_another_goal() {
    block_on(async {
        let mut company = company(
            "goals:\n  demo: { reached_by: event, events: [demo_seen], within_days: 3 }\n  pro: { reached_by: subscription, where: plan = 'pro' }\n",
        )
        .await;
        company.complete_through = Some(date(2024, 4, 30));
        let now = at("2024-05-01");
        let event = |id: &str, who: &str, day: &str, name: &str| json!({ "event_id": id, "ts": format!("{day}T10:00:00Z"), "customer_id": who, "name": name });
        let events = [
            event("e1", "anna", "2024-02-01", "page"),
            event("e2", "anna", "2024-02-03", "demo_seen"),
            event("e3", "ben", "2024-02-01", "page"),
            event("e4", "ben", "2024-02-09", "demo_seen"),
        ];
        company.import("events", &rows(&events), now).await;
        let change = |who: &str, plan: &str| json!({ "subscription_id": who, "customer_id": who, "at": "2024-02-10", "status": "active", "plan": plan });
        company.import("subscription_changes", &rows(&[change("anna", "free"), change("ben", "pro")]), now).await;
        let engine = company.engine(now).await;
        let ask = |goal: Option<&str>| Query {
            params: goal.map(|goal| ("conversion_goal".to_owned(), format!("'{goal}'"))).into_iter().collect(),
            ..Query::new("conversion_rate", date(2024, 2, 1), date(2024, 3, 1), None)
        };
        for (goal, reached) in [(None, 2), (Some("demo"), 1), (Some("pro"), 1)] {
            let row = engine.query(&ask(goal)).await.unwrap().remove(0).rows.remove(0);
            assert_eq!(
                (row.numerator, row.denominator),
                (Some(Number::Whole(reached)), Some(Number::Whole(2))),
                "{goal:?}"
            );
        }
        let error = engine.query(&ask(Some("demos"))).await.unwrap_err();
        assert!(error.to_string().contains("`demo`"), "{error}");
    });
}
