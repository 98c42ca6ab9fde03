//! Retention by cohort, on companies small enough to count by hand.

use catalog::Settings;
use engine::{
    CohortBy, Engine, Population, Reason, Retention, RetentionClock, RetentionMode, RetentionOf, RetentionQuery,
};
use jiff::civil::{Date, date};
use model::Grain;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use crate::company::{Company, at, block_on};

/// Three users open an app on the first day; one is back on the second day, another on the sixth.
const THREE_USERS: [(&str, &str); 5] = [
    ("a", "2024-03-01T09:00:00Z"),
    ("b", "2024-03-01T10:00:00Z"),
    ("c", "2024-03-01T11:00:00Z"),
    ("a", "2024-03-02T09:30:00Z"),
    ("b", "2024-03-06T12:00:00Z"),
];

#[test]
fn three_users_over_seven_days() {
    block_on(async {
        let (_company, engine) = app(&THREE_USERS, "UTC").await;
        let on = engine.retention(&days()).await.unwrap();
        assert_eq!(shares(&on), ["1.00", "0.33", "0.00", "0.00", "0.00", "0.33", "0.00"]);
        let later = RetentionQuery { mode: RetentionMode::OnOrAfter, ..days() };
        let later = engine.retention(&later).await.unwrap();
        assert_eq!(shares(&later), ["1.00", "0.67", "0.33", "0.33", "0.33", "0.33", "0.00"]);
        let brackets = RetentionQuery { mode: RetentionMode::Bracket(vec![0, 1, 3, 7]), ..days() };
        let brackets = engine.retention(&brackets).await.unwrap();
        assert_eq!(shares(&brackets), ["1.00", "0.33", "0.33"]);
        assert_eq!(brackets.cohorts[0].cells[2].until, Some(7));
        assert_eq!(on.cohorts[0].cells[1].matures_at.as_deref(), Some("2024-03-03T00:00:00Z"));
        // Wilson's interval of one in three, by hand: 0.0615 to 0.7923.
        let cell = &on.cohorts[0].cells[1];
        assert!((cell.low.unwrap() - 0.0615).abs() < 5e-5 && (cell.high.unwrap() - 0.7923).abs() < 5e-5, "{cell:?}");
    });
}

#[test]
fn a_day_is_the_zones_day_and_a_rolling_day_is_24_hours() {
    let late = [("a", "2024-03-01T23:30:00Z"), ("a", "2024-03-02T00:30:00Z"), ("a", "2024-03-02T23:29:00Z")];
    block_on(async {
        for (zone, start, expected) in [
            ("UTC", date(2024, 3, 1), ["1.00", "1.00", "0.00"]),
            ("Pacific/Kiritimati", date(2024, 3, 2), ["1.00", "1.00", "0.00"]),
            ("Pacific/Pago_Pago", date(2024, 3, 1), ["1.00", "1.00", "0.00"]),
            ("Asia/Kolkata", date(2024, 3, 2), ["1.00", "1.00", "0.00"]),
        ] {
            let (_company, engine) = app(&late, zone).await;
            let asked = RetentionQuery { from: start, to: start.tomorrow().unwrap(), offsets: 3, ..days() };
            assert_eq!(shares(&engine.retention(&asked).await.unwrap()), expected, "{zone}");
            let rolling = RetentionQuery { clock: RetentionClock::Rolling, ..asked };
            assert_eq!(shares(&engine.retention(&rolling).await.unwrap()), ["1.00", "0.00", "0.00"], "{zone}");
        }
        // In UTC+14 the first two are of one day, and in UTC of two.
        let two = &late[..2];
        for (zone, start, expected) in
            [("UTC", date(2024, 3, 1), ["1.00", "1.00"]), ("Pacific/Kiritimati", date(2024, 3, 2), ["1.00", "0.00"])]
        {
            let (_company, engine) = app(two, zone).await;
            let asked = RetentionQuery { from: start, to: start.tomorrow().unwrap(), offsets: 2, ..days() };
            assert_eq!(shares(&engine.retention(&asked).await.unwrap()), expected, "{zone}");
        }
    });
}

