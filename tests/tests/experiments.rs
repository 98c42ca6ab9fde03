//! Experiments over a shop small enough to judge by hand.

use catalog::Settings;
use engine::{Engine, EngineError, ExperimentQuery, OutcomeValue, Population, Reason, Subject};
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

const DAY_US: i64 = 86_400_000_000;
/// Who saw what, and when.
const SEEN: [(&str, &str, &str); 9] = [
    ("ann", "control", "2024-03-01T12:00:00Z"),
    ("bob", "control", "2024-03-05T00:00:00Z"),
    ("cat", "control", "2024-03-09T23:30:00Z"),
    ("dan", "guided", "2024-03-01T12:00:00Z"),
    ("eve", "guided", "2024-03-07T08:00:00Z"),
    // Two people of one account saw one variant each.
    ("fay", "guided", "2024-03-02T00:00:00Z"),
    ("gus", "control", "2024-03-02T00:00:00Z"),
    // Staff, whom the settings leave out.
    ("hal", "guided", "2024-03-02T00:00:00Z"),
    // Came so late that the window is not over.
    ("ivy", "guided", "2024-04-05T00:00:00Z"),
];
/// What they bought, and when.
const BOUGHT: [(&str, &str, &str); 10] = [
    ("ann", "1.00", "2024-03-02T12:00:00Z"),
    // The last instant of four weeks, and the first that is none of them.
    ("bob", "1.00", "2024-04-01T23:59:59Z"),
    ("bob", "50.00", "2024-04-02T00:00:00Z"),
    // Before they saw it: part of what they did before.
    ("cat", "8.00", "2024-03-09T23:29:59Z"),
    ("cat", "1.00", "2024-03-09T23:30:00Z"),
    ("dan", "2.00", "2024-03-03T12:00:00Z"),
    ("eve", "3.00", "2024-03-08T12:00:00Z"),
    ("eve", "1.00", "2024-03-20T12:00:00Z"),
    ("hal", "900.00", "2024-03-03T00:00:00Z"),
    ("ivy", "700.00", "2024-04-06T00:00:00Z"),
];

#[test]
fn means_of_everybodys_own_window_are_compared() {
    block_on(async {
        let (_company, engine) = shop().await;
        let found = engine.experiment(&people("revenue")).await.unwrap();
        // 1, 1 and 1 against 2 and 4: the example of `stats::experiment::welch`, by scipy 1.17.
        assert_eq!(found.method, "welch");
        assert_eq!(means(&found), [("control", 3, Some(1.0)), ("guided", 2, Some(3.0))]);
        let judged = found.judged.clone().unwrap();
        assert_eq!(judged.effect.unwrap().value.to_f64(), 2.0);
        assert_eq!(judged.relative_effect, Some(2.0));
        assert!((judged.p.unwrap() - 0.295_167_2).abs() < 1e-6);
        // Nobody looks at five customers.
        assert_eq!((judged.always_valid, judged.p_adjusted), (None, None));
        assert_eq!(judged.always_valid_reason, Some(Reason::TooFew));
        // 80 % power at 95 %: 2.8016 standard deviations of a difference, of the mean of variances 0 and 2 by twos.
        assert!((found.smallest_effect.unwrap().to_f64() - 2.801_585 * (2.0 * 1.0 / 2.0_f64).sqrt()).abs() < 1e-4);
        assert_eq!((found.immature, found.crossed_over), (1, 0));
        assert_eq!(found.variants.iter().map(|one| one.exposed).collect::<Vec<_>>(), [3, 3]);
        assert_eq!(found.sample_ratio.p, 1.0);
        // Money says its currency wherever it stands, and what is none is a number.
        let told = serde_json::to_value(&found).unwrap();
        let euros = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
        let guided = &told["variants"][1];
        assert_eq!((&guided["mean"], &guided["numerator"]), (&euros("3.0000"), &euros("6.0000")));
        assert_eq!((&told["effect"]["value"], &told["smallest_effect"]), (&euros("2.0000"), &euros("2.8016")));
        assert_eq!(told["effect"]["low"]["currency"], "EUR");
        assert_eq!((&told["relative_effect"], &guided["n"]), (&json!(2.0), &json!(2)));
        let orders = engine.experiment(&people("purchase_frequency")).await.unwrap();
        assert!(serde_json::to_value(&orders).unwrap()["variants"][0]["mean"].is_f64());
    });
}

