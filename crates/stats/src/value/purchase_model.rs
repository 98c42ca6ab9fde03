//! The models of repeat purchases under one roof.

use crate::Undefined;

use super::likelihood::Likelihood;
use super::{BgNbd, Histories, History, Nbd, ParetoNbd};

/// A fitted model of repeat purchases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PurchaseModel {
    /// Customers may leave after a purchase.
    BgNbd(BgNbd),
    /// Customers may leave at any moment.
    ParetoNbd(ParetoNbd),
    /// Customers never leave.
    Nbd(Nbd),
}

/// Which model to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelKind {
    /// Customers may leave after a purchase: quick to fit, and the first choice.
    BgNbd,
    /// Customers may leave at any moment.
    ParetoNbd,
}

impl PurchaseModel {
    /// The parameters with the names they have in the papers.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, f64)> {
        let named =
            |names: &[&'static str], values: &[f64]| names.iter().copied().zip(values.iter().copied()).collect();
        match self {
            Self::BgNbd(model) => named(&["r", "alpha", "a", "b"], &model.parameters()),
            Self::ParetoNbd(model) => named(&["r", "alpha", "s", "beta"], &model.parameters()),
            Self::Nbd(model) => named(&["r", "alpha"], &model.parameters()),
        }
    }

    /// The sum over customers of the logarithm of the likelihood.
    #[must_use]
    pub fn log_likelihood(&self, histories: &Histories) -> f64 {
        match self {
            Self::BgNbd(model) => model.log_likelihood(histories),
            Self::ParetoNbd(model) => model.log_likelihood(histories),
            Self::Nbd(model) => model.log_likelihood(histories),
        }
    }

    /// The probability that the customer has not left, 0 to 1; 1 where the model knows no leaving.
    ///
    /// # Errors
    /// [`Undefined::History`], [`Undefined::NotFinite`].
    pub fn p_alive(&self, history: &History) -> Result<f64, Undefined> {
        match self {
            Self::BgNbd(model) => model.p_alive(history),
            Self::ParetoNbd(model) => model.p_alive(history),
            Self::Nbd(_) => history.check().map(|()| 1.0),
        }
    }

    /// Purchases expected in the time `t` after the end of observation.
    ///
    /// # Errors
    /// As of [`BgNbd::expected`].
    pub fn expected(&self, history: &History, t: f64) -> Result<f64, Undefined> {
        match self {
            Self::BgNbd(model) => model.expected(history, t),
            Self::ParetoNbd(model) => model.expected(history, t),
            Self::Nbd(model) => model.expected(history, t),
        }
    }

    /// All purchases to come, each discounted continuously at a positive rate per unit of time.
    ///
    /// # Errors
    /// [`Undefined::Horizon`] of [`Self::BgNbd`], which has no form for it; as of [`ParetoNbd::discounted`].
    pub fn discounted(&self, history: &History, discount: f64) -> Result<f64, Undefined> {
        match self {
            Self::BgNbd(_) => Err(Undefined::Horizon),
            Self::ParetoNbd(model) => model.discounted(history, discount),
            // Purchases come at the same rate for ever.
            Self::Nbd(model) if discount > 0.0 => Ok(model.expected(history, 1.0)? / discount),
            Self::Nbd(_) => Err(Undefined::Parameter),
        }
    }

    /// The model of a kind with these parameters, in the order of [`Self::parameters`].
    ///
    /// # Errors
    /// [`Undefined::Parameter`] unless all four are positive and finite.
    pub fn at(kind: ModelKind, [one, two, three, four]: [f64; 4]) -> Result<Self, Undefined> {
        match kind {
            ModelKind::BgNbd => BgNbd::new(one, two, three, four).map(Self::BgNbd),
            ModelKind::ParetoNbd => ParetoNbd::new(one, two, three, four).map(Self::ParetoNbd),
        }
    }

    /// [`Self::expected`] of a customer who has not left and whose history has been checked.
    pub(super) fn expected_alive(&self, history: &History, t: f64) -> Result<f64, Undefined> {
        match self {
            Self::BgNbd(model) => model.expected_alive(history, t),
            Self::ParetoNbd(model) => model.expected_alive(history, t),
            Self::Nbd(model) => model.expected(history, t),
        }
    }

    /// Repeat purchases expected of a new customer in the time `t` after their first purchase: what a tracking chart
    /// sums over customers.
    ///
    /// # Errors
    /// As of [`BgNbd::expected`].
    pub fn expected_new(&self, t: f64) -> Result<f64, Undefined> {
        self.expected(&History { repeats: 0, recency: 0.0, age: 0.0 }, t)
    }

    /// The same model with other parameters, in the order of [`Self::parameters`].
    pub(super) fn with(&self, parameters: &[f64]) -> Self {
        match (self, parameters) {
            (Self::BgNbd(_), [r, alpha, a, b]) => Self::BgNbd(BgNbd { r: *r, alpha: *alpha, a: *a, b: *b }),
            (Self::ParetoNbd(_), [r, alpha, s, beta]) => {
                Self::ParetoNbd(ParetoNbd { r: *r, alpha: *alpha, s: *s, beta: *beta })
            }
            (Self::Nbd(_), [r, alpha]) => Self::Nbd(Nbd { r: *r, alpha: *alpha }),
            _ => *self,
        }
    }
}
