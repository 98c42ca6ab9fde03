//! The periods that a formula is evaluated over, and how far the data is known.

use std::ops::Range;

use catalog::Window;
use model::{Calendar, CalendarError, Grain, Micros, Period};

/// Periods in time order, and the instant up to which every source they are read from has been delivered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    pub periods: Vec<Period>,
    /// State is never read after this instant. `None` when nothing has been delivered.
    pub horizon: Option<Micros>,
    /// Where a formula compares nothing: the instant that some source reaches. Its rows then count wherever they lie in
    /// the period; otherwise none counts after the horizon.
    pub latest: Option<Micros>,
}

/// The parts of each period of a frame that `mean over …` goes through: a frame of its own, and which of its
/// periods belong to each of the parent's.
#[derive(Clone, Debug)]
pub struct Parts {
    pub frame: Frame,
    pub of: Vec<Range<usize>>,
}

impl Frame {
    /// When the state at the start of a period is read.
    #[must_use]
    pub fn start_read(&self, period: &Period) -> Micros {
        period.start_us
    }

    /// When the state at the end of a period is read: at its end, or as late as is known.
    #[must_use]
    pub fn end_read(&self, period: &Period) -> Micros {
        self.horizon.map_or(period.end_us, |horizon| horizon.min(period.end_us).max(period.start_us))
    }

    /// Where the rows of a period that count end.
    #[must_use]
    pub fn rows_end(&self, period: &Period) -> Micros {
        if self.latest.is_some() { period.end_us } else { self.end_read(period) }
    }

    /// Whether anything of the period can be known.
    #[must_use]
    pub fn begun(&self, period: &Period) -> bool {
        self.latest.or(self.horizon).is_some_and(|known| period.start_us < known)
    }

    /// Whether the period is over and known to its end.
    #[must_use]
    pub fn complete(&self, period: &Period) -> bool {
        self.horizon.is_some_and(|horizon| period.end_us <= horizon)
    }

    /// The same with its first period alone, for what is the same in all.
    #[must_use]
    pub fn first(&self) -> Self {
        Self { periods: self.periods.first().copied().into_iter().collect(), ..*self }
    }

    /// The complete parts of every period.
    ///
    /// # Errors
    /// [`CalendarError`] when a part lies outside the representable years.
    pub fn parts(&self, window: &Window, months: i64, calendar: &Calendar) -> Result<Parts, CalendarError> {
        let mut periods: Vec<Period> = Vec::new();
        let mut wanted = Vec::with_capacity(self.periods.len());
        for period in &self.periods {
            let (from, to, grain) = match window {
                Window::Days => (period.start, period.end, Grain::Day),
                Window::MonthsBeforeEnd(_) => {
                    let end = calendar.day_of(self.end_read(period))?;
                    let to = calendar.floor(end, Grain::Month);
                    let from = calendar.shift(to, -1)?;
                    (back(calendar, from, months)?, to, Grain::Month)
                }
            };
            let parts = calendar.periods(from, to, grain)?;
            let known: Vec<Period> = parts.into_iter().filter(|part| self.complete(part)).collect();
            periods.extend(&known);
            wanted.push(known.first().zip(known.last()).map(|(first, last)| (first.start, last.end)));
        }
        periods.sort_by_key(|period| period.start);
        periods.dedup();
        let of = wanted
            .into_iter()
            .map(|span| {
                span.map_or(0..0, |(start, end)| {
                    periods.partition_point(|part| part.start < start)..periods.partition_point(|part| part.end <= end)
                })
            })
            .collect();
        Ok(Parts { frame: Self { periods, ..*self }, of })
    }
}

/// The first day of the month `months - 1` months before the one that holds `day`.
fn back(calendar: &Calendar, day: jiff::civil::Date, months: i64) -> Result<jiff::civil::Date, CalendarError> {
    let mut first = calendar.floor(day, Grain::Month);
    for _ in 1..months {
        first = calendar.floor(calendar.shift(first, -1)?, Grain::Month);
    }
    Ok(first)
}
