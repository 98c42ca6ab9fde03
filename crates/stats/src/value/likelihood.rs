//! What the models of repeat purchases have in common: positive parameters, a log-likelihood and its gradient.

use crate::Undefined;

use super::history::Histories;

/// A model of `N` positive parameters.
pub(crate) trait Likelihood<const N: usize>: Sized {
    /// Which parameters are times, and change with the unit.
    const TIMES: [bool; N];

    /// The model with these parameters, which are positive.
    fn of(parameters: [f64; N]) -> Self;

    fn parameters(&self) -> [f64; N];

    /// Where to begin the search, for purchases at this mean rate.
    fn starts(rate: f64) -> Vec<[f64; N]>;

    /// The log-likelihood and its derivatives by the parameters.
    fn slope(&self, histories: &Histories) -> (f64, [f64; N]);
}

/// # Errors
/// [`Undefined::Parameter`] unless all are positive and finite.
pub(crate) fn positive(parameters: &[f64]) -> Result<(), Undefined> {
    if parameters.iter().all(|p| *p > 0.0 && p.is_finite()) { Ok(()) } else { Err(Undefined::Parameter) }
}

/// `ln(e^a + e^b)` and the share of `e^a` in the sum.
pub(crate) fn ln_sum(a: f64, b: f64) -> (f64, f64) {
    let apart = (b - a).abs();
    let small = (-apart).exp();
    let share = if a >= b { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
    (a.max(b) + small.ln_1p(), share)
}

/// Checks a gradient against differences of the log-likelihood.
#[cfg(test)]
pub(crate) fn check_gradient<const N: usize, M: Likelihood<N>>(at: [f64; N], histories: &Histories) {
    let (_, gradient) = M::of(at).slope(histories);
    for i in 0..N {
        let moved = |by: f64| {
            let mut point = at;
            point[i] *= 1.0 + by;
            M::of(point).slope(histories).0
        };
        let difference = (moved(1e-5) - moved(-1e-5)) / (2e-5 * at[i]);
        let scale = gradient[i].abs().max(1.0);
        assert!((difference - gradient[i]).abs() < 1e-5 * scale, "{i}: {difference} is not {}", gradient[i]);
    }
}

/// Customers of many kinds, the odd ones included.
#[cfg(test)]
pub(crate) fn odd_histories() -> Histories {
    use super::History;
    let all = [(0, 0.0, 38.9), (0, 0.0, 0.0), (2, 30.4, 38.9), (1, 38.9, 38.9), (7, 29.4, 38.9), (100, 20.0, 38.9)];
    let histories = all.map(|(repeats, recency, age)| History { repeats, recency, age });
    Histories::collect(histories).unwrap()
}
