//! Rules by which customers of several sources are taken for one: by e-mail address, by telephone number.
//!
//! A rule links only what speaks for itself: a value that no source gives to two of its customers. What is less
//! clear is a candidate, for a person to decide.

mod alike;
mod calling_codes;
mod candidates;
mod confidence;
mod email;
mod groups;
mod linker;
mod phone;

use crate::Evidence;

pub use alike::Alike;
pub use candidates::{Candidate, CandidateId, Candidates, SharedValue};
pub use confidence::Confidence;
pub(crate) use groups::{Group, Holders, Namespace, Namespaces};
pub(crate) use linker::{End, Linker};

/// What a workspace has declared about who is one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRules {
    pub rules: Vec<IdentityRule>,
    /// Values that say nothing about anybody: an e-mail address, a telephone number, `@domain`, `mailbox@`.
    pub blocked: Vec<String>,
    /// A value that more customers of one source share than this says nothing, nor does a visitor's id that more
    /// customers were seen with.
    pub shared_over: usize,
}

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityRule {
    pub by: By,
    /// Whether it links by itself; else it only makes candidates.
    pub automatic: bool,
    /// Whether `a.b+shop@gmail.com` is `ab@gmail.com`: what follows a plus sign is left out everywhere, dots at
    /// Google's addresses.
    pub ignore_tags: bool,
}

/// What customers are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    Email,
    Phone,
}

impl Default for IdentityRules {
    fn default() -> Self {
        Self { rules: Vec::new(), blocked: Vec::new(), shared_over: 100 }
    }
}

impl By {
    /// The column of `customers` that is compared.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// What a link by it rests on.
    #[must_use]
    pub const fn evidence(self) -> Evidence {
        match self {
            Self::Email => Evidence::Email,
            Self::Phone => Evidence::Phone,
        }
    }
}

/// A value as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Normal {
    pub text: String,
    /// Whether it is a mailbox of an office, where several people read.
    pub office: bool,
}

impl IdentityRules {
    /// A cell as the rule compares it; none for a text that is no such value, or a blocked one.
    pub(crate) fn normal(&self, rule: &IdentityRule, text: &str, country: Option<&str>) -> Option<Normal> {
        match rule.by {
            By::Email => {
                let normal = email::normal(text, rule.ignore_tags)?;
                let blocked = |pattern: &String| email::matches(&normal, pattern);
                let office = email::is_office(&normal);
                (!self.blocked.iter().any(blocked)).then_some(Normal { text: normal, office })
            }
            By::Phone => {
                let normal = phone::normal(text, country)?;
                let blocked = |pattern: &String| phone::normal(pattern, country).as_ref() == Some(&normal);
                (!self.blocked.iter().any(blocked)).then_some(Normal { text: normal, office: false })
            }
        }
    }
}
