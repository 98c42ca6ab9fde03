//! The two models: of purchases, and of what one is worth.

use model::{Currency, Money};
use serde::Serialize;
use stats::Undefined;
use stats::value::{GammaGamma, Histories, PurchaseFit, PurchaseModel, Spend, SpendFit, fit_purchases, fit_spend};

use super::purchases::Shopper;
use super::{ValueQuery, money};

/// Both models as they stand.
pub(super) struct Fitted {
    pub purchases: PurchaseFit,
    /// The model of spend that values are reckoned with.
    pub spend: Result<SpendFit, Undefined>,
    /// Why it is not the one that was asked for but its limit, in which all spend the same.
    pub alike: Option<Undefined>,
    given: bool,
    /// Between how often customers came back and what a purchase was worth, over those who did.
    correlation: Option<f64>,
}

/// The Gamma-Gamma model of what a purchase is worth.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SpendAnswer {
    /// `p`, `q` and `v`, the last in money; `None` where all are taken to spend the same, for the `reason`.
    pub parameters: Option<SpendParameters>,
    /// `None` where the data do not bound every parameter, or the parameters were given.
    pub standard_errors: Option<SpendParameters>,
    pub log_likelihood: Option<f64>,
    /// `None` where the parameters were given, or there are none.
    pub converged: Option<bool>,
    /// Whether a parameter ran to its bound: purchases, or customers, seem to be all alike.
    pub alike: bool,
    /// Who had come back and spent anything.
    pub customers: u64,
    /// What a purchase of somebody of whom nothing is known is expected to be worth; `None` where it has no mean.
    pub mean: Option<Money>,
    /// Pearson's, between how often customers came back and what a purchase of theirs was worth: the model takes it for 0.
    pub correlation: Option<f64>,
    #[serde(serialize_with = "crate::analyses::undefined", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Undefined>,
}

/// The shapes of purchases and of customers, and the scale of customers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SpendParameters {
    pub p: f64,
    pub q: f64,
    pub v: f64,
}

impl Fitted {
    /// Fits both, or takes the parameters that were given.
    ///
    /// # Errors
    /// [`Undefined`] where there is no model of purchases.
    pub fn of(query: &ValueQuery, histories: &Histories, shoppers: &[Shopper]) -> Result<Self, Undefined> {
        let purchases = match query.parameters {
            Some(parameters) => PurchaseFit::given(PurchaseModel::at(query.kind(), parameters)?, histories),
            None => fit_purchases(query.kind(), histories)?,
        };
        let spends: Vec<Spend> = shoppers.iter().map(Shopper::spend).collect();
        let (spend, alike) = match query.spend_parameters {
            Some([p, q, v]) => (Ok(SpendFit::given(GammaGamma::new(p, q, v)?, &spends)), None),
            None => match fit_spend(&spends) {
                Ok(fit) => (Ok(fit), None),
                Err(reason) => (SpendFit::constant(mean_of_all(shoppers)), Some(reason)),
            },
        };
        let correlation = stats::value::spend_correlation(&spends);
        Ok(Self { purchases, spend, alike, given: query.spend_parameters.is_some(), correlation })
    }

    /// What the answer says of the model of spend.
    pub fn spend_answer(&self, currency: Currency) -> SpendAnswer {
        let Ok(fit) = &self.spend else {
            return SpendAnswer { reason: self.alike, correlation: self.correlation, ..SpendAnswer::default() };
        };
        let nobody = Spend { purchases: 0, mean: 0.0 };
        let mean = fit.model.mean(&nobody).ok().and_then(|mean| money(mean, currency));
        if self.alike.is_some() {
            return SpendAnswer { reason: self.alike, correlation: self.correlation, mean, ..SpendAnswer::default() };
        }
        SpendAnswer {
            parameters: Some(SpendParameters { p: fit.model.p, q: fit.model.q, v: fit.model.v }),
            standard_errors: fit.standard_errors.map(|[p, q, v]| SpendParameters { p, q, v }),
            log_likelihood: Some(fit.log_likelihood),
            converged: (!self.given).then_some(fit.converged),
            alike: fit.alike,
            customers: fit.customers,
            mean,
            correlation: self.correlation,
            reason: None,
        }
    }
}

/// The mean worth of every purchase, first ones included.
fn mean_of_all(shoppers: &[Shopper]) -> f64 {
    let worth: i128 = shoppers.iter().map(|shopper| (shopper.first_worth + shopper.repeats_worth).max(0)).sum();
    let days: u64 = shoppers.iter().map(|shopper| shopper.repeats() + 1).sum();
    worth as f64 / 10_000.0 / days.max(1) as f64
}
