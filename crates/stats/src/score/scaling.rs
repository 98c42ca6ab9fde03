//! One scale for all features, so that a penalty treats them alike.

use crate::Undefined;

/// The mean and spread of a feature over the observations a model is fitted to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaling {
    pub mean: f64,
    /// `√(Σ(x - mean)² / n)`; 1 where the feature never varies.
    pub deviation: f64,
}

impl Scaling {
    /// # Errors
    /// [`Undefined::NoObservations`], [`Undefined::NotFinite`].
    ///
    /// # Example
    /// ```
    /// let scaling = stats::score::Scaling::of(&[1.0, 3.0]).unwrap();
    /// assert_eq!((scaling.apply(1.0), scaling.apply(4.0)), (-1.0, 2.0));
    /// ```
    pub fn of(values: &[f64]) -> Result<Self, Undefined> {
        if values.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let count = values.len() as f64;
        let mean = values.iter().map(|value| value / count).sum::<f64>();
        let deviation = values.iter().map(|value| (value - mean).powi(2) / count).sum::<f64>().sqrt();
        if !deviation.is_finite() {
            return Err(Undefined::NotFinite);
        }
        // What is left of a constant after its mean was taken off is rounding.
        let varies = deviation > mean.abs() * 1e-12;
        Ok(Self { mean, deviation: if varies { deviation } else { 1.0 } })
    }

    /// The value in standard deviations from the mean.
    #[must_use]
    pub fn apply(self, value: f64) -> f64 {
        (value - self.mean) / self.deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges() {
        assert_eq!(Scaling::of(&[]), Err(Undefined::NoObservations));
        assert_eq!(Scaling::of(&[1.0, f64::INFINITY]), Err(Undefined::NotFinite));
        assert_eq!(Scaling::of(&[0.1, 0.1, 0.1]).map(|scaling| scaling.deviation), Ok(1.0));
    }
}
