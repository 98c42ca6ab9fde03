//! By which evidence two customers are taken for one.

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};
use crate::yaml::Yaml;

/// How customers of several sources are brought together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// In their order; the first that two customers meet is the evidence.
    pub rules: Vec<IdentityRule>,
    /// Outside ids, mail addresses and phone numbers that stand for nobody in particular, in small letters.
    pub blocked: Vec<String>,
    /// How many customers may share a value before it tells nobody apart.
    pub shared_over: i64,
}

/// Customers with the same value of an attribute, as it is normalised, are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityRule {
    pub by: IdentityKey,
    pub mode: IdentityMode,
    /// Whether what follows a plus sign in a mail address is left out, and dots at Google's addresses.
    pub ignore_tags: bool,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityKey {
    Email,
    Phone,
}

/// What happens to customers that meet a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityMode {
    /// They are linked.
    Automatic,
    /// They wait for somebody to decide.
    Review,
}

const KEYS: &[(&str, IdentityKey)] = &[("email", IdentityKey::Email), ("phone", IdentityKey::Phone)];
const MODES: &[(&str, IdentityMode)] = &[("automatic", IdentityMode::Automatic), ("review", IdentityMode::Review)];

impl Default for Identity {
    fn default() -> Self {
        let rule = |by| IdentityRule { by, mode: IdentityMode::Review, ignore_tags: false };
        Self { rules: vec![rule(IdentityKey::Email), rule(IdentityKey::Phone)], blocked: Vec::new(), shared_over: 100 }
    }
}

impl Identity {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        if let Some(list) = fields.take("rules").and_then(|yaml| reader.list(yaml)) {
            self.rules = list.iter().filter_map(|yaml| IdentityRule::read(reader, yaml)).collect();
        }
        let blocked = fields.take("blocked").map(|yaml| reader.texts(yaml));
        set(&mut self.blocked, blocked.map(|texts| texts.iter().map(|text| text.to_lowercase()).collect()));
        let shared = fields.take("shared_over");
        set(
            &mut self.shared_over,
            shared.and_then(|yaml| reader.whole(yaml, 1, 1_000_000, Wanted::PositiveWholeNumber)),
        );
        fields.finish(reader);
    }
}

impl IdentityRule {
    fn read(reader: &mut Reader, yaml: &Yaml) -> Option<Self> {
        let mut fields = reader.map(yaml)?;
        let by = fields.need("by", reader).and_then(|yaml| reader.choice(yaml, KEYS));
        let mode = fields.take("mode").map_or(Some(IdentityMode::Review), |yaml| reader.choice(yaml, MODES));
        let ignore_tags = fields.take("ignore_tags").and_then(|yaml| reader.boolean(yaml)).unwrap_or_default();
        fields.finish(reader);
        Some(Self { by: by?, mode: mode?, ignore_tags })
    }
}
