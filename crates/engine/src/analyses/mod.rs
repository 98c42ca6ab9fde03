//! Questions whose answer is no series of numbers: one folder or file each, over the same sets, periods and maturity
//! as the metrics.

mod funnel;
mod occurrence;
mod retention;
mod study;

pub use funnel::{Funnel, FunnelCount, FunnelCustomer, FunnelMatch, FunnelQuery, FunnelResult, FunnelStep};
pub use retention::{
    AverageCell, Cohort, CohortBy, CohortCell, Retention, RetentionClock, RetentionMode, RetentionOf, RetentionQuery,
};
pub use study::{Population, Provenance};

/// The cuts of a part as an object: name → value.
fn by_name<S: serde::Serializer>(by: &[(String, Option<String>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(by.iter().map(|(name, value)| (name, value)))
}
