//! Experiments: did a variant change what customers do, and can the numbers be trusted.

mod comparison;
mod cuped;
mod holm;
mod power;
mod proportions;
mod sample_ratio;
mod sequential;

pub use comparison::{Comparison, Sample, welch};
pub use cuped::{Cuped, cuped};
pub use holm::holm;
pub use power::{Certainty, days_needed};
pub use proportions::{Share, two_proportions};
pub use sample_ratio::{SampleRatio, sample_ratio};
pub use sequential::{Look, always_valid, look};
