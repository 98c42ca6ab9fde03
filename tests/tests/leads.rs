//! Scores of leads over six whose points are added up by hand.

use catalog::Settings;
use engine::{EngineError, LeadStanding, Leads, LeadsQuery};
use jiff::civil::{Date, date};
use model::Language;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const AT: Date = date(2024, 4, 1);

/// Which leads there are. What happens after the third of January is left out where the company is known to then alone.
async fn company(through: Date) -> Company {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(through);
    let leads = [
        json!({ "lead_id": "partner", "created_at": "2024-03-02", "source": "partner" }),
        json!({ "lead_id": "site", "created_at": "2024-02-16", "source": "website", "qualified_at": "2024-03-20" }),
        json!({ "lead_id": "hopeless", "created_at": "2024-03-02", "source": "partner", "disqualified_at": "2024-03-05" }),
        json!({ "lead_id": "won", "created_at": "2023-12-20", "source": "partner", "converted_at": "2024-03-15",
            "customer_id": "ann" }),
        json!({ "lead_id": "late", "created_at": "2023-12-20", "source": "website", "qualified_at": "2024-02-01" }),
        json!({ "lead_id": "busy", "created_at": "2024-03-02", "source": "cold_call", "customer_id": "bob" }),
    ];
    let known = |lead: &Value| {
        let mut lead = lead.as_object().unwrap().clone();
        lead.retain(|key, value| !key.ends_with("_at") || value.as_str().unwrap().parse::<Date>().unwrap() <= through);
        lead
    };
    let leads: Vec<_> = leads.iter().map(known).filter(|lead| lead.contains_key("created_at")).collect();
    company.import("leads", &leads, at("2024-09-01")).await;
    let views: Vec<_> = ["2023-12-30", "2024-01-01"]
        .map(|day| ("ann", day))
        .into_iter()
        .chain([("bob", "2024-03-18"), ("bob", "2024-03-18"), ("bob", "2024-04-20")])
        .enumerate()
        .filter(|(_, (_, day))| day.parse::<Date>().unwrap() <= through)
        .map(|(id, (who, day))| {
            row(json!({ "event_id": format!("e{id}"), "customer_id": who, "ts": format!("{day}T00:00:00Z"),
                "name": "page_viewed" }))
        })
        .collect();
    company.import("events", &views, at("2024-09-01")).await;
    company
}

#[test]
fn points_fade_add_up_and_say_who_is_none() {
    block_on(async {
        let found = asked(&company(date(2024, 3, 31)).await, AT).await;
        let told: Vec<(&str, f64)> = found.scores.iter().map(|one| (one.lead_id.as_str(), one.score)).collect();
        let expected = [
            // 30, and 20 after thirty days.
            ("main:partner", 40.0),
            // After 45 days 15, 25 and 20 with half-lives of 45, 60 and 30 days.
            ("main:site", 29.4362),
            // 20 after thirty days, and two views of a fortnight ago.
            ("main:busy", 13.0),
            // As the second, after 103 days.
            ("main:late", 12.5272),
            ("main:hopeless", 40.0),
        ];
        assert_eq!(told, expected);
        let flagged: Vec<&LeadStanding> = found.scores.iter().filter(|one| one.unqualified.is_some()).collect();
        assert_eq!((flagged.len(), flagged[0].lead_id.as_str()), (1, "main:hopeless"));
        assert_eq!(flagged[0].unqualified.as_deref(), Some("disqualified"));
        for one in &found.scores {
            let sum: f64 = one.ledger.iter().map(|entry| entry.points).sum();
            assert!((sum - one.score).abs() < 1e-9, "{one:?}");
        }
        let busy = found.scores.iter().find(|one| one.lead_id == "main:busy").unwrap();
        assert_eq!(busy.customer_id.as_deref(), Some("main:bob"));
    });
}

#[test]
fn scores_are_held_against_who_became_a_customer_without_what_came_later() {
    block_on(async {
        let found = asked(&company(date(2024, 3, 31)).await, AT).await;
        let tested = found.model.tested.unwrap();
        // On the second of January two were open, and one of them was a customer by April. That the other would be qualified
        // nobody knew then: it would have come first.
        assert_eq!((tested.at, tested.scores, tested.happened), (vec!["2024-01-02".to_owned()], 2, 1));
        assert_eq!(found.model.auc, Some(1.0));
    });
}

