//! How well purchases were foretold that the model had not seen.

use crate::Undefined;

/// One customer's purchases after the model's data end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Foretold {
    /// Repeat purchases until then.
    pub repeats: u64,
    /// Purchases after it.
    pub actual: u64,
    /// What the model expected.
    pub expected: f64,
}

/// The comparison over all customers.
#[derive(Clone, Debug, PartialEq)]
pub struct Holdout {
    /// Purchases made.
    pub actual: u64,
    /// Purchases expected.
    pub expected: f64,
    /// The mean of `|expected - actual|` over customers.
    pub mean_absolute_error: f64,
    /// The root of the mean of `(expected - actual)²`.
    pub root_mean_square_error: f64,
    /// Pearson's; `None` where either does not vary.
    pub correlation: Option<f64>,
    /// By repeat purchases until then, in rising order.
    pub by_repeats: Vec<HoldoutClass>,
}

/// Customers with equally many repeat purchases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoldoutClass {
    /// Repeat purchases; in the last class so many or more.
    pub repeats: u64,
    pub customers: u64,
    /// The mean of purchases made.
    pub actual: f64,
    /// The mean of purchases expected.
    pub expected: f64,
}

/// Compares; customers with `most` repeat purchases or more are one class.
///
/// # Errors
/// [`Undefined::NoObservations`], [`Undefined::NotFinite`].
///
/// # Example
/// ```
/// use stats::value::{Foretold, holdout};
///
/// let customers = [(0, 0, 0.5), (0, 1, 0.5), (3, 4, 2.0)];
/// let customers = customers.map(|(repeats, actual, expected)| Foretold { repeats, actual, expected });
/// let found = holdout(&customers, 7).unwrap();
/// assert_eq!((found.actual, found.expected, found.mean_absolute_error), (5, 3.0, 1.0));
/// ```
pub fn holdout(customers: &[Foretold], most: u64) -> Result<Holdout, Undefined> {
    if customers.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if !customers.iter().all(|customer| customer.expected.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let count = customers.len() as f64;
    let mean = |of: &dyn Fn(&Foretold) -> f64| customers.iter().map(of).sum::<f64>() / count;
    let (actual, expected) = (mean(&|c| c.actual as f64), mean(&|c| c.expected));
    let covariance = mean(&|c| (c.actual as f64 - actual) * (c.expected - expected));
    let spread = mean(&|c| (c.actual as f64 - actual).powi(2)) * mean(&|c| (c.expected - expected).powi(2));
    let mut classes: Vec<HoldoutClass> = Vec::new();
    let mut sorted = customers.to_vec();
    sorted.sort_by_key(|customer| customer.repeats);
    for same in sorted.chunk_by(|a, b| a.repeats.min(most) == b.repeats.min(most)) {
        let size = same.len() as f64;
        classes.push(HoldoutClass {
            repeats: same[0].repeats.min(most),
            customers: same.len() as u64,
            actual: same.iter().map(|c| c.actual as f64).sum::<f64>() / size,
            expected: same.iter().map(|c| c.expected).sum::<f64>() / size,
        });
    }
    Ok(Holdout {
        actual: customers.iter().map(|c| c.actual).sum(),
        expected: customers.iter().map(|c| c.expected).sum(),
        mean_absolute_error: mean(&|c| (c.expected - c.actual as f64).abs()),
        root_mean_square_error: mean(&|c| (c.expected - c.actual as f64).powi(2)).sqrt(),
        correlation: (spread > 0.0).then(|| (covariance / spread.sqrt()).clamp(-1.0, 1.0)),
        by_repeats: classes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_class_takes_all_above() {
        let customers: Vec<_> =
            (0..10).map(|repeats| Foretold { repeats, actual: repeats, expected: repeats as f64 }).collect();
        let found = holdout(&customers, 7).unwrap();
        assert_eq!(found.by_repeats.len(), 8);
        assert_eq!((found.by_repeats[7].customers, found.by_repeats[7].actual), (3, 8.0));
        assert!((found.correlation.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(found.root_mean_square_error, 0.0);
    }

    #[test]
    fn one_customer_has_no_correlation() {
        let found = holdout(&[Foretold { repeats: 0, actual: 1, expected: 1.0 }], 7).unwrap();
        assert_eq!(found.correlation, None);
        assert_eq!(holdout(&[], 7), Err(Undefined::NoObservations));
    }
}
