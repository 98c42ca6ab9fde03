//! What each customer is still worth: purchases to come, times what one is worth, discounted.

use crate::{Interval, Undefined, level};

use super::{History, PurchaseFit, PurchaseModel, Spend, SpendFit};

/// How far to look ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizon {
    /// Periods, for example 36 months; `None` for all time, where the discount must be positive.
    pub periods: Option<u32>,
    /// The length of one in the unit of time of the histories, for example 365.25 / 12 days.
    pub length: f64,
    /// The discount rate per period, for example `1.1^(1/12) - 1`.
    pub discount: f64,
}

/// Values customers by fitted models.
#[derive(Clone, Debug)]
pub struct CustomerValue {
    pub(super) purchases: PurchaseModel,
    pub(super) spend: SpendFit,
    horizon: Horizon,
    pub(super) spread: Option<Spread>,
}

/// What is expected of one customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The probability that they have not left, 0 to 1.
    pub p_alive: f64,
    /// Purchases expected within the horizon; `None` for all time, in which they may have no bound.
    pub expected: Option<f64>,
    /// The same, each discounted to the end of observation.
    pub discounted: f64,
    /// The mean value expected of one, in money.
    pub mean_spend: f64,
    /// The discounted value of the purchases expected within the horizon, in money.
    pub clv: f64,
    /// The interval of `clv` as an expectation: how well the parameters are known, not how luck will vary. `None` where the
    /// data do not bound every parameter.
    pub interval: Option<Interval>,
}

/// How the fits scatter: each parameter moved a little, and the covariance of their logarithms.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    pub z: f64,
    pub moved: Vec<PurchaseModel>,
    pub moved_spend: [super::GammaGamma; 3],
    covariance: [crate::symmetric::Symmetric; 2],
}

/// By how much a logarithm is moved to see what depends on it.
pub(super) const MOVE: f64 = 1e-4;

impl CustomerValue {
    /// # Errors
    /// [`Undefined::Level`]; [`Undefined::Parameter`] for a period that is not positive or a discount that is not above -1.
    pub fn new(purchases: &PurchaseFit, spend: &SpendFit, horizon: Horizon, level: f64) -> Result<Self, Undefined> {
        let z = level::normal(level)?;
        let Horizon { length, discount, .. } = horizon;
        if !(length > 0.0 && length.is_finite() && discount > -1.0 && discount.is_finite()) {
            return Err(Undefined::Parameter);
        }
        let spread = purchases.covariance.clone().zip(spend.covariance.clone()).map(|(of_purchases, of_spend)| {
            let values: Vec<f64> = purchases.model.parameters().iter().map(|(_, value)| *value).collect();
            let moved = |i: usize| {
                let mut values = values.clone();
                values[i] *= MOVE.exp();
                purchases.model.with(&values)
            };
            let by = |i: usize, place: usize| if i == place { MOVE.exp() } else { 1.0 };
            let model = spend.model;
            Spread {
                z,
                moved: (0..values.len()).map(moved).collect(),
                moved_spend: std::array::from_fn(|i| super::GammaGamma {
                    p: model.p * by(i, 0),
                    q: model.q * by(i, 1),
                    v: model.v * by(i, 2),
                }),
                covariance: [of_purchases, of_spend],
            }
        });
        Ok(Self { purchases: purchases.model, spend: spend.clone(), horizon, spread })
    }

    /// What is expected of one customer: `clv = z̄ Σ_i (E[Y(i)] - E[Y(i-1)]) / (1+d)^i` over the periods of the horizon, with
    /// `E[Y(i)]` the purchases expected by the end of the i-th and `z̄` their expected mean value.
    ///
    /// The interval is that of the delta method on the logarithm, `clv · exp(±z √(gᵀ C g))`, where `g` are the derivatives by
    /// the logarithms of the parameters and `C` is their covariance; purchases and spend are fitted apart, so their parts add.
    ///
    /// For all time it is `z̄` times the purchases to come discounted continuously, which only models in which customers leave at
    /// any moment, or never, tell.
    ///
    /// Source: Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing Research 42:415; Oehlert (1992), A note on the
    /// delta method, The American Statistician 46:27.
    ///
    /// # Errors
    /// As [`PurchaseModel::expected`] and [`super::GammaGamma::mean`].
    pub fn of(&self, history: &History, spend: &Spend) -> Result<Prediction, Undefined> {
        let (expected, discounted) = self.purchases_ahead(&self.purchases, history)?;
        let mean_spend = self.spend.model.mean(spend)?;
        let clv = discounted * mean_spend;
        if !clv.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let interval = match &self.spread {
            Some(spread) if clv > 0.0 => Some(self.interval(spread, history, spend, [discounted, mean_spend])?),
            _ => None,
        };
        Ok(Prediction { p_alive: self.purchases.p_alive(history)?, expected, discounted, mean_spend, clv, interval })
    }

