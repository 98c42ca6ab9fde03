//! The sections of `tenure.yaml`, read as they are meant.

use jiff::Timestamp;
use jiff::civil::date;
use model::{Grain, Holiday, YearEnd, YearName};

use super::super::*;

fn read(text: &str) -> Settings {
    Settings::parse(text, "tenure.yaml").unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn the_retail_calendar_is_three_settings() {
    let settings = read("first_day_of_week: sunday\nfiscal_year_start: 2\nfiscal: { pattern: 4-5-4 }\n");
    let weeks = settings.fiscal.unwrap();
    assert_eq!((weeks.year_end, weeks.week_53, weeks.year_name), (YearEnd::Nearest, 12, YearName::Start));
    let calendar = settings.calendar().unwrap();
    assert_eq!(calendar.floor(date(2024, 2, 3), Grain::Year), date(2023, 1, 29));
    assert_eq!(read("fiscal: { week_53: 3 }").fiscal, None);
}

#[test]
fn steps_are_events_with_conditions() {
    let settings = read(
        "funnels:\n  buy: { steps: [visit, { name: basket, events: [added, filled], where: \"x = 1\" }], order: strict }\n\
         milestones: { habit: { events: task_done, within_days: 21 } }\n\
         goals: { demo: { reached_by: event, events: demo_booked, within_days: 60 } }\nconversion_goal: demo\n",
    );
    let funnel = &settings.funnels["buy"];
    assert_eq!((funnel.order, funnel.window_days), (StepOrder::Strict, 7));
    assert_eq!(funnel.steps[0], Step { name: "visit".to_owned(), events: vec!["visit".to_owned()], filter: None });
    assert_eq!(funnel.steps[1].events, ["added", "filled"]);
    assert_eq!(funnel.steps[1].filter.as_deref(), Some("x = 1"));
    assert_eq!(settings.milestones["habit"].within_days, 21);
    assert!(settings.milestones.contains_key("activation"));
    assert_eq!(settings.goals["demo"].events, ["demo_booked"]);
    assert_eq!(settings.goals["first_active"].reached_by, GoalKind::Active);
}

#[test]
fn desks_have_hours_and_holidays_of_their_own() {
    let settings = read(
        "time_zone: Europe/Berlin\nholidays: [12-25, 2026-12-28..2026-12-30]\n\
         business_hours:\n  night: { time_zone: America/New_York, friday: [22:00-24:00, 00:00-06:00], holidays: [] }\n\
         sla:\n  - { priority: [urgent, high], first_response: 30m, hours: clock }\n  - { channel: chat, resolution: 1d 2h, hours: night }\n",
    );
    assert_eq!(settings.sla[0].priorities, ["urgent", "high"]);
    assert_eq!((settings.sla[0].first_response_ms, settings.sla[0].hours.as_deref()), (Some(1_800_000), None));
    assert_eq!(
        (settings.sla[1].resolution_ms, settings.sla[1].hours.as_deref()),
        (Some(26 * 3_600_000), Some("night"))
    );
    let at = |text: &str| text.parse::<Timestamp>().unwrap().as_microsecond();
    let hours = |name: &str, from: &str, to: &str| {
        settings.business(name).unwrap().unwrap().ms_between(at(from), at(to)).unwrap() / 3_600_000
    };
    // Christmas 2026 is a Friday; the Monday to Wednesday after it are closed too, Thursday is open from 8:00 UTC.
    assert_eq!(hours("default", "2026-12-25T00:00:00Z", "2026-12-31T09:00:00Z"), 1);
    assert_eq!(hours("night", "2026-12-25T00:00:00Z", "2026-12-27T00:00:00Z"), 8);
    assert!(settings.business("day").unwrap().is_none());
}

#[test]
fn files_of_holidays_are_read_beside_the_settings() {
    let settings = read("holidays:\n  - 01-01\n  - file: de.csv\n  - file: us.ics\n");
    assert_eq!(settings.files(), ["de.csv", "us.ics"]);
    let files = |path: &str| {
        match path {
        "de.csv" => Ok("\u{feff}date,name\n2026-05-14,Ascension\n\n# bridge\n12-26;St Stephen\n".to_owned()),
        "us.ics" => Ok("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261128\r\n\
                        END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200704\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n\
                        END:VCALENDAR\r\n"
            .to_owned()),
        other => Err(format!("no {other}")),
    }
    };
    let days = settings.clone().with_files(files).unwrap().holidays.days;
    assert_eq!(
        days,
        [
            Holiday::Day(date(2026, 5, 14)),
            Holiday::Days(date(2026, 11, 26), date(2026, 11, 27)),
            Holiday::Yearly { month: 1, day: 1 },
            Holiday::Yearly { month: 7, day: 4 },
            Holiday::Yearly { month: 12, day: 26 },
        ]
    );
    let errors = settings.clone().with_files(|path| Err(format!("no {path}"))).unwrap_err();
    assert_eq!(errors.reports.iter().map(|report| report.place.line()).collect::<Vec<_>>(), [3, 4]);
    let ics = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261126\nRRULE:FREQ=YEARLY;BYDAY=4TH;BYMONTH=11\nEND:VEVENT\n";
    for (bad, line) in [("2026-05-14\nsoon\n", 2), (ics, 4)] {
        let errors = settings.clone().with_files(|_| Ok(bad.to_owned())).unwrap_err();
        assert_eq!(errors.reports[0].place.line(), line, "{errors}");
    }
}

#[test]
fn a_profile_of_recurring_revenue_can_be_changed_rule_by_rule() {
    let tenure = MrrRules::default();
    assert_eq!(tenure, MrrRules::profile("tenure"));
    assert_eq!((tenure.net_per, tenure.churn_at), (MrrNet::Day, ChurnAt::SubscriptionEnd));
    let stripe = read("mrr: { profile: stripe }").mrr;
    assert!(!stripe.expiring_discounts && stripe.past_due && !stripe.unpaid);
    let changed = read("mrr: { profile: stripe, past_due: false, reactivation_within_days: 90 }").mrr;
    let expected = MrrRules { past_due: false, reactivation_within_days: Some(90), ..stripe };
    assert_eq!(changed, expected);
    assert_eq!(MrrRules::profile("profitwell").churn_at, ChurnAt::PeriodEnd);
    assert_eq!(MrrRules::profile("snapshot").net_per, MrrNet::Month);
    assert!(MrrRules::profile("chartmogul").unpaid);
}

#[test]
fn exclusions_have_names_and_come_to_conditions() {
    let settings = read(
        "exclude:\n  - plan = 'test'\n  - { name: staff, email_domains: ['@Acme.example'] }\n  - { name: bots, events: \"x\" }\n",
    );
    assert_eq!(settings.exclude[0].name, "plan = 'test'");
    assert_eq!(settings.exclude[0].condition().unwrap(), "(\nplan = 'test'\n)");
    assert_eq!(
        settings.exclude[1].condition().unwrap(),
        "(lower(email) like '%@acme.example' or lower(email) like '%@%.acme.example')"
    );
    assert_eq!((settings.exclude[2].condition(), settings.exclude[2].events.as_deref()), (None, Some("x")));
    assert_eq!(read("exclude: plan = 'test'").exclude.len(), 1);
}

#[test]
fn bars_identity_and_privacy_are_read() {
    let settings = read(
        "quality:\n  max_age: { orders: 26h, events/web: 90m }\n  max_unknown_share: 0.01\n  max_null_share: { customers.email: 0.5, customers.nickname: 1 }\n\
         \x20 volume: { weeks: 4, max_days: 0 }\n  max_drift: 0.3\n  drift: { days: 7, index: 0.2 }\n  fixed_schema: true\n\
         identity: { rules: [{ by: email, mode: automatic, ignore_tags: true }], blocked: [Info@Acme.example], shared_over: 3 }\n\
         privacy: { personal: [customers.email], retention_days: { events: 730 }, min_group: 5 }\n",
    );
    let quality = settings.quality;
    assert_eq!(quality.max_age_ms["orders"], 26 * 3_600_000);
    assert_eq!(quality.max_age_ms["events/web"], 90 * 60_000);
    assert_eq!(quality.max_unknown_share.as_deref(), Some("0.01"));
    assert_eq!(quality.max_null_share.len(), 2);
    assert_eq!((quality.volume.weeks, quality.volume.days, quality.volume.max_days), (4, 28, Some(0)));
    assert_eq!((quality.drift.days, quality.drift.days_before, quality.drift.index.as_str()), (7, 84, "0.2"));
    assert_eq!(quality.max_drift.as_deref(), Some("0.3"));
    assert!(quality.fixed_schema);
    assert_eq!(
        settings.identity.rules,
        [IdentityRule { by: IdentityKey::Email, mode: IdentityMode::Automatic, ignore_tags: true }]
    );
    assert_eq!(settings.identity.blocked, ["info@acme.example"]);
    assert_eq!(settings.privacy.retention_days["events"], 730);
    assert_eq!(settings.privacy.min_group, 5);
}
