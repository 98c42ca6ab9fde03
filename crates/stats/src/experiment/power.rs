//! How many customers an experiment needs, and how long that takes.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::{Undefined, level};

/// How sure a two-sided test of two equally large variants shall be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certainty {
    /// The confidence level: 0.95 finds an effect where there is none once in twenty times.
    pub level: f64,
    /// The share of experiments that find an effect of the size asked for, 0.8 for example.
    pub power: f64,
}

impl Certainty {
    /// The normal quantiles of both.
    fn quantiles(self) -> Result<(f64, f64), Undefined> {
        let z = level::normal(self.level)?;
        if !(self.power > 0.0 && self.power < 1.0) {
            return Err(Undefined::Level);
        }
        Ok((z, Normal::standard().inverse_cdf(self.power)))
    }

    /// Customers needed per variant to tell proportion `treatment` from `control`; not rounded.
    ///
    /// `n = (z_α √(2 p̄ q̄) + z_β √(p₁q₁ + p₂q₂))² / (p₁ - p₂)²`, with `p̄` their mean.
    ///
    /// Source: Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, third edition, equation 4.14.
    ///
    /// # Errors
    /// [`Undefined::Parameter`] unless both lie between 0 and 1 and differ, [`Undefined::Level`].
    ///
    /// # Example
    /// ```
    /// use stats::experiment::Certainty;
    ///
    /// let certainty = Certainty { level: 0.95, power: 0.8 };
    /// assert_eq!(certainty.customers_for_shares(0.10, 0.12).unwrap().ceil(), 3841.0);
    /// ```
    pub fn customers_for_shares(self, control: f64, treatment: f64) -> Result<f64, Undefined> {
        let (z, power) = self.quantiles()?;
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        if !(is_share(control) && is_share(treatment)) || control == treatment {
            return Err(Undefined::Parameter);
        }
        let mean = f64::midpoint(control, treatment);
        let apart = control * (1.0 - control) + treatment * (1.0 - treatment);
        let root = z * (2.0 * mean * (1.0 - mean)).sqrt() + power * apart.sqrt();
        finite((root / (treatment - control)).powi(2))
    }

    /// The same by the arcsine transformation, `n = 2 ((z_α + z_β) / (2 asin √p₁ - 2 asin √p₂))²`: what some planners print.
    ///
    /// Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, second edition, section 6.2.
    ///
    /// # Errors
    /// As [`Self::customers_for_shares`].
    pub fn customers_by_arcsine(self, control: f64, treatment: f64) -> Result<f64, Undefined> {
        let (z, power) = self.quantiles()?;
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        if !(is_share(control) && is_share(treatment)) || control == treatment {
            return Err(Undefined::Parameter);
        }
        let apart = 2.0 * (treatment.sqrt().asin() - control.sqrt().asin());
        finite(2.0 * ((z + power) / apart).powi(2))
    }

    /// Customers needed per variant to find a difference of means, of an outcome with this variance per customer:
    /// `n = 2 σ² (z_α + z_β)² / δ²`.
    ///
    /// Source: Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, equation 17.8.
    ///
    /// # Errors
    /// [`Undefined::Parameter`] unless the variance is positive and the difference not zero, [`Undefined::Level`].
    pub fn customers_for_means(self, variance: f64, difference: f64) -> Result<f64, Undefined> {
        let (z, power) = self.quantiles()?;
        if !(variance > 0.0 && variance.is_finite()) || difference == 0.0 || !difference.is_finite() {
            return Err(Undefined::Parameter);
        }
        finite(2.0 * variance * ((z + power) / difference).powi(2))
    }

    /// The smallest difference of means that so many customers per variant find, in the unit of the outcome: the inverse of
    /// [`Self::customers_for_means`]. Of proportions give `p (1 - p)` as variance.
    ///
    /// # Errors
    /// [`Undefined::Parameter`], [`Undefined::NoObservations`] for no customers, [`Undefined::Level`].
    pub fn smallest_effect(self, variance: f64, customers: u64) -> Result<f64, Undefined> {
        let (z, power) = self.quantiles()?;
        if customers == 0 {
            return Err(Undefined::NoObservations);
        }
        if !(variance > 0.0 && variance.is_finite()) {
            return Err(Undefined::Parameter);
        }
        finite((z + power).max(0.0) * (2.0 * variance / customers as f64).sqrt())
    }
}

/// Whole days until every one of `variants` has so many customers, when so many arrive in a day over all variants.
///
/// # Errors
/// [`Undefined::Parameter`] unless both numbers are positive and finite; [`Undefined::TooFew`] below two variants.
pub fn days_needed(customers_per_variant: f64, variants: u32, arrivals_per_day: f64) -> Result<u64, Undefined> {
    if variants < 2 {
        return Err(Undefined::TooFew);
    }
    let days = (customers_per_variant.ceil() * f64::from(variants) / arrivals_per_day).ceil();
    let positive = customers_per_variant > 0.0 && arrivals_per_day > 0.0;
    if positive && days.is_finite() && days < 1e15 { Ok(days as u64) } else { Err(Undefined::Parameter) }
}

fn finite(customers: f64) -> Result<f64, Undefined> {
    if customers.is_finite() { Ok(customers) } else { Err(Undefined::NotFinite) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Certainty = Certainty { level: 0.95, power: 0.8 };

    /// `2 · (1.960 + 0.842)² = 15.7` customers per variant for a difference of one standard deviation.
    #[test]
    fn a_difference_of_one_deviation_by_hand() {
        let found = USUAL.customers_for_means(1.0, 1.0).unwrap();
        assert!((found - 15.698).abs() < 0.001);
        assert!((USUAL.smallest_effect(1.0, 16).unwrap() - (15.698_f64 / 16.0).sqrt()).abs() < 1e-4);
        assert_eq!(days_needed(found, 2, 10.0), Ok(4));
    }

    #[test]
    fn the_edges() {
        assert_eq!(USUAL.customers_for_shares(0.1, 0.1), Err(Undefined::Parameter));
        assert_eq!(USUAL.customers_for_shares(0.1, 1.1), Err(Undefined::Parameter));
        assert!(USUAL.customers_for_shares(0.0, 1.0).unwrap() > 0.0);
        assert_eq!(USUAL.customers_for_means(0.0, 1.0), Err(Undefined::Parameter));
        assert_eq!(USUAL.smallest_effect(1.0, 0), Err(Undefined::NoObservations));
        assert_eq!(Certainty { power: 1.0, ..USUAL }.customers_for_means(1.0, 1.0), Err(Undefined::Level));
        assert_eq!(days_needed(10.0, 1, 5.0), Err(Undefined::TooFew));
        assert_eq!(days_needed(10.0, 2, 0.0), Err(Undefined::Parameter));
    }
}
