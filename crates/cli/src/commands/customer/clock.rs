//! When something happened, as a person reads it: by the clocks of the workspace.

use engine::CustomerView;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::Micros;

use crate::render::{Cell, Format};
use crate::run::Run;

/// The workspace's zone for a person; a program reads UTC.
pub struct Clock(Option<TimeZone>);

impl Clock {
    /// The clock that a view is told by.
    pub fn of(view: &CustomerView, run: &Run) -> Self {
        let zone = TimeZone::get(&view.time_zone).ok().filter(|zone| *zone != TimeZone::UTC);
        Self(zone.filter(|_| run.format == Format::Table))
    }

    /// An instant as a cell.
    pub fn cell(&self, at_us: Micros) -> Cell {
        if self.0.is_some() { Cell::text(self.read(at_us)) } else { Cell::Instant(at_us) }
    }

    /// The same of an instant that there may not be.
    pub fn maybe(&self, at_us: Option<Micros>) -> Cell {
        at_us.map_or(Cell::Null, |at_us| self.cell(at_us))
    }

    /// An instant in words, with how far its clock is from UTC.
    pub fn read(&self, at_us: Micros) -> String {
        let zone = self.0.clone().unwrap_or(TimeZone::UTC);
        let at = Timestamp::from_microsecond(at_us).map(|at| at.to_zoned(zone));
        let form = if self.0.is_some() { "%Y-%m-%d %H:%M:%S %:z" } else { "%Y-%m-%d %H:%M:%S UTC" };
        at.map_or_else(|_| at_us.to_string(), |at| at.strftime(form).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_by_the_clocks_of_its_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_microsecond();
        let berlin = Clock(Some(TimeZone::get("Europe/Berlin").unwrap()));
        assert_eq!(berlin.read(at("2024-01-31T23:30:00Z")), "2024-02-01 00:30:00 +01:00");
        assert_eq!(berlin.read(at("2024-07-31T23:30:00Z")), "2024-08-01 01:30:00 +02:00");
        assert_eq!(Clock(None).read(at("2024-01-31T23:30:00Z")), "2024-01-31 23:30:00 UTC");
    }
}