#[test]
fn who_has_not_been_observed_for_long_enough_is_in_no_value() {
    let rows = [("early", "2024-03-01T01:00:00Z"), ("late", "2024-03-01T20:00:00Z"), ("early", "2024-03-29T02:00:00Z")];
    block_on(async {
        // The events are complete through 30 March: the third rolling day after the 28th has not passed for everybody.
        let (_company, engine) = app(&rows, "UTC").await;
        let far = RetentionQuery { offsets: 32, ..days() };
        let calendar = engine.retention(&far).await.unwrap();
        let cell = |offset: usize| calendar.cohorts[0].cells[offset].clone();
        assert_eq!((cell(28).value, cell(28).complete), (Some(0.5), true));
        assert_eq!((cell(29).value, cell(29).complete), (Some(0.0), true));
        assert_eq!((cell(30).value, cell(30).complete, cell(30).matured), (None, false, 0));
        assert_eq!(cell(30).reason, Some(Reason::NotKnownYet));
        assert_eq!(calendar.average[30].cohorts, 0);

        let rolling = engine.retention(&RetentionQuery { clock: RetentionClock::Rolling, ..far }).await.unwrap();
        let cell = |offset: usize| rolling.cohorts[0].cells[offset].clone();
        // By midnight after the 30th 29 days and 23 hours of the early one have passed, and 29 and 4 of the late one.
        assert_eq!((cell(28).value, cell(28).matured, cell(28).complete), (Some(0.5), 2, true));
        assert_eq!((cell(29).matured, cell(29).complete), (0, false));
        assert_eq!(cell(29).matures_at.as_deref(), Some("2024-03-31T20:00:00Z"));
    });
}

#[test]
fn a_state_that_lasts_is_still_so_in_every_rolling_day_until_it_ends() {
    block_on(async {
        let mut company = Company::new(Settings::default()).await;
        company.complete_through = Some(date(2024, 3, 30));
        let change = |customer: &str, at: &str, state: &str| {
            object(json!({ "subscription_id": customer, "customer_id": customer, "at": at, "status": state,
                "amount": "10", "currency": "USD", "interval": "month" }))
        };
        let changes = [
            change("stays", "2024-03-01T06:00:00Z", "active"),
            change("leaves", "2024-03-01T12:00:00Z", "active"),
            change("leaves", "2024-03-03T18:00:00Z", "canceled"),
        ];
        company.import("subscription_changes", &changes, at("2024-04-02")).await;
        let engine = company.engine(at("2024-04-02")).await;
        let active = RetentionQuery { start: "active".to_owned(), returns: "active".to_owned(), offsets: 4, ..days() };
        let rolling = RetentionQuery { clock: RetentionClock::Rolling, ..active.clone() };
        // Two days and six hours: the third day of 24 hours is begun, its end is not reached.
        assert_eq!(shares(&engine.retention(&rolling).await.unwrap()), ["1.00", "1.00", "1.00", "0.50"]);
        let ends = RetentionQuery { mode: RetentionMode::Boundary, ..rolling };
        assert_eq!(shares(&engine.retention(&ends).await.unwrap()), ["1.00", "1.00", "0.50", "0.50"]);
        let calendar = engine.retention(&active).await.unwrap();
        assert_eq!(shares(&calendar), ["1.00", "1.00", "1.00", "0.50"]);
    });
}

