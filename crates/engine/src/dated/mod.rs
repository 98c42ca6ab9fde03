//! Cuts whose parts change with time: saved segments, the classes of RFM, and attributes as they were.
//!
//! What is asked ([`DatedCut`]) is read at the instants at which a question's periods begin and end ([`Instants`]), and gives
//! a [`Placement`]: for every period, who stands where. The rule is that of the bridge: a state is cut by where customers
//! stand at its instant, and everything else by where they stood when the period began, or, of those who were not there
//! yet, when it ended.

mod asked;
mod condition;
mod cut;
mod history;
mod instants;
mod members;
mod placement;
mod rfm;

pub use asked::Dated;
pub use condition::Narrowing;
pub use cut::{DatedCut, known as known_segment, of_segment as measures_of_segment};
pub use history::HISTORY;
pub use instants::Instants;
pub use placement::{Placed, Placement, Placements};
pub use rfm::RFM_MEASURES;
