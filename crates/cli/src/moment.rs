//! A moment as a user writes it: with an offset, or a civil time in the workspace's zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use model::{Message, Micros};

use crate::error::CliError;

/// Reads `2024-06-01T12:00:00Z`, `2024-06-01 12:00+02:00`, `2024-06-01T12:00[Europe/Berlin]`, or without an
/// offset `2024-06-01` and `2024-06-01 12:00`, which are times in `zone`.
///
/// # Errors
/// A usage error that names the flag when the text is none of these.
pub fn read(flag: &'static str, text: &str, zone: &TimeZone) -> Result<Micros, CliError> {
    let text = text.trim();
    let instant = text
        .parse::<Timestamp>()
        .or_else(|_| text.parse::<Zoned>().map(|zoned| zoned.timestamp()))
        .or_else(|_| text.parse::<DateTime>().and_then(|civil| zone.to_timestamp(civil)));
    match instant {
        Ok(instant) => Ok(instant.as_microsecond()),
        Err(_) => {
            // A day of the calendar that no instant can be made of, at the calendar's end.
            let key = if text.parse::<DateTime>().is_ok() { "cli.error.moment_range" } else { "cli.error.moment" };
            Err(CliError::Usage(Message::new(key).with("flag", flag).with("text", text)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> Option<Micros> {
        read("now", text, &TimeZone::get("Europe/Berlin").unwrap()).ok()
    }

    #[test]
    fn an_offset_counts_and_without_one_the_workspaces_zone_does() {
        let noon = "2024-06-01T10:00:00Z".parse::<Timestamp>().unwrap().as_microsecond();
        for text in
            ["2024-06-01T10:00:00Z", "2024-06-01T12:00+02:00", "2024-06-01 12:00", "2024-06-01T12:00[Europe/Berlin]"]
        {
            assert_eq!(micros(text), Some(noon), "{text}");
        }
        let midnight = "2024-05-31T22:00:00Z".parse::<Timestamp>().unwrap().as_microsecond();
        assert_eq!(micros("2024-06-01"), Some(midnight));
        assert_eq!(micros("yesterday"), None);
        let error = read("now", "9999-12-31", &TimeZone::UTC).unwrap_err();
        assert!(error.to_string().contains("9999-12-30"), "{error}");
    }
}
