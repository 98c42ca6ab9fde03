//! The maths: intervals, quantiles, survival, predicted value, scores, experiments, forecasts and what is out of the ordinary, over plain slices.
//!
//! One method a file, each with its formula and source. Nothing here knows a table, a clock or a random
//! seed it was not given, and no function returns a number that is not finite: what has no answer is an
//! [`Undefined`] that says why.

mod affinity;
mod bootstrap;
mod chance;
mod drivers;
mod error;
pub mod experiment;
pub mod forecast;
mod funnel;
mod interval;
mod legendre;
mod level;
mod mad;
mod maximum;
mod nps;
mod order_statistic;
mod quantile;
mod quintiles;
mod ratio_of_sums;
mod rfm;
pub mod score;
mod stability;
mod student;
mod sum_drivers;
pub mod survival;
mod symmetric;
pub mod value;
mod volume;
mod wilson;

pub use affinity::{Affinity, Pair, affinity};
pub use bootstrap::{Bootstrap, bootstrap};
pub use drivers::{Drivers, Effect, Part, Rate, drivers};
pub use error::Undefined;
pub use funnel::{Attempt, FunnelOrder, FunnelRules, Happening};
pub use interval::{Bounds, Estimate, Interval};
pub use mad::{Centre, mad};
pub use nps::{NpsCluster, nps, nps_clustered};
pub use order_statistic::order_statistic;
pub use quantile::quantile;
pub use quintiles::{Quintiles, quintiles_by_rank, quintiles_by_threshold};
pub use ratio_of_sums::ratio_of_sums;
pub use rfm::{Buyer, Rfm, RfmClass, RfmScores, RfmScoring, rfm};
pub use stability::{Shift, stability};
pub use student::student;
pub use sum_drivers::drivers_of_sum;
pub use survival::{KaplanMeier, Step};
pub use volume::{OddDay, VolumeRule, odd_days};
pub use wilson::{wilson, wilson_share};
