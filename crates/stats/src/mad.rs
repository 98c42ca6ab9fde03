//! The median absolute deviation: how far observations scatter, whatever a few of them do.

use crate::{Undefined, quantile};

/// Makes the median absolute deviation of normal observations their standard deviation: `1 / Φ⁻¹(3/4)`.
const NORMAL: f64 = 1.482_602_218_505_602;

/// The median, and the scatter around it in the unit of a standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Centre {
    pub median: f64,
    /// 1.4826 times the median absolute deviation from the median; zero when most observations agree.
    pub deviation: f64,
}

/// The centre of observations in any order; up to half of them may be anything without moving it far.
///
/// `median(|x - median(x)|) / Φ⁻¹(3/4)`.
///
/// Source: Hampel (1974), The influence curve and its role in robust estimation, Journal of the American Statistical
/// Association 69:383; the factor for normal observations as in Rousseeuw and Croux (1993), Alternatives to the median
/// absolute deviation, ibid. 88:1273.
///
/// # Errors
/// [`Undefined::NoObservations`].
///
/// # Example
/// ```
/// let centre = stats::mad(&[1, 2, 3, 4, 100]).unwrap();
/// assert_eq!(centre.median, 3.0);
/// assert!((centre.deviation - 1.4826).abs() < 0.0001);
/// ```
pub fn mad(observations: &[i64]) -> Result<Centre, Undefined> {
    let mut sorted = observations.to_vec();
    sorted.sort_unstable();
    let median = quantile(&sorted, 0.5)?;
    let mut distances: Vec<f64> = sorted.iter().map(|observation| (*observation as f64 - median).abs()).collect();
    distances.sort_by(f64::total_cmp);
    let half = distances.len() / 2;
    let middle = if distances.len() % 2 == 1 { distances[half] } else { (distances[half - 1] + distances[half]) / 2.0 };
    Ok(Centre { median, deviation: middle * NORMAL })
}