#[test]
fn starts_are_first_first_in_range_or_every_one() {
    let rows = [
        ("a", "2024-02-20T00:00:00Z"),
        ("a", "2024-03-01T00:00:00Z"),
        ("a", "2024-03-02T00:00:00Z"),
        ("b", "2024-03-01T00:00:00Z"),
    ];
    block_on(async {
        let (_company, engine) = app(&rows, "UTC").await;
        for (cohort, sizes) in
            [(CohortBy::First, [1, 0]), (CohortBy::FirstInRange, [2, 0]), (CohortBy::Recurring, [2, 1])]
        {
            let asked = RetentionQuery { cohort, to: date(2024, 3, 3), ..days() };
            let found = engine.retention(&asked).await.unwrap();
            assert_eq!(found.cohorts.iter().filter_map(|cohort| cohort.size).collect::<Vec<_>>(), sizes, "{cohort:?}");
            assert_eq!(found.cohorts[1].cells[0].value.is_none(), sizes[1] == 0);
        }
    });
}

#[test]
fn money_is_followed_by_what_the_cohort_brought_at_first() {
    let orders = [
        ("a", "2024-01-10", "100"),
        ("b", "2024-01-11", "50"),
        ("a", "2024-02-10", "30"),
        ("c", "2024-02-11", "80"),
        ("b", "2024-03-01", "60"),
    ];
    block_on(async {
        let mut company = Company::new(Settings::default()).await;
        company.complete_through = Some(date(2024, 3, 31));
        let rows: Vec<_> = orders
            .iter()
            .map(|(customer, day, amount)| {
                object(json!({ "order_id": format!("{customer}{day}"), "customer_id": customer, "ordered_at": day,
                    "amount": amount, "currency": "USD" }))
            })
            .collect();
        company.import("orders", &rows, at("2024-04-02")).await;
        let engine = company.engine(at("2024-04-02")).await;
        let asked = RetentionQuery {
            start: "orders".to_owned(),
            returns: "orders".to_owned(),
            of: RetentionOf::Revenue,
            grain: Grain::Month,
            from: date(2024, 1, 1),
            to: date(2024, 4, 1),
            offsets: 3,
            ..days()
        };
        let found = engine.retention(&asked).await.unwrap();
        let value = |cohort: usize, offset: usize| found.cohorts[cohort].cells[offset].value;
        // January's two brought 150, then 30, then 60; February's one 80, then nothing.
        assert_eq!([value(0, 0), value(0, 1), value(0, 2)], [Some(1.0), Some(0.2), Some(0.4)]);
        assert_eq!([value(1, 0), value(1, 1), value(1, 2)], [Some(1.0), Some(0.0), None]);
        // Over both after a month: (30 + 0) / (150 + 80).
        assert!((found.average[1].value.unwrap() - 30.0 / 230.0).abs() < 1e-15);
    });
}

