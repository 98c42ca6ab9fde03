//! What counts as recurring revenue and when it moves: a profile of rules, kept as data, and what the workspace changes.

use std::sync::{Arc, LazyLock};

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};
use crate::source::Source;
use crate::sql::quote;
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

    /// The names of the rules, in the order that differences between profiles are explained in.
    pub const RULES: [&str; 10] = [
        "churn_at",
        "past_due",
        "unpaid",
        "paused",
        "one_off_discounts",
        "expiring_discounts",
        "partial_end",
        "reactivation_within_days",
        "won_and_lost_in_month",
        "net_per",
    ];

    /// Takes one rule over from other rules; whether that changed anything.
    pub fn take(&mut self, rule: &str, from: &Self) -> bool {
        let before = self.clone();
        match rule {
            "net_per" => self.net_per = from.net_per,
            "churn_at" => self.churn_at = from.churn_at,
            "past_due" => self.past_due = from.past_due,
            "unpaid" => self.unpaid = from.unpaid,
            "paused" => self.paused = from.paused,
            "one_off_discounts" => self.one_off_discounts = from.one_off_discounts,
            "expiring_discounts" => self.expiring_discounts = from.expiring_discounts,
            "won_and_lost_in_month" => self.won_and_lost_in_month = from.won_and_lost_in_month,
            "partial_end" => self.partial_end = from.partial_end,
            "reactivation_within_days" => self.reactivation_within_days = from.reactivation_within_days,
            _ => {}
        }
        *self != before
    }

    /// The rules as `$mrr_…` variables, for relations: name (without `$`) and SQL literal.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        let named = |choices: &[(&'static str, bool)]| {
            quote(choices.iter().find(|(_, chosen)| *chosen).map_or("", |(name, _)| name))
        };
        let within = self.reactivation_within_days.map_or_else(|| "null".to_owned(), |days| days.to_string());
        let rules = [
            ("net_per", named(&NETS.iter().map(|(name, net)| (*name, *net == self.net_per)).collect::<Vec<_>>())),
            ("churn_at", named(&CHURNS.iter().map(|(name, at)| (*name, *at == self.churn_at)).collect::<Vec<_>>())),
            ("past_due", self.past_due.to_string()),
            ("unpaid", self.unpaid.to_string()),
            ("paused", self.paused.to_string()),
            ("one_off_discounts", self.one_off_discounts.to_string()),
            ("expiring_discounts", self.expiring_discounts.to_string()),
            ("won_and_lost_in_month", self.won_and_lost_in_month.to_string()),
            (
                "partial_end",
                named(&ENDS.iter().map(|(name, end)| (*name, *end == self.partial_end)).collect::<Vec<_>>()),
            ),
            ("reactivation_within_days", within),
        ];
        rules.into_iter().map(|(rule, literal)| (format!("mrr_{rule}"), literal)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_variable_and_can_be_taken_over() {
        let profiles: Vec<MrrRules> = PROFILES.iter().map(|(name, _)| MrrRules::profile(name)).collect();
        for first in &profiles {
            let names: Vec<String> = first.variables().into_iter().map(|(name, _)| name).collect();
            assert!(MrrRules::RULES.iter().all(|rule| names.contains(&format!("mrr_{rule}"))), "{names:?}");
            for second in &profiles {
                let mut rules = first.clone();
                let taken = MrrRules::RULES.iter().filter(|rule| rules.take(rule, second)).count();
                assert_eq!(MrrRules { profile: second.profile.clone(), ..rules }, *second);
                assert_eq!(taken > 0, first.variables() != second.variables());
            }
        }
    }

    #[test]
    fn choices_are_the_words_of_the_settings() {
        let rules = MrrRules::profile("profitwell").variables();
        let literal = |name: &str| rules.iter().find(|(known, _)| known == name).map(|(_, literal)| literal.as_str());
        assert_eq!(literal("mrr_churn_at"), Some("'period_end'"));
        assert_eq!(literal("mrr_net_per"), Some("'day'"));
        assert_eq!(literal("mrr_reactivation_within_days"), Some("null"));
    }
}
