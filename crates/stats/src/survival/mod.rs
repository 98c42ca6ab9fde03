//! How long customers last: curves, comparisons, what shortens a lifetime, and projections.

mod concordance;
mod cox;
mod hazard;
mod kaplan_meier;
mod log_rank;
mod restricted_mean;
mod sbg;

pub use concordance::concordance;
pub use cox::{Coefficient, Cox, Lifetime};
pub use kaplan_meier::{KaplanMeier, Step};
pub use log_rank::{LogRank, log_rank};
pub use sbg::{Renewal, RenewalFit, ShiftedBetaGeometric};
