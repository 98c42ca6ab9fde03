//! Series whose future, breaks and outliers are known beforehand.

use super::*;

fn asked(season: usize, periods: usize) -> Ahead {
    Ahead { season, periods, level: 0.95, limits: (f64::NEG_INFINITY, f64::INFINITY) }
}

/// Numbers that look like chance, between -0.5 and 0.5, the same each time.
fn noise(count: usize) -> Vec<f64> {
    let mut state = 12_345_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    (0..count).map(|_| (0..4).map(|_| next()).sum::<f64>() / 2.0).collect()
}

/// Held back are 30, 40 and 10: the naive forecast says 20 each time.
#[test]
fn the_naive_errors_by_hand() {
    let values = [10.0, 20.0, 10.0, 20.0, 10.0, 20.0, 10.0, 20.0, 30.0, 40.0, 10.0];
    let found = forecast(&[&[20.0], values.as_slice()].concat(), asked(1, 3)).unwrap();
    let naive = &found.holdout.seasonal_naive;
    assert_eq!((found.holdout.held, found.holdout.scale), (3, 10.0));
    assert!((naive.mae - 40.0 / 3.0).abs() < 1e-12 && (naive.mase.unwrap() - 4.0 / 3.0).abs() < 1e-12);
}

/// Four quarters that come again and again, one of them moved: the naive forecast repeats the last four.
#[test]
fn a_season_that_repeats_is_repeated() {
    let mut values: Vec<f64> = [10.0, 20.0, 30.0, 5.0].repeat(5);
    values[2] = 31.0;
    let found = forecast(&values, asked(4, 6)).unwrap();
    assert_eq!((found.season, found.holdout.smoothing_wins), (4, false));
    let expected = [10.0, 20.0, 30.0, 5.0, 10.0, 20.0];
    assert_eq!(found.points.iter().map(|point| point.value).collect::<Vec<_>>(), expected);
    // One change by one among sixteen; after a whole season the variance doubles.
    let reach = |index: usize| found.points[index].bounds.unwrap().1 - expected[index];
    // Student's t with sixteen degrees of freedom, by scipy.
    assert!((reach(0) - 2.119_905_299_221_011 * 0.25).abs() < 1e-9);
    assert!((reach(4) / reach(0) - 2.0_f64.sqrt()).abs() < 1e-9);
}

/// Twelve months and two more: the changes are 1 and 3, and two tell nothing of how far a third may go.
#[test]
fn a_season_with_too_few_changes_has_no_interval() {
    let year: Vec<f64> = (0..12).map(|month| f64::from(month * month % 7)).collect();
    let values = [year.as_slice(), &[year[0] + 1.0, year[1] + 3.0]].concat();
    let told = naive::points(&values, 12, 1, 0.95).unwrap();
    assert_eq!(told, [Point { value: year[2], bounds: None }]);
    let values = [values.as_slice(), &[year[2] + 2.0]].concat();
    let told = naive::points(&values, 12, 1, 0.95).unwrap();
    // √((1 + 9 + 4) / 3) times Student's t with three degrees of freedom, by scipy.
    let reach = 3.182_446_305_284_263_6 * (14.0_f64 / 3.0).sqrt();
    assert!((told[0].bounds.unwrap().1 - year[3] - reach).abs() < 1e-9);
}

#[test]
fn a_trend_with_a_season_is_continued() {
    let parts = [5.0, -3.0, 0.0, -2.0];
    let truth = |t: usize| 100.0 + 2.0 * t as f64 + parts[t % 4];
    let noise = noise(40);
    let values: Vec<f64> = (0..40).map(|t| truth(t) + 0.2 * noise[t]).collect();
    let found = forecast(&values, asked(4, 8)).unwrap();
    assert!(found.holdout.smoothing_wins);
    let Model::Smoothing(model) = &found.model else { panic!("{:?}", found.model) };
    assert_eq!((model.name, model.seasonal.len()), ("ETS(A,A,A)", 4));
    for (step, point) in found.points.iter().enumerate() {
        assert!((point.value - truth(40 + step)).abs() < 0.5, "{step} {point:?}");
    }
    assert!(found.holdout.smoothing.covered >= 6);
}

