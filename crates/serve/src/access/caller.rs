//! Who asks.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use model::{Language, Role};

use super::refusal;
use crate::{Problem, Service, api};

/// Whoever sent a request, as far as they have shown it. Handlers take it as an argument; without anybody known the
/// request is refused before the handler runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// As in the audit log: `user:ann`, `token:3`.
    pub name: String,
    /// What they may do now.
    pub role: Role,
    /// A condition that holds for every customer they may see; none for all.
    pub rule: Option<String>,
    pub kind: CallerKind,
    /// The language they chose; none for what the request asks for.
    pub language: Option<Language>,
}

/// How they have shown who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// By a token, of this number.
    Token(i64),
    /// By a browser's session, of the user of this number.
    Session(i64),
}

impl Caller {
    /// Refuses who may not do what takes this role.
    ///
    /// # Errors
    /// [`Problem`] 403.
    pub fn require(&self, least: Role, language: Language) -> Result<(), Problem> {
        if self.role >= least { Ok(()) } else { Err(refusal::role(least, language)) }
    }

    /// Whether personal data is masked for them.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.role == Role::Viewer
    }
}

impl FromRequestParts<Service> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Service) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| refusal::nobody(api::language(&parts.headers)))
    }
}

/// The rules as one condition: each holds by itself, whatever the others say.
pub(super) fn all_of<'a>(rules: impl Iterator<Item = &'a str>) -> Option<String> {
    rules.map(str::to_owned).reduce(|all, rule| format!("({all}\n) and ({rule}\n)"))
}
