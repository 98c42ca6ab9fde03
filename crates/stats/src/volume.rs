//! Days with far fewer or far more rows than such days usually have.

use crate::{Undefined, mad};

/// When a day is out of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeRule {
    /// The weeks before a day whose same weekday it is held against.
    pub weeks: usize,
    /// Standard deviations from the median beyond which it is out of the ordinary.
    pub deviations: f64,
    /// A day whose median is smaller is not judged.
    pub least_median: f64,
}

/// A day that is out of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OddDay {
    /// Its place among the days.
    pub day: usize,
    pub count: u64,
    /// The median of the same weekday in the weeks before.
    pub median: f64,
    /// How many standard deviations the day lies above the median; below it when negative.
    pub deviations: f64,
}

/// A weekday must have been seen this often before a day is held against it.
const FEWEST_WEEKS: usize = 4;

/// The odd days from the day `first` on; `counts` has one number a day, in order and without gaps.
///
/// A day is held against the same weekday of the weeks before, so that weekends are compared with weekends, and against
/// their median and median absolute deviation, so that an earlier outage or rush moves nothing. The standard deviation
/// is at least that of counts of independent events, the square root of the median: a source that delivers the same
/// number every day would otherwise be odd at the first row more. A day without any rows is odd whatever the rule's
/// deviations where every such day before had some: at small medians nothing is as far away as nothing at all.
///
/// Source: Iglewicz and Hoaglin (1993), How to detect and handle outliers, ASQC: scores by median and median absolute
/// deviation.
///
/// # Errors
/// As [`mad`]; a day without enough weeks before it is left out, not an error.
///
/// # Example
/// ```
/// use stats::{VolumeRule, odd_days};
///
/// // Ten weeks of 100 rows a day, but none on the last Sunday.
/// let mut counts = vec![100; 70];
/// counts[69] = 0;
/// let rule = VolumeRule { weeks: 8, deviations: 6.0, least_median: 20.0 };
/// let odd = odd_days(&counts, 42, rule).unwrap();
/// assert_eq!((odd.len(), odd[0].day, odd[0].deviations), (1, 69, -10.0));
/// ```
pub fn odd_days(counts: &[u64], first: usize, rule: VolumeRule) -> Result<Vec<OddDay>, Undefined> {
    let mut odd = Vec::new();
    for (day, count) in counts.iter().enumerate().skip(first) {
        let before: Vec<i64> = (1..=rule.weeks)
            .filter_map(|week| counts.get(day.checked_sub(7 * week)?))
            .map(|count| i64::try_from(*count).unwrap_or(i64::MAX))
            .collect();
        if before.len() < FEWEST_WEEKS.min(rule.weeks) {
            continue;
        }
        let centre = mad(&before)?;
        let deviation = centre.deviation.max(centre.median.sqrt()).max(1.0);
        let deviations = (*count as f64 - centre.median) / deviation;
        let fell_silent = *count == 0 && before.iter().all(|count| *count > 0);
        if centre.median >= rule.least_median && (fell_silent || deviations.abs() > rule.deviations) {
            odd.push(OddDay { day, count: *count, median: centre.median, deviations });
        }
    }
    Ok(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: VolumeRule = VolumeRule { weeks: 8, deviations: 6.0, least_median: 20.0 };

    /// Weekdays of 200 rows, weekends of 20, each a little up or down.
    fn usual(day: usize) -> u64 {
        let base = if day % 7 < 5 { 200 } else { 20 };
        base + [0, 3, 7, 2, 5, 1][day % 6]
    }

    #[test]
    fn weekends_and_a_scatter_are_ordinary() {
        let counts: Vec<u64> = (0..200).map(usual).collect();
        assert_eq!(odd_days(&counts, 0, RULE).unwrap(), []);
    }

    #[test]
    fn a_gap_and_a_spike_are_found_and_do_not_hide_what_comes_after() {
        let mut counts: Vec<u64> = (0..200).map(usual).collect();
        counts[100] = 0;
        counts[107] = 900;
        counts[114] = 0;
        let odd = odd_days(&counts, 60, RULE).unwrap();
        assert_eq!(odd.iter().map(|odd| odd.day).collect::<Vec<_>>(), [100, 107, 114]);
        assert!(odd[0].deviations < -6.0 && odd[1].deviations > 6.0);
        assert!(odd[0].median > 190.0 && odd[2].median > 190.0);
    }

    #[test]
    fn what_is_too_new_or_too_small_is_not_judged() {
        let mut counts: Vec<u64> = vec![100; 28];
        counts[27] = 0;
        assert_eq!(odd_days(&counts, 0, RULE).unwrap(), []);
        counts.extend([100, 100, 0]);
        assert_eq!(odd_days(&counts, 0, RULE).unwrap().len(), 1);
        let mut few: Vec<u64> = vec![10; 70];
        few[69] = 500;
        assert_eq!(odd_days(&few, 0, RULE).unwrap(), []);
        assert_eq!(odd_days(&[], 0, RULE).unwrap(), []);
    }

    #[test]
    fn a_day_of_silence_is_odd_where_such_days_never_were_silent() {
        let mut counts: Vec<u64> = vec![25; 70];
        counts[69] = 0;
        let odd = odd_days(&counts, 42, RULE).unwrap();
        assert_eq!((odd.len(), odd[0].day, odd[0].deviations), (1, 69, -5.0));
        // The same Sunday was silent before: that is how the source is.
        counts[55] = 0;
        assert_eq!(odd_days(&counts, 60, RULE).unwrap(), []);
    }

    #[test]
    fn growth_from_week_to_week_is_ordinary() {
        let counts: Vec<u64> = (0..140).map(|day| 1_000 + 5 * day).collect();
        assert_eq!(odd_days(&counts, 60, RULE).unwrap(), []);
    }
}
