//! The Gamma-Gamma model: what a customer's purchases are worth on average.

use statrs::function::gamma::{digamma, ln_gamma};

use crate::Undefined;
use crate::maximum::{BOUND, maximum, maximum_near};
use crate::symmetric::Symmetric;

use super::likelihood::positive;

/// A customer's purchases scatter around a mean of their own as Gamma(`p`, ν); ν varies between customers as Gamma(`q`, `v`).
///
/// Source: Fader and Hardie (2013), The Gamma-Gamma model of monetary value, equations 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaGamma {
    /// The shape of the purchases of one customer.
    pub p: f64,
    /// The shape of the scales.
    pub q: f64,
    /// The scale of the scales, in money.
    pub v: f64,
}

/// What one customer spent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spend {
    /// How many purchases the mean is over: the repeat purchases.
    pub purchases: u64,
    /// Their mean value, in money; without meaning where there were none.
    pub mean: f64,
}

/// The model fitted to customers with repeat purchases.
#[derive(Clone, Debug, PartialEq)]
pub struct SpendFit {
    pub model: GammaGamma,
    /// Of the customers used.
    pub log_likelihood: f64,
    /// Of `p`, `q` and `v`; `None` where the data do not bound every parameter.
    pub standard_errors: Option<[f64; 3]>,
    pub converged: bool,
    /// Customers used: those with a repeat purchase and a positive mean.
    pub customers: u64,
    /// Whether a parameter ran to its bound: customers, or one customer's purchases, are all alike.
    pub alike: bool,
    /// Of the logarithms of the parameters.
    pub(super) covariance: Option<Symmetric>,
}

impl GammaGamma {
    /// # Errors
    /// [`Undefined::Parameter`] unless all three are positive and finite.
    pub fn new(p: f64, q: f64, v: f64) -> Result<Self, Undefined> {
        positive(&[p, q, v])?;
        Ok(Self { p, q, v })
    }

    /// The mean value of a purchase expected of a customer: `p (v + x z̄) / (p x + q - 1)`, between their own mean and that of
    /// all. A customer without repeat purchase gets the mean of all, `p v / (q - 1)`.
    ///
    /// Source: the same note, equation 5.
    ///
    /// # Errors
    /// [`Undefined::NoMean`] where `p x + q <= 1`: the distribution has no mean. [`Undefined::NotFinite`],
    /// [`Undefined::Parameter`] for a negative mean.
    ///
    /// # Example
    /// ```
    /// use stats::value::{GammaGamma, Spend};
    ///
    /// let model = GammaGamma::new(6.25, 3.74, 15.44).unwrap();
    /// let mean = model.mean(&Spend { purchases: 1, mean: 100.0 }).unwrap();
    /// assert!((mean - 80.2558).abs() < 0.0001);
    /// ```
    pub fn mean(&self, spend: &Spend) -> Result<f64, Undefined> {
        let x = spend.purchases as f64;
        let total = if spend.purchases == 0 { 0.0 } else { x * spend.mean };
        if !total.is_finite() {
            return Err(Undefined::NotFinite);
        }
        if total < 0.0 {
            return Err(Undefined::Parameter);
        }
        let shape = self.p * x + self.q - 1.0;
        if shape <= 0.0 {
            return Err(Undefined::NoMean);
        }
        let mean = self.p * (self.v + total) / shape;
        if mean.is_finite() { Ok(mean) } else { Err(Undefined::NotFinite) }
    }

    /// The sum over customers with repeat purchases of
    /// `ln Γ(px+q) - ln Γ(px) - ln Γ(q) + q ln v + (px-1) ln z̄ + px ln x - (px+q) ln(v + x z̄)`.
    ///
    /// Source: the same note, equation 1a.
    #[must_use]
    pub fn log_likelihood(&self, spends: &[Spend]) -> f64 {
        let used: Vec<Spend> = spends.iter().filter(|spend| counts(spend)).copied().collect();
        slope(self, &collapsed(&used, 1.0)).0
    }
}

impl SpendFit {
    /// A model whose parameters were found elsewhere, beside the customers it is used for.
    #[must_use]
    pub fn given(model: GammaGamma, spends: &[Spend]) -> Self {
        Self {
            model,
            log_likelihood: model.log_likelihood(spends),
            standard_errors: None,
            converged: false,
            customers: spends.iter().filter(|spend| counts(spend)).count() as u64,
            alike: false,
            covariance: None,
        }
    }

