//! What shortens a lifetime, several causes taken together: Cox's proportional hazards.

use crate::symmetric::Symmetric;
use crate::{Interval, Undefined, level};

use super::concordance;

/// One customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lifetime<'a> {
    /// How long they lasted, in the caller's unit.
    pub duration: i64,
    /// Whether they ended then; otherwise they were last seen.
    pub ended: bool,
    /// What is known of them, equally many numbers for all.
    pub features: &'a [f64],
}

/// A fitted model: the hazard of a customer is a common one times `exp(Σ coefficient · feature)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cox {
    /// One per feature, in their order.
    pub coefficients: Vec<Coefficient>,
    /// The logarithm of the partial likelihood.
    pub log_likelihood: f64,
    /// The same with all coefficients zero.
    pub null_log_likelihood: f64,
    /// See [`concordance`].
    pub concordance: f64,
    pub customers: u64,
    pub ended: u64,
}

/// The effect of one feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// The logarithm of the ratio of hazards per unit of the feature.
    pub value: f64,
    pub standard_error: f64,
}

impl Coefficient {
    /// How many times as large the hazard is with one unit more, and its interval.
    ///
    /// # Errors
    /// [`Undefined::Level`], [`Undefined::NotFinite`].
    pub fn hazard_ratio(&self, level: f64) -> Result<(f64, Interval), Undefined> {
        let reach = level::normal(level)? * self.standard_error;
        let high = (self.value + reach).exp();
        if !high.is_finite() {
            return Err(Undefined::NotFinite);
        }
        Ok((self.value.exp(), Interval { low: (self.value - reach).exp(), high }))
    }

    /// How often chance alone gives an effect as large, 0 to 1: Wald's test.
    ///
    /// # Example
    /// ```
    /// let found = stats::survival::Coefficient { value: 0.392, standard_error: 0.2 };
    /// assert!((found.p() - 0.05).abs() < 1e-4);
    /// ```
    #[must_use]
    pub fn p(&self) -> f64 {
        crate::chance::normal(self.value / self.standard_error)
    }
}

/// Coefficients of standardised features beyond this run to infinity.
const FARTHEST: f64 = 25.0;
const MOST_STEPS: usize = 60;

impl Cox {
    /// Fits by maximum partial likelihood, Newton's method on standardised features, ties by Efron's method: with `d` endings at a
    /// duration, sums `S` of `exp(βx)` over those at risk and `D` over those who ended,
    /// `Σ βx - Σ_{l<d} ln(S - l/d · D)`.
    ///
    /// Source: Cox (1972), Journal of the Royal Statistical Society B 34:187; Efron (1977), Journal of the American Statistical
    /// Association 72:557.
    ///
    /// # Errors
    /// [`Undefined::NoObservations`], [`Undefined::NoEvents`], [`Undefined::Lengths`] where features differ in number,
    /// [`Undefined::NotFinite`]; [`Undefined::Dependent`] where a feature is constant or follows from others;
    /// [`Undefined::Separated`] where a feature tells exactly who ends first, so that its coefficient is infinite.
    ///
    /// # Example
    /// ```
    /// use stats::survival::{Cox, Lifetime};
    ///
    /// let customers = [(1, [1.0]), (2, [0.0]), (3, [1.0]), (4, [0.0])];
    /// let lifetimes = customers.each_ref().map(|(duration, features)| Lifetime { duration: *duration, ended: true, features });
    /// let model = Cox::fit(&lifetimes).unwrap();
    /// // The maximum of e^2β / ((2+2e^β)(2+e^β)(1+e^β)): e^β = (1 + √17)/2.
    /// assert!((model.coefficients[0].value.exp() - (1.0 + 17_f64.sqrt()) / 2.0).abs() < 1e-8);
    /// ```
    pub fn fit(lifetimes: &[Lifetime<'_>]) -> Result<Self, Undefined> {
        let rows = Rows::of(lifetimes)?;
        let mut beta = vec![0.0; rows.scales.len()];
        let mut at = rows.evaluate(&beta);
        let null = at.value;
        let mut converged = false;
        for _ in 0..MOST_STEPS {
            let factor = at.information.cholesky().ok_or(Undefined::Dependent)?;
            let step = factor.solve(&at.gradient);
            let promise: f64 = step.iter().zip(&at.gradient).map(|(s, g)| s * g).sum();
            if promise.abs() < 1e-14 * at.value.abs().max(1.0) {
                converged = true;
                break;
            }
            let mut length = 1.0;
            let next = loop {
                let point: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + length * s).collect();
                let next = rows.evaluate(&point);
                if next.value >= at.value - 1e-13 * at.value.abs() {
                    break Some((point, next));
                }
                length /= 2.0;
                if length < 1e-8 {
                    break None;
                }
            };
            let Some((point, next)) = next else {
                converged = true;
                break;
            };
            (beta, at) = (point, next);
            if beta.iter().any(|b| b.abs() > FARTHEST) {
                return Err(Undefined::Separated);
            }
        }
        if !converged {
            return Err(Undefined::Separated);
        }
        let covariance = at.information.inverse().ok_or(Undefined::Separated)?;
        let coefficient = |i: usize| Coefficient {
            value: beta[i] / rows.scales[i],
            standard_error: covariance.get(i, i).sqrt() / rows.scales[i],
        };
        let ranked: Vec<_> =
            rows.sorted.iter().map(|row| (row.duration, row.ended, dot(&beta, &row.features))).collect();
        Ok(Self {
            coefficients: (0..beta.len()).map(coefficient).collect(),
            log_likelihood: at.value,
            null_log_likelihood: null,
            concordance: concordance(&ranked)?,
            customers: lifetimes.len() as u64,
            ended: lifetimes.iter().filter(|lifetime| lifetime.ended).count() as u64,
        })
    }
}

