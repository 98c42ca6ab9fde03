//! Laws that hold for any data.

use proptest::collection::vec;
use proptest::prelude::*;
use stats::experiment::{Sample, Share};
use stats::value::{BgNbd, Histories, History, ModelKind, ParetoNbd, fit_purchases};
use stats::{KaplanMeier, NpsCluster, Pair, Part, Rate, Undefined};

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
        // A ratio knows that it is not negative where nothing in it is.
        let low = if values.iter().all(|y| *y >= 0.0) { mean.low.max(0.0) } else { mean.low };
        for (a, b) in [(mean.value, ratio.value), (low, ratio.low), (mean.high, ratio.high)] {
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
            prop_assert!(survival <= last && (0.0..=1.0).contains(&survival));
            match curve.survival_interval(t, level).unwrap() {
                Some(interval) => {
                    prop_assert!(0.0 <= interval.low && interval.low <= survival);
                    prop_assert!(survival <= interval.high && interval.high <= 1.0);
                }
                None => prop_assert_eq!(survival, 0.0),
            }
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
    fn mix_and_rate_sum_to_the_change(
        parts in vec(((0_u32..1_000, 0_u32..1_000), (0_u32..1_000, 1_u32..1_000)), 1..20), decimals in 0_u32..9,
    ) {
        // A part without anybody in a period has no numerator in it either.
        let rate = |(numerator, denominator): (u32, u32)| Rate {
            numerator: f64::from(if denominator == 0 { 0 } else { numerator }), denominator: f64::from(denominator),
        };
        let parts: Vec<_> = parts.iter().map(|(a, b)| Part { before: rate(*a), after: rate(*b) }).collect();
        if let Ok(found) = stats::drivers(&parts) {
            let sum: f64 = found.effects.iter().map(|effect| effect.mix + effect.rate).sum();
            let scale = found.before.abs().max(found.after.abs()).max(1.0) * 1_000.0;
            prop_assert!((sum - (found.after - found.before)).abs() < 1e-12 * scale);
            let (units, change) = found.rounded(decimals).unwrap();
            prop_assert_eq!(units.iter().map(|(mix, rate)| mix + rate).sum::<i128>(), change);
            for ((mix, rate), exact) in units.iter().zip(&found.effects) {
                let unit = 10_f64.powi(decimals as i32);
                prop_assert!((*mix as f64 - exact.mix * unit).abs() < 2.0 && (*rate as f64 - exact.rate * unit).abs() < 2.0);
            }
        }
    }

    #[test]
    fn affinity_is_symmetric_and_lies_within_its_interval(
        both in 0_u64..500, a in 0_u64..500, b in 0_u64..500, neither in 0_u64..5_000, level in levels(),
    ) {
        let pair = Pair::unordered(both + a + b + neither, both + a, both + b, both);
        if let Ok(found) = stats::affinity(pair, level) {
            let back = stats::affinity(Pair { a: pair.b, b: pair.a, ..pair }, level).unwrap();
            prop_assert!((found.lift - back.lift).abs() < 1e-9 * found.lift.max(1.0));
            prop_assert!(found.lift_interval.low <= found.lift && found.lift <= found.lift_interval.high);
        }
    }

    #[test]
    fn comparisons_are_antisymmetric(
        (k1, m1, k2, m2) in (0_u64..900, 0_u64..900, 0_u64..900, 0_u64..900), level in levels(),
    ) {
        let (a, b) = (Share { successes: k1, n: k1 + m1 }, Share { successes: k2, n: k2 + m2 });
        if let Ok(there) = stats::experiment::two_proportions(a, b, level) {
            let back = stats::experiment::two_proportions(b, a, level).unwrap();
            prop_assert!((there.effect.low + back.effect.high).abs() < 1e-12 && there.p == back.p);
            prop_assert!(there.effect.low <= there.effect.value && there.effect.value <= there.effect.high);
            prop_assert!(-1.0 <= there.effect.low && there.effect.high <= 1.0 && (0.0..=1.0).contains(&there.p));
        }
    }

    #[test]
    fn welch_is_significant_exactly_where_its_interval_leaves_out_zero(
        a in vec(-1e3..1e3_f64, 2..30), b in vec(-1e3..1e3_f64, 2..30), level in levels(),
    ) {
        let found = stats::experiment::welch(Sample::of(&a).unwrap(), Sample::of(&b).unwrap(), level).unwrap();
        let outside = found.effect.low > 0.0 || found.effect.high < 0.0;
        if (found.p - (1.0 - level)).abs() > 1e-9 {
            prop_assert_eq!(outside, found.p < 1.0 - level);
        }
    }

    #[test]
    fn turning_scores_round_turns_the_area_round(scored in vec((0_i32..20, any::<bool>()), 2..60), level in levels()) {
        let there: Vec<_> = scored.iter().map(|(score, outcome)| (f64::from(*score), *outcome)).collect();
        let back: Vec<_> = there.iter().map(|(score, outcome)| (-score, *outcome)).collect();
        if let Ok(area) = stats::score::auc(&there) {
            prop_assert!((area + stats::score::auc(&back).unwrap() - 1.0).abs() < 1e-12);
            if let Ok(interval) = stats::score::auc_interval(&there, level) {
                prop_assert!(0.0 <= interval.low && interval.low <= area && area <= interval.high && interval.high <= 1.0);
            }
        }
    }

    #[test]
    fn bands_hold_everybody_and_average_to_the_whole(scored in vec((0_i32..9, any::<bool>()), 10..80), parts in 1_u32..10) {
        let scored: Vec<_> = scored.iter().map(|(score, outcome)| (f64::from(*score), *outcome)).collect();
        if let Ok(bands) = stats::score::bands(&scored, parts, 0.95) {
            prop_assert_eq!(bands.iter().map(|band| band.customers).sum::<u64>(), scored.len() as u64);
            let happened: f64 = bands.iter().map(|band| band.happened * band.customers as f64).sum();
            prop_assert!((happened - scored.iter().filter(|(_, outcome)| *outcome).count() as f64).abs() < 1e-9);
            prop_assert!(bands.is_sorted_by(|a, b| a.captured <= b.captured + 1e-12));
        }
    }

    #[test]
    fn the_order_of_groups_does_not_matter_to_the_log_rank_test(a in lifetimes(), b in lifetimes(), c in lifetimes()) {
        if let Ok(there) = stats::survival::log_rank(&[&a, &b, &c]) {
            let back = stats::survival::log_rank(&[&c, &a, &b]).unwrap();
            prop_assert!((there.chi2 - back.chi2).abs() < 1e-6 * there.chi2.max(1.0), "{:?} {:?}", there, back);
            let (observed, expected) = (there.observed.iter().sum::<u64>() as f64, there.expected.iter().sum::<f64>());
            prop_assert!((observed - expected).abs() < 1e-9 * observed);
        }
    }

    #[test]
    fn purchase_models_predict_sensible_numbers(
        r in 0.01..20.0_f64, scale in 0.1..200.0_f64, a in 0.01..20.0_f64, b in 0.01..20.0_f64, repeats in 0_u64..60,
        (recency, after, t) in (0.001..100.0_f64, 0.0..100.0_f64, 0.0..200.0_f64),
    ) {
        let recency = if repeats == 0 { 0.0 } else { recency };
        let history = History { repeats, recency, age: recency + after };
        let (bg, pareto) = (BgNbd::new(r, scale, a, b).unwrap(), ParetoNbd::new(r, scale, a, b).unwrap());
        let most = (r + repeats as f64) / (scale + history.age) * t;
        for (alive, near, far) in [
            (bg.p_alive(&history), bg.expected(&history, t), bg.expected(&history, t * 1.5)),
            (pareto.p_alive(&history), pareto.expected(&history, t), pareto.expected(&history, t * 1.5)),
        ] {
            let (alive, near, far) = (alive.unwrap(), near.unwrap(), far.unwrap());
            prop_assert!((0.0..=1.0).contains(&alive));
            prop_assert!(0.0 <= near && near <= far * (1.0 + 1e-12));
            // Nobody buys more than one who never leaves.
            prop_assert!(near <= alive * most * (1.0 + 1e-9) + 1e-300, "{} {}", near, most);
        }
        let one = Histories::collect([history]).unwrap();
        prop_assert!(bg.log_likelihood(&one).is_finite() && pareto.log_likelihood(&one).is_finite());
    }

    #[test]
    fn order_does_not_matter(mut observed in lifetimes()) {
        let curve = KaplanMeier::fit(&observed).unwrap();
        observed.reverse();
        prop_assert_eq!(curve, KaplanMeier::fit(&observed).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_histories_end_in_a_fit(all in vec((0_u64..12, 0.01..1.0_f64, 1.0..100.0_f64), 1..12)) {
        let history = |(repeats, part, age): &(u64, f64, f64)| History {
            repeats: *repeats, recency: if *repeats == 0 { 0.0 } else { part * age }, age: *age,
        };
        let histories = Histories::collect(all.iter().map(history)).unwrap();
        for kind in [ModelKind::BgNbd, ModelKind::ParetoNbd] {
            let fit = fit_purchases(kind, &histories).unwrap();
            prop_assert!(fit.log_likelihood.is_finite() && fit.converged, "{:?}", fit);
            prop_assert!(fit.standard_errors.iter().flatten().all(|error| error.is_finite()), "{:?}", fit);
            match fit.model.expected_new(10.0) {
                Ok(expected) => prop_assert!(expected.is_finite() && expected >= 0.0),
                Err(reason) => prop_assert_eq!(reason, Undefined::Horizon),
            }
        }
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
        Undefined::OneOutcome,
    ] {
        assert_eq!(reason.to_string(), reason.key());
    }
}