    fn interval(
        &self,
        spread: &Spread,
        history: &History,
        spend: &Spend,
        [discounted, mean]: [f64; 2],
    ) -> Result<Interval, Undefined> {
        let by_purchases = spread
            .moved
            .iter()
            .map(|model| Ok((self.purchases_ahead(model, history)?.1 / discounted).ln() / MOVE))
            .collect::<Result<Vec<f64>, Undefined>>()?;
        let by_spend = spread
            .moved_spend
            .iter()
            .map(|model| Ok((model.mean(spend)? / mean).ln() / MOVE))
            .collect::<Result<Vec<f64>, Undefined>>()?;
        spread.interval(discounted * mean, &by_purchases, &by_spend)
    }

    /// Purchases within the horizon, plain and discounted.
    pub(super) fn purchases_ahead(
        &self,
        model: &PurchaseModel,
        history: &History,
    ) -> Result<(Option<f64>, f64), Undefined> {
        let Some(periods) = self.horizon.periods else {
            return Ok((None, model.discounted(history, self.horizon.discount.ln_1p() / self.horizon.length)?));
        };
        let alive = model.p_alive(history)?;
        let (mut before, mut discounted) = (0.0, 0.0);
        for period in 1..=periods {
            let by_then = alive * model.expected_alive(history, f64::from(period) * self.horizon.length)?;
            discounted += (by_then - before) * (1.0 + self.horizon.discount).powf(-f64::from(period));
            before = by_then;
        }
        Ok((Some(before), discounted))
    }
}

impl Spread {
    /// Of a value whose logarithm has these derivatives.
    pub fn interval(&self, value: f64, by_purchases: &[f64], by_spend: &[f64]) -> Result<Interval, Undefined> {
        let variance = self.covariance[0].form(by_purchases) + self.covariance[1].form(by_spend);
        let reach = (self.z * variance.max(0.0).sqrt()).exp();
        let high = value * reach;
        if high.is_finite() { Ok(Interval { low: value / reach, high }) } else { Err(Undefined::NotFinite) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{GammaGamma, Nbd};

    fn fits() -> (PurchaseFit, SpendFit) {
        let purchases = PurchaseFit {
            model: PurchaseModel::Nbd(Nbd { r: 1.0, alpha: 4.0 }),
            log_likelihood: -1.0,
            standard_errors: None,
            converged: true,
            limit: None,
            customers: 2,
            covariance: None,
        };
        let spend = SpendFit {
            model: GammaGamma { p: 2.0, q: 3.0, v: 20.0 },
            log_likelihood: -1.0,
            standard_errors: None,
            converged: true,
            customers: 2,
            alike: false,
            covariance: None,
        };
        (purchases, spend)
    }

    /// `3/8` purchases a week of 20 each over two weeks at 100 %: `20 · 3/8 · (1/2 + 1/4)`.
    #[test]
    fn by_hand() {
        let (purchases, spend) = fits();
        let horizon = Horizon { periods: Some(2), length: 1.0, discount: 1.0 };
        let value = CustomerValue::new(&purchases, &spend, horizon, 0.95).unwrap();
        let history = History { repeats: 2, recency: 3.0, age: 4.0 };
        let found = value.of(&history, &Spend { purchases: 2, mean: 20.0 }).unwrap();
        assert_eq!((found.p_alive, found.expected, found.mean_spend), (1.0, Some(0.75), 20.0));
        assert!((found.clv - 20.0 * 0.375 * 0.75).abs() < 1e-12);
        assert_eq!(found.interval, None);
        for horizon in [Horizon { length: 0.0, ..horizon }, Horizon { discount: -1.0, ..horizon }] {
            assert_eq!(CustomerValue::new(&purchases, &spend, horizon, 0.95).map(|_| ()), Err(Undefined::Parameter));
        }
    }

    /// `ln(discounted)` moves by `r/(r+x) = 1/3` per unit of `ln r` and by `-α/(α+T) = -1/2` per unit of `ln α`.
    #[test]
    fn the_interval_is_that_of_the_delta_method() {
        let (mut purchases, mut spend) = fits();
        let diagonal = |values: &[f64]| {
            let mut matrix = crate::symmetric::Symmetric::zero(values.len());
            values.iter().enumerate().for_each(|(i, value)| matrix.set(i, i, *value));
            matrix
        };
        purchases.covariance = Some(diagonal(&[0.09, 0.04]));
        spend.covariance = Some(diagonal(&[0.0, 0.0, 0.01]));
        let horizon = Horizon { periods: Some(3), length: 1.0, discount: 0.0 };
        let value = CustomerValue::new(&purchases, &spend, horizon, 0.95).unwrap();
        let history = History { repeats: 2, recency: 3.0, age: 4.0 };
        let found = value.of(&history, &Spend { purchases: 2, mean: 20.0 }).unwrap();
        let by_v: f64 = 20.0 / 60.0;
        let deviation = (0.09 / 9.0 + 0.04 / 4.0 + 0.01 * by_v * by_v).sqrt();
        let reach = (found.interval.unwrap().high / found.clv).ln() / 1.959963984540054;
        assert!((reach / deviation - 1.0).abs() < 1e-3, "{reach} {deviation}");
    }
}
