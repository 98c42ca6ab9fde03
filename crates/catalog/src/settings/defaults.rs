//! What holds when `tenure.yaml` says nothing.

use std::collections::BTreeMap;

use jiff::civil::Weekday;

use super::{Activity, Basis, Quality, Settings, Surveys};

/// The steps of a customer's way and the names events most often have for them.
const KEY_EVENTS: [(&str, &[&str]); 10] = [
    ("visit", &["page", "screen", "page_view", "pageview", "visit", "session_start"]),
    ("signup", &["signup", "sign_up", "signed_up", "registered", "account_created"]),
    ("trial", &["trial", "trial_started", "start_trial", "free_trial_started", "paid_trial_started"]),
    ("free_trial", &["free_trial_started", "trial", "trial_started", "start_trial"]),
    ("paid_trial", &["paid_trial_started"]),
    ("activation", &["activated", "activation", "onboarding_completed"]),
    ("purchase", &["purchase", "purchased", "order_completed", "checkout_completed"]),
    ("error", &["error", "exception", "app_error"]),
    ("crash", &["crash", "app_crashed", "application_crashed"]),
    ("lead", &["lead", "lead_created", "contact_form_submitted", "demo_requested"]),
];

impl Default for Settings {
    fn default() -> Self {
        let key_events = KEY_EVENTS.iter().map(|(step, names)| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            ((*step).to_owned(), names)
        });
        Self {
            name: String::new(),
            time_zone: "UTC".to_owned(),
            currency: "USD".to_owned(),
            first_day_of_week: Weekday::Monday,
            fiscal_year_start: 1,
            language: "en".to_owned(),
            activity: Activity::default(),
            key_events: key_events.collect(),
            lifetime_years: None,
            gross_margin: None,
            discount_rate: "0.1".to_owned(),
            conversion_window_days: 30,
            exclude: Vec::new(),
            surveys: Surveys::default(),
            quality: Quality::default(),
        }
    }
}

impl Default for Activity {
    fn default() -> Self {
        Self { basis: Basis::Subscription, window_days: 90, events: Vec::new() }
    }
}

impl Default for Surveys {
    fn default() -> Self {
        // Scales of 2, 3, 5, 7 and 10 points; the top answers that count are those usual in the field.
        let csat_top = BTreeMap::from([(2, 1), (3, 1), (5, 2), (7, 2), (10, 2)]);
        let ces_top = BTreeMap::from([(2, 1), (3, 1), (5, 2), (7, 3), (10, 3)]);
        Self { csat_top, css_from: 6, ces_top }
    }
}

impl Default for Quality {
    fn default() -> Self {
        Self { max_bad_share: "0.05".to_owned() }
    }
}