    /// The limit in which every purchase of everybody is expected to be worth the same: what is left where the data cannot tell
    /// customers apart.
    ///
    /// # Errors
    /// [`Undefined::Parameter`] unless the mean is positive and finite.
    ///
    /// # Example
    /// ```
    /// use stats::value::{Spend, SpendFit};
    ///
    /// let fit = SpendFit::constant(20.0).unwrap();
    /// let mean = fit.model.mean(&Spend { purchases: 3, mean: 50.0 }).unwrap();
    /// assert!((mean - 20.0).abs() < 1e-9);
    /// ```
    pub fn constant(mean: f64) -> Result<Self, Undefined> {
        // With so much known beforehand no customer's own purchases weigh anything: the mean is p v / (q - 1).
        const SURE: f64 = 1e15;
        Ok(Self::given(GammaGamma::new(1.0, SURE + 1.0, mean * SURE)?, &[]))
    }
}

/// So many customers are enough to find a good start for all of them.
const ENOUGH: usize = 5_000;

/// Fits the model to the customers with repeat purchases of a positive mean value; the others are left out.
///
/// # Errors
/// [`Undefined::TooFew`] below two such customers, [`Undefined::NoSpread`] where all have spent the same,
/// [`Undefined::NotFinite`].
pub fn fit_spend(spends: &[Spend]) -> Result<SpendFit, Undefined> {
    if !spends.iter().filter(|spend| spend.purchases > 0).all(|spend| spend.mean.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let mut used: Vec<Spend> = spends.iter().filter(|spend| counts(spend)).copied().collect();
    used.sort_unstable_by_key(|spend| (spend.purchases, spend.mean.to_bits()));
    let [first, _, ..] = used[..] else {
        return Err(Undefined::TooFew);
    };
    if used.iter().all(|spend| spend.mean == first.mean) {
        return Err(Undefined::NoSpread);
    }
    let unit = used.iter().map(|spend| spend.mean / used.len() as f64).sum::<f64>();
    let rows = collapsed(&used, unit);
    let climb = |at: &[f64], rows: &[Row]| {
        let model = GammaGamma { p: at[0].exp(), q: at[1].exp(), v: at[2].exp() };
        let (value, by) = slope(&model, rows);
        (value, vec![by[0] * model.p, by[1] * model.q, by[2] * model.v])
    };
    let some: Vec<Spend> = used.iter().step_by(used.len().div_ceil(ENOUGH)).copied().collect();
    let few = collapsed(&some, unit);
    let start = [[5.0, 4.0, 0.6], [1.0, 2.0, 1.0], [30.0, 20.0, 0.7]]
        .into_iter()
        .map(|start: [f64; 3]| maximum(&start.map(f64::ln), &|at| climb(at, &few)))
        .filter(|found| found.value.is_finite())
        .max_by(|a, b| a.value.total_cmp(&b.value))
        .ok_or(Undefined::NotFinite)?;
    let all = used.len() as f64 / some.len() as f64;
    let best = maximum_near(&start.at, &start.curvature.times(all), &|at| climb(at, &rows));
    let model = GammaGamma { p: best.at[0].exp(), q: best.at[1].exp(), v: best.at[2].exp() * unit };
    let alike = best.at.iter().any(|at| at.abs() > BOUND - 2.0);
    let covariance = if alike { None } else { best.curvature.inverse() };
    let values = [model.p, model.q, model.v];
    Ok(SpendFit {
        model,
        log_likelihood: slope(&model, &collapsed(&used, 1.0)).0,
        standard_errors: covariance.as_ref().map(|c| std::array::from_fn(|i| values[i] * c.get(i, i).sqrt())),
        converged: best.converged,
        customers: used.len() as u64,
        alike,
        covariance,
    })
}

/// Pearson's correlation between how many repeat purchases customers made and their mean value, over those that [`fit_spend`]
/// takes. The model takes it for 0. `None` where either does not vary.
///
/// # Example
/// ```
/// use stats::value::{Spend, spend_correlation};
///
/// let customers = [(1, 10.0), (2, 20.0), (3, 30.0), (0, 99.0)];
/// let spends = customers.map(|(purchases, mean)| Spend { purchases, mean });
/// assert!((spend_correlation(&spends).unwrap() - 1.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn spend_correlation(spends: &[Spend]) -> Option<f64> {
    let used: Vec<(f64, f64)> =
        spends.iter().filter(|spend| counts(spend)).map(|spend| (spend.purchases as f64, spend.mean)).collect();
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| used.iter().map(of).sum::<f64>() / used.len() as f64;
    let (purchases, worth) = (mean(&|one| one.0), mean(&|one| one.1));
    let together = mean(&|one| (one.0 - purchases) * (one.1 - worth));
    let apart = mean(&|one| (one.0 - purchases).powi(2)) * mean(&|one| (one.1 - worth).powi(2));
    (apart > 0.0 && apart.is_finite()).then(|| (together / apart.sqrt()).clamp(-1.0, 1.0))
}

