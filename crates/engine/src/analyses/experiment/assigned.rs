//! Who saw which variant, and when first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::TimeRule;
use model::{Message, Micros, nearest};

use super::super::occurrence::Occurrence;
use super::super::study::Study;
use super::ExperimentQuery;
use crate::EngineError;
use crate::records::Records;
use crate::subjects::{Anchors, Set};

/// The customers of an experiment.
pub(super) struct Assigned {
    /// The control first, then by name.
    pub variants: Vec<String>,
    /// Customer → place of their variant, and when they first saw it.
    pub customers: BTreeMap<u32, (usize, Micros)>,
    /// Customers who saw several variants.
    pub crossed_over: u64,
}

impl Assigned {
    /// When each customer first saw their variant, one slot a key.
    pub fn anchors(&self, key_bound: u32) -> Arc<Anchors> {
        let slot = |key| self.customers.get(&key).map(|(_, at)| *at);
        Arc::new((0..key_bound).map(slot).collect())
    }
}

/// Reads who saw which variant, of the customers who count.
///
/// # Errors
/// [`EngineError::Question`] for an experiment nobody was in, fewer than two variants, or an unknown control.
pub(super) async fn read(study: &mut Study<'_>, query: &ExperimentQuery) -> Result<Assigned, EngineError> {
    let (engine, basis) = (study.engine(), study.basis());
    let exposures = Occurrence::named("exposures", &engine.catalog, &engine.settings, basis);
    let divisions = study.divide(&exposures.set(TimeRule::Ever)).await?;
    let counted = divisions.iter().fold(Set::new(), |all, division| all | &division.subjects);
    let sql = format!(
        "select customer_key, variant, min(exposed_at) as at from exposures \
         where experiment = {} and customer_key is not null and variant is not null group by customer_key, variant",
        catalog::quote(&query.name)
    );
    let mut seen: BTreeMap<u32, Vec<(String, Micros)>> = BTreeMap::new();
    for record in Records::read(study.context(), &sql, "exposures").await?.iter() {
        let key = record.text("customer_key").and_then(|key| key.parse().ok());
        let (Some(key), Some(variant), Some(at)) = (key, record.said("variant"), record.instant("at")) else {
            continue;
        };
        if counted.contains(key) {
            seen.entry(key).or_default().push((variant, at));
        }
    }
    if seen.is_empty() {
        return Err(unknown(study, &query.name).await?);
    }
    let names: BTreeSet<&str> = seen.values().flatten().map(|(variant, _)| variant.as_str()).collect();
    let variants = in_order(&names, query)?;
    let mut assigned = Assigned { variants, customers: BTreeMap::new(), crossed_over: 0 };
    for (key, seen) in &seen {
        match seen.as_slice() {
            [(variant, at)] => {
                let place = assigned.variants.iter().position(|known| known == variant).unwrap_or_default();
                assigned.customers.insert(*key, (place, *at));
            }
            _ => assigned.crossed_over += 1,
        }
    }
    Ok(assigned)
}

/// The control, then the treatments by name.
fn in_order(names: &BTreeSet<&str>, query: &ExperimentQuery) -> Result<Vec<String>, EngineError> {
    let known = names.iter().copied().collect::<Vec<_>>().join(", ");
    if names.len() < 2 {
        let message = Message::new("engine.experiment_one_variant").with("name", &query.name).with("variant", known);
        return Err(EngineError::Question(message));
    }
    let control = match &query.control {
        Some(asked) => names.iter().find(|name| *name == asked),
        None => names.iter().find(|name| name.eq_ignore_ascii_case("control")),
    };
    let Some(control) = control else {
        let message = match &query.control {
            Some(asked) => Message::new("engine.experiment_unknown_variant").with("variant", asked),
            None => Message::new("engine.experiment_no_control"),
        };
        return Err(EngineError::Question(message.with("known", known)));
    };
    if let Some(stranger) = query.shares.keys().find(|share| !names.contains(share.as_str())) {
        let message = Message::new("engine.experiment_unknown_variant").with("variant", stranger);
        return Err(EngineError::Question(message.with("known", known)));
    }
    if let Some(lacking) = names.iter().find(|name| !query.shares.is_empty() && !query.shares.contains_key(**name)) {
        let message = Message::new("engine.experiment_share_missing").with("variant", lacking);
        return Err(EngineError::Question(message));
    }
    let treatments = names.iter().filter(|name| *name != control);
    Ok(std::iter::once(control).chain(treatments).map(|name| (*name).to_owned()).collect())
}

/// The error of a name that no counted customer has an exposure of.
async fn unknown(study: &Study<'_>, name: &str) -> Result<EngineError, EngineError> {
    let sql = "select distinct experiment from exposures where experiment is not null order by experiment";
    let names = Records::read(study.context(), sql, "exposures").await?;
    let names: Vec<String> = names.iter().filter_map(|record| record.said("experiment")).collect();
    let message = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) if near == name => Message::new("engine.experiment_of_nobody"),
        Some(near) => Message::new("engine.unknown_experiment_near").with("nearest", near),
        None if names.is_empty() => Message::new("engine.no_experiments"),
        None => Message::new("engine.unknown_experiment").with("known", names.join(", ")),
    };
    Ok(EngineError::Question(message.with("name", name)))
}
