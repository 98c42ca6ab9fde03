//! What every command that scores takes: the day, how far ahead its test looks, and how many scores are told.

use jiff::civil::Date;

use crate::asked::day;
use crate::error::CliError;
use crate::render::Format;
use crate::run::Run;

/// How many scores a person is shown who asks for no number of them.
const SHOWN: usize = 20;

/// The flags.
#[derive(clap::Args)]
pub struct Scored {
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=730))]
    horizon: u16,
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
}

impl Scored {
    /// The day of the scores, where one is named.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a text that is no day.
    pub fn day(&self) -> Result<Option<Date>, CliError> {
        self.at.as_deref().map(|text| day("--at", text)).transpose()
    }

    pub fn horizon_days(&self) -> i64 {
        i64::from(self.horizon)
    }

    /// Keeps the first, as many as were asked for; a program that names no number gets all.
    pub fn keep<T>(&self, scores: &mut Vec<T>, run: &Run) {
        scores.truncate(self.kept(run.format));
    }

    fn kept(&self, format: Format) -> usize {
        self.limit.unwrap_or(if format == Format::Table { SHOWN } else { usize::MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_who_asks_for_more_is_shown_more() {
        let kept = |limit, format| Scored { at: None, horizon: 90, limit }.kept(format);
        assert_eq!(kept(None, Format::Table), SHOWN);
        assert_eq!(kept(Some(50), Format::Table), 50);
        assert_eq!(kept(Some(3), Format::Json), 3);
        assert_eq!(kept(None, Format::Csv), usize::MAX);
    }
}