/// Four leads of November by telephone, alike but for what their customers did, of whom one is a customer by April. Whose lead
/// is whose was perhaps said only then: in a test nobody's views count, so all rank alike.
#[test]
fn a_test_counts_what_a_customer_did_for_no_lead_whatever_becomes_of_it() {
    block_on(async {
        let mut company = Company::new(Settings::default()).await;
        company.complete_through = Some(date(2024, 3, 31));
        let lead = |who: &str, won: Option<&str>| {
            row(json!({ "lead_id": who, "created_at": "2023-11-20", "source": "cold_call", "customer_id": who,
                "converted_at": won }))
        };
        let leads = [lead("ann", Some("2024-02-15")), lead("bob", None), lead("cat", None), lead("dan", None)];
        company.import("leads", &leads, at("2024-09-01")).await;
        let view = |(id, who): (usize, &str)| {
            row(json!({ "event_id": format!("e{id}"), "customer_id": who, "ts": "2024-01-01T00:00:00Z",
                "name": "page_viewed" }))
        };
        let views: Vec<_> = ["ann", "bob", "cat", "dan"].into_iter().enumerate().map(view).collect();
        company.import("events", &views, at("2024-09-01")).await;
        let found = asked(&company, AT).await;
        let tested = found.model.tested.unwrap();
        assert_eq!((tested.at, tested.scores, tested.happened), (vec!["2024-01-02".to_owned()], 4, 1));
        assert_eq!(found.model.auc, Some(0.5));
    });
}

#[test]
fn who_is_excluded_is_no_lead_and_events_that_are_behind_are_waited_for() {
    block_on(async {
        let mut company = company(date(2024, 3, 31)).await;
        let people =
            [json!({ "customer_id": "bob", "team": "internal" }), json!({ "customer_id": "ann", "team": "no" })];
        company.import("customers", &people.map(row), at("2024-09-01")).await;
        let named = |found: &Leads| found.scores.iter().any(|one| one.lead_id == "main:busy");
        assert!(named(&asked(&company, AT).await));
        let settings = Settings::parse("exclude: [\"team = 'internal'\"]\n", "tenure.yaml").unwrap();
        company.settings = std::sync::Arc::new(settings);
        let found = asked(&company, AT).await;
        assert_eq!((named(&found), found.scores.len(), found.provenance.excluded), (false, 4, 1));
        // Leads are known to the end of April, the events that a rule counts to the end of March.
        company.complete_through = Some(date(2024, 4, 30));
        let lead = json!({ "lead_id": "new", "created_at": "2024-04-02", "source": "partner" });
        company.import("leads", &[row(lead)], at("2024-09-01")).await;
        let found = asked(&company, date(2024, 4, 20)).await;
        assert_eq!((found.complete, found.known_to.as_deref()), (false, Some("2024-04-01T00:00:00Z")));
        assert!(found.scores.iter().all(|one| one.lead_id != "main:new"));
    });
}

#[test]
fn nothing_after_the_day_is_in_a_score() {
    block_on(async {
        let day = date(2024, 1, 3);
        let scores = |found: Leads| -> Vec<(String, f64)> {
            found.scores.into_iter().map(|one| (one.lead_id, one.score)).collect()
        };
        let later = scores(asked(&company(date(2024, 6, 30)).await, day).await);
        let then = scores(asked(&company(date(2024, 1, 2)).await, day).await);
        assert_eq!(later.len(), 2);
        assert_eq!(later, then);
    });
}

#[test]
fn what_cannot_be_scored_is_told() {
    block_on(async {
        let company = Company::new(Settings::default()).await;
        let empty = asked(&company, AT).await;
        assert_eq!((empty.scores.len(), empty.complete, empty.model.auc), (0, false, None));
        let engine = company.engine(at("2024-09-01")).await;
        let query = LeadsQuery { score: "lead".to_owned(), at: Some(AT), horizon_days: 90 };
        let Err(EngineError::Question(message)) = engine.leads(&query).await else { panic!() };
        assert!(message.say(Language::Chinese).contains("leads"));
    });
}

async fn asked(company: &Company, day: Date) -> Leads {
    let query = LeadsQuery { score: "leads".to_owned(), at: Some(day), horizon_days: 90 };
    company.engine(at("2024-09-01")).await.leads(&query).await.unwrap()
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}
