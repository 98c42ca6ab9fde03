//! What holds when `tenure.yaml` says nothing.

use std::collections::BTreeMap;

use jiff::civil::Weekday;

use super::journey::{self, FIRST_ACTIVE};
use super::{
    Activity, Attribution, Channels, HolidayList, Identity, MrrRules, Privacy, Quality, Serve, Settings, Surveys,
    support,
};

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
            fiscal: None,
            language: "en".to_owned(),
            activity: Activity::default(),
            key_events: key_events.collect(),
            funnels: BTreeMap::new(),
            milestones: journey::default_milestones(),
            goals: journey::default_goals(),
            conversion_goal: FIRST_ACTIVE.to_owned(),
            conversion_window_days: 30,
            channels: Channels::default(),
            attribution: Attribution::default(),
            lifetime_years: None,
            gross_margin: None,
            discount_rate: "0.1".to_owned(),
            mrr: MrrRules::default(),
            exclude: Vec::new(),
            identity: Identity::default(),
            privacy: Privacy::default(),
            surveys: Surveys::default(),
            business_hours: support::default_hours(),
            holidays: HolidayList::default(),
            sla: Vec::new(),
            quality: Quality::default(),
            serve: Serve::default(),
        }
    }
}
