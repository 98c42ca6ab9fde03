//! Scores: who is likely to leave or to buy, why, and how well that was foretold.

mod auc;
mod boosted;
mod calibration;
mod lift;
mod logistic;
mod scaling;
mod time_split;

pub use auc::{Scored, auc, auc_interval, clustered_auc_interval};
pub use boosted::{Boosted, Case};
pub use calibration::{Calibration, calibration};
pub use lift::{Band, bands};
pub use logistic::{Ledger, Logistic, Observation};
pub use scaling::Scaling;
pub use time_split::{TimeSplit, time_split};
