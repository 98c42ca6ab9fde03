//! The integral in the Pareto/NBD likelihood: the customer left at some moment after the last purchase.

use crate::legendre::Rule;

use super::history::History;
use super::pareto_nbd::{FALL, ParetoNbd};

/// `∫_{t_x}^T (α+y)^-(r+x) (β+y)^-(s+1) dy`, and means under that integrand, which its derivatives are made of.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// The logarithm of the integral; minus infinity where the last purchase was at the very end.
    pub ln: f64,
    /// The mean of `ln(α+y)`.
    pub mean_ln_a: f64,
    /// The mean of `1/(α+y)`.
    pub mean_inverse_a: f64,
    /// The mean of `ln(β+y)`.
    pub mean_ln_b: f64,
    /// The mean of `1/(β+y)`.
    pub mean_inverse_b: f64,
}

impl Dropout {
    /// By Gauss and Legendre's rule in `u`, where `m + y = (m + t_x) e^u` and `m` is the smaller of α and β. In `u` the
    /// powers become exponentials and the nearest singularity lies π away, so that 16 to 64 nodes give thirteen digits and more.
    pub fn of(model: &ParetoNbd, history: &History) -> Self {
        let order = model.r + history.repeats as f64;
        let power = model.s + 1.0;
        let (a, b) = (model.alpha + history.recency, model.beta + history.recency);
        // Where the integrand has fallen to nothing before the end, only the part before counts.
        let width = (history.age - history.recency).min(a * (FALL / order).exp_m1()).min(b * (FALL / power).exp_m1());
        let (ln_a, ln_b) = (a.ln(), b.ln());
        if width <= 0.0 {
            let (inverse_a, inverse_b) = (a.recip(), b.recip());
            let ln = f64::NEG_INFINITY;
            return Self { ln, mean_ln_a: ln_a, mean_inverse_a: inverse_a, mean_ln_b: ln_b, mean_inverse_b: inverse_b };
        }
        let first = a.min(b);
        let length = (width / first).ln_1p();
        let fall = order * (width / a).ln_1p() + power * (width / b).ln_1p() + length;
        let rule = if fall < 6.0 && length < 3.0 {
            Rule::of_16()
        } else if fall < 25.0 && length < 8.0 {
            Rule::of_32()
        } else {
            Rule::of_64()
        };
        let (mut sum, mut by_ln_a, mut by_inverse_a, mut by_ln_b, mut by_inverse_b) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (u, weight) in rule.over(length) {
            let moved = first * u.exp_m1();
            // Both logarithms are counted from the last purchase on, where the integrand is 1.
            let (ahead_a, ahead_b) = if a <= b { (u, (moved / b).ln_1p()) } else { ((moved / a).ln_1p(), u) };
            let value = weight * (u - order * ahead_a - power * ahead_b).exp();
            sum += value;
            by_ln_a += value * ahead_a;
            by_ln_b += value * ahead_b;
            by_inverse_a += value / (a + moved);
            by_inverse_b += value / (b + moved);
        }
        Self {
            ln: first.ln() + sum.ln() - order * ln_a - power * ln_b,
            mean_ln_a: ln_a + by_ln_a / sum,
            mean_inverse_a: by_inverse_a / sum,
            mean_ln_b: ln_b + by_ln_b / sum,
            mean_inverse_b: by_inverse_b / sum,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where α = β the integral is `((α+t_x)^-n - (α+T)^-n) / n` with `n = r+x+s`.
    #[test]
    fn agrees_with_the_closed_form_where_the_scales_are_equal() {
        for (repeats, recency, age, scale, r, s) in [
            (0, 0.0, 38.86, 0.001, 0.3, 0.5),
            (2, 30.43, 38.86, 4.4, 0.24, 0.6),
            (100, 20.0, 38.0, 10.0, 0.5, 0.5),
            (5_000, 20.0, 38.0, 10.0, 0.5, 0.5),
            (1, 0.0, 1e5, 1e-3, 0.1, 0.01),
            (0, 0.0, 1e-9, 1.0, 1.0, 1.0),
            (0, 0.0, 38.0, 1e5, 1e4, 1e4),
        ] {
            let model = ParetoNbd { r, alpha: scale, s, beta: scale };
            let found = Dropout::of(&model, &History { repeats, recency, age }).ln;
            let n = r + repeats as f64 + s;
            let ratio = ((age - recency) / (scale + recency)).ln_1p();
            let expected = -n * (scale + recency).ln() + (-(-n * ratio).exp_m1() / n).ln();
            assert!(
                (found - expected).abs() < 1e-12 * expected.abs().max(1.0),
                "{repeats} {scale}: {found} {expected}"
            );
        }
    }

    #[test]
    fn nothing_can_have_happened_after_a_purchase_at_the_end() {
        let model = ParetoNbd { r: 1.0, alpha: 2.0, s: 1.0, beta: 3.0 };
        let at_the_end = Dropout::of(&model, &History { repeats: 3, recency: 9.0, age: 9.0 });
        assert_eq!(at_the_end.ln, f64::NEG_INFINITY);
        assert!(at_the_end.mean_ln_a.is_finite());
    }
}
