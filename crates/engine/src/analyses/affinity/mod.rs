//! What is bought together, or one after the other: pairs of products with how often, and how much more often than by
//! chance; and what each customer is likely to take next.
//!
//! Together means in one paid order; every order counts once, whoever placed it. In sequence means in a later order of
//! the same customer: those are counted who bought the first product, held against everybody who bought anything and
//! what they bought next. Whose first product is too recent for the window to have passed is not counted at all.
//! A first is bought in the range; what follows it may be bought after the range, as long as the window lasts.

mod baskets;
mod count;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use model::{Message, Micros};
use serde::Serialize;

use super::study::Study;
use super::{Population, Provenance};
use crate::EngineError;
use crate::engine::Engine;
use crate::interval::LEVEL;
use baskets::Baskets;
use count::Counted;

/// A question about what goes with what.
#[derive(Clone, Debug)]
pub struct AffinityQuery {
    /// First day of the orders that count, and the first day after.
    pub from: Date,
    pub to: Date,
    pub of: AffinityOf,
    pub order: AffinityOrder,
    pub min_support: MinSupport,
    /// With cuts each part has its pairs beside those of all.
    pub population: Population,
    /// Whether the answer suggests what each customer may take next, by the pairs of all.
    pub customers: bool,
}

/// What is paired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AffinityOf {
    #[default]
    Product,
    Category,
}

/// How the two of a pair follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AffinityOrder {
    /// In one order.
    #[default]
    Together,
    /// The second in a later order of the same customer: within so many microseconds, or at any time.
    Sequence(Option<Micros>),
}

/// How often a pair must be seen to be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MinSupport {
    /// A share of all orders or customers, 0 to 1.
    Share(f64),
    Count(u64),
}

/// What goes with what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProductAffinity {
    #[serde(flatten)]
    pub provenance: Provenance,
    pub from: String,
    pub to: String,
    pub of: AffinityOf,
    /// `together` or `sequence`.
    pub order: &'static str,
    /// In seconds; `None` where there is no window.
    pub within: Option<f64>,
    /// Whether every order of the range is known, and every window that began in it has passed.
    pub complete: bool,
    /// Orders, or customers, that are counted: the whole that supports are shares of.
    pub counted: u64,
    /// Customers left out because the window of all they bought is still open.
    pub immature: u64,
    /// Orders of the range left out because no line of theirs says the product, or the category: what they held is not
    /// known.
    pub nameless: u64,
    /// How many orders, or customers, a pair needs to be told.
    pub min_count: u64,
    /// Those that go beyond chance most surely first.
    pub pairs: Vec<AffinityPair>,
    /// The same of each part in which somebody is, where the question cuts. An order that names nobody is in none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<AffinityPart>,
    /// One per customer who has a suggestion, where the question asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers: Option<Vec<Suggestion>>,
    /// How many customers who bought have none: nothing that goes with what they have is new to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_suggestion: Option<u64>,
}

/// What goes with what in one part of the customers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AffinityPart {
    /// The value of each cut; `None` is the part of those without one.
    #[serde(serialize_with = "super::by_name")]
    pub by: Vec<(String, Option<String>)>,
    /// As of all, of the customers of the part and their orders.
    pub counted: u64,
    pub immature: u64,
    pub min_count: u64,
    pub pairs: Vec<AffinityPair>,
}

/// One pair: whoever has `a`, how likely they have `b`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AffinityPair {
    pub a: String,
    pub b: String,
    /// Orders, or customers, with each and with both.
    pub count_a: u64,
    pub count_b: u64,
    pub count: u64,
    /// `count` of all counted, 0 to 1.
    pub support: f64,
    /// `count` of `count_a`, 0 to 1, with its 95 % Wilson interval.
    pub confidence: f64,
    pub confidence_low: f64,
    pub confidence_high: f64,
    /// How many times more often than by chance; 1 is chance.
    pub lift: f64,
    /// 95 % interval of the lift.
    pub low: f64,
    pub high: f64,
}

