//! The instants at which the periods of some frames begin and end, each once.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use model::{Calendar, CalendarError, Micros, Period};

use crate::frame::Frame;

/// Instants in time order, and which of them are whose.
pub struct Instants {
    /// One period an instant, which ends there: measures that ask for the state at the end of a period, or for what has
    /// been by then, are read over it.
    pub frame: Frame,
    /// For each frame and period, the place of the instant at which it begins.
    pub starts: Vec<Vec<usize>>,
    /// The same for its end, or for how far the data is known where that is earlier.
    pub ends: Vec<Vec<usize>>,
}

impl Instants {
    /// The instants of frames that share their horizon.
    ///
    /// # Errors
    /// [`CalendarError`] when one lies outside the representable years.
    pub fn of(frames: &[Frame], calendar: &Calendar) -> Result<Self, CalendarError> {
        let mut found: BTreeMap<Micros, Date> = BTreeMap::new();
        for frame in frames {
            for period in &frame.periods {
                found.insert(period.start_us, period.start);
                let end_us = frame.end_read(period);
                let end = if end_us == period.end_us { period.end } else { calendar.day_of(end_us)? };
                found.entry(end_us).or_insert(end);
            }
        }
        let places: BTreeMap<Micros, usize> = found.keys().enumerate().map(|(place, at)| (*at, place)).collect();
        let of = |at: fn(&Frame, &Period) -> Micros| -> Vec<Vec<usize>> {
            let place = |frame: &Frame, period: &Period| places.get(&at(frame, period)).copied().unwrap_or_default();
            frames.iter().map(|frame| frame.periods.iter().map(|period| place(frame, period)).collect()).collect()
        };
        let (starts, ends) = (of(Frame::start_read), of(Frame::end_read));
        let periods = found.into_iter().map(|(end_us, end)| since_the_beginning(end, end_us, calendar));
        let horizon = frames.first().and_then(|frame| frame.horizon);
        Ok(Self { frame: Frame { periods: periods.collect::<Result<_, _>>()?, horizon, latest: None }, starts, ends })
    }

    /// One instant: the start of a day, or how far the data is known where that is earlier.
    ///
    /// # Errors
    /// As [`Instants::of`].
    pub fn at(day: Date, horizon: Option<Micros>, calendar: &Calendar) -> Result<Self, CalendarError> {
        let period = since_the_beginning(day, calendar.start_of_day(day)?, calendar)?;
        let mut instants = Self::of(&[Frame { periods: vec![period], horizon, latest: None }], calendar)?;
        let last = instants.ends[0][0];
        instants.frame.periods = vec![instants.frame.periods[last]];
        (instants.starts, instants.ends) = (vec![vec![0]], vec![vec![0]]);
        Ok(instants)
    }
}

/// A period that ends at an instant, and is long enough for anything to be known of it.
fn since_the_beginning(end: Date, end_us: Micros, calendar: &Calendar) -> Result<Period, CalendarError> {
    let start = date(1970, 1, 2);
    Ok(Period { start, end, start_us: calendar.start_of_day(start)?, end_us })
}

#[cfg(test)]
mod tests {
    use model::Grain;

    use super::*;

    #[test]
    fn a_boundary_of_two_periods_is_one_instant() {
        let calendar = Calendar::utc();
        let day = |text: &str| text.parse::<Date>().unwrap();
        let periods = calendar.periods(day("2024-01-01"), day("2024-04-01"), Grain::Month).unwrap();
        let horizon = Some(periods[2].start_us + 5 * 86_400_000_000);
        let instants = Instants::of(&[Frame { periods, horizon, latest: None }], &calendar).unwrap();
        assert_eq!((&instants.starts[0], &instants.ends[0]), (&vec![0, 1, 2], &vec![1, 2, 3]));
        let ends: Vec<String> = instants.frame.periods.iter().map(|period| period.end.to_string()).collect();
        assert_eq!(ends, ["2024-01-01", "2024-02-01", "2024-03-01", "2024-03-06"]);
    }

    #[test]
    fn what_is_not_known_yet_is_read_where_knowledge_ends() {
        let calendar = Calendar::utc();
        let known = calendar.start_of_day("2024-03-06".parse().unwrap()).unwrap();
        let instants = Instants::at("2030-01-01".parse().unwrap(), Some(known), &calendar).unwrap();
        let [only] = instants.frame.periods.as_slice() else { panic!("one instant") };
        assert_eq!((only.end.to_string().as_str(), only.end_us), ("2024-03-06", known));
    }
}
