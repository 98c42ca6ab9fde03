//! Settings read from `tenure.yaml`, and the variables they give.

mod channels;
mod sections;

use super::*;
use crate::{Problem, Report};

#[test]
fn what_is_not_said_keeps_its_default() {
    assert_eq!(Settings::parse("", "tenure.yaml").unwrap(), Settings::default());
    assert_eq!(Settings::parse("# nothing yet\n", "tenure.yaml").unwrap(), Settings::default());
    let settings = Settings::parse(
        "name: Acme\ntime_zone: Europe/Berlin\ncurrency: eur\nactivity: { basis: usage, events: [login] }\n\
         key_events: { signup: joined, demo: [demo_seen, demo_booked] }\nlifetime_years: 3\nsurveys: { csat_top: { 5: 1 } }\n",
        "tenure.yaml",
    )
    .unwrap();
    assert_eq!(settings.currency, "EUR");
    assert_eq!(settings.activity.basis, Basis::Usage);
    assert_eq!(settings.activity.window_days, 90);
    assert_eq!(settings.key_events["signup"], ["joined"]);
    assert!(settings.key_events.contains_key("visit"));
    assert_eq!(settings.surveys.csat_top[&5], 1);
    assert_eq!(settings.surveys.csat_top[&7], 2);
    assert!(settings.calendar().is_ok());
}

#[test]
fn variables_are_sql_literals() {
    let mut settings = Settings::parse("key_events: { signup: [o'clock, b] }", "tenure.yaml").unwrap();
    let variables = settings.variables();
    assert_eq!(variables["signup_events"], "('o''clock', 'b')");
    assert_eq!(variables["activity_events"], "(null)");
    assert_eq!(variables["any_activity_event"], "true");
    assert_eq!(variables["usage_events"], "(null)");
    assert_eq!(variables["lifetime_years"], "null");
    assert_eq!(variables["time_zone"], "'UTC'");
    settings.gross_margin = Some("0.8".to_owned());
    assert_eq!(settings.variables()["gross_margin"], "0.8");
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let text = "curency: EUR\ntime_zone: Mars/Olympus\nfiscal_year_start: 13\nactivity:\n  window_days: 0\n  basis: orders\ngross_margin: 80\n";
    let errors = Settings::parse(text, "tenure.yaml").unwrap_err();
    let lines: Vec<(usize, &str)> =
        errors.reports.iter().map(|report| (report.place.line(), report.problem.code())).collect();
    assert_eq!(
        lines,
        [
            (1, "catalog::unknown_key"),
            (2, "catalog::value"),
            (3, "catalog::value"),
            (5, "catalog::value"),
            (6, "catalog::choice"),
            (7, "catalog::value"),
        ]
    );
    let help = errors.reports[0].problem.help().unwrap().to_string();
    assert!(help.contains("`currency`"), "{help}");
    let broken = Settings::parse("currency: [EUR", "tenure.yaml").unwrap_err();
    assert!(matches!(broken.reports[0].problem, Problem::Yaml { .. }));
    let list = Settings::parse("- currency", "tenure.yaml").unwrap_err();
    assert!(matches!(list.reports[0].problem, Problem::Shape { .. }));
}

#[test]
fn the_nearest_name_is_offered_in_every_section() {
    for (text, line, offered) in [
        ("quality:\n  max_bad_shares: 0.1\n", 2, "max_bad_share"),
        ("quality:\n  max_age:\n    order: 26h\n", 3, "orders"),
        ("quality:\n  max_null_share: { orders.amout: 0.1 }\n", 2, "orders.amount"),
        ("mrr: { profile: stripes }\n", 1, "stripe"),
        ("goals:\n  demo: { reached_by: events }\n", 2, "event"),
        ("goals:\n  demo: { reached_by: event, events: [demo] }\nconversion_goal: dema\n", 3, "demo"),
        ("sla:\n  - { first_response: 1h, hours: defaut }\n", 2, "default"),
        ("channels:\n  rules:\n    - { channel: x, site: sochial }\n", 3, "social"),
        ("fiscal: { pattern: 4-4-6 }\n", 1, "4-4-5"),
        ("business_hours:\n  desk: { teusday: 09:00-17:00 }\n", 2, "tuesday"),
        ("identity:\n  rules: [{ by: e-mail }]\n", 2, "email"),
        ("privacy: { retention_days: { event: 30 } }\n", 1, "events"),
    ] {
        let report = only(text);
        assert_eq!(report.place.line(), line, "{text}");
        let help = report.problem.help().unwrap().to_string();
        assert!(help.contains(&format!("`{offered}`")), "{text}: {help}");
    }
}

#[test]
fn values_that_cannot_be_are_told_in_place() {
    for (text, code) in [
        ("holidays: [2026-13-01]", "catalog::value"),
        ("holidays: [2026-12-31..2026-12-01]", "catalog::value"),
        ("holidays: [02-30]", "catalog::value"),
        ("business_hours: { default: { monday: 17:00-09:00 } }", "catalog::value"),
        ("business_hours: { default: { monday: 09:00-25:00 } }", "catalog::value"),
        ("business_hours: { Default: { monday: 09:00-17:00 } }", "catalog::value"),
        ("sla: [{ resolution: 4 hours }]", "catalog::value"),
        ("exclude: [{ name: staff, email_domains: [example] }]", "catalog::value"),
        ("exclude: [{ name: staff }]", "catalog::missing_key"),
        ("exclude: [{ customers: plan = 'x' }]", "catalog::missing_key"),
        ("exclude: [{ name: a, customers: x }, { name: a, customers: y }]", "catalog::duplicate_key"),
        ("channels: { rules: [{ channel: x, source: '[ab' }] }", "catalog::value"),
        ("funnels: { a: { order: any } }", "catalog::missing_key"),
        ("goals: { a: { reached_by: event } }", "catalog::missing_key"),
        ("milestones: { a: { within_days: 3 } }", "catalog::missing_key"),
        ("quality: { volume: { deviations: 0 } }", "catalog::value"),
        ("quality: { max_unknown_share: 2 }", "catalog::value"),
        ("fiscal: { pattern: 4-4-5, week_53: 13 }", "catalog::value"),
        ("privacy: { personal: [orders.emial] }", "catalog::unknown_name"),
    ] {
        assert_eq!(only(text).problem.code(), code, "{text}");
    }
}

fn only(text: &str) -> Report {
    let mut reports = Settings::parse(text, "tenure.yaml").unwrap_err().reports;
    assert_eq!(reports.len(), 1, "{text}: {reports:?}");
    reports.remove(0)
}
