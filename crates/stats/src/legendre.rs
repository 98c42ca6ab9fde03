//! Gauss and Legendre's rule: the integral of a smooth function from few of its values.

use std::sync::OnceLock;

/// The nodes in `(-1, 1)` and their weights, which sum to 2.
pub struct Rule(Vec<(f64, f64)>);

impl Rule {
    /// 16 nodes, exact for polynomials up to degree 31.
    pub fn of_16() -> &'static Self {
        static RULE: OnceLock<Rule> = OnceLock::new();
        RULE.get_or_init(|| Self::new(16))
    }

    /// 32 nodes, exact for polynomials up to degree 63.
    pub fn of_32() -> &'static Self {
        static RULE: OnceLock<Rule> = OnceLock::new();
        RULE.get_or_init(|| Self::new(32))
    }

    /// 64 nodes, exact for polynomials up to degree 127.
    pub fn of_64() -> &'static Self {
        static RULE: OnceLock<Rule> = OnceLock::new();
        RULE.get_or_init(|| Self::new(64))
    }

    /// The nodes and weights moved to `[0, length]`.
    pub fn over(&self, length: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
        let half = length / 2.0;
        self.0.iter().map(move |(node, weight)| (half * (1.0 + node), half * weight))
    }

    /// Newton's iteration on the zeros of the Legendre polynomial of degree `n`.
    ///
    /// Source: Abramowitz and Stegun (1964), Handbook of Mathematical Functions, equations 25.4.29 and 22.16.6.
    fn new(n: usize) -> Self {
        let degree = n as f64;
        let nodes = (0..n).map(|index| {
            let mut x = -(std::f64::consts::PI * (index as f64 + 0.75) / (degree + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..8 {
                let (value, derivative) = legendre(n, x);
                slope = derivative;
                x -= value / derivative;
            }
            (x, 2.0 / ((1.0 - x * x) * slope * slope))
        });
        Self(nodes.collect())
    }
}

/// The Legendre polynomial of degree `n` and its derivative at `x`.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for k in 2..=n {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_and_smooth_functions_are_exact() {
        for rule in [Rule::of_16(), Rule::of_32(), Rule::of_64()] {
            let integral = |f: fn(f64) -> f64| rule.over(2.0).map(|(x, weight)| weight * f(x)).sum::<f64>();
            assert!((integral(|_| 1.0) - 2.0).abs() < 1e-14);
            assert!((integral(|x| x.powi(3)) - 4.0).abs() < 1e-13);
            assert!((integral(f64::exp) - (2_f64.exp() - 1.0)).abs() < 1e-13);
        }
    }
}
