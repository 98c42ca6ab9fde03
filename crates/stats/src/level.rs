//! How many standard errors a confidence level reaches on each side.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::Undefined;

/// The share left over on one side: `(1 - level) / 2`.
pub fn tail(level: f64) -> Result<f64, Undefined> {
    if level > 0.0 && level < 1.0 { Ok((1.0 - level) / 2.0) } else { Err(Undefined::Level) }
}

/// The standard normal quantile that leaves [`tail`] above it, for example 1.96 at 0.95.
pub fn normal(level: f64) -> Result<f64, Undefined> {
    let tail = tail(level)?;
    finite(-Normal::standard().inverse_cdf(tail))
}

/// The same of Student's t distribution.
///
/// Beyond 1,000 degrees of freedom, where the incomplete beta function that the exact quantile is found by stops
/// converging, four terms of the expansion in `1 / degrees of freedom` are right to fourteen digits.
///
/// Source: Abramowitz and Stegun (1964), Handbook of Mathematical Functions, equation 26.7.5.
pub fn student(level: f64, degrees_of_freedom: f64) -> Result<f64, Undefined> {
    let tail = tail(level)?;
    if degrees_of_freedom <= 1_000.0 {
        let distribution = StudentsT::new(0.0, 1.0, degrees_of_freedom).map_err(|_| Undefined::TooFew)?;
        return finite(-distribution.inverse_cdf(tail));
    }
    let z = normal(level)?;
    let square = z * z;
    let terms = [
        z * (square + 1.0) / 4.0,
        z * ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        z * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        z * ((((79.0 * square + 776.0) * square + 1_482.0) * square - 1_920.0) * square - 945.0) / 92_160.0,
    ];
    let correction = terms.iter().rev().fold(0.0, |sum, term| (sum + term) / degrees_of_freedom);
    finite(z + correction)
}

fn finite(quantile: f64) -> Result<f64, Undefined> {
    if quantile.is_finite() { Ok(quantile.max(0.0)) } else { Err(Undefined::Level) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_lies_strictly_between_none_and_all() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY] {
            assert_eq!(normal(level), Err(Undefined::Level), "{level}");
            assert_eq!(student(level, 3.0), Err(Undefined::Level), "{level}");
        }
    }

    /// Source: scipy 1.17.1, `stats.t.ppf`.
    #[test]
    fn student_agrees_with_scipy_on_both_sides_of_the_expansion() {
        for (level, degrees_of_freedom, expected) in [
            (0.9, 1.0, 6.313751514675045),
            (0.9, 2.0, 2.9199855803537265),
            (0.9, 30.0, 1.6972608865939576),
            (0.9, 999.0, 1.6463803454275356),
            (0.9, 1_001.0, 1.6463772921994684),
            (0.9, 100_000.0, 1.6448688647849703),
            (0.9, 10_000_000.0, 1.644853779328402),
            (0.95, 1.0, 12.706204736174694),
            (0.95, 2.0, 4.302652729749462),
            (0.95, 30.0, 2.0422724563012378),
            (0.95, 999.0, 1.9623414611334493),
            (0.95, 1_001.0, 1.9623367052808798),
            (0.95, 100_000.0, 1.9599877075346095),
            (0.95, 10_000_000.0, 1.959964221767205),
            (0.999, 1.0, 636.619248768719),
            (0.999, 2.0, 31.599054576443606),
            (0.999, 30.0, 3.6459586350420214),
            (0.999, 999.0, 3.3002924403987346),
            (0.999, 1_001.0, 3.300272876066009),
            (0.999, 100_000.0, 3.290624031411882),
            (0.999, 10_000_000.0, 3.2905277044652217),
        ] {
            let t = student(level, degrees_of_freedom).unwrap();
            assert!((t / expected - 1.0).abs() < 1e-12, "{level} {degrees_of_freedom}: {t}");
        }
    }
}