#[test]
fn few_constant_and_huge_observations_have_an_answer_or_a_reason() {
    assert_eq!(forecast(&[1.0; 7], asked(1, 2)), Err(Undefined::TooFew));
    assert_eq!(history(&[1.0; 7], 1), Err(Undefined::TooFew));
    assert_eq!(forecast(&[f64::NAN; 9], asked(1, 2)), Err(Undefined::NotFinite));
    for value in [0.0, 7.0, -1e12] {
        let found = forecast(&[value; 9], asked(12, 2)).unwrap();
        assert_eq!((&found.model, found.season), (&Model::Constant, 1));
        assert_eq!(found.points, vec![Point { value, bounds: None }; 2]);
        assert_eq!((found.holdout.seasonal_naive.mae, found.holdout.seasonal_naive.mase), (0.0, None));
        assert_eq!(history(&[value; 24], 4), Ok((Vec::new(), Vec::new())));
    }
    let huge: Vec<f64> = (1..=20).map(|t| f64::from(t) * 1e90).collect();
    assert!(forecast(&huge, asked(4, 3)).unwrap().points.iter().all(|point| point.value.is_finite()));
    // Nothing until the last: what was fitted to is constant and what was held back is not.
    let late = [vec![0.0; 15], vec![5.0]].concat();
    assert!(forecast(&late, asked(1, 3)).unwrap().points.iter().all(|point| point.value.is_finite()));
}

#[test]
fn units_change_nothing_but_the_unit() {
    let values: Vec<f64> = noise(30).iter().enumerate().map(|(t, e)| 50.0 + t as f64 + 6.0 * e).collect();
    let large: Vec<f64> = values.iter().map(|value| value * 1e6).collect();
    let (small, large) = (forecast(&values, asked(7, 4)).unwrap(), forecast(&large, asked(7, 4)).unwrap());
    for (small, large) in small.points.iter().zip(&large.points) {
        assert!((small.value * 1e6 / large.value - 1.0).abs() < 1e-5, "{small:?} {large:?}");
    }
}

#[test]
fn a_step_is_a_break_and_a_spike_an_outlier() {
    let noise = noise(36);
    let step: Vec<f64> = (0..36).map(|t| if t < 20 { 50.0 } else { 80.0 } + noise[t]).collect();
    let (breaks, odd) = history(&step, 1).unwrap();
    assert_eq!((breaks.len(), breaks[0].at, odd.len()), (1, 20, 0), "{odd:?} {noise:?}");
    assert!((breaks[0].jump - 30.0).abs() < 2.0, "{breaks:?}");
    let mut spiked = step.clone();
    spiked[9] += 40.0;
    let (breaks, odd) = history(&spiked, 1).unwrap();
    assert_eq!(breaks.iter().map(|one| one.at).collect::<Vec<_>>(), [20]);
    assert_eq!(odd.iter().map(|one| (one.at, one.score > Some(3.5))).collect::<Vec<_>>(), [(9, true)]);
    assert!((odd[0].expected - 50.0).abs() < 2.0);
}

/// Exactly on its line but once, and a trend that turns: the slopes are those it was made of.
#[test]
fn a_turn_tells_both_slopes_and_an_exact_line_has_no_scatter() {
    let mut line: Vec<f64> = (0..20).map(|t| 3.0 * f64::from(t)).collect();
    line[7] += 1.0;
    let (breaks, odd) = history(&line, 1).unwrap();
    assert_eq!((breaks.len(), odd.len(), odd[0].at, odd[0].score), (0, 1, 7, None));
    let noise = noise(30);
    let turn: Vec<f64> =
        (0..30).map(|t| if t < 15 { t as f64 } else { 15.0 - 2.0 * (t as f64 - 15.0) } + 0.2 * noise[t]).collect();
    let (breaks, _) = history(&turn, 1).unwrap();
    assert_eq!(breaks.len(), 1);
    assert!(breaks[0].at.abs_diff(15) <= 1, "{breaks:?}");
    assert!((breaks[0].slope_before - 1.0).abs() < 0.1 && (breaks[0].slope_after + 2.0).abs() < 0.1);
}

/// A December that is high each year is no outlier; one that is not, is.
#[test]
fn a_season_is_not_out_of_the_ordinary() {
    let noise = noise(48);
    let mut values: Vec<f64> = (0..48).map(|t| 100.0 + if t % 12 == 11 { 60.0 } else { 0.0 } + noise[t]).collect();
    assert_eq!(history(&values, 12).unwrap(), (Vec::new(), Vec::new()));
    values[23] -= 60.0;
    let (breaks, odd) = history(&values, 12).unwrap();
    assert!(breaks.is_empty() && odd.iter().any(|one| one.at == 23), "{breaks:?} {odd:?}");
}

#[test]
fn nothing_lies_beyond_its_limits() {
    let falling: Vec<f64> = noise(20).iter().enumerate().map(|(t, e)| 0.9 - 0.05 * t as f64 + 0.05 * e).collect();
    let found = forecast(&falling, Ahead { limits: (0.0, 1.0), ..asked(1, 6) }).unwrap();
    assert_eq!(found.points[5].value, 0.0);
    assert!(found.points.iter().all(|point| point.bounds.is_some_and(|(low, high)| low == 0.0 && high <= 1.0)));
}
