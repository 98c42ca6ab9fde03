//! The rows of a table in a state between two others: those of the earlier one, with some kinds of change made.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, cast, lit, when};
use model::{Micros, system};

use super::change::Change;
use super::tables::{column, instant, loaded_by};
use crate::functions::superseded;
use crate::stored::Stored;

/// The ids of a table's rows that have a version in both states, and not the same one.
pub(super) type Corrected = BTreeMap<&'static str, Arc<HashSet<[u8; 16]>>>;

/// How the rows of every table lie between two states of knowledge.
#[derive(Clone, Debug)]
pub(super) struct Blend {
    /// The earlier state.
    pub from_us: Micros,
    /// The later one; none is what is known now.
    pub to_us: Option<Micros>,
    pub corrected: Arc<Corrected>,
    /// The changes that are made.
    pub made: BTreeSet<Change>,
}

impl Blend {
    /// The rows of a table that are visible.
    pub(super) fn predicate(&self, stored: &Stored) -> Expr {
        let kept = self.before().and(self.after());
        let makes = |change| self.made.contains(&change);
        if let Some(change) = Change::of_table(stored.name) {
            return if makes(change) { self.after() } else { self.before() };
        }
        let (closed, opened) = (self.before().and(not(self.after())), not(self.before()).and(self.after()));
        let corrected = self.corrected(stored);
        let mut visible = kept;
        if makes(Change::Corrections) {
            visible = visible.or(opened.clone().and(corrected.clone()));
        } else {
            visible = visible.or(closed.clone().and(corrected.clone()));
        }
        let fresh = opened.and(not(corrected.clone()));
        if makes(Change::LateRows) {
            visible = visible.or(fresh.clone().and(self.late(stored)));
        }
        if makes(Change::NewRows) {
            visible = visible.or(fresh.and(not(self.late(stored))));
        }
        if !makes(Change::Deletions) {
            visible = visible.or(closed.and(not(corrected)));
        }
        visible
    }

    /// The name of the change that made a row visible or invisible, of the rows of [`Blend::changed`].
    pub(super) fn change_of(&self, stored: &Stored) -> Result<Expr, datafusion::error::DataFusionError> {
        if let Some(change) = Change::of_table(stored.name) {
            return Ok(lit(change.name()));
        }
        when(self.corrected(stored), lit(Change::Corrections.name()))
            .when(self.before(), lit(Change::Deletions.name()))
            .when(self.late(stored), lit(Change::LateRows.name()))
            .otherwise(lit(Change::NewRows.name()))
    }

    /// The rows that changed, each once: of a corrected row its newer version.
    pub(super) fn changed(&self, stored: &Stored) -> Expr {
        // Files in which nothing has been written or closed since are left out by their statistics.
        let [loaded, closed] =
            [system::LOADED_AT, system::SUPERSEDED_AT].map(|name| column(name).gt(instant(self.from_us)));
        let touched = loaded.or(closed);
        let (closed, opened) = (self.before().and(not(self.after())), not(self.before()).and(self.after()));
        touched.is_true().and(opened.or(closed.and(not(self.corrected(stored)))))
    }

    /// The rows that were visible in the earlier state.
    pub(super) fn before(&self) -> Expr {
        visible_at(self.from_us)
    }

    /// The rows that are visible in the later state.
    pub(super) fn after(&self) -> Expr {
        self.to_us.map_or_else(|| column(system::SUPERSEDED_AT).is_null(), visible_at)
    }

    /// The rows whose versions in the two states differ.
    fn corrected(&self, stored: &Stored) -> Expr {
        match self.corrected.get(stored.name) {
            Some(rows) if !rows.is_empty() => superseded(rows, column(system::ROW_ID)),
            _ => lit(false),
        }
    }

    /// The rows of what had happened before the earlier state.
    fn late(&self, stored: &Stored) -> Expr {
        match time_of(stored) {
            Some(time) => time.lt(instant(self.from_us)).is_true(),
            None => lit(false),
        }
    }
}

/// A table's business time as an instant; none for a table without one.
pub(super) fn time_of(stored: &Stored) -> Option<Expr> {
    let time = model::tables::find(stored.name)?.time?;
    Some(cast(column(time), DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))))
}

fn visible_at(us: Micros) -> Expr {
    let superseded_at = column(system::SUPERSEDED_AT);
    loaded_by(us).and(superseded_at.clone().is_null().or(superseded_at.gt(instant(us))))
}

fn not(condition: Expr) -> Expr {
    match condition {
        Expr::Literal(ScalarValue::Boolean(Some(value)), _) => lit(!value),
        other => datafusion::logical_expr::not(other),
    }
}
