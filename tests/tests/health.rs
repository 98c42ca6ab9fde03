//! Health over ten customers whose scores are made by hand.

use std::sync::Arc;

use catalog::Settings;
use engine::{Engine, EngineError, Health, HealthQuery, Population};
use jiff::civil::{Date, date};
use model::{Grain, Language};
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const AT: Date = date(2024, 4, 1);

/// Ten who came in June 2023. From the fifth on they use the product on eight days of December and of March; the first four
/// never do, and leave in February.
async fn company(through: Date) -> Company {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(through);
    let before = |day: &str| day.parse::<Date>().unwrap() <= through;
    let change = |who: usize, at: &str, status: &str| {
        row(json!({ "subscription_id": format!("s{who}"), "customer_id": format!("c{who}"), "at": at, "status": status,
            "plan": "pro", "amount": "10.00", "interval": "month", "currency": "USD" }))
    };
    let mut changes: Vec<_> = (0..10).map(|who| change(who, "2023-06-01", "active")).collect();
    if before("2024-02-15") {
        changes.extend((0..4).map(|who| change(who, "2024-02-15", "canceled")));
    }
    company.import("subscription_changes", &changes, at("2024-09-01")).await;
    let days = (10..18).flat_map(|day| ["2023-12", "2024-03"].map(|month| format!("{month}-{day}")));
    let days: Vec<String> = days.filter(|day| before(day)).collect();
    let uses = days.iter().flat_map(|day| (4..10).map(move |who| (who, day)));
    let uses: Vec<_> = uses
        .map(|(who, day)| {
            let at = format!("{day}T12:00:00Z");
            row(json!({ "customer_id": format!("c{who}"), "ts": at, "name": "used" }))
        })
        .collect();
    company.import("events", &uses, at("2024-09-01")).await;
    company
}

#[test]
fn scores_are_the_sums_of_their_points_and_held_against_who_left() {
    block_on(async {
        let company = company(date(2024, 3, 31)).await;
        let found = company.engine(at("2024-09-01")).await.health(&asked()).await.unwrap();
        // Who has left has no score. Tickets and answers were never delivered, so they say nothing: of 75 points
        // 17.5 for eight of sixteen days, 25 x (60 - 14.5) / (60 - 7) for a last use fourteen and a half days ago, 15 for paying.
        assert_eq!(found.scores.len(), 6);
        let first = &found.scores[0];
        assert_eq!((first.customer_id.as_str(), first.score), ("main:c4", Some(71.9497)));
        let points: Vec<Option<f64>> = first.ledger.iter().map(engine::LedgerEntry::points).collect();
        assert_eq!(points, [Some(23.3333), Some(28.6164), None, None, Some(20.0)]);
        let tested = found.model.tested.clone().unwrap();
        assert_eq!(tested.at, ["2023-07-03", "2023-10-02", "2024-01-01"]);
        assert_eq!((tested.scores, tested.happened), (30, 4));
        // Six of those who stayed scored higher than the four who left, twenty alike.
        assert_eq!(found.model.auc, Some(16.0 / 26.0));
        assert_eq!(found.model.calibration[1].customers, 24);
        assert_eq!(found.model.calibration[1].happened, Some(4.0 / 24.0));
        assert!(found.complete);
    });
}

#[test]
fn history_shows_the_scores_of_earlier_months() {
    block_on(async {
        let company = company(date(2024, 3, 31)).await;
        let history = Some((Grain::Month, 4));
        let found = company.engine(at("2024-09-01")).await.health(&HealthQuery { history, ..asked() }).await.unwrap();
        let then: Vec<(&str, u64)> = found.history.iter().map(|then| (then.at.as_str(), then.customers)).collect();
        assert_eq!(then, [("2024-01-01", 10), ("2024-02-01", 10), ("2024-03-01", 6), ("2024-04-01", 6)]);
        assert_eq!(found.history[0].median, Some(71.9497));
        assert_eq!(found.history[0].p25, Some(30.0));
        assert_eq!(found.scores[0].history[0], Some(71.9497));
        assert_eq!(found.scores[0].history[3], found.scores[0].score);
    });
}

