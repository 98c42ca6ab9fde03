//! How often chance alone gives as much: two-sided tails that stay exact far out and for large samples.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};
use statrs::function::gamma::ln_gamma;

use crate::Undefined;

/// The probability that a standard normal number lies at least `z` away from 0.
pub fn normal(z: f64) -> f64 {
    (2.0 * Normal::standard().sf(z.abs())).min(1.0)
}

/// The probability that chi-squared is at least `chi2`.
pub fn chi_squared(chi2: f64, degrees_of_freedom: f64) -> Result<f64, Undefined> {
    let distribution = ChiSquared::new(degrees_of_freedom).map_err(|_| Undefined::TooFew)?;
    Ok(distribution.sf(chi2.max(0.0)))
}

/// The probability that Student's t lies at least `t` away from 0: `I_x(df/2, 1/2)` with `x = df / (df + t²)`.
///
/// Source: Abramowitz and Stegun (1964), Handbook of Mathematical Functions, equation 26.7.1.
pub fn student(t: f64, degrees_of_freedom: f64) -> f64 {
    // From here on the normal distribution is the same to eight digits in a 1 % tail, and the fraction below takes too long.
    if degrees_of_freedom > 1e8 {
        return normal(t);
    }
    let square = t * t;
    if square == 0.0 {
        return 1.0;
    }
    let (a, b) = (degrees_of_freedom / 2.0, 0.5);
    let (x, rest) = (degrees_of_freedom / (degrees_of_freedom + square), square / (degrees_of_freedom + square));
    // Both logarithms from what is small, so that neither loses digits.
    let (ln_x, ln_rest) = (-(square / degrees_of_freedom).ln_1p(), -(degrees_of_freedom / square).ln_1p());
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln_x + b * ln_rest).exp();
    // The fraction converges fast on its own side only.
    let tail = if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, rest) / b
    };
    tail.clamp(0.0, 1.0)
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
///
/// Source: Abramowitz and Stegun (1964), equation 26.5.8; Lentz (1976), Applied Optics 15:668.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut product = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        for term in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            product *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With one degree of freedom it is `1 - 2/π arctan t`, with two `1 - t / √(2 + t²)`.
    #[test]
    fn students_tail_in_closed_form() {
        for t in [0.0, 1e-9, 0.1, 1.0, 12.7, 1e6] {
            let (one, two) = (1.0 - 2.0 / std::f64::consts::PI * f64::atan(t), 1.0 - t / (2.0 + t * t).sqrt());
            assert!((student(t, 1.0) - one).abs() < 1e-12, "{t}");
            assert!((student(-t, 2.0) - two).abs() < 1e-12, "{t}");
        }
    }

    /// Source: scipy 1.11.4, `2 * stats.t.sf`.
    #[test]
    fn students_tail_for_large_samples() {
        for (t, degrees_of_freedom, p) in [
            (3.2563715760253915, 40_064.884_406_530_67, 0.0011293971023632519),
            (5.300140358411668, 36_671.157_977_360_51, 1.1638149682254859e-7),
        ] {
            assert!((student(t, degrees_of_freedom) / p - 1.0).abs() < 1e-9);
        }
        assert!((student(2.0, 9e7) / student(2.0, 2e8) - 1.0).abs() < 1e-7);
    }
}