/// What a customer is likely to take next.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    pub customer_id: String,
    /// What to offer: nothing they have bought in the range, or in the window after it.
    pub suggested: String,
    /// What they bought that it goes with.
    pub because: String,
    pub confidence: f64,
    pub lift: f64,
}

impl Engine {
    /// What is bought with what, or after what.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the question cannot be asked so, and as for [`Engine::query`].
    pub async fn affinity(&self, query: &AffinityQuery) -> Result<ProductAffinity, EngineError> {
        query.check()?;
        let mut study = Study::open(self, &query.population).await?;
        let range = self.calendar.period(query.from, query.to)?;
        let (baskets, divisions) = Baskets::read(&mut study, query, &range).await?;
        let horizon_us = study.horizon(&[baskets::LINES])?.unwrap_or(Micros::MIN);
        let (counted, min_count, pairs) = query.counted(&baskets, horizon_us)?;
        let cut = divisions.into_iter().filter(|division| !division.by.is_empty());
        let parts = cut.map(|division| {
            let own = baskets.of_customers(&division.subjects);
            let (counted, min_count, pairs) = query.counted(&own, horizon_us)?;
            Ok(AffinityPart {
                by: division.by,
                counted: counted.all,
                immature: counted.immature,
                min_count,
                pairs: pairs.iter().map(|pair| pair.told(&own.names)).collect(),
            })
        });
        let mut parts = parts.collect::<Result<Vec<_>, EngineError>>()?;
        parts.retain(|part| part.counted + part.immature > 0);
        let (customers, without) = match query.customers {
            true => {
                let (told, without) = suggestions(&study, &baskets, &pairs)?;
                (Some(told), Some(without))
            }
            false => (None, None),
        };
        let window_us = if let AffinityOrder::Sequence(Some(within_us)) = query.order { within_us } else { 0 };
        Ok(ProductAffinity {
            provenance: study.provenance().await?,
            from: query.from.to_string(),
            to: query.to.to_string(),
            of: query.of,
            order: if query.order == AffinityOrder::Together { "together" } else { "sequence" },
            within: (window_us > 0).then(|| window_us as f64 / 1e6),
            complete: range.end_us.saturating_add(window_us) <= horizon_us,
            counted: counted.all,
            immature: counted.immature,
            nameless: baskets.nameless,
            min_count,
            pairs: pairs.iter().map(|pair| pair.told(&baskets.names)).collect(),
            parts,
            customers,
            without_suggestion: without,
        })
    }
}

impl AffinityQuery {
    fn check(&self) -> Result<(), EngineError> {
        let message = match (self.order, self.min_support) {
            (AffinityOrder::Sequence(Some(within_us)), _) if within_us <= 0 => Message::new("engine.affinity_window"),
            (_, MinSupport::Share(share)) if !(0.0..=1.0).contains(&share) => Message::new("engine.affinity_support"),
            _ => return Ok(()),
        };
        Err(EngineError::Question(message))
    }

    /// What was counted, how often a pair must be seen, and the pairs seen so often.
    fn counted(&self, baskets: &Baskets, horizon_us: Micros) -> Result<(Counted, u64, Vec<Rule>), EngineError> {
        let counted = match self.order {
            AffinityOrder::Together => Counted::together(baskets),
            AffinityOrder::Sequence(within_us) => Counted::in_sequence(baskets, within_us, horizon_us),
        };
        let min_count = self.min_support.count(counted.all);
        let pairs = counted.pairs(&baskets.names, min_count)?;
        Ok((counted, min_count, pairs))
    }
}

impl MinSupport {
    /// How many of all this is, at least one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count is no larger than it"
    )]
    fn count(self, all: u64) -> u64 {
        match self {
            // A share such as 0.07 of 100 is 7.000…01 in floating point and means 7.
            Self::Share(share) => (share * all as f64 - 1e-9).ceil().max(1.0) as u64,
            Self::Count(count) => count.max(1),
        }
    }
}

