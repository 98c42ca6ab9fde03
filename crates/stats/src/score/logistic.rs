//! Logistic regression: the probability of an outcome from what is known of a customer.

use crate::Undefined;
use crate::symmetric::Symmetric;

/// One customer whose outcome is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation<'a> {
    /// What was known before, equally many numbers for all.
    pub features: &'a [f64],
    /// Whether it happened.
    pub outcome: bool,
}

/// A fitted model: the logarithm of the odds is `intercept + Σ coefficient · feature`.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    pub intercept: f64,
    /// One per feature, in their order.
    pub coefficients: Vec<f64>,
    /// Of the intercept and then of each coefficient; `None` under a penalty, which biases them.
    pub standard_errors: Option<Vec<f64>>,
    /// Without the penalty.
    pub log_likelihood: f64,
    /// The mean of each feature over the observations.
    pub means: Vec<f64>,
}

/// Why one customer's score is what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// The log-odds of a customer who is average in every feature.
    pub base: f64,
    /// What each feature adds to it. Base and points sum to the log-odds.
    pub points: Vec<f64>,
    /// The probability, 0 to 1.
    pub probability: f64,
}

const MOST_STEPS: usize = 100;

impl Logistic {
    /// Fits by maximum likelihood less `penalty / 2 · Σ coefficient²`, the intercept left out; Newton's method, also known as
    /// iteratively reweighted least squares. Under a penalty features should have one scale: see [`super::Scaling`].
    ///
    /// Source: McCullagh and Nelder (1989), Generalized Linear Models, second edition, section 4.4; le Cessie and van Houwelingen
    /// (1992), Ridge estimators in logistic regression, Applied Statistics 41:191.
    ///
    /// # Errors
    /// [`Undefined::NoObservations`], [`Undefined::Lengths`], [`Undefined::NotFinite`], [`Undefined::Parameter`] for a negative
    /// penalty, [`Undefined::OneOutcome`] where all outcomes are the same; without penalty [`Undefined::Dependent`] where a feature
    /// follows from others and [`Undefined::Separated`] where the features tell the outcome exactly.
    ///
    /// # Example
    /// ```
    /// use stats::score::{Logistic, Observation};
    ///
    /// // 1 of 4 without, 3 of 4 with the feature: odds of 1/3 and 3.
    /// let rows = [([0.0], 1), ([1.0], 3)];
    /// let observations: Vec<_> = rows
    ///     .iter()
    ///     .flat_map(|(features, yes)| (0..4).map(move |i| Observation { features, outcome: i < *yes }))
    ///     .collect();
    /// let model = Logistic::fit(&observations, 0.0).unwrap();
    /// assert!((model.intercept + 3_f64.ln()).abs() < 1e-9);
    /// assert!((model.coefficients[0] - 9_f64.ln()).abs() < 1e-9);
    /// assert!((model.ledger(&[1.0]).unwrap().probability - 0.75).abs() < 1e-9);
    /// ```
    pub fn fit(observations: &[Observation<'_>], penalty: f64) -> Result<Self, Undefined> {
        let width = check(observations, penalty)?;
        let mut beta = vec![0.0; width + 1];
        let share = observations.iter().filter(|o| o.outcome).count() as f64 / observations.len() as f64;
        beta[0] = (share / (1.0 - share)).ln();
        let mut at = evaluate(observations, &beta, penalty);
        for step in 0..MOST_STEPS {
            let singular = if step == 0 { Undefined::Dependent } else { Undefined::Separated };
            let direction = at.information.cholesky().ok_or(singular)?.solve(&at.gradient);
            let promise: f64 = direction.iter().zip(&at.gradient).map(|(d, g)| d * g).sum();
            if promise.abs() < 1e-13 * at.value.abs().max(1e-3) {
                return finish(observations, beta, at, penalty);
            }
            let mut length = 1.0;
            loop {
                let point: Vec<f64> = beta.iter().zip(&direction).map(|(b, d)| b + length * d).collect();
                let next = evaluate(observations, &point, penalty);
                if next.value >= at.value {
                    (beta, at) = (point, next);
                    break;
                }
                length /= 2.0;
                if length < 1e-9 {
                    // Only rounding is left to climb.
                    return finish(observations, beta, at, penalty);
                }
            }
            if penalty == 0.0 && at.value > -1e-6 {
                return Err(Undefined::Separated);
            }
        }
        Err(Undefined::Separated)
    }

    /// The score of a customer and what it is made of.
    ///
    /// # Errors
    /// [`Undefined::Lengths`], [`Undefined::NotFinite`].
    pub fn ledger(&self, features: &[f64]) -> Result<Ledger, Undefined> {
        if features.len() != self.coefficients.len() {
            return Err(Undefined::Lengths);
        }
        let base = self.intercept + dot(&self.coefficients, &self.means);
        let off = features.iter().zip(&self.means).map(|(x, mean)| x - mean);
        let points: Vec<f64> = self.coefficients.iter().zip(off).map(|(c, off)| c * off).collect();
        let log_odds = base + points.iter().sum::<f64>();
        if !log_odds.is_finite() {
            return Err(Undefined::NotFinite);
        }
        Ok(Ledger { base, points, probability: probability(log_odds) })
    }
}

fn check(observations: &[Observation<'_>], penalty: f64) -> Result<usize, Undefined> {
    let Some(first) = observations.first() else {
        return Err(Undefined::NoObservations);
    };
    let width = first.features.len();
    if observations.iter().any(|o| o.features.len() != width) {
        return Err(Undefined::Lengths);
    }
    if !observations.iter().flat_map(|o| o.features).all(|x| x.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if !(penalty >= 0.0 && penalty.is_finite()) {
        return Err(Undefined::Parameter);
    }
    if observations.iter().all(|o| o.outcome == first.outcome) {
        return Err(Undefined::OneOutcome);
    }
    Ok(width)
}

struct Evaluated {
    /// With the penalty taken off.
    value: f64,
    gradient: Vec<f64>,
    /// Minus the second derivative.
    information: Symmetric,
}

fn evaluate(observations: &[Observation<'_>], beta: &[f64], penalty: f64) -> Evaluated {
    let size = beta.len();
    let (mut value, mut gradient, mut information) = (0.0, vec![0.0; size], Symmetric::zero(size));
    let mut row = vec![1.0; size];
    for observation in observations {
        row[1..].copy_from_slice(observation.features);
        let score = dot(beta, &row);
        let toward = if observation.outcome { score } else { -score };
        // ln(1 / (1 + e^-toward)), whichever way it is large.
        value += toward.min(0.0) - (-toward.abs()).exp().ln_1p();
        let p = probability(score);
        let off = if observation.outcome { 1.0 - p } else { -p };
        gradient.iter_mut().zip(&row).for_each(|(sum, x)| *sum += off * x);
        information.add_outer(&row, p * (1.0 - p));
    }
    for i in 1..size {
        value -= penalty / 2.0 * beta[i] * beta[i];
        gradient[i] -= penalty * beta[i];
        information.set(i, i, information.get(i, i) + penalty);
    }
    Evaluated { value, gradient, information }
}

fn finish(
    observations: &[Observation<'_>],
    beta: Vec<f64>,
    at: Evaluated,
    penalty: f64,
) -> Result<Logistic, Undefined> {
    if !(at.value.is_finite() && beta.iter().all(|b| b.is_finite())) {
        return Err(Undefined::NotFinite);
    }
    let count = observations.len() as f64;
    let mean = |i: usize| observations.iter().map(|o| o.features[i] / count).sum();
    let covariance = if penalty == 0.0 { Some(at.information.inverse().ok_or(Undefined::Separated)?) } else { None };
    Ok(Logistic {
        intercept: beta[0],
        means: (0..beta.len() - 1).map(mean).collect(),
        standard_errors: covariance.map(|c| (0..beta.len()).map(|i| c.get(i, i).sqrt()).collect()),
        log_likelihood: at.value + penalty / 2.0 * beta[1..].iter().map(|b| b * b).sum::<f64>(),
        coefficients: beta[1..].to_vec(),
    })
}

/// Of log-odds, however large.
pub(super) fn probability(log_odds: f64) -> f64 {
    let small = (-log_odds.abs()).exp();
    if log_odds >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(rows: &[(Vec<f64>, bool)], penalty: f64) -> Result<Logistic, Undefined> {
        let observations: Vec<_> =
            rows.iter().map(|(features, outcome)| Observation { features, outcome: *outcome }).collect();
        Logistic::fit(&observations, penalty)
    }

    #[test]
    fn what_has_no_answer_says_why() {
        assert_eq!(fit(&[], 0.0), Err(Undefined::NoObservations));
        assert_eq!(fit(&[(vec![1.0], true), (vec![], false)], 0.0), Err(Undefined::Lengths));
        assert_eq!(fit(&[(vec![1.0], true), (vec![2.0], true)], 1.0), Err(Undefined::OneOutcome));
        assert_eq!(fit(&[(vec![1.0], true), (vec![f64::NAN], false)], 1.0), Err(Undefined::NotFinite));
        assert_eq!(fit(&[(vec![1.0], true), (vec![2.0], false)], -1.0), Err(Undefined::Parameter));
        assert_eq!(fit(&[(vec![1.0], true), (vec![1.0], false)], 0.0), Err(Undefined::Dependent));
        let told: Vec<_> = (0..10_i32).map(|i| (vec![f64::from(i)], i > 4)).collect();
        assert_eq!(fit(&told, 0.0), Err(Undefined::Separated));
    }

    #[test]
    fn a_penalty_gives_an_answer_where_there_was_none() {
        let told: Vec<_> = (0..10_i32).map(|i| (vec![f64::from(i), f64::from(2 * i)], i > 4)).collect();
        let model = fit(&told, 1.0).unwrap();
        assert!(model.coefficients[1] > model.coefficients[0] && model.coefficients[0] > 0.0);
        assert_eq!(model.standard_errors, None);
    }

    #[test]
    fn without_features_it_is_the_share() {
        let model = fit(&[(vec![], true), (vec![], false), (vec![], false), (vec![], false)], 0.0).unwrap();
        assert!((model.ledger(&[]).unwrap().probability - 0.25).abs() < 1e-12);
    }

    #[test]
    fn base_and_points_sum_to_the_log_odds() {
        let rows: Vec<_> = (0..50_i32).map(|i| (vec![f64::from(i % 7), f64::from(i * i % 5)], i % 3 == 0)).collect();
        let model = fit(&rows, 0.1).unwrap();
        let ledger = model.ledger(&[3.0, 4.0]).unwrap();
        let log_odds = ledger.base + ledger.points.iter().sum::<f64>();
        assert!((log_odds - (model.intercept + dot(&model.coefficients, &[3.0, 4.0]))).abs() < 1e-12);
        assert!((ledger.probability - 1.0 / (1.0 + (-log_odds).exp())).abs() < 1e-12);
        assert_eq!(model.ledger(&[3.0]), Err(Undefined::Lengths));
        assert_eq!(model.ledger(&[f64::MAX, f64::INFINITY]), Err(Undefined::NotFinite));
    }
}
