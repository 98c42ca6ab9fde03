//! Risk of leaving over forty customers, of whom those who stop using the product leave.

use catalog::Settings;
use engine::{Churn, ChurnQuery, Population, Reason, RiskModel};
use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const AT: Date = date(2024, 4, 1);

/// Forty who came in January 2023. Everybody uses the product once a month until they stop, and who stops leaves seventy
/// days later: the first in March 2023, and so on until all but ten have gone. Every seventh who stops stays all the same.
async fn company(through: Date) -> Company {
    let mut company = Company::new(Settings::default()).await;
    company.complete_through = Some(through);
    let began = date(2023, 1, 10);
    let after = |days: i64| began.saturating_add(jiff::Span::new().days(days));
    let change = |who: i64, day: Date, status: &str| {
        row(
            json!({ "subscription_id": format!("s{who}"), "customer_id": id(who), "at": day.to_string(), "status": status,
            "plan": "pro", "amount": format!("{}.00", 10 + who), "interval": "month", "currency": "USD" }),
        )
    };
    let stops = |who: i64| if who < 30 { 5 + 13 * who } else { 10_000 };
    let mut changes = Vec::new();
    let mut uses = Vec::new();
    for who in 0..40 {
        changes.push(change(who, began, "active"));
        let left = after(stops(who) + 70);
        if who < 30 && who % 7 != 6 && left <= through {
            changes.push(change(who, left, "canceled"));
        }
        for day in (0..).step_by(9).take_while(|day| *day < stops(who).min(600)).map(after) {
            if day <= through {
                uses.push(row(json!({ "customer_id": id(who), "ts": format!("{day}T12:00:00Z"), "name": "used" })));
            }
        }
    }
    company.import("subscription_changes", &changes, at("2024-12-01")).await;
    company.import("events", &uses, at("2024-12-01")).await;
    company
}

#[test]
fn who_stopped_using_it_is_likely_to_leave_and_the_ledger_says_so() {
    block_on(async {
        let found = asked(&company(date(2024, 3, 31)).await, AT).await;
        // Held against the newest of the days: of those who were there on the second of January, who had gone by April.
        let tested = found.model.tested.clone().unwrap();
        assert_eq!((tested.at.as_slice(), tested.horizon_days), (&["2024-01-02".to_owned()][..], 90));
        assert!(tested.happened >= 5, "{tested:?}");
        assert!(found.model.auc.unwrap() > 0.8, "{:?}", found.model.auc);
        let fitted = found.fitted.as_ref().unwrap();
        assert_eq!(fitted.at.last().unwrap(), "2024-01-02");
        let coefficient =
            |name: &str| fitted.components.iter().find(|one| one.component == name).unwrap().coefficient.unwrap();
        // Of what was never delivered nothing is known, and it changes nothing.
        assert_eq!((coefficient("support"), coefficient("recommendation")), (0.0, 0.0));
        for one in &found.scores {
            let sum: f64 = fitted.base + one.ledger.iter().map(|entry| entry.points).sum::<f64>();
            assert!((sum - (one.score / (1.0 - one.score)).ln()).abs() < 1e-9, "{one:?}");
        }
        // The last who stopped is about to leave; another never stopped.
        let one = |who| found.scores.iter().find(|one| one.customer_id == format!("main:{}", id(who))).unwrap();
        let by_use = |who| -> f64 {
            let of_use = |entry: &&engine::RiskEntry| ["usage", "recency"].contains(&entry.component.as_str());
            one(who).ledger.iter().filter(of_use).map(|entry| entry.points).sum()
        };
        assert!(by_use(29) > 0.0 && by_use(35) < 0.0, "{} {}", by_use(29), by_use(35));
        assert!(one(29).score > one(35).score);
    });
}

