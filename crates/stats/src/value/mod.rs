//! Predicted value: how often customers will buy again, whether they are still there, and what that is worth.
//!
//! The data are one [`History`] per customer: days with a purchase merged, counted from the first. [`fit_purchases`] finds a model
//! of repeat purchases, [`fit_spend`] one of their value; [`CustomerValue`] joins them, [`holdout`] judges.

mod bg_nbd;
mod customer_value;
mod dropout;
mod fit;
mod history;
mod holdout;
mod likelihood;
mod nbd;
mod pareto_nbd;
mod population;
mod purchase_model;
mod rising;
mod spend;

pub use bg_nbd::BgNbd;
pub use customer_value::{CustomerValue, Horizon, Prediction};
pub use fit::{Limit, PurchaseFit, fit_purchases};
pub use history::{Histories, History};
pub use holdout::{Foretold, Holdout, HoldoutClass, holdout};
pub use nbd::Nbd;
pub use pareto_nbd::ParetoNbd;
pub use population::MeanValue;
pub use purchase_model::{ModelKind, PurchaseModel};
pub use spend::{GammaGamma, Spend, SpendFit, fit_spend, spend_correlation};
