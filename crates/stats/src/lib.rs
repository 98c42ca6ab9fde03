//! The maths of uncertainty: intervals, quantiles and survival, over plain slices.
//!
//! One method a file, each with its formula and source. Nothing here knows a table, a clock or a random
//! seed it was not given, and no function returns a number that is not finite: what has no answer is an
//! [`Undefined`] that says why.

mod bootstrap;
mod error;
mod interval;
mod kaplan_meier;
mod level;
mod nps;
mod order_statistic;
mod quantile;
mod ratio_of_sums;
mod student;
mod wilson;

pub use bootstrap::{Bootstrap, bootstrap};
pub use error::Undefined;
pub use interval::{Bounds, Estimate, Interval};
pub use kaplan_meier::{KaplanMeier, Step};
pub use nps::{NpsCluster, nps, nps_clustered};
pub use order_statistic::order_statistic;
pub use quantile::quantile;
pub use ratio_of_sums::ratio_of_sums;
pub use student::student;
pub use wilson::wilson;