struct Row {
    duration: i64,
    ended: bool,
    features: Vec<f64>,
}

/// Customers from the longest to the shortest duration, features standardised.
struct Rows {
    sorted: Vec<Row>,
    scales: Vec<f64>,
}

struct Evaluated {
    value: f64,
    gradient: Vec<f64>,
    /// Minus the second derivative.
    information: Symmetric,
}

/// Sums over customers of the weight, the weighted features and their products.
struct Moments {
    weight: f64,
    first: Vec<f64>,
    second: Symmetric,
}

impl Rows {
    fn of(lifetimes: &[Lifetime<'_>]) -> Result<Self, Undefined> {
        let Some(first) = lifetimes.first() else {
            return Err(Undefined::NoObservations);
        };
        let width = first.features.len();
        if lifetimes.iter().any(|lifetime| lifetime.features.len() != width) {
            return Err(Undefined::Lengths);
        }
        if !lifetimes.iter().flat_map(|lifetime| lifetime.features).all(|feature| feature.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if !lifetimes.iter().any(|lifetime| lifetime.ended) {
            return Err(Undefined::NoEvents);
        }
        let count = lifetimes.len() as f64;
        let mean = |i: usize| lifetimes.iter().map(|l| l.features[i] / count).sum::<f64>();
        let means: Vec<f64> = (0..width).map(mean).collect();
        let variance = |i: usize| lifetimes.iter().map(|l| (l.features[i] - means[i]).powi(2) / count).sum::<f64>();
        let scales: Vec<f64> = (0..width).map(|i| variance(i).sqrt()).collect();
        if scales.iter().zip(&means).any(|(scale, mean)| *scale <= mean.abs() * 1e-12) {
            return Err(Undefined::Dependent);
        }
        if !scales.iter().all(|scale| scale.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let standard = |l: &Lifetime<'_>| Row {
            duration: l.duration,
            ended: l.ended,
            features: l.features.iter().enumerate().map(|(i, x)| (x - means[i]) / scales[i]).collect(),
        };
        let mut sorted: Vec<Row> = lifetimes.iter().map(standard).collect();
        sorted.sort_by_key(|row| std::cmp::Reverse(row.duration));
        Ok(Self { sorted, scales })
    }

    fn evaluate(&self, beta: &[f64]) -> Evaluated {
        let width = beta.len();
        let scores: Vec<f64> = self.sorted.iter().map(|row| dot(beta, &row.features)).collect();
        // Only ratios of the weights matter; counted from the highest they cannot overflow.
        let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut found = Evaluated { value: 0.0, gradient: vec![0.0; width], information: Symmetric::zero(width) };
        let mut at_risk = Moments::zero(width);
        let mut place = 0;
        for same in self.sorted.chunk_by(|a, b| a.duration == b.duration) {
            let mut ending = Moments::zero(width);
            let mut endings = 0_u64;
            for row in same {
                let score = scores[place];
                place += 1;
                at_risk.add(&row.features, (score - highest).exp());
                if row.ended {
                    ending.add(&row.features, (score - highest).exp());
                    endings += 1;
                    found.value += score - highest;
                    found.gradient.iter_mut().zip(&row.features).for_each(|(g, x)| *g += x);
                }
            }
            found.lose(&at_risk, &ending, endings);
        }
        found
    }
}

impl Evaluated {
    /// Takes off the logarithms of those at risk, once for each ending.
    fn lose(&mut self, at_risk: &Moments, ending: &Moments, endings: u64) {
        let (mut once, mut share, mut square, mut crossed, mut shared) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for l in 0..endings {
            let part = l as f64 / endings as f64;
            let left = at_risk.weight - part * ending.weight;
            self.value -= left.ln();
            once += 1.0 / left;
            share += part / left;
            square += 1.0 / (left * left);
            crossed += part / (left * left);
            shared += part * part / (left * left);
        }
        for (i, gradient) in self.gradient.iter_mut().enumerate() {
            *gradient -= once * at_risk.first[i] - share * ending.first[i];
        }
        for i in 0..self.gradient.len() {
            for j in 0..=i {
                let (a, b) = (at_risk.first[i], at_risk.first[j]);
                let (c, d) = (ending.first[i], ending.first[j]);
                let products = square * a * b - crossed * (a * d + c * b) + shared * c * d;
                let seconds = once * at_risk.second.get(i, j) - share * ending.second.get(i, j);
                self.information.set(i, j, self.information.get(i, j) + seconds - products);
            }
        }
    }
}

impl Moments {
    fn zero(width: usize) -> Self {
        Self { weight: 0.0, first: vec![0.0; width], second: Symmetric::zero(width) }
    }

    fn add(&mut self, features: &[f64], weight: f64) {
        self.weight += weight;
        self.first.iter_mut().zip(features).for_each(|(sum, x)| *sum += weight * x);
        self.second.add_outer(features, weight);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(rows: &[(i64, bool, Vec<f64>)]) -> Result<Cox, Undefined> {
        let lifetimes: Vec<_> = rows
            .iter()
            .map(|(duration, ended, features)| Lifetime { duration: *duration, ended: *ended, features })
            .collect();
        Cox::fit(&lifetimes)
    }

    #[test]
    fn what_has_no_answer_says_why() {
        assert_eq!(fit(&[]), Err(Undefined::NoObservations));
        assert_eq!(fit(&[(1, false, vec![1.0]), (2, false, vec![0.0])]), Err(Undefined::NoEvents));
        assert_eq!(fit(&[(1, true, vec![1.0]), (2, true, vec![])]), Err(Undefined::Lengths));
        assert_eq!(fit(&[(1, true, vec![1.0]), (2, true, vec![f64::NAN])]), Err(Undefined::NotFinite));
        assert_eq!(fit(&[(1, true, vec![3.0]), (2, true, vec![3.0])]), Err(Undefined::Dependent));
        let twice: Vec<_> =
            (0..9_i32).map(|i| (i64::from(i), true, vec![f64::from(i % 3), f64::from(i % 3 * 2)])).collect();
        assert_eq!(fit(&twice), Err(Undefined::Dependent));
        let told: Vec<_> = (0..9_i32).map(|i| (i64::from(i), true, vec![f64::from(-i)])).collect();
        assert_eq!(fit(&told), Err(Undefined::Separated));
    }

    #[test]
    fn the_unit_of_a_feature_changes_its_coefficient_and_nothing_else() {
        let rows = |unit: f64| -> Vec<_> {
            (0..40_i32).map(|i| (i64::from(i * 7 % 11), i % 3 > 0, vec![f64::from(i * i % 13) * unit + 1e3])).collect()
        };
        let (a, b) = (fit(&rows(1.0)).unwrap(), fit(&rows(1e-3)).unwrap());
        assert!((a.log_likelihood - b.log_likelihood).abs() < 1e-9);
        assert!((a.coefficients[0].value * 1e3 / b.coefficients[0].value - 1.0).abs() < 1e-6);
        let (ratio, interval) = a.coefficients[0].hazard_ratio(0.95).unwrap();
        assert!(interval.low < ratio && ratio < interval.high);
    }
}
