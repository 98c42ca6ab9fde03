//! Business time by hand over changes of clocks, and held against counting minute by minute.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test that reads it")]

use jiff::Timestamp;
use jiff::civil::{Weekday, date};
use jiff::tz::TimeZone;
use model::{BusinessHours, Holiday, Holidays, OpenHours};
use proptest::prelude::*;

const MINUTE_US: i64 = 60_000_000;

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_microsecond()
}

/// The same hours on every day of the week.
fn every_day(zone: &str, open: &[(u16, u16)]) -> BusinessHours {
    let hours: Vec<OpenHours> =
        open.iter().map(|(from, to)| OpenHours { from_minute: *from, to_minute: *to }).collect();
    BusinessHours::new(zone, std::array::from_fn(|_| hours.clone()), Holidays::default()).unwrap()
}

fn minutes(hours: &BusinessHours, from: &str, to: &str) -> i64 {
    hours.ms_between(at(from), at(to)).unwrap() / 60_000
}

#[test]
fn an_hour_that_is_skipped_is_no_business_time_and_one_that_is_repeated_counts_twice() {
    // Source: IANA tzdb, Europe/Berlin: 2024-03-31 02:00 became 03:00 at 01:00Z; 2024-10-27 03:00 became 02:00 at 01:00Z.
    let night = every_day("Europe/Berlin", &[(60, 240)]);
    assert_eq!(minutes(&night, "2024-03-30T22:00:00Z", "2024-03-31T22:00:00Z"), 120);
    assert_eq!(minutes(&night, "2024-10-26T22:00:00Z", "2024-10-27T22:00:00Z"), 240);
    assert_eq!(minutes(&night, "2024-06-01T22:00:00Z", "2024-06-02T22:00:00Z"), 180);
    // Open until 02:30, which the clock showed twice: 01:00-02:59 before the change and 02:00-02:30 after it.
    let early = every_day("Europe/Berlin", &[(60, 150)]);
    assert_eq!(minutes(&early, "2024-10-26T22:00:00Z", "2024-10-27T22:00:00Z"), 90 + 30);
    let whole = every_day("Europe/Berlin", &[(0, 1440)]);
    assert_eq!(minutes(&whole, "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"), 25 * 60);
}

#[test]
fn half_hour_changes_and_skipped_days_are_exact() {
    // Source: IANA tzdb, Australia/Lord_Howe: 2024-04-07 02:00 (+11) became 01:30 (+10:30) at 2024-04-06T15:00Z.
    let small_hours = every_day("Australia/Lord_Howe", &[(90, 120)]);
    assert_eq!(minutes(&small_hours, "2024-04-06T13:00:00Z", "2024-04-07T13:30:00Z"), 60);
    // Source: IANA tzdb, Pacific/Apia: there was no 2011-12-30.
    let office = every_day("Pacific/Apia", &[(540, 1020)]);
    assert_eq!(minutes(&office, "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z"), 2 * 480);
}

#[test]
fn a_week_by_hand() {
    // From Friday 2024-12-20 16:30 in New York: half an hour that day, seven on Monday and on Tuesday, none on Christmas and
    // the two days after it that the list names, then Monday the 30th to 10:00.
    let day = vec![OpenHours { from_minute: 540, to_minute: 720 }, OpenHours { from_minute: 780, to_minute: 1020 }];
    let open = std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() });
    let holidays = [Holiday::Yearly { month: 12, day: 25 }, Holiday::Days(date(2024, 12, 26), date(2024, 12, 27))];
    let desk = BusinessHours::new("America/New_York", open, holidays.into_iter().collect()).unwrap();
    let (from, to) = (at("2024-12-20T21:30:00Z"), at("2024-12-30T15:00:00Z"));
    assert_eq!(desk.ms_between(from, to).unwrap() / 60_000, 30 + 420 + 420 + 60);
    assert_eq!(desk.ms_between(to, from).unwrap() / 60_000, -(30 + 420 + 420 + 60));
    assert_eq!(desk.ms_between(from, from).unwrap(), 0);
    assert!(BusinessHours::new("Mars/Olympus", std::array::from_fn(|_| Vec::new()), Holidays::default()).is_err());
}

#[test]
fn hours_that_overlap_count_once() {
    let twice = every_day("UTC", &[(540, 720), (600, 780), (780, 800), (900, 2000)]);
    assert_eq!(minutes(&twice, "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"), (800 - 540) + (1440 - 900));
}

/// Zones with changes of an hour, of half an hour, at midnight, of a whole day, and without any.
const ZONES: [(&str, &str); 6] = [
    ("Europe/Berlin", "2024-03-31T01:00:00Z"),
    ("America/New_York", "2024-11-03T06:00:00Z"),
    ("Australia/Lord_Howe", "2024-10-05T15:30:00Z"),
    ("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    ("Asia/Kolkata", "2024-06-01T00:00:00Z"),
];

/// The wall clock of every minute between two instants, held against the hours of its day.
fn counted(zone: &str, open: &[Vec<(u16, u16)>], closed: &Holidays, from: i64, to: i64) -> i64 {
    let zone = TimeZone::get(zone).unwrap();
    let is_open = |minute: i64| {
        let clock = zone.to_datetime(Timestamp::from_microsecond(minute).unwrap());
        let weekday = usize::try_from(clock.date().weekday().since(Weekday::Monday)).unwrap();
        let at = u16::try_from(clock.time().hour()).unwrap() * 60 + u16::try_from(clock.time().minute()).unwrap();
        !closed.has(clock.date()) && open[weekday].iter().any(|(from, to)| (*from..*to).contains(&at))
    };
    (from..to)
        .step_by(usize::try_from(MINUTE_US).unwrap())
        .filter(|minute| is_open(*minute))
        .count()
        .try_into()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn business_time_is_what_counting_minutes_finds(
        (zone, around) in proptest::sample::select(&ZONES[..]),
        spans in proptest::collection::vec(proptest::collection::vec((0_u16..1440, 0_u16..=1440), 0..3), 7),
        before in 0_i64..4_000,
        length in 0_i64..8_000,
        holiday in 0_i64..6,
    ) {
        let from = at(around) - before * MINUTE_US;
        let to = from + length * MINUTE_US;
        let closed = TimeZone::get(zone).unwrap().to_datetime(Timestamp::from_microsecond(from).unwrap()).date();
        let closed: Holidays =
            [Holiday::Day(closed.checked_add(jiff::Span::new().days(holiday)).unwrap())].into_iter().collect();
        let open: [Vec<OpenHours>; 7] = std::array::from_fn(|day| {
            spans[day].iter().map(|(from, to)| OpenHours { from_minute: *from, to_minute: *to }).collect()
        });
        let hours = BusinessHours::new(zone, open, closed.clone()).unwrap();
        let found = hours.ms_between(from, to).unwrap();
        prop_assert_eq!(found, counted(zone, &spans, &closed, from, to) * 60_000);
        // Time goes together: any moment between splits it without loss.
        let middle = from + (length / 2) * MINUTE_US;
        prop_assert_eq!(found, hours.ms_between(from, middle).unwrap() + hours.ms_between(middle, to).unwrap());
    }
}