/// A pair of things by their numbers.
struct Rule {
    a: u32,
    b: u32,
    counts: stats::Pair,
    found: stats::Affinity,
}

impl Rule {
    fn told(&self, names: &[String]) -> AffinityPair {
        let name = |thing: u32| names.get(thing as usize).cloned().unwrap_or_default();
        AffinityPair {
            a: name(self.a),
            b: name(self.b),
            count_a: self.counts.a,
            count_b: self.counts.b,
            count: self.counts.both,
            support: self.found.support,
            confidence: self.found.confidence,
            confidence_low: self.found.confidence_interval.low,
            confidence_high: self.found.confidence_interval.high,
            lift: self.found.lift,
            low: self.found.lift_interval.low,
            high: self.found.lift_interval.high,
        }
    }
}

impl Counted {
    /// Every pair seen often enough, those surely beyond chance first.
    fn pairs(&self, names: &[String], min_count: u64) -> Result<Vec<Rule>, EngineError> {
        let mut rules = Vec::new();
        for (&(a, b), seen) in self.both.iter().filter(|(_, seen)| seen.both >= min_count) {
            let of = |counts: &[u64], thing: u32| counts.get(thing as usize).copied().unwrap_or_default();
            let (a_count, b_count) = (of(&self.first, a), of(&self.second, b));
            let counts = stats::Pair { all: self.all, a: a_count, b: b_count, joint: seen.joint, both: seen.both };
            let found = stats::affinity(counts, LEVEL).map_err(|why| {
                EngineError::Definition(
                    Message::new("engine.affinity_counts").with_message("why", Message::new(why.to_string())),
                )
            })?;
            rules.push(Rule { a, b, counts, found });
        }
        let name = |rule: &Rule| (names.get(rule.a as usize), names.get(rule.b as usize));
        rules.sort_by(|one, other| {
            let low = |rule: &Rule| rule.found.lift_interval.low;
            low(other)
                .total_cmp(&low(one))
                .then(other.counts.both.cmp(&one.counts.both))
                .then_with(|| name(one).cmp(&name(other)))
        });
        Ok(rules)
    }
}

/// What each customer is likeliest to take next, of what goes beyond chance with something they have; and how many have
/// nothing.
fn suggestions(study: &Study<'_>, baskets: &Baskets, rules: &[Rule]) -> Result<(Vec<Suggestion>, u64), EngineError> {
    let mut after: BTreeMap<u32, Vec<&Rule>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| rule.found.lift_interval.low > 1.0) {
        after.entry(rule.a).or_default().push(rule);
    }
    let (mut told, mut without) = (Vec::new(), 0);
    for (customer, bought) in baskets.by_customer() {
        // Who came only after the range is nobody who is asked about.
        if bought.iter().all(|(at, _)| *at >= baskets.end_us) {
            continue;
        }
        let owned: BTreeSet<u32> = bought.iter().map(|(_, thing)| *thing).collect();
        let open = owned.iter().filter_map(|thing| after.get(thing)).flatten().filter(|rule| !owned.contains(&rule.b));
        // The share that surely does, so that a pair seen twice does not go before one seen a hundred times.
        let surely = |rule: &Rule| rule.found.confidence_interval.low;
        let best = open
            .max_by(|one, other| surely(one).total_cmp(&surely(other)).then((other.b, other.a).cmp(&(one.b, one.a))));
        let Some(best) = best else {
            without += 1;
            continue;
        };
        let pair = best.told(&baskets.names);
        told.push(Suggestion {
            customer_id: study.id_of(customer)?,
            suggested: pair.b,
            because: pair.a,
            confidence: pair.confidence,
            lift: pair.lift,
        });
    }
    Ok((told, without))
}