/// The same company by trees: another model, told as such, with a ledger that adds up as well.
#[test]
fn trees_see_it_too_and_are_told_beside_the_regression() {
    block_on(async {
        let company = company(date(2024, 3, 31)).await;
        let (found, regressed) = (by(&company, RiskModel::Boosted).await, by(&company, RiskModel::Logistic).await);
        assert_eq!((found.model.kind, regressed.model.kind), ("boosted", "logistic"));
        let beside = found.model.beside.unwrap();
        assert_eq!((beside.kind, beside.auc, beside.brier), ("logistic", regressed.model.auc, regressed.model.brier));
        assert_eq!(regressed.model.beside, None);
        assert_eq!(found.model.tested, regressed.model.tested);
        assert!(found.model.auc.unwrap() > 0.8 && found.model.brier.unwrap() < 0.2, "{:?}", found.model);
        let fitted = found.fitted.as_ref().unwrap();
        assert!(fitted.trees.unwrap() > 0 && fitted.components.iter().all(|one| one.coefficient.is_none()));
        let importance = |name: &str| fitted.components.iter().find(|one| one.component == name).unwrap().importance;
        assert_eq!((importance("support"), importance("recommendation")), (0.0, 0.0));
        assert!(importance("usage") + importance("recency") > importance("price"));
        for one in &found.scores {
            let sum: f64 = fitted.base + one.ledger.iter().map(|entry| entry.points).sum::<f64>();
            assert!((sum - (one.score / (1.0 - one.score)).ln()).abs() < 1e-9, "{one:?}");
        }
        let risk = |who| found.scores.iter().find(|one| one.customer_id == format!("main:{}", id(who))).unwrap().score;
        assert!(risk(29) > risk(35));
        assert_eq!(by(&company, RiskModel::Boosted).await, found, "the same data make the same model");
    });
}

/// Eight who left are too few to learn trees from, and the answer says so in place of scores.
#[test]
fn too_few_who_left_make_no_trees() {
    block_on(async {
        let company = company(date(2023, 7, 31)).await;
        let query = ChurnQuery { at: Some(date(2023, 8, 1)), horizon_days: 30, ..query(RiskModel::Boosted) };
        let found = company.engine(at("2024-12-01")).await.churn(&query).await.unwrap();
        assert_eq!((found.model.reason, found.model.kind), (Some(Reason::TooFew), "boosted"));
        assert_eq!((found.fitted, found.scores.len()), (None, 0));
    });
}

#[test]
fn nothing_after_the_day_is_in_a_score_or_its_model() {
    block_on(async {
        let later = asked(&company(date(2024, 9, 30)).await, AT).await;
        let then = asked(&company(date(2024, 3, 31)).await, AT).await;
        assert!(then.scores.len() > 10);
        assert_eq!((later.scores, later.fitted, later.model), (then.scores, then.fitted, then.model));
    });
}

#[test]
fn without_anybody_who_left_there_is_no_score() {
    block_on(async {
        let found = asked(&company(date(2023, 3, 1)).await, date(2023, 3, 2)).await;
        assert_eq!((found.scores.len(), found.fitted, found.model.auc), (0, None, None));
        assert_eq!(found.model.reason, Some(Reason::NoData));
        let empty = asked(&Company::new(Settings::default()).await, AT).await;
        assert_eq!((empty.scores.len(), empty.fitted, empty.complete), (0, None, false));
    });
}

async fn asked(company: &Company, day: Date) -> Churn {
    let query = ChurnQuery { at: Some(day), ..query(RiskModel::Logistic) };
    company.engine(at("2024-12-01")).await.churn(&query).await.unwrap()
}

async fn by(company: &Company, model: RiskModel) -> Churn {
    company.engine(at("2024-12-01")).await.churn(&query(model)).await.unwrap()
}

fn query(model: RiskModel) -> ChurnQuery {
    ChurnQuery { score: "churn".to_owned(), model, at: Some(AT), horizon_days: 90, population: Population::default() }
}

fn id(who: i64) -> String {
    format!("c{who:02}")
}

fn row(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}
