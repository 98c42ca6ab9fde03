//! What `tenure.yaml` says about who is one customer, as the lake takes it.

use catalog::{IdentityKey, IdentityMode, Settings};
use lake::{By, IdentityRule, IdentityRules};

/// The rules of a workspace.
#[must_use]
pub fn identity_rules(settings: &Settings) -> IdentityRules {
    let identity = &settings.identity;
    let rule = |rule: &catalog::IdentityRule| IdentityRule {
        by: match rule.by {
            IdentityKey::Email => By::Email,
            IdentityKey::Phone => By::Phone,
        },
        automatic: rule.mode == IdentityMode::Automatic,
        ignore_tags: rule.ignore_tags,
    };
    IdentityRules {
        rules: identity.rules.iter().map(rule).collect(),
        blocked: identity.blocked.clone(),
        shared_over: usize::try_from(identity.shared_over).unwrap_or(usize::MAX),
    }
}