#[test]
fn nothing_after_the_day_is_in_a_score() {
    block_on(async {
        let day = date(2024, 1, 15);
        let query = HealthQuery { at: Some(day), ..asked() };
        let scores = |found: Health| -> Vec<(String, Option<f64>)> {
            found.scores.into_iter().map(|one| (one.customer_id, one.score)).collect()
        };
        let later = company(date(2024, 7, 31)).await;
        let then = company(date(2024, 1, 14)).await;
        let later = scores(later.engine(at("2024-09-01")).await.health(&query).await.unwrap());
        let then = scores(then.engine(at("2024-09-01")).await.health(&query).await.unwrap());
        assert_eq!(later.len(), 10);
        assert_eq!(later, then);
    });
}

/// Known to the end of 12 February, four leave on the fifteenth: scores of the first of March are those of the thirteenth of
/// February, as far as anything is known, and not of a day on which nobody knows who was still there.
#[test]
fn a_score_beyond_what_is_known_is_made_of_what_is_known() {
    block_on(async {
        let mut company = company(date(2024, 2, 12)).await;
        let cancel = |who: usize| {
            row(json!({ "subscription_id": format!("s{who}"), "customer_id": format!("c{who}"), "at": "2024-02-15",
                "status": "canceled", "plan": "pro", "amount": "10.00", "interval": "month", "currency": "USD" }))
        };
        company.import("subscription_changes", &(0..4).map(cancel).collect::<Vec<_>>(), at("2024-09-01")).await;
        let engine = company.engine(at("2024-09-01")).await;
        let asked = |at| HealthQuery { at: Some(at), ..asked() };
        let beyond = engine.health(&asked(date(2024, 3, 1))).await.unwrap();
        let known = engine.health(&asked(date(2024, 2, 13))).await.unwrap();
        assert_eq!((beyond.complete, known.complete), (false, true));
        assert_eq!((beyond.at.as_str(), beyond.known_to.as_deref()), ("2024-03-01", Some("2024-02-13T00:00:00Z")));
        assert_eq!(beyond.scores.len(), 10);
        assert_eq!(beyond.scores, known.scores);
    });
}

#[test]
fn a_workspace_has_its_own_score() {
    block_on(async {
        let mut company = company(date(2024, 3, 31)).await;
        let own = "score: health
title: { en: Own, zh-CN: 自定 }
about: { en: Own., zh-CN: 自定。 }
of: active_at_end
components:
  days:
    title: { en: Days, zh-CN: 天数 }
    formula: active_days_in_28
    weight: 1
    range: [0, 10]
";
        let with =
            |text: &str| catalog::Catalog::builtin().unwrap().with_texts(&[("metrics/scores/health.yaml", text)]);
        company.catalog = Arc::new(with(own).unwrap());
        let found = company.engine(at("2024-09-01")).await.health(&asked()).await.unwrap();
        assert_eq!(found.scores[0].score, Some(80.0));
        company.catalog = Arc::new(with(&own.replace("    weight: 1\n", "")).unwrap());
        assert!(refusal(&company.engine(at("2024-09-01")).await, &asked()).await.contains("weight"));
        // A vector whose points have no range, a measure of a whole period, an order upside down.
        for wrong in [
            own.replace("    range: [0, 10]\n", ""),
            own.replace("active_days_in_28", "active_days_in_period"),
            own.replace("[0, 10]", "[10, 0]"),
            own.replace("of: active_at_end", "of: active_days_in_28"),
        ] {
            assert!(with(&wrong).is_err(), "{wrong}");
        }
    });
}

#[test]
fn an_empty_company_and_an_unknown_score_are_told() {
    block_on(async {
        let company = Company::new(Settings::default()).await;
        let engine = company.engine(at("2024-09-01")).await;
        let found = engine.health(&asked()).await.unwrap();
        assert_eq!((found.scores.len(), found.model.auc, found.complete), (0, None, false));
        assert!(found.model.reason.is_some());
        let unknown = HealthQuery { score: "helth".to_owned(), ..asked() };
        assert!(refusal(&engine, &unknown).await.contains("health"));
    });
}

async fn refusal(engine: &Engine, query: &HealthQuery) -> String {
    match engine.health(query).await {
        Err(EngineError::Question(message)) => {
            format!("{}{}", message.say(Language::English), message.say(Language::Chinese))
        }
        other => panic!("{other:?}"),
    }
}

fn asked() -> HealthQuery {
    HealthQuery {
        score: "health".to_owned(),
        at: Some(AT),
        history: None,
        horizon_days: 91,
        population: Population::default(),
    }
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}
