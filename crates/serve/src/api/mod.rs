//! Questions over HTTP: which address asks which question, how it is read, and how its answer goes out.

mod answer;
mod kept;
mod negotiate;
mod page;
mod params;
mod routes;

pub use answer::{routes as router, tell};
pub use kept::KeptAnswers;
pub use negotiate::language;
pub use params::of_address as params;
pub use routes::{Method, ROUTES, Route};
