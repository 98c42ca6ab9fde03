//! Settings read from `tenure.yaml`, and the variables they give.

use super::*;
use crate::Problem;

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
