//! The lines of paid orders, as things by number.

use std::collections::{BTreeMap, BTreeSet};

use model::{Message, Micros, Period};

use super::super::study::{Division, Study};
use super::{AffinityOf, AffinityOrder, AffinityQuery};
use crate::EngineError;
use crate::measures::{integers, texts};
use crate::params::instant;
use crate::subjects::Set;

/// The relation of the lines.
pub(super) const LINES: &str = "sold_items";

/// What was in each order.
pub(super) struct Baskets {
    /// What the things are called, by their numbers.
    pub names: Vec<String>,
    /// Those of the range; in sequence also those that may follow one of it within the window.
    pub orders: Vec<Basket>,
    /// Where the range ends.
    pub end_us: Micros,
    /// Orders of the range left out because no line of theirs says the thing.
    pub nameless: u64,
}

/// One order.
#[derive(Clone)]
pub(super) struct Basket {
    /// `None` where the order names nobody.
    pub customer: Option<u32>,
    pub at: Micros,
    /// Each thing once, ascending.
    pub things: Vec<u32>,
}

impl Baskets {
    /// Reads the orders of a range, as far as they are known, of those who are asked about; in sequence also what they
    /// bought in the window after it. An order that names nobody counts where nobody in particular is asked about. The parts
    /// of those who are asked about come with them.
    ///
    /// # Errors
    /// [`EngineError::Question`] when no line of an order is known.
    pub async fn read(
        study: &mut Study<'_>,
        query: &AffinityQuery,
        range: &Period,
    ) -> Result<(Self, Vec<Division>), EngineError> {
        let lines = study.find(LINES).await?;
        let measure = lines.set(catalog::TimeRule::Ever);
        let divisions = study.divide(&measure).await?;
        let counted: Set = divisions.iter().fold(Set::new(), |all, division| all | &division.subjects);
        let Some(horizon_us) = study.horizon(&[LINES])? else {
            return Err(EngineError::Question(Message::new("engine.affinity_no_lines")));
        };
        let thing = match query.of {
            AffinityOf::Product => "product_id",
            AffinityOf::Category => "category",
        };
        let window_us = if let AffinityOrder::Sequence(Some(within_us)) = query.order { within_us } else { 0 };
        let sql = format!(
            "select distinct customer_key as k, at as t, namespace as n, order_id as o, {thing} as p from {LINES} \
             where at >= {from} and at < {to} order by n, o, p",
            from = instant(range.start_us),
            to = instant(range.end_us.saturating_add(window_us).min(horizon_us)),
        );
        let mut lines: Vec<Line> = Vec::new();
        for batch in study.reader().rows(&measure, &sql).await? {
            let (keys, times) = (integers(&batch, "k")?, integers(&batch, "t")?);
            let [namespaces, orders, things] = [texts(&batch, "n")?, texts(&batch, "o")?, texts(&batch, "p")?];
            let rest = namespaces.into_iter().map(Option::unwrap_or_default).zip(orders).zip(things);
            for ((customer, at), ((namespace, order), thing)) in keys.into_iter().zip(times).zip(rest) {
                let customer = customer.and_then(|key| u32::try_from(key).ok());
                let counts = customer.map_or(query.population.filter.is_none(), |key| counted.contains(key));
                if let (true, Some(at)) = (counts, at) {
                    let thing = thing.map(|thing| (thing, namespace.clone()));
                    lines.push(Line { customer, at, order: (namespace, order.unwrap_or_default()), thing });
                }
            }
        }
        Ok((Self::of(lines, range.end_us), divisions))
    }

    /// Of lines in the order of their orders.
    fn of(lines: Vec<Line>, end_us: Micros) -> Self {
        let things: BTreeSet<&(String, String)> = lines.iter().filter_map(|line| line.thing.as_ref()).collect();
        let mut spaces: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, _) in &things {
            *spaces.entry(name).or_default() += 1;
        }
        // The same id in two namespaces is two things, and only then says which it is.
        let named = |(name, namespace): &(String, String)| match spaces.get(name.as_str()) {
            Some(1) => name.clone(),
            _ => format!("{namespace}:{name}"),
        };
        let names = things.iter().map(|thing| named(thing)).collect();
        let numbers: BTreeMap<(String, String), u32> = things.into_iter().cloned().zip(0..).collect();
        let mut orders: Vec<Basket> = Vec::new();
        let mut last = None;
        for line in lines {
            if last.as_ref() != Some(&line.order) {
                orders.push(Basket { customer: line.customer, at: line.at, things: Vec::new() });
                last = Some(line.order);
            }
            let number = line.thing.as_ref().and_then(|thing| numbers.get(thing));
            if let (Some(basket), Some(thing)) = (orders.last_mut(), number) {
                basket.things.push(*thing);
            }
        }
        let is_nameless = |basket: &&Basket| basket.things.is_empty() && basket.at < end_us;
        let nameless = orders.iter().filter(is_nameless).count() as u64;
        orders.retain(|basket| !basket.things.is_empty());
        for basket in &mut orders {
            basket.things.sort_unstable();
            basket.things.dedup();
        }
        Self { names, orders, end_us, nameless }
    }

    /// The orders of these customers alone. Whose the nameless were is not kept.
    pub fn of_customers(&self, customers: &Set) -> Self {
        let own = self.orders.iter().filter(|order| order.customer.is_some_and(|key| customers.contains(key)));
        Self { names: self.names.clone(), orders: own.cloned().collect(), end_us: self.end_us, nameless: 0 }
    }

    /// What each customer bought, in order of time.
    pub fn by_customer(&self) -> BTreeMap<u32, Vec<(Micros, u32)>> {
        let mut bought: BTreeMap<u32, Vec<(Micros, u32)>> = BTreeMap::new();
        for basket in &self.orders {
            if let Some(customer) = basket.customer {
                bought.entry(customer).or_default().extend(basket.things.iter().map(|thing| (basket.at, *thing)));
            }
        }
        bought.values_mut().for_each(|lines| lines.sort_unstable());
        bought
    }
}

/// One thing of one order.
struct Line {
    customer: Option<u32>,
    at: Micros,
    order: (String, String),
    /// Its id and namespace; `None` where the line does not say it.
    thing: Option<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_of_two_namespaces_is_two_and_one_order_has_it_once() {
        let line = |order: &str, namespace: &str, thing: &str| Line {
            customer: Some(1),
            at: 1,
            order: (namespace.to_owned(), order.to_owned()),
            thing: (!thing.is_empty()).then(|| (thing.to_owned(), namespace.to_owned())),
        };
        let lines = vec![
            line("1", "eu", "tea"),
            line("1", "eu", "tea"),
            line("1", "us", "tea"),
            line("2", "us", ""),
            line("2", "us", "mug"),
            line("3", "us", ""),
        ];
        let baskets = Baskets::of(lines, 9);
        assert_eq!(baskets.names, ["mug", "eu:tea", "us:tea"]);
        let things: Vec<&[u32]> = baskets.orders.iter().map(|basket| basket.things.as_slice()).collect();
        assert_eq!(things, [&[1_u32][..], &[2], &[0]]);
        // What the third order held is not known at all.
        assert_eq!(baskets.nameless, 1);
    }
}
