//! How far the tables that a metric is read from are known, and which source is behind the others.
//!
//! What a formula compares is read up to one instant: that to which every source it is read from is complete
//! (docs/decisions/0012).

use std::collections::BTreeSet;

use catalog::{Catalog, Measure, Metric, TimeColumns, TimeRule, Value};
use model::{Message, Micros};
use serde::Serialize;

use crate::EngineError;
use crate::engine::Engine;
use crate::plan::Plan;
use crate::rows::told;
use crate::session;

/// How far the sources of a metric reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Everything before this instant has been delivered by every source; `None` when nothing has been.
    pub complete_us: Option<Micros>,
    /// Some source reaches to this instant.
    pub latest_us: Option<Micros>,
    /// The source that reaches least far.
    pub slowest: Option<Slowest>,
}

/// A source that others have got ahead of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slowest {
    pub behind: Behind,
    pub complete_us: Micros,
}

/// The source that an answer waits for: it is read from none that is complete to an earlier instant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Behind {
    pub table: String,
    /// The mapping's name, or the namespace where there was no mapping.
    pub source: String,
    /// RFC 3339 instant before which it has delivered everything.
    pub complete_through: String,
}

impl Behind {
    /// The same for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        let message = Message::new("engine.behind").with("table", &self.table).with("source", &self.source);
        message.with("complete_through", &self.complete_through)
    }
}

impl Engine {
    /// How far these tables are known, and no further than the question's own instant.
    pub(crate) fn known(&self, tables: &BTreeSet<String>) -> Result<Known, EngineError> {
        let mut known = Known::default();
        for source in self.snapshot.sources().into_iter().filter(|source| tables.contains(&source.table)) {
            let Some(watermark_us) = source.watermark_us else { continue };
            known.latest_us = known.latest_us.max(Some(watermark_us));
            if known.slowest.as_ref().is_none_or(|slowest| watermark_us < slowest.complete_us) {
                let complete_through = told(watermark_us);
                let behind = Behind { table: source.table, source: source.source, complete_through };
                known.slowest = Some(Slowest { behind, complete_us: watermark_us });
            }
        }
        let until = |watermark_us: Option<Micros>| {
            watermark_us.map(|us| self.until(us).map(|until| until.min(self.as_of_us()))).transpose()
        };
        known.complete_us = until(known.slowest.as_ref().map(|slowest| slowest.complete_us))?;
        known.latest_us = until(known.latest_us)?;
        Ok(known)
    }

    /// The instant to which every source of these relations is complete, and which has come.
    pub(crate) fn read_to(&self, relations: &[&str], basis: catalog::Basis) -> Result<Option<Micros>, EngineError> {
        let tables = relations.iter().flat_map(|relation| self.timed_tables(relation, basis)).collect();
        Ok(self.known(&tables)?.complete_us)
    }

    /// The instant that ends what a watermark covers. A day that was told ends with its midnight; the latest time of
    /// a file is covered itself.
    fn until(&self, watermark_us: Micros) -> Result<Micros, EngineError> {
        let midnight = self.calendar.start_of_day(self.calendar.day_of(watermark_us)?)?;
        Ok(if midnight == watermark_us { watermark_us } else { watermark_us.saturating_add(1) })
    }

    /// Whether a metric compares nothing: it counts rows of one set of tables, and no state, so that a source that is
    /// behind leaves rows out and sets nothing against nothing.
    pub(crate) fn is_plain(&self, metric: &Metric, plan: &Plan, read_from: &[BTreeSet<String>]) -> bool {
        let state = |measure: &&Measure| {
            let interval = matches!(self.catalog.time_of(measure), Some(TimeColumns::Interval(..)));
            let followed = matches!(measure.value, Some(Value::Curve { .. }));
            followed || (interval && !matches!(measure.when, None | Some(TimeRule::Ever)))
        };
        let mut measures = plan.measures().into_iter().filter_map(|name| self.catalog.measures.get(name));
        plan.frames.len() == 1
            && !plan.reads_end
            && metric.matures.is_none()
            && !measures.any(|measure| state(&measure))
            && read_from.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// The tables whose watermarks say how far a relation is known. A relation that knows no time says who somebody
    /// is and not what happened: it keeps nobody waiting.
    pub(crate) fn timed_tables(&self, relation: &str, basis: catalog::Basis) -> BTreeSet<String> {
        let mut tables = BTreeSet::new();
        timed(&self.catalog, relation, basis, &mut tables);
        if tables.is_empty() {
            session::tables_of(&self.catalog, relation, basis, &mut tables);
        }
        tables
    }
}

fn timed(catalog: &Catalog, name: &str, basis: catalog::Basis, into: &mut BTreeSet<String>) {
    match catalog.relation(name, basis) {
        Some(relation) if relation.time == TimeColumns::None => {}
        Some(relation) => relation.reads.iter().for_each(|read| timed(catalog, read, basis, into)),
        None => {
            into.insert(name.to_owned());
        }
    }
}
