//! What others report of a metric, and the bands by which its value is judged.

use std::cmp::Ordering;

use model::Grain;

use crate::source::Place;
use crate::words::Words;

/// A range or bands to hold a metric against, read from a file with `benchmarks:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benchmark {
    pub id: String,
    /// The metric's id.
    pub metric: String,
    /// Whom it describes, for example an industry.
    pub group: Words,
    /// The length of period it holds for; `None` for any. A value of another length is not held against it.
    pub period: Option<Grain>,
    pub says: Says,
    /// Who reported it.
    pub source: String,
    pub place: Place,
}

/// What a benchmark says of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Where values commonly lie.
    Range(Range),
    /// What they amount to, from the best to the worst or the other way round; no two have a value in common.
    Bands(Vec<Band>),
}

/// A named range of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    pub id: String,
    pub title: Words,
    pub range: Range,
}

/// Values between two bounds, each of which may be open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub low: Option<Bound>,
    pub high: Option<Bound>,
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Decimal digits.
    pub digits: String,
    /// Whether the value itself belongs to the range.
    pub included: bool,
}

impl Bound {
    /// The value as the nearest floating-point number, for finding out which of two is the higher.
    #[must_use]
    pub fn nearest(&self) -> f64 {
        self.digits.parse().unwrap_or(f64::NAN)
    }
}

impl Range {
    /// Whether no value lies in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let ends = self.low.as_ref().zip(self.high.as_ref());
        ends.is_some_and(|(low, high)| match low.nearest().total_cmp(&high.nearest()) {
            Ordering::Less => false,
            Ordering::Equal => !(low.included && high.included),
            Ordering::Greater => true,
        })
    }

    /// Whether some value lies in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let low = inner(&self.low, &other.low, Ordering::Greater);
        let high = inner(&self.high, &other.high, Ordering::Less);
        !Self { low, high }.is_empty()
    }
}

/// The bound that leaves out more: of two low ones the greater, of two high ones the lesser.
fn inner(one: &Option<Bound>, other: &Option<Bound>, more: Ordering) -> Option<Bound> {
    let (Some(first), Some(second)) = (one, other) else { return one.clone().or_else(|| other.clone()) };
    let order = first.nearest().total_cmp(&second.nearest());
    Some(match order {
        Ordering::Equal => Bound { included: first.included && second.included, ..first.clone() },
        order if order == more => first.clone(),
        _ => second.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: Option<(&str, bool)>, high: Option<(&str, bool)>) -> Range {
        let bound = |(digits, included): (&str, bool)| Bound { digits: digits.to_owned(), included };
        Range { low: low.map(bound), high: high.map(bound) }
    }

    #[test]
    fn ranges_that_only_touch_do_not_meet() {
        let (fair, healthy) = (range(Some(("2", true)), Some(("3", false))), range(Some(("3", true)), None));
        assert!(!fair.meets(&healthy));
        assert!(range(Some(("2", true)), Some(("3.0", true))).meets(&healthy));
        assert!(range(None, None).meets(&fair));
        assert!(range(Some(("3", true)), Some(("2", true))).is_empty());
        assert!(range(Some(("2", false)), Some(("2", true))).is_empty());
        assert!(!range(Some(("2", true)), Some(("2", true))).is_empty());
    }
}
