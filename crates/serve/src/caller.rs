//! Who asks.

use model::Role;

/// Whoever sent a request, once it is known. In the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// For the log and the audit.
    pub name: String,
    pub role: Role,
    /// A condition that holds for everybody the caller may see; none sees all.
    pub rule: Option<String>,
}
