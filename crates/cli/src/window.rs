//! A length of time on the command line.

use jiff::{Span, SpanRelativeTo};
use model::{Message, Micros};

use crate::error::CliError;

/// A length of time such as `30m`, `24h`, `7d` or `2w` in microseconds; a day is 24 hours.
///
/// # Errors
/// A usage error for what is none, or not longer than nothing.
pub fn window(text: &str) -> Result<Micros, CliError> {
    let read = text.parse::<Span>().ok().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    read.and_then(|length| Micros::try_from(length.as_micros()).ok())
        .filter(|length| *length > 0)
        .ok_or_else(|| CliError::Usage(Message::new("cli.error.window").with("text", text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_length_of_time() {
        assert_eq!(window("90s").unwrap(), 90_000_000);
        assert_eq!(window("7d").unwrap(), 7 * window("24h").unwrap());
        assert_eq!(window("2w").unwrap(), window("14d").unwrap());
        for none in ["", "7", "0d", "-1d", "soon"] {
            assert!(window(none).is_err(), "{none}");
        }
    }
}