#[test]
fn what_contradicts_itself_is_refused() {
    block_on(async {
        let (_company, engine) = app(&THREE_USERS, "UTC").await;
        let refused = [
            RetentionQuery { returns: "opne".to_owned(), ..days() },
            RetentionQuery { mode: RetentionMode::Boundary, ..days() },
            RetentionQuery { mode: RetentionMode::Bracket(vec![3, 1]), ..days() },
            RetentionQuery { clock: RetentionClock::Rolling, cohort: CohortBy::Recurring, ..days() },
            RetentionQuery { of: RetentionOf::Mrr, mode: RetentionMode::OnOrAfter, ..days() },
            RetentionQuery { start: "plan_prices".to_owned(), ..days() },
        ];
        for asked in refused {
            assert!(engine.retention(&asked).await.is_err(), "{asked:?}");
        }
        let error = engine.retention(&RetentionQuery { start: "opne".to_owned(), ..days() }).await.unwrap_err();
        assert!(error.to_string().contains("did you mean `open`"), "{error}");
    });
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 6,
        max_shrink_iters: 40,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_240_301),
        ..ProptestConfig::default()
    })]

    /// Everybody is in one cohort at most, cohorts keep their size, brackets are unions, unbounded retention never
    /// rises, and the parts of a cut sum to the whole.
    #[test]
    fn cohorts_conserve_customers(opened in prop::collection::vec((0..8_u8, 0..28_i64, 0..24_i64), 1..60)) {
        block_on(async {
            let rows: Vec<(String, String)> = opened.iter().map(|(user, day, hour)| {
                (format!("u{user}"), format!("2024-03-{:02}T{hour:02}:00:00Z", day + 1))
            }).collect();
            let rows: Vec<(&str, &str)> = rows.iter().map(|(user, ts)| (user.as_str(), ts.as_str())).collect();
            let (_company, engine) = app(&rows, "America/New_York").await;
            let asked = RetentionQuery { from: date(2024, 2, 28), to: date(2024, 3, 30), offsets: 10, ..days() };
            let on = engine.retention(&asked).await.unwrap();
            let users: std::collections::BTreeSet<u8> = opened.iter().map(|(user, ..)| *user).collect();
            prop_assert_eq!(on.cohorts.iter().filter_map(|cohort| cohort.size).sum::<u64>(), users.len() as u64);
            let later = engine.retention(&RetentionQuery { mode: RetentionMode::OnOrAfter, ..asked.clone() }).await.unwrap();
            let whole = RetentionMode::Bracket(vec![0, 10]);
            let whole = engine.retention(&RetentionQuery { mode: whole, ..asked.clone() }).await.unwrap();
            let parts = Population { by: vec!["country".to_owned()], ..Population::default() };
            let parts = engine.retention(&RetentionQuery { population: parts, ..asked }).await.unwrap();
            for (place, cohort) in on.cohorts.iter().enumerate() {
                for (offset, cell) in cohort.cells.iter().enumerate() {
                    let unbounded = &later.cohorts[place].cells[offset];
                    prop_assert!(cell.count <= unbounded.count);
                    if offset > 0 && unbounded.complete {
                        prop_assert!(unbounded.count <= later.cohorts[place].cells[offset - 1].count);
                    }
                    prop_assert!(cell.matured == 0 || Some(cell.matured) == cohort.size);
                    let cut = parts.cohorts.iter().filter(|part| part.start == cohort.start);
                    prop_assert_eq!(cut.map(|part| part.cells[offset].count).sum::<u64>(), cell.count);
                }
                let bracket = &whole.cohorts[place].cells[0];
                if bracket.complete {
                    prop_assert!(cohort.cells.iter().all(|cell| cell.count <= bracket.count));
                    prop_assert_eq!(Some(bracket.count), cohort.size);
                }
            }
            Ok(())
        })?;
    }
}

/// Days of first opening followed for a week, the first of March alone.
fn days() -> RetentionQuery {
    RetentionQuery {
        start: "open".to_owned(),
        cohort: CohortBy::First,
        returns: "open".to_owned(),
        of: RetentionOf::Customers,
        mode: RetentionMode::On,
        clock: RetentionClock::Calendar,
        from: date(2024, 3, 1),
        to: date(2024, 3, 2),
        grain: Grain::Day,
        offsets: 7,
        population: Population::default(),
    }
}

/// An app that is opened at these times, its events complete through 30 March.
async fn app(opened: &[(&str, &str)], zone: &str) -> (Company, Engine) {
    let mut company = Company::new(Settings { time_zone: zone.to_owned(), ..Settings::default() }).await;
    company.complete_through = Some(Date::constant(2024, 3, 30));
    let events: Vec<_> = opened
        .iter()
        .map(|(customer, ts)| object(json!({ "customer_id": customer, "ts": ts, "name": "open" })))
        .collect();
    company.import("events", &events, at("2024-04-02")).await;
    let people: Vec<_> = [("u0", "DE"), ("u1", "CN"), ("u2", "DE")]
        .iter()
        .map(|(customer, country)| object(json!({ "customer_id": customer, "country": country })))
        .collect();
    company.import("customers", &people, at("2024-04-02")).await;
    let engine = company.engine(at("2024-04-02")).await;
    (company, engine)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

/// The values of the first cohort, rounded.
fn shares(found: &Retention) -> Vec<String> {
    found.cohorts[0].cells.iter().map(|cell| cell.value.map_or("-".to_owned(), |value| format!("{value:.2}"))).collect()
}
