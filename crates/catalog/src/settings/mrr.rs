//! What counts as recurring revenue and when it moves: a profile of rules, kept as data, and what the workspace changes.

use std::sync::{Arc, LazyLock};

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};
use crate::source::Source;
use crate::yaml::Yaml;

/// The rules of recurring revenue. Tax, trials and charges that do not recur never count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MrrRules {
    /// The profile that the rules start from.
    pub profile: String,
    pub net_per: MrrNet,
    pub churn_at: ChurnAt,
    /// Whether a subscription that is past due still counts.
    pub past_due: bool,
    /// Whether a subscription whose collection was given up still counts.
    pub unpaid: bool,
    /// Whether a paused subscription still counts.
    pub paused: bool,
    /// Whether a discount on one invoice only is deducted.
    pub one_off_discounts: bool,
    /// Whether a discount that ends some day is deducted while it runs.
    pub expiring_discounts: bool,
    /// Whether somebody who is won and lost within one month counts as new and as churned.
    pub won_and_lost_in_month: bool,
    /// What the end of one of a customer's several subscriptions is.
    pub partial_end: PartialEnd,
    /// Days after churning in which coming back is a reactivation, later it is new; `None` knows no limit.
    pub reactivation_within_days: Option<i64>,
}

/// Over what time a customer's movements are netted before they are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MrrNet {
    Day,
    Month,
}

/// When a cancellation takes the revenue away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChurnAt {
    /// When the billing system ends the subscription.
    SubscriptionEnd,
    /// At the end of what was last paid for.
    PeriodEnd,
    /// As soon as the customer has asked for it.
    Scheduled,
}

/// What the end of one of several subscriptions is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartialEnd {
    Contraction,
    Churn,
}

const NETS: &[(&str, MrrNet)] = &[("day", MrrNet::Day), ("month", MrrNet::Month)];
const CHURNS: &[(&str, ChurnAt)] = &[
    ("subscription_end", ChurnAt::SubscriptionEnd),
    ("period_end", ChurnAt::PeriodEnd),
    ("scheduled", ChurnAt::Scheduled),
];
const ENDS: &[(&str, PartialEnd)] = &[("contraction", PartialEnd::Contraction), ("churn", PartialEnd::Churn)];

const PROFILES: &[(&str, &str)] = &[
    ("tenure", "tenure"),
    ("snapshot", "snapshot"),
    ("chartmogul", "chartmogul"),
    ("stripe", "stripe"),
    ("profitwell", "profitwell"),
];

static BUILTIN: LazyLock<Yaml> = LazyLock::new(|| profiles().root().unwrap_or_else(Yaml::nothing));

fn profiles() -> Reader {
    let text = include_str!("mrr_profiles.yaml").to_owned();
    Reader::new(Arc::new(Source { name: "mrr_profiles.yaml".to_owned(), text }))
}

impl Default for MrrRules {
    fn default() -> Self {
        Self::profile("tenure")
    }
}

impl MrrRules {
    /// The rules of a profile; of one that does not exist those that every profile starts from.
    #[must_use]
    pub fn profile(name: &str) -> Self {
        let mut rules = Self {
            profile: name.to_owned(),
            net_per: MrrNet::Day,
            churn_at: ChurnAt::SubscriptionEnd,
            past_due: true,
            unpaid: false,
            paused: false,
            one_off_discounts: false,
            expiring_discounts: true,
            won_and_lost_in_month: true,
            partial_end: PartialEnd::Contraction,
            reactivation_within_days: None,
        };
        let mut reader = profiles();
        if let Some(all) = reader.map(&BUILTIN)
            && let Some(fields) = all.peek(name).and_then(|yaml| reader.map(yaml))
        {
            rules.change(&mut reader, fields);
        }
        rules
    }

    /// Reads `mrr`: the profile, then what it changes.
    pub(super) fn read(reader: &mut Reader, mut fields: Fields<'_>) -> Self {
        let profile = fields.take("profile").and_then(|yaml| reader.choice(yaml, PROFILES));
        let mut rules = Self::profile(profile.unwrap_or("tenure"));
        rules.change(reader, fields);
        rules
    }

    fn change(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.net_per, fields.take("net_per").and_then(|yaml| reader.choice(yaml, NETS)));
        set(&mut self.churn_at, fields.take("churn_at").and_then(|yaml| reader.choice(yaml, CHURNS)));
        for (key, rule) in [
            ("past_due", &mut self.past_due),
            ("unpaid", &mut self.unpaid),
            ("paused", &mut self.paused),
            ("one_off_discounts", &mut self.one_off_discounts),
            ("expiring_discounts", &mut self.expiring_discounts),
            ("won_and_lost_in_month", &mut self.won_and_lost_in_month),
        ] {
            set(rule, fields.take(key).and_then(|yaml| reader.boolean(yaml)));
        }
        set(&mut self.partial_end, fields.take("partial_end").and_then(|yaml| reader.choice(yaml, ENDS)));
        if let Some(yaml) = fields.take("reactivation_within_days") {
            self.reactivation_within_days = reader.whole(yaml, 1, 36_600, Wanted::PositiveWholeNumber);
        }
        fields.finish(reader);
    }
}