#[test]
fn shares_and_ratios_are_outcomes_too() {
    block_on(async {
        let (_company, engine) = shop().await;
        // Three orders of six, over customers: 1, 1, 1 of one order each, and 2 in one, 4 in two.
        let ratio = engine.experiment(&people("aov")).await.unwrap();
        assert_eq!((ratio.method, means(&ratio)[1].2), ("delta", Some(2.0)));
        assert_eq!(ratio.variants[1].denominator, Some(3.0));
        // Who bought for the first time in their window: not `cat`, who had bought before.
        let basis = Some(engine::Basis::Purchase);
        let population = Population { basis, ..people("new_customers").population };
        let share = engine.experiment(&ExperimentQuery { population, ..people("new_customers") }).await.unwrap();
        assert_eq!(
            (share.method, means(&share)),
            ("two_proportions", vec![("control", 3, Some(2.0 / 3.0)), ("guided", 2, Some(1.0)),])
        );
        // Orders of each buyer. Without eve everybody bought once, and it is a ratio all the same.
        for filter in ["account_id is null", "account_id is null and often is null"] {
            let population = Population { filter: Some(filter.to_owned()), ..Population::default() };
            let asked = ExperimentQuery { population, ..asked("purchase_frequency") };
            let found = engine.experiment(&asked).await.unwrap();
            assert_eq!((found.method, found.unit), ("delta", catalog::Unit::Ratio), "{filter}");
        }
        // Nothing is known of their usage, so nobody is said to have been away.
        let days = engine.experiment(&people("dau")).await.unwrap();
        assert_eq!((means(&days)[0], days.immature), (("control", 0, None), 6));
        assert_eq!(days.variants[0].reason, Some(Reason::NotKnownYet));
    });
}

#[test]
fn what_customers_did_before_is_taken_off() {
    block_on(async {
        let (_company, engine) = shop().await;
        let covariate_window_us = Some(7 * DAY_US);
        let asked = ExperimentQuery { covariate_window_us, ..people("revenue") };
        let adjusted = engine.experiment(&asked).await.unwrap().judged.unwrap().adjusted.unwrap();
        // Only `cat` did anything before, 8, and spent as the others of their variant: within variants nothing is told by it.
        assert_eq!(adjusted.effect.value.to_f64(), 2.0);
        assert_eq!(adjusted.variance_removed, 0.0);
        let refused = engine.experiment(&ExperimentQuery { covariate_window_us, ..people("aov") }).await;
        assert!(matches!(refused, Err(EngineError::Question(_))));
    });
}

/// Spent before and within: 0 and 1, 2 and 4 in the control, 1 and 4, 5 and 9 with the guide. Within variants spending before
/// explains (3 + 10) / (2 + 8) = 1.3 of each unit, and of the raw effect of 4 the 2 more that were spent before are 2.6.
#[test]
fn what_was_different_before_is_no_effect() {
    block_on(async {
        let mut company = Company::new(Settings::default()).await;
        company.complete_through = Some(jiff::civil::date(2024, 4, 20));
        let spent = [("a", "control", 0, 1), ("b", "control", 2, 4), ("c", "guided", 1, 4), ("d", "guided", 5, 9)];
        let seen = spent.map(|(who, variant, _, _)| {
            object(json!({ "experiment": "guide", "customer_id": who, "variant": variant,
                "exposed_at": "2024-03-05T00:00:00Z" }))
        });
        company.import("exposures", &seen, at("2024-05-01")).await;
        let order = |who: &str, day: &str, amount: i32| {
            object(json!({ "order_id": format!("{who} {day}"), "customer_id": who, "ordered_at": day,
                "amount": format!("{amount}.00"), "currency": "USD" }))
        };
        let orders: Vec<_> = spent
            .iter()
            .flat_map(|(who, _, before, within)| [order(who, "2024-03-03", *before), order(who, "2024-03-06", *within)])
            .collect();
        company.import("orders", &orders, at("2024-05-01")).await;
        let asked = ExperimentQuery { covariate_window_us: Some(7 * DAY_US), ..asked("revenue") };
        let judged = company.engine(at("2024-05-01")).await.experiment(&asked).await.unwrap().judged.unwrap();
        assert_eq!(judged.effect.unwrap().value.to_f64(), 4.0);
        let adjusted = judged.adjusted.unwrap();
        assert!((adjusted.effect.value.to_f64() - 1.4).abs() < 1e-12, "{adjusted:?}");
        assert!(adjusted.variance_removed > 0.9);
    });
}

#[test]
fn an_account_that_saw_both_variants_tells_of_neither() {
    block_on(async {
        let (_company, engine) = shop().await;
        let population = Population { subject: Subject::Account, ..Population::default() };
        let found = engine.experiment(&ExperimentQuery { population, ..asked("revenue") }).await.unwrap();
        assert_eq!(found.crossed_over, 1);
        assert_eq!(means(&found), [("control", 3, Some(1.0)), ("guided", 2, Some(3.0))]);
        // As people they are two, one in each.
        let found = engine.experiment(&asked("revenue")).await.unwrap();
        assert_eq!((found.crossed_over, means(&found)[0].1, means(&found)[1].1), (0, 4, 3));
    });
}

