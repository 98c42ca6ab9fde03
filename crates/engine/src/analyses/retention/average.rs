//! Cohorts taken together, offset by offset, each weighted by its size.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cells::share;
use super::{AverageCell, CohortBy, RetentionOf, RetentionQuery, Span};
use crate::interval::LEVEL;
use crate::subjects::Set;

/// One average an offset.
pub(super) struct Averages {
    offsets: Vec<(Span, Option<usize>, Average)>,
}

/// What the cohorts that have a value at one offset add up to.
#[derive(Clone, Default)]
pub(super) struct Average {
    /// Whether a customer can be in several cohorts, or brings more than one.
    clustered: bool,
    cohorts: usize,
    count: u64,
    matured: u64,
    /// Amounts at the offset and at the first.
    amounts: Option<[Decimal; 2]>,
    /// By customer: what they count in the numerator and in the denominator.
    clusters: BTreeMap<u32, (f64, f64)>,
}

impl Averages {
    pub fn new(query: &RetentionQuery) -> Self {
        let clustered = query.cohort == CohortBy::Recurring || query.of != RetentionOf::Customers;
        let empty = Average { clustered, ..Average::default() };
        let offsets = query.spans().into_iter().map(|span| (span, query.shown(span), empty.clone()));
        Self { offsets: offsets.collect() }
    }

    /// The averages in the order of the offsets.
    pub fn each(&mut self) -> impl Iterator<Item = &mut Average> {
        self.offsets.iter_mut().map(|(.., average)| average)
    }

    /// Each as the answer says it.
    pub fn told(self, by: &[(String, Option<String>)]) -> Vec<AverageCell> {
        let told = self.offsets.into_iter().map(|(span, until, average)| {
            let interval = average.interval();
            AverageCell {
                by: by.to_vec(),
                offset: span.from,
                until,
                cohorts: average.cohorts,
                count: average.count,
                matured: average.matured,
                value: average.value(),
                low: interval.map(|(low, _)| low),
                high: interval.map(|(_, high)| high),
            }
        });
        told.collect()
    }
}

impl Average {
    /// Adds a cohort's customers who came back, of those who could have.
    pub fn add_customers(&mut self, back: &Set, matured: &Set) {
        self.add(back.len(), matured.len());
        if self.clustered {
            for key in matured {
                let cluster = self.clusters.entry(key).or_default();
                cluster.0 += f64::from(u8::from(back.contains(key)));
                cluster.1 += 1.0;
            }
        }
    }

    /// Adds what a cohort's customers brought, each with what they brought at first, and the exact sums.
    pub fn add_amounts(&mut self, matured: &Set, pairs: &[(f64, f64)], [total, whole]: [Decimal; 2]) {
        let brought = pairs.iter().filter(|(amount, _)| *amount != 0.0).count() as u64;
        self.add(brought, matured.len());
        let [amount, base] = self.amounts.unwrap_or_default();
        self.amounts = Some([amount + total, base + whole]);
        for (key, (amount, base)) in matured.iter().zip(pairs) {
            let cluster = self.clusters.entry(key).or_default();
            cluster.0 += amount;
            cluster.1 += base;
        }
    }

    fn add(&mut self, count: u64, matured: u64) {
        self.cohorts += usize::from(matured > 0);
        self.count += count;
        self.matured += matured;
    }

    fn value(&self) -> Option<f64> {
        match self.amounts {
            Some([amount, base]) => share(amount, base),
            None => (self.matured > 0).then(|| self.count as f64 / self.matured as f64),
        }
    }

    fn interval(&self) -> Option<(f64, f64)> {
        if !self.clustered {
            return stats::wilson(self.count, self.matured, LEVEL).ok().map(|found| (found.low, found.high));
        }
        let clusters: Vec<(f64, f64)> = self.clusters.values().copied().collect();
        let found = stats::ratio_of_sums(&clusters, LEVEL).ok()?;
        // A share of customers cannot lie outside zero and one, whatever the linearisation says.
        let bound = |end: f64| if self.amounts.is_none() { end.clamp(0.0, 1.0) } else { end };
        Some((bound(found.low), bound(found.high)))
    }
}
