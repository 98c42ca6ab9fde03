//! When the help desks work, and what they have promised.

use std::collections::BTreeMap;

use model::{BusinessHours, CalendarError, Holiday, OpenHours};

use super::holidays::{self, HolidayList};
use super::{Settings, set};
use crate::error::{Named, Problem};
use crate::read::Reader;
use crate::yaml::{Value, Yaml};

/// The hours of one help desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusinessCalendar {
    /// IANA zone of its clock; `None` takes the workspace's.
    pub time_zone: Option<String>,
    /// Open hours by weekday from Monday.
    pub open: [Vec<OpenHours>; 7],
    /// Its own holidays in place of the workspace's.
    pub holidays: Option<HolidayList>,
}

/// What is promised for the tickets it matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlaTarget {
    /// Priorities that it is for; empty takes every ticket, also one without a priority.
    pub priorities: Vec<String>,
    /// Channels that it is for, likewise.
    pub channels: Vec<String>,
    /// The longest time to the first reply, in milliseconds.
    pub first_response_ms: Option<i64>,
    /// The longest time to the resolution, in milliseconds.
    pub resolution_ms: Option<i64>,
    /// The business hours that these times are counted in; `None` counts by the clock.
    pub hours: Option<String>,
}

/// The business hours that hold unless others are named.
pub(super) const DEFAULT: &str = "default";
/// What `hours` says for time by the clock.
const CLOCK: &str = "clock";
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

pub(super) fn default_hours() -> BTreeMap<String, BusinessCalendar> {
    let day = vec![OpenHours { from_minute: 9 * 60, to_minute: 17 * 60 }];
    let open = std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() });
    BTreeMap::from([(DEFAULT.to_owned(), BusinessCalendar { open, ..BusinessCalendar::default() })])
}

impl Settings {
    /// The business hours of a name, in their zone and without their holidays; `None` when nothing has that name.
    ///
    /// # Errors
    /// [`CalendarError`] for a zone that cannot be; parsed settings have none.
    pub fn business(&self, name: &str) -> Result<Option<BusinessHours>, CalendarError> {
        let Some(calendar) = self.business_hours.get(name) else { return Ok(None) };
        let zone = calendar.time_zone.as_deref().unwrap_or(&self.time_zone);
        let holidays = calendar.holidays.as_ref().unwrap_or(&self.holidays);
        let days = holidays.days.iter().copied().collect();
        BusinessHours::new(zone, calendar.open.clone(), days).map(Some)
    }
}

impl BusinessCalendar {
    /// The hours of one name. A weekday that is left out is closed.
    pub(super) fn read(reader: &mut Reader, yaml: &Yaml) -> Option<Self> {
        let mut fields = reader.map(yaml)?;
        let time_zone = fields.take("time_zone").and_then(|yaml| reader.time_zone(yaml));
        let open = DAYS.map(|day| fields.take(day).map(|yaml| open(reader, yaml)).unwrap_or_default());
        let holidays = fields.take("holidays").map(|yaml| holidays::read(reader, yaml));
        fields.finish(reader);
        Some(Self { time_zone, open, holidays })
    }
}

impl SlaTarget {
    pub(super) fn read(reader: &mut Reader, yaml: &Yaml, known: &BTreeMap<String, BusinessCalendar>) -> Option<Self> {
        let mut fields = reader.map(yaml)?;
        let mut target = Self::default();
        set(&mut target.priorities, fields.take("priority").map(|yaml| reader.texts(yaml)));
        set(&mut target.channels, fields.take("channel").map(|yaml| reader.texts(yaml)));
        target.first_response_ms = fields.take("first_response").and_then(|yaml| reader.length_ms(yaml));
        target.resolution_ms = fields.take("resolution").and_then(|yaml| reader.length_ms(yaml));
        if let Some(yaml) = fields.take("hours")
            && let Some(name) = reader.text(yaml).filter(|name| *name != CLOCK)
        {
            if known.contains_key(name) {
                target.hours = Some(name.to_owned());
            } else {
                let known = known.keys().cloned().chain([CLOCK.to_owned()]).collect();
                let problem = Problem::UnknownName { what: Named::BusinessHours, name: name.to_owned(), known };
                reader.report(problem, yaml.span);
            }
        }
        fields.finish(reader);
        Some(target)
    }
}

impl HolidayList {
    /// The days that every list has, each once.
    pub(super) fn add(&mut self, days: impl IntoIterator<Item = Holiday>) {
        self.days.extend(days);
        self.days.sort();
        self.days.dedup();
    }
}

/// `09:00-17:00`, or a list of such.
fn open(reader: &mut Reader, yaml: &Yaml) -> Vec<OpenHours> {
    match &yaml.value {
        Value::List(items) => items.iter().filter_map(|item| reader.open_hours(item)).collect(),
        _ => reader.open_hours(yaml).into_iter().collect(),
    }
}