/// Customers with equally many purchases, so that the gamma functions are taken once.
struct Row {
    x: f64,
    customers: f64,
    sum_ln_mean: f64,
    totals: Vec<f64>,
}

fn counts(spend: &Spend) -> bool {
    spend.purchases > 0 && spend.mean > 0.0 && spend.mean.is_finite()
}

fn collapsed(used: &[Spend], unit: f64) -> Vec<Row> {
    let row = |same: &[Spend]| {
        let x = same[0].purchases as f64;
        Row {
            x,
            customers: same.len() as f64,
            sum_ln_mean: same.iter().map(|spend| (spend.mean / unit).ln()).sum(),
            totals: same.iter().map(|spend| x * spend.mean / unit).collect(),
        }
    };
    used.chunk_by(|a, b| a.purchases == b.purchases).map(row).collect()
}

fn slope(model: &GammaGamma, rows: &[Row]) -> (f64, [f64; 3]) {
    let GammaGamma { p, q, v } = *model;
    let (ln_gamma_q, digamma_q, ln_v) = (ln_gamma(q), digamma(q), v.ln());
    let (mut value, mut by) = (0.0, [0.0; 3]);
    for row in rows {
        let (px, n) = (p * row.x, row.customers);
        let (mut ln_sum, mut inverse_sum) = (0.0, 0.0);
        for total in &row.totals {
            ln_sum += (v + total).ln();
            inverse_sum += 1.0 / (v + total);
        }
        let both = digamma(px + q);
        value += n * (ln_gamma(px + q) - ln_gamma(px) - ln_gamma_q + q * ln_v + px * row.x.ln())
            + (px - 1.0) * row.sum_ln_mean
            - (px + q) * ln_sum;
        by[0] += row.x * (n * (both - digamma(px) + row.x.ln()) + row.sum_ln_mean - ln_sum);
        by[1] += n * (both - digamma_q + ln_v) - ln_sum;
        by[2] += n * q / v - (px + q) * inverse_sum;
    }
    (value, by)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `p = q = v = x = z̄ = 1`: `Γ(2) / (Γ(1) Γ(1)) · 1 / (1 + 1)²`.
    #[test]
    fn a_likelihood_by_hand() {
        let model = GammaGamma::new(1.0, 1.0, 1.0).unwrap();
        let found = model.log_likelihood(&[Spend { purchases: 1, mean: 1.0 }, Spend { purchases: 0, mean: 0.0 }]);
        assert!((found - 0.25_f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_log_likelihood() {
        let spends: Vec<_> =
            (1..40_u32).map(|i| Spend { purchases: u64::from(i / 9 + 1), mean: f64::from(i * i % 17 + 1) }).collect();
        let rows = collapsed(&spends, 1.0);
        let at = [6.0, 3.7, 15.0];
        let (_, gradient) = slope(&GammaGamma { p: at[0], q: at[1], v: at[2] }, &rows);
        for i in 0..3 {
            let moved = |by: f64| {
                let mut point = at;
                point[i] += by;
                slope(&GammaGamma { p: point[0], q: point[1], v: point[2] }, &rows).0
            };
            assert!(((moved(1e-4) - moved(-1e-4)) / 2e-4 - gradient[i]).abs() < 1e-5);
        }
    }

    #[test]
    fn what_has_no_answer_says_why() {
        let spend = |purchases, mean| Spend { purchases, mean };
        assert_eq!(fit_spend(&[]).unwrap_err(), Undefined::TooFew);
        assert_eq!(fit_spend(&[spend(0, 9.0), spend(1, 9.0), spend(2, 0.0)]).unwrap_err(), Undefined::TooFew);
        assert_eq!(fit_spend(&[spend(1, 9.0), spend(2, 9.0)]).unwrap_err(), Undefined::NoSpread);
        assert_eq!(fit_spend(&[spend(1, f64::NAN), spend(2, 9.0)]).unwrap_err(), Undefined::NotFinite);
        let heavy = GammaGamma::new(6.0, 0.9, 15.0).unwrap();
        assert_eq!(heavy.mean(&spend(0, 0.0)), Err(Undefined::NoMean));
        assert_eq!(heavy.mean(&spend(1, -1.0)), Err(Undefined::Parameter));
        assert!(heavy.mean(&spend(1, 10.0)).is_ok());
    }

    #[test]
    fn customers_who_hardly_differ_end_and_get_their_mean() {
        let spends: Vec<_> = (0..200_u32).map(|i| Spend { purchases: 4, mean: 50.0 + f64::from(i % 3) }).collect();
        let fit = fit_spend(&spends).unwrap();
        let mean = fit.model.mean(&Spend { purchases: 4, mean: 51.0 }).unwrap();
        assert!((mean - 51.0).abs() < 0.05, "{mean} {fit:?}");
    }
}