#[test]
fn an_earlier_state_of_knowledge_judges_fewer() {
    block_on(async {
        let (company, _) = shop().await;
        // What is imported late is not known before: at first the orders ended on the third of April.
        let engine = company.engine_as_of(at("2024-05-01"), Some(at("2024-04-12"))).await;
        let found = engine.experiment(&people("revenue")).await.unwrap();
        assert_eq!(means(&found), [("control", 2, Some(1.0)), ("guided", 1, Some(2.0))]);
        assert_eq!(found.immature, 3);
    });
}

#[test]
fn a_split_that_was_not_meant_is_told() {
    block_on(async {
        let (_company, engine) = shop().await;
        let shares = |control| [("control".to_owned(), control), ("guided".to_owned(), 1.0)].into();
        let found = engine.experiment(&ExperimentQuery { shares: shares(1000.0), ..people("revenue") }).await.unwrap();
        assert!(!found.sample_ratio.holds && found.sample_ratio.p < 0.001);
        let found = engine.experiment(&ExperimentQuery { shares: shares(1.0), ..people("revenue") }).await.unwrap();
        assert!(found.sample_ratio.holds);
    });
}

#[test]
fn what_cannot_be_judged_is_refused_with_what_to_do() {
    block_on(async {
        let (_company, engine) = shop().await;
        for (query, says) in [
            (ExperimentQuery { name: "guidde".to_owned(), ..asked("revenue") }, "guide"),
            (ExperimentQuery { control: Some("guidedd".to_owned()), ..asked("revenue") }, "control, guided"),
            (ExperimentQuery { window_us: DAY_US / 2, ..asked("revenue") }, "28d"),
            (ExperimentQuery { hoped_effect: Some(0.0), ..asked("revenue") }, "--hoped-effect"),
            (ExperimentQuery { shares: [("control".to_owned(), 0.5)].into(), ..asked("revenue") }, "guided"),
            (asked("cac"), "acquisition_spend_in_period"),
            (asked("time_to_activate"), "time_to_activate"),
            (asked("revenu"), "revenue"),
        ] {
            let error = engine.experiment(&query).await.unwrap_err();
            let EngineError::Question(message) = error else { panic!("{error:?}") };
            for language in [model::Language::English, model::Language::Chinese] {
                let said = message.say(language);
                assert!(said.contains(says), "{said}");
            }
        }
    });
}

fn asked(metric: &str) -> ExperimentQuery {
    ExperimentQuery {
        name: "guide".to_owned(),
        metric: metric.to_owned(),
        params: [].into(),
        window_us: 28 * DAY_US,
        covariate_window_us: None,
        control: None,
        shares: [].into(),
        hoped_effect: None,
        population: Population::default(),
    }
}

/// Of everybody but the two who share an account.
fn people(metric: &str) -> ExperimentQuery {
    let filter = Some("account_id is null".to_owned());
    ExperimentQuery { population: Population { filter, ..Population::default() }, ..asked(metric) }
}

fn means(found: &engine::Experiment) -> Vec<(&str, u64, Option<f64>)> {
    found.variants.iter().map(|one| (one.variant.as_str(), one.n, one.mean.map(OutcomeValue::to_f64))).collect()
}

async fn shop() -> (Company, Engine) {
    let text =
        "name: shop\ntime_zone: UTC\ncurrency: EUR\nexclude:\n  - name: staff\n    email_domains: [shop.example]\n";
    let mut company = Company::new(Settings::parse(text, "tenure.yaml").unwrap()).await;
    let people: Vec<_> = ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ivy"]
        .map(|who| match who {
            "fay" | "gus" => json!({ "customer_id": who, "account_id": "acme" }),
            "hal" => json!({ "customer_id": who, "email": "hal@shop.example" }),
            "eve" => json!({ "customer_id": who, "often": "yes" }),
            _ => json!({ "customer_id": who }),
        })
        .into_iter()
        .map(object)
        .collect();
    company.import("customers", &people, at("2024-04-11")).await;
    let seen = SEEN.map(|(who, variant, when)| {
        object(json!({ "experiment": "guide", "customer_id": who, "variant": variant, "exposed_at": when }))
    });
    company.import("exposures", &seen, at("2024-04-11")).await;
    let orders = |known: bool| -> Vec<_> {
        let rows = BOUGHT.iter().enumerate().filter(|(_, row)| (row.2 < "2024-04-03") == known);
        rows.map(|(id, (who, amount, when))| {
            let id = format!("o{id}");
            object(
                json!({ "order_id": id, "customer_id": who, "amount": amount, "currency": "EUR", "ordered_at": when }),
            )
        })
        .collect()
    };
    company.complete_through = Some(jiff::civil::date(2024, 4, 2));
    company.import("orders", &orders(true), at("2024-04-11")).await;
    company.complete_through = Some(jiff::civil::date(2024, 4, 20));
    company.import("orders", &orders(false), at("2024-04-21")).await;
    let engine = company.engine(at("2024-05-01")).await;
    (company, engine)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}
