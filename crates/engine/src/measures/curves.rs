//! Measures that follow each customer month by month from an instant of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::TimeRule;

use super::columns::{amounts, integers, keys, parts};
use super::points::Periods;
use super::{Measurement, Part, Reader, Source};
use crate::EngineError;
use crate::curve::Curve;
use crate::frame::Frame;
use crate::params::instant;
use crate::subjects::NOBODY;

impl Reader<'_> {
    /// Customers whose own instant lies in the stretch, with their sums in each month since, as far as is known.
    pub(super) async fn curves(
        &self,
        source: &Source<'_>,
        at: &str,
        rule: &TimeRule,
        frame: &Frame,
        (value, to): (&str, &str),
    ) -> Result<Periods, EngineError> {
        let mut conditions = Vec::new();
        let (buckets, b) = self.buckets(at, rule, frame, &mut conditions)?;
        let mut curves: BTreeMap<Part, BTreeMap<usize, Curve>> = BTreeMap::new();
        if let Some(horizon) = frame.horizon {
            // A month that begins with the customer's instant is their first.
            let sql = format!(
                "select {b} as b, {key} as k{cuts}, min({at}) as a, \
                 case when {to} >= {at} and {to} < {horizon} then months_since({at}, {to}) + 1 end as m, sum({value}) as v \
                 from {from} where {condition} group by b, k{names}, m",
                key = source.key,
                cuts = source.cut_columns(),
                horizon = instant(horizon),
                from = source.measure.from,
                condition = source.condition(&conditions),
                names = source.cut_names(),
            );
            for batch in self.rows(source.measure, &sql).await? {
                let (of, keys) = (integers(&batch, "b")?, keys(&batch, "k")?);
                let (begun, months) = (integers(&batch, "a")?, integers(&batch, "m")?);
                let (values, scale) = amounts(source, &batch, "v")?;
                for (row, part) in parts(source, &batch)?.into_iter().enumerate() {
                    let b = of[row].and_then(|b| usize::try_from(b).ok());
                    let (Some(b), Some(begun), false) = (b, begun[row], keys[row] == NOBODY) else { continue };
                    let curve = curves.entry(part).or_default().entry(b).or_default();
                    curve.scale = scale;
                    curve.observed.insert(keys[row], self.calendar.months_between(begun, horizon)?.max(0));
                    curve.entries.extend(months[row].zip(values[row]).map(|(month, sum)| (month, keys[row], sum)));
                }
            }
        }
        let of_run = |run: &std::ops::RangeInclusive<usize>| {
            let held = curves.iter().filter_map(|(part, buckets)| {
                let joined = joined(buckets.iter().filter(|(b, _)| run.contains(b)).map(|(_, curve)| curve));
                Some((part.clone(), Measurement::Curve(Arc::new(joined?))))
            });
            held.collect()
        };
        Ok(buckets.of.iter().map(of_run).collect())
    }
}

/// The curves of several stretches as one; `None` when there is none.
fn joined<'a>(curves: impl Iterator<Item = &'a Curve>) -> Option<Curve> {
    let mut joined: Option<Curve> = None;
    for curve in curves {
        let joined = joined.get_or_insert_default();
        joined.scale = curve.scale;
        joined.observed.extend(&curve.observed);
        joined.entries.extend(&curve.entries);
    }
    if let Some(joined) = &mut joined {
        joined.entries.sort_unstable();
    }
    joined
}
