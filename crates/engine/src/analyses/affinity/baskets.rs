//! The lines of paid orders, as things by number.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::record_batch::RecordBatch;
use model::{Message, Micros, Period};

use super::super::study::Study;
use super::{AffinityOf, AffinityQuery};
use crate::EngineError;
use crate::measures::{column, integers};
use crate::params::instant;
use crate::subjects::Set;

/// The relation of the lines.
pub(super) const LINES: &str = "sold_items";

/// What was in each order.
pub(super) struct Baskets {
    /// What the things are called, by their numbers.
    pub names: Vec<String>,
    pub orders: Vec<Basket>,
}

/// One order.
pub(super) struct Basket {
    /// `None` where the order names nobody.
    pub customer: Option<u32>,
    pub at: Micros,
    /// Each thing once, ascending.
    pub things: Vec<u32>,
}

impl Baskets {
    /// Reads the orders of a range, as far as they are known, of those who are asked about. An order that names nobody
    /// counts where nobody in particular is asked about.
    ///
    /// # Errors
    /// [`EngineError::Question`] when no line of an order is known.
    pub async fn read(study: &mut Study<'_>, query: &AffinityQuery, range: &Period) -> Result<Self, EngineError> {
        let lines = study.find(LINES).await?;
        let measure = lines.set(catalog::TimeRule::Ever);
        let divisions = study.divide(&measure).await?;
        let counted: Set = divisions.into_iter().next().map(|division| division.subjects).unwrap_or_default();
        let Some(horizon_us) = study.horizon(&[LINES])? else {
            return Err(EngineError::Question(Message::new("engine.affinity_no_lines")));
        };
        let thing = match query.of {
            AffinityOf::Product => "product_id",
            AffinityOf::Category => "category",
        };
        let sql = format!(
            "select distinct customer_key as k, at as t, namespace as n, order_id as o, {thing} as p from {LINES} \
             where {thing} is not null and at >= {from} and at < {to} order by n, o, p",
            from = instant(range.start_us),
            to = instant(range.end_us.min(horizon_us)),
        );
        let mut lines: Vec<Line> = Vec::new();
        for batch in study.reader().rows(&measure, &sql).await? {
            let (keys, times) = (integers(&batch, "k")?, integers(&batch, "t")?);
            let [namespaces, orders, things] = [texts(&batch, "n")?, texts(&batch, "o")?, texts(&batch, "p")?];
            let rest = namespaces.into_iter().zip(orders).zip(things);
            for ((customer, at), ((namespace, order), thing)) in keys.into_iter().zip(times).zip(rest) {
                let customer = customer.and_then(|key| u32::try_from(key).ok());
                let counts = customer.map_or(query.population.filter.is_none(), |key| counted.contains(key));
                if let (true, Some(at)) = (counts, at) {
                    lines.push(Line { customer, at, order: (namespace.clone(), order), thing: (thing, namespace) });
                }
            }
        }
        Ok(Self::of(lines))
    }

    fn of(lines: Vec<Line>) -> Self {
        let things: BTreeSet<&(String, String)> = lines.iter().map(|line| &line.thing).collect();
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
            if let (Some(basket), Some(thing)) = (orders.last_mut(), numbers.get(&line.thing)) {
                basket.things.push(*thing);
            }
        }
        for basket in &mut orders {
            basket.things.sort_unstable();
            basket.things.dedup();
        }
        Self { names, orders }
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
    /// Its id and namespace.
    thing: (String, String),
}

fn texts(batch: &RecordBatch, name: &str) -> Result<Vec<String>, EngineError> {
    let array = cast(column(batch, name)?, &DataType::Utf8).map_err(|error| EngineError::sql(name, error.into()))?;
    Ok(array.as_string::<i32>().iter().map(|text| text.unwrap_or_default().to_owned()).collect())
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
            thing: (thing.to_owned(), namespace.to_owned()),
        };
        let baskets = Baskets::of(vec![
            line("1", "eu", "tea"),
            line("1", "eu", "tea"),
            line("1", "us", "tea"),
            line("2", "us", "mug"),
        ]);
        assert_eq!(baskets.names, ["mug", "eu:tea", "us:tea"]);
        let things: Vec<&[u32]> = baskets.orders.iter().map(|basket| basket.things.as_slice()).collect();
        assert_eq!(things, [&[1_u32][..], &[2], &[0]]);
    }
}
