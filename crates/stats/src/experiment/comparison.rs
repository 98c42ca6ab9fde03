//! What every comparison of two variants tells.

use crate::{Estimate, Undefined, chance, level};

/// The difference of two variants, treatment less control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// In the unit of the outcome, with its interval.
    pub effect: Estimate,
    /// The difference in standard errors.
    pub statistic: f64,
    /// Of Student's t; `None` where the statistic is taken to be normal.
    pub degrees_of_freedom: Option<f64>,
    /// How often chance alone gives as much in either direction, 0 to 1.
    pub p: f64,
    /// The variance of the difference.
    pub variance: f64,
}

/// What is known of one variant's outcome: customers, their mean and the variance of one customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub n: u64,
    pub mean: f64,
    /// `Σ(x - mean)² / (n - 1)`.
    pub variance: f64,
}

impl Sample {
    /// One value per customer.
    ///
    /// # Errors
    /// [`Undefined::NoObservations`], [`Undefined::TooFew`] below two, [`Undefined::NotFinite`].
    pub fn of(values: &[f64]) -> Result<Self, Undefined> {
        Self::of_ratio(values, &[])
    }

    /// A ratio of two sums over customers, such as revenue per order: `(y, n)` per customer. Its variance is that of
    /// `(y - R n) / mean(n)`, by the delta method, with `R` the ratio.
    ///
    /// Source: Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, KDD, equation 4.
    ///
    /// # Errors
    /// [`Undefined::ZeroDenominator`]; as [`Self::of`].
    ///
    /// # Example
    /// ```
    /// use stats::experiment::Sample;
    ///
    /// // Orders of 10 and of 25 in two: 35 over 3 orders, by customers.
    /// let sample = Sample::ratio(&[(10.0, 1.0), (25.0, 2.0)]).unwrap();
    /// assert!((sample.mean - 35.0 / 3.0).abs() < 1e-12);
    /// ```
    pub fn ratio(customers: &[(f64, f64)]) -> Result<Self, Undefined> {
        let (y, n): (Vec<f64>, Vec<f64>) = customers.iter().copied().unzip();
        Self::of_ratio(&y, &n)
    }

    /// Where `over` is empty every denominator is 1.
    fn of_ratio(values: &[f64], over: &[f64]) -> Result<Self, Undefined> {
        let Some(first) = values.first() else {
            return Err(Undefined::NoObservations);
        };
        if !values.iter().chain(over).all(|value| value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if values.len() < 2 {
            return Err(Undefined::TooFew);
        }
        let count = values.len() as f64;
        let size = if over.is_empty() { 1.0 } else { over.iter().sum::<f64>() / count };
        if size == 0.0 {
            return Err(Undefined::ZeroDenominator);
        }
        // Measured from the first value, so that a large offset shared by all does not drown the scatter.
        let mean = if over.is_empty() {
            first + values.iter().map(|value| value - first).sum::<f64>() / count
        } else {
            values.iter().sum::<f64>() / count / size
        };
        let off = |(i, value): (usize, &f64)| (value - mean * over.get(i).copied().unwrap_or(1.0)) / size;
        let variance = values.iter().enumerate().map(|place| off(place).powi(2)).sum::<f64>() / (count - 1.0);
        if mean.is_finite() && variance.is_finite() {
            Ok(Self { n: values.len() as u64, mean, variance })
        } else {
            Err(Undefined::NotFinite)
        }
    }
}

/// Compares means of two variants whose customers may scatter differently, by Student's t on
/// `(v₁ + v₂)² / (v₁²/(n₁-1) + v₂²/(n₂-1))` degrees of freedom, `v = variance / n`.
///
/// Source: Welch (1947), Biometrika 34:28; Satterthwaite (1946), Biometrics Bulletin 2:110.
///
/// # Errors
/// [`Undefined::TooFew`] below two customers in a variant, [`Undefined::NoSpread`] where neither scatters,
/// [`Undefined::NotFinite`], [`Undefined::Level`].
///
/// # Example
/// ```
/// use stats::experiment::{Sample, welch};
///
/// let (treatment, control) = (Sample::of(&[2.0, 4.0]).unwrap(), Sample::of(&[1.0, 1.0, 1.0]).unwrap());
/// let found = welch(treatment, control, 0.95).unwrap();
/// assert_eq!((found.effect.value, found.statistic, found.degrees_of_freedom), (2.0, 2.0, Some(1.0)));
/// assert!((found.p - 0.2951672).abs() < 1e-6);
/// ```
pub fn welch(treatment: Sample, control: Sample, level: f64) -> Result<Comparison, Undefined> {
    level::tail(level)?;
    if treatment.n < 2 || control.n < 2 {
        return Err(Undefined::TooFew);
    }
    let part = |sample: Sample| sample.variance / sample.n as f64;
    let (a, b) = (part(treatment), part(control));
    let variance = a + b;
    if !(variance.is_finite() && treatment.mean.is_finite() && control.mean.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if variance <= 0.0 {
        return Err(Undefined::NoSpread);
    }
    // As shares of the whole, so that tiny and huge variances do not leave the range of numbers.
    let (share, other) = (a / variance, b / variance);
    let freedom = 1.0 / (share * share / (treatment.n - 1) as f64 + other * other / (control.n - 1) as f64);
    let difference = treatment.mean - control.mean;
    let statistic = difference / variance.sqrt();
    Ok(Comparison {
        effect: Estimate::around(difference, level::student(level, freedom)? * variance.sqrt())?,
        statistic,
        degrees_of_freedom: Some(freedom),
        p: chance::student(statistic, freedom),
        variance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_answer_says_why() {
        for (values, reason) in [
            (&[][..], Undefined::NoObservations),
            (&[1.0], Undefined::TooFew),
            (&[1.0, f64::NAN], Undefined::NotFinite),
            (&[f64::MAX, -f64::MAX], Undefined::NotFinite),
        ] {
            assert_eq!(Sample::of(values), Err(reason));
        }
        assert_eq!(Sample::ratio(&[(1.0, 0.0), (2.0, 0.0)]), Err(Undefined::ZeroDenominator));
        let same = Sample::of(&[3.0, 3.0]).unwrap();
        assert_eq!(welch(same, same, 0.95), Err(Undefined::NoSpread));
        assert_eq!(welch(same, Sample { n: 1, ..same }, 0.95), Err(Undefined::TooFew));
        assert_eq!(welch(same, same, 1.0), Err(Undefined::Level));
    }

    #[test]
    fn a_ratio_over_ones_is_a_mean() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0];
        let ratio = Sample::ratio(&values.map(|value| (value, 1.0))).unwrap();
        let mean = Sample::of(&values).unwrap();
        assert!((ratio.mean - mean.mean).abs() < 1e-12 && (ratio.variance - mean.variance).abs() < 1e-12);
    }

    /// The interval of a single ratio is that of `ratio_of_sums`, which is written apart.
    #[test]
    fn the_variance_of_a_ratio_is_the_clustered_one() {
        let customers = [(10.0, 1.0), (25.0, 2.0), (9.0, 3.0), (0.0, 1.0)];
        let sample = Sample::ratio(&customers).unwrap();
        let estimate = crate::ratio_of_sums(&customers, 0.95).unwrap();
        let half = level::student(0.95, 3.0).unwrap() * (sample.variance / 4.0).sqrt();
        assert!((estimate.high - estimate.value - half).abs() < 1e-12);
    }
}
