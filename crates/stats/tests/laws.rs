//! Laws that hold for any data.

use proptest::collection::vec;
use proptest::prelude::*;
use stats::{KaplanMeier, NpsCluster, Undefined};

fn levels() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.8), Just(0.9), Just(0.95), Just(0.99)]
}

fn lifetimes() -> impl Strategy<Value = Vec<(i64, bool)>> {
    vec((0_i64..50, any::<bool>()), 1..80)
}

proptest! {
    #[test]
    fn wilson_contains_the_share_and_stays_within_0_and_1(n in 1_u64.., part in 0.0..=1.0_f64, level in levels()) {
        let successes = ((n as f64 * part) as u64).min(n);
        let interval = stats::wilson(successes, n, level).unwrap();
        let share = successes as f64 / n as f64;
        prop_assert!(0.0 <= interval.low && interval.low <= share && share <= interval.high && interval.high <= 1.0);
    }

    #[test]
    fn wilson_is_symmetric(n in 1_u64..1_000_000, part in 0.0..=1.0_f64, level in levels()) {
        let successes = (n as f64 * part) as u64;
        let (a, b) = (stats::wilson(successes, n, level).unwrap(), stats::wilson(n - successes, n, level).unwrap());
        prop_assert!((a.low - (1.0 - b.high)).abs() < 1e-12 && (a.high - (1.0 - b.low)).abs() < 1e-12);
    }

    #[test]
    fn nps_contains_the_score_and_stays_on_its_scale(p in 0_u64..10_000, a in 0_u64..10_000, d in 0_u64..10_000) {
        if let Ok(score) = stats::nps(p, a, d, 0.95) {
            let expected = 100.0 * (p as f64 - d as f64) / (p + a + d) as f64;
            prop_assert!((score.value - expected).abs() < 1e-9);
            prop_assert!(-100.0 <= score.low && score.low <= score.value);
            prop_assert!(score.value <= score.high && score.high <= 100.0);
        } else {
            prop_assert!([p, a, d].contains(&(p + a + d)));
        }
    }

    #[test]
    fn clustered_nps_is_the_score_of_all_answers(answers in vec((0_u64..5, 0_u64..5, 0_u64..5), 2..40)) {
        let clusters: Vec<_> = answers
            .iter()
            .map(|(promoters, passives, detractors)| NpsCluster {
                promoters: *promoters, passives: *passives, detractors: *detractors,
            })
            .collect();
        let sum = |part: fn(&NpsCluster) -> u64| clusters.iter().map(part).sum();
        let plain = stats::nps(sum(|c| c.promoters), sum(|c| c.passives), sum(|c| c.detractors), 0.95);
        if let (Ok(plain), Ok(clustered)) = (plain, stats::nps_clustered(&clusters, 0.95)) {
            prop_assert!((plain.value - clustered.value).abs() < 1e-9);
            prop_assert!(clustered.low <= clustered.value && clustered.value <= clustered.high);
        }
    }

    #[test]
    fn a_ratio_over_ones_is_a_mean(values in vec(-1e6..1e6_f64, 2..60), level in levels()) {
        let clusters: Vec<_> = values.iter().map(|y| (*y, 1.0)).collect();
        let (mean, ratio) = (stats::student(&values, level).unwrap(), stats::ratio_of_sums(&clusters, level).unwrap());
        for (a, b) in [(mean.value, ratio.value), (mean.low, ratio.low), (mean.high, ratio.high)] {
            prop_assert!((a - b).abs() <= 1e-6, "{} {}", a, b);
        }
    }

    #[test]
    fn whatever_numbers_come_in_only_finite_ones_come_out(
        clusters in vec((any::<f64>(), any::<f64>()), 0..8), level in any::<f64>(),
    ) {
        let values: Vec<f64> = clusters.iter().map(|(y, _)| *y).collect();
        for estimate in [stats::student(&values, level), stats::ratio_of_sums(&clusters, level)].into_iter().flatten() {
            prop_assert!(estimate.low.is_finite() && estimate.high.is_finite());
            prop_assert!(estimate.low <= estimate.value && estimate.value <= estimate.high);
        }
    }

    #[test]
    fn a_quantile_lies_among_the_observations_and_rises_with_q(
        mut values in vec(any::<i64>(), 1..60), q in 0.0..=1.0_f64, r in 0.0..=1.0_f64,
    ) {
        values.sort_unstable();
        let (low, high) = (stats::quantile(&values, q.min(r)).unwrap(), stats::quantile(&values, q.max(r)).unwrap());
        // Interpolation between neighbours rounds to the nearest double of their size.
        let slack = values.iter().map(|v| (*v as f64).abs()).fold(0.0, f64::max) * 4.0 * f64::EPSILON;
        prop_assert!(low <= high + slack);
        prop_assert!(values[0] as f64 <= low + slack && high <= values[values.len() - 1] as f64 + slack);
    }

    #[test]
    fn order_statistics_enclose_the_quantile(
        mut values in vec(-1_000_i64..1_000, 1..400), q in 0.01..0.99_f64, level in levels(),
    ) {
        values.sort_unstable();
        let value = stats::quantile(&values, q).unwrap();
        let bounds = stats::order_statistic(&values, q, level).unwrap();
        prop_assert!(bounds.low.is_none_or(|low| low as f64 <= value), "{:?} {}", bounds, value);
        prop_assert!(bounds.high.is_none_or(|high| value <= high as f64), "{:?} {}", bounds, value);
    }

    #[test]
    fn a_higher_level_never_narrows(mut values in vec(-1_000_i64..1_000, 1..200), q in 0.05..0.95_f64) {
        values.sort_unstable();
        let (narrow, wide) =
            (stats::order_statistic(&values, q, 0.8).unwrap(), stats::order_statistic(&values, q, 0.99).unwrap());
        prop_assert!(wide.low.unwrap_or(i64::MIN) <= narrow.low.unwrap_or(i64::MIN));
        prop_assert!(wide.high.unwrap_or(i64::MAX) >= narrow.high.unwrap_or(i64::MAX));
    }

    #[test]
    fn survival_never_rises_and_its_interval_contains_it(observed in lifetimes(), level in levels()) {
        let curve = KaplanMeier::fit(&observed).unwrap();
        let mut last = 1.0;
        for t in -1..=51 {
            let survival = curve.survival(t);
            let interval = curve.survival_interval(t, level).unwrap();
            prop_assert!(survival <= last && (0.0..=1.0).contains(&survival));
            prop_assert!(0.0 <= interval.low && interval.low <= survival);
            prop_assert!(survival <= interval.high && interval.high <= 1.0);
            last = survival;
        }
    }

    #[test]
    fn a_lifetime_quantile_lies_within_its_bounds(observed in lifetimes(), q in 0.01..0.99_f64, level in levels()) {
        let curve = KaplanMeier::fit(&observed).unwrap();
        let bounds = curve.quantile_interval(q, level).unwrap();
        match curve.quantile(q) {
            Some(value) => {
                prop_assert!(bounds.low.is_some_and(|low| low <= value));
                prop_assert!(bounds.high.is_none_or(|high| value <= high));
            }
            None => prop_assert_eq!(bounds.high, None),
        }
    }

    #[test]
    fn where_all_ended_survival_is_the_share_that_lasted_longer(durations in vec(0_i64..50, 1..80), t in 0_i64..50) {
        let curve = KaplanMeier::fit(&durations.iter().map(|d| (*d, true)).collect::<Vec<_>>()).unwrap();
        let share = durations.iter().filter(|d| **d > t).count() as f64 / durations.len() as f64;
        prop_assert!((curve.survival(t) - share).abs() < 1e-12);
    }

    #[test]
    fn order_does_not_matter(mut observed in lifetimes()) {
        let curve = KaplanMeier::fit(&observed).unwrap();
        observed.reverse();
        prop_assert_eq!(curve, KaplanMeier::fit(&observed).unwrap());
    }
}

#[test]
fn each_reason_is_displayed_as_its_key() {
    for reason in [
        Undefined::Level,
        Undefined::NoObservations,
        Undefined::TooFew,
        Undefined::NoSpread,
        Undefined::PartExceedsWhole,
        Undefined::NotFinite,
        Undefined::ZeroDenominator,
        Undefined::Unsorted,
        Undefined::Quantile,
        Undefined::History,
        Undefined::NoTime,
        Undefined::Parameter,
        Undefined::NoMean,
        Undefined::Horizon,
        Undefined::NoEvents,
        Undefined::Lengths,
        Undefined::Dependent,
        Undefined::Separated,
    ] {
        assert_eq!(reason.to_string(), reason.key());
    }
}
