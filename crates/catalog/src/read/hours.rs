//! Scalars that mean time: days, lengths of time, hours of a day, zones.

use jiff::tz::TimeZone;
use model::OpenHours;

use super::Reader;
use crate::error::Wanted;
use crate::yaml::Yaml;

/// The longest window in days that a setting may have: a hundred years.
const MOST_DAYS: i64 = 36_600;
const UNITS: [(&str, i64); 4] = [("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

impl Reader {
    /// A number of days from one to a hundred years.
    pub(crate) fn some_days(&mut self, yaml: &Yaml) -> Option<i64> {
        self.whole(yaml, 1, MOST_DAYS, Wanted::PositiveWholeNumber)
    }

    /// A length of time such as `30m`, `1h 30m` or `2d`, in milliseconds.
    pub(crate) fn length_ms(&mut self, yaml: &Yaml) -> Option<i64> {
        let text = self.text(yaml)?;
        match length_ms(text) {
            Some(ms) => Some(ms),
            None => self.wanted(yaml, text, Wanted::Length),
        }
    }

    /// Hours of a day: `09:00-17:30`; a day ends at `24:00`.
    pub(crate) fn open_hours(&mut self, yaml: &Yaml) -> Option<OpenHours> {
        let text = self.text(yaml)?;
        let hours = text.split_once('-').and_then(|(from, to)| {
            let hours = OpenHours { from_minute: minute(from.trim())?, to_minute: minute(to.trim())? };
            (hours.from_minute < hours.to_minute).then_some(hours)
        });
        if hours.is_some() { hours } else { self.wanted(yaml, text, Wanted::Hours) }
    }

    /// An IANA time zone.
    pub(crate) fn time_zone(&mut self, yaml: &Yaml) -> Option<String> {
        let name = self.text(yaml)?;
        if TimeZone::get(name).is_ok() { Some(name.to_owned()) } else { self.wanted(yaml, name, Wanted::TimeZone) }
    }
}

fn length_ms(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    for word in text.split_whitespace() {
        let unit = word.find(|letter: char| !letter.is_ascii_digit())?;
        let (count, unit) = word.split_at(unit);
        let (_, ms) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(count.parse::<i64>().ok()?.checked_mul(ms)?)?;
    }
    (1..=MOST_DAYS * 86_400_000).contains(&total).then_some(total)
}

/// Minutes since midnight of `09:30`; at most 24:00.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':').filter(|(hour, minute)| hour.len() <= 2 && minute.len() == 2)?;
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok().filter(|minute| *minute < 60)?);
    Some(hour * 60 + minute).filter(|minute| *minute <= 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_with_their_units() {
        for (text, ms) in [("30m", 1_800_000), ("1h 30m", 5_400_000), ("2d", 172_800_000), ("45s", 45_000)] {
            assert_eq!(length_ms(text), Some(ms), "{text}");
        }
        for nonsense in ["", "30", "h", "1w", "-1h", "0m", "1.5h", "99999999999999d"] {
            assert_eq!(length_ms(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn hours_end_at_midnight_at_the_latest() {
        for (text, expected) in
            [("09:00", Some(540)), ("9:05", Some(545)), ("24:00", Some(1440)), ("24:01", None), ("9", None)]
        {
            assert_eq!(minute(text), expected, "{text}");
        }
    }
}
