//! Attempts counted step by step.

use catalog::StepOrder;
use model::Micros;

use super::super::study::Division;
use super::{FunnelCount, FunnelQuery, FunnelResult};
use crate::interval::LEVEL;

/// An attempt and whose it is.
pub(super) struct Taken {
    pub customer: u32,
    /// Of each step taken.
    pub times: Vec<Micros>,
}

/// Every step of one part; none for a part of a cut in which nobody began.
pub(super) fn results(query: &FunnelQuery, names: &[&str], division: &Division, taken: &[Taken]) -> Vec<FunnelResult> {
    let own: Vec<&Taken> = taken.iter().filter(|taken| division.subjects.contains(taken.customer)).collect();
    if own.is_empty() && !division.by.is_empty() {
        return Vec::new();
    }
    let counts: Vec<u64> =
        (1..=names.len()).map(|steps| own.iter().filter(|taken| taken.times.len() >= steps).count() as u64).collect();
    let lost = |step: usize| counts[step - 1] - counts[step];
    let most =
        (1..counts.len()).max_by_key(|step| (lost(*step), std::cmp::Reverse(*step))).filter(|step| lost(*step) > 0);
    let mut results = Vec::with_capacity(names.len());
    for (step, name) in names.iter().enumerate() {
        let count = counts[step];
        let interval = match query.count {
            FunnelCount::Customers => stats::wilson(count, counts[0], LEVEL).ok(),
            FunnelCount::Attempts => None,
        };
        let mut spans: Vec<Micros> = own.iter().filter_map(|taken| span(&taken.times, step, query.order)).collect();
        spans.sort_unstable();
        let seconds = |q: f64| stats::quantile(&spans, q).ok().map(|micros| micros / 1e6);
        results.push(FunnelResult {
            by: division.by.clone(),
            step: (*name).to_owned(),
            customers: count,
            stopped: count - counts.get(step + 1).copied().unwrap_or_default(),
            share_of_first: share(count, counts[0]),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            share_of_previous: step.checked_sub(1).and_then(|before| share(count, counts[before])),
            median_seconds: seconds(0.5),
            p90_seconds: seconds(0.9),
            biggest_drop: most == Some(step),
        });
    }
    results
}

/// How long it took from having taken the steps before to having taken this one too.
fn span(times: &[Micros], step: usize, order: StepOrder) -> Option<Micros> {
    let before = times.get(..step).filter(|before| !before.is_empty())?;
    let at = *times.get(step)?;
    let since = match order {
        StepOrder::Any => *before.iter().max()?,
        StepOrder::Ordered | StepOrder::Strict => *before.last()?,
    };
    Some(at.saturating_sub(since).max(0))
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_from_all_the_steps_before() {
        assert_eq!(span(&[10, 30, 35], 0, StepOrder::Ordered), None);
        assert_eq!(span(&[10, 30, 35], 2, StepOrder::Ordered), Some(5));
        assert_eq!(span(&[30, 10, 35], 1, StepOrder::Any), Some(0));
        assert_eq!(span(&[30, 10, 35], 2, StepOrder::Any), Some(5));
        assert_eq!(span(&[30, 40], 2, StepOrder::Any), None);
    }
}
