//! Values held against what others report, where both are of one length of period.

use catalog::{Benchmark, Bound, Range, Says};
use model::{Grain, Period};
use rust_decimal::Decimal;
use serde::Serializer;
use serde::ser::SerializeSeq;
use serde_json::Number as Digits;

use crate::engine::Engine;
use crate::{Number, Query};

impl Engine {
    /// The benchmarks that an answer's values may be held against: those of its metric and of its length of period. What
    /// is said of a year says nothing of a month.
    pub(crate) fn benchmarks(&self, metric: &str, query: &Query, periods: &[Period]) -> Vec<Benchmark> {
        let whole = || periods.first().and_then(|period| self.grain_of(period));
        let grain = query.grain.or_else(whole);
        let of_metric = self.catalog.benchmarks_of(metric);
        of_metric.filter(|benchmark| benchmark.period.is_none() || benchmark.period == grain).cloned().collect()
    }

    /// The grain that a period is one of.
    fn grain_of(&self, period: &Period) -> Option<Grain> {
        Grain::ALL.into_iter().find(|grain| {
            let next = self.calendar.next(period.start, *grain);
            self.calendar.floor(period.start, *grain) == period.start && next.is_ok_and(|next| next == period.end)
        })
    }
}

/// Where a value stands: `below`, `within` or `above` a range, or the id of the band it is in; `None` where it is in none.
#[must_use]
pub fn judge(benchmark: &Benchmark, value: Number) -> Option<&str> {
    let value = match value {
        Number::Real(value) => value,
        Number::Whole(count) => Decimal::try_from_i128_with_scale(count, 0).ok()?,
        Number::Money(money) => Decimal::try_from_i128_with_scale(money.ten_thousandths, 4).ok()?,
    };
    match &benchmark.says {
        Says::Bands(bands) => {
            let band = bands.iter().find(|band| !is_below(&band.range, value) && !is_above(&band.range, value));
            band.map(|band| band.id.as_str())
        }
        Says::Range(range) if is_below(range, value) => Some("below"),
        Says::Range(range) if is_above(range, value) => Some("above"),
        Says::Range(_) => Some("within"),
    }
}

fn is_below(range: &Range, value: Decimal) -> bool {
    range
        .low
        .as_ref()
        .and_then(|low| Some((low, exact(low)?)))
        .is_some_and(|(bound, low)| value < low || (value == low && !bound.included))
}

fn is_above(range: &Range, value: Decimal) -> bool {
    range
        .high
        .as_ref()
        .and_then(|high| Some((high, exact(high)?)))
        .is_some_and(|(bound, high)| value > high || (value == high && !bound.included))
}

fn exact(bound: &Bound) -> Option<Decimal> {
    bound.digits.parse().ok()
}

/// Benchmarks as answers carry them: one object each, its group in English.
pub fn write<S: Serializer>(benchmarks: &[Benchmark], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(benchmarks.len()))?;
    for benchmark in benchmarks {
        list.serialize_element(&json(benchmark))?;
    }
    list.end()
}

fn json(benchmark: &Benchmark) -> serde_json::Value {
    let digits = |bound: &Bound| serde_json::Value::from(bound.digits.parse::<Digits>().ok());
    let mut said = serde_json::Map::new();
    said.insert("benchmark".to_owned(), benchmark.id.as_str().into());
    said.insert("group".to_owned(), benchmark.group.en.as_str().into());
    if let Some(period) = benchmark.period {
        said.insert("period".to_owned(), period.as_str().into());
    }
    match &benchmark.says {
        Says::Range(range) => {
            for (name, bound) in [("low", &range.low), ("high", &range.high)] {
                said.extend(bound.iter().map(|bound| (name.to_owned(), digits(bound))));
            }
        }
        Says::Bands(bands) => {
            let band = |band: &catalog::Band| {
                let mut ends = serde_json::Map::from_iter([("band".to_owned(), band.id.as_str().into())]);
                let sides = [(&band.range.low, ["from", "above"]), (&band.range.high, ["to", "below"])];
                for (bound, [included, excluded]) in sides {
                    let name = |bound: &Bound| if bound.included { included } else { excluded };
                    ends.extend(bound.iter().map(|bound| (name(bound).to_owned(), digits(bound))));
                }
                serde_json::Value::Object(ends)
            };
            said.insert("bands".to_owned(), bands.iter().map(band).collect());
        }
    }
    said.insert("source".to_owned(), benchmark.source.as_str().into());
    serde_json::Value::Object(said)
}

#[cfg(test)]
mod tests {
    use catalog::Catalog;

    use super::*;

    #[test]
    fn bands_take_their_bounds_as_they_say() {
        let catalog = Catalog::builtin().unwrap();
        let band = |value: &str| judge(&catalog.benchmarks["clv_cac"], Number::Real(value.parse().unwrap()));
        assert_eq!(band("3"), Some("healthy"));
        assert_eq!(band("2.9999999999999999999999999"), Some("fair"));
        assert_eq!(band("2"), Some("fair"));
        assert_eq!(band("1.0001"), Some("thin"));
        assert_eq!((band("1"), band("-4")), (Some("losing"), Some("losing")));
    }

    #[test]
    fn a_range_has_its_ends_in_it() {
        let catalog = Catalog::builtin().unwrap();
        let standing = |value: &str| judge(&catalog.benchmarks["retention_saas"], Number::Real(value.parse().unwrap()));
        let found = ["0.3499", "0.35", "0.95", "0.9501"].map(standing);
        assert_eq!(found, [Some("below"), Some("within"), Some("within"), Some("above")]);
    }
}
