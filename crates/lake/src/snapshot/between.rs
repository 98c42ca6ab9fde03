//! Two states of knowledge: what lies between them, and readings of the lake with a part of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, lit, try_cast};
use datafusion::prelude::{DataFrame, SessionContext};
use futures::TryStreamExt;
use model::{Micros, system, tables::TABLES};

use super::blend::{Blend, Corrected, time_of};
use super::change::Change;
use super::tables::column;
use super::{Inner, PinnedTable, Snapshot};
use crate::LakeError;
use crate::state::LinkChange;
use crate::stored::IDENTITIES;

/// A quarter of an hour, the finest step in which a period can begin.
const QUARTER_US: i64 = 900_000_000;

/// An earlier and a later state of knowledge of one lake.
#[derive(Clone, Debug)]
pub struct Between {
    before: Snapshot,
    after: Snapshot,
    corrected: Arc<Corrected>,
}

/// Rows that changed in one way, came with one import from one file, and lie in the same quarter of an hour.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Brought {
    pub change: Change,
    /// A canonical table, or `identities` for links.
    pub table: &'static str,
    /// The import that brought the rows, or that closed them; none where no import
    /// did, as for links that people made and undid.
    pub import: Option<i64>,
    /// The file that the rows stand in, as the user named it; of links what they rest on.
    pub file: String,
    /// The start of the quarter of an hour they happened in; none for tables without a time.
    pub at_us: Option<Micros>,
    pub rows: u64,
}

impl Between {
    /// Finds what lies between two snapshots of one lake. The earlier one has to be of an instant: after what is known
    /// now there is nothing.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when the rows cannot be read.
    pub async fn new(before: &Snapshot, after: &Snapshot) -> Result<Self, LakeError> {
        let corrected = Arc::new(Corrected::new());
        let mut between = Self { before: before.clone(), after: after.clone(), corrected };
        let mut corrected = Corrected::new();
        for (name, pinned) in between.tables() {
            if pinned.has_closed_rows() {
                corrected.insert(name, Arc::new(between.corrected_in(pinned).await?));
            }
        }
        between.corrected = Arc::new(corrected);
        Ok(between)
    }

    /// The earlier state with some changes made. With all of them it is the later state, with none the earlier.
    #[must_use]
    pub fn with(&self, changes: &BTreeSet<Change>) -> Snapshot {
        if changes.is_empty() {
            return self.before.clone();
        }
        if Change::ALL.iter().all(|change| changes.contains(change)) {
            return self.after.clone();
        }
        let side = |change| if changes.contains(&change) { &self.after.0 } else { &self.before.0 };
        let (clock, links) = (side(Change::Clock), side(Change::Links));
        let mut reading = self.after.0.reading.clone();
        reading.sources.clone_from(&clock.reading.sources);
        reading.id = format!("{}..{}", self.before.id(), self.after.id());
        Snapshot(Arc::new(Inner {
            state: self.after.0.state.clone(),
            as_of_us: clock.as_of_us,
            links_as_of_us: links.as_of_us,
            reading,
            survivors: links.survivors.clone(),
            pinned: self.after.0.pinned.clone(),
            blend: Some(self.blend(changes.clone())),
        }))
    }

    /// The rows that changed, sorted.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when they cannot be read.
    pub async fn brought(&self) -> Result<Vec<Brought>, LakeError> {
        let mut all = Vec::new();
        for (name, pinned) in self.tables() {
            let rows = self.changed(pinned)?;
            let at = match time_of(pinned.stored()) {
                Some(time) => try_cast(time, DataType::Int64) / lit(QUARTER_US) * lit(QUARTER_US),
                None => lit(datafusion::common::ScalarValue::Int64(None)),
            };
            let keys = ["change", "closed_at", system::IMPORT, system::SOURCE_FILE].map(column).to_vec();
            let rows = rows.with_column("at_us", at)?;
            let keys: Vec<Expr> = keys.into_iter().chain([column("at_us")]).collect();
            let mut batches = rows.aggregate(keys, vec![count(lit(1)).alias("n")])?.execute_stream().await?;
            while let Some(batch) = batches.try_next().await? {
                let text = |index: usize| cast(batch.column(index), &DataType::Utf8);
                let (changes, files) = (text(0)?, text(3)?);
                let whole = |index: usize| cast(batch.column(index), &DataType::Int64);
                let (closed, imports, at, counts) = (whole(1)?, whole(2)?, whole(4)?, whole(5)?);
                for row in 0..batch.num_rows() {
                    let number = |array: &arrow::array::ArrayRef| array.as_primitive::<Int64Type>().value(row);
                    let there = |array: &arrow::array::ArrayRef| array.is_valid(row).then(|| number(array));
                    let Some(change) = Change::named(changes.as_string::<i32>().value(row)) else { continue };
                    all.push(Brought {
                        change,
                        table: name,
                        import: self.import_of(number(&imports), there(&closed)),
                        file: files.as_string::<i32>().value(row).to_owned(),
                        at_us: there(&at),
                        rows: number(&counts).cast_unsigned(),
                    });
                }
            }
        }
        all.extend(self.links_brought()?);
        all.sort();
        Ok(all)
    }

    /// The rows of a table that changed, in its full lake schema and two columns more: `change` is the name of the
    /// [`Change`], `closed_at` when a row without a successor was closed. None for a name that is no canonical table.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when the rows cannot be planned.
    pub fn rows(&self, table: &str) -> Result<Option<DataFrame>, LakeError> {
        match self.tables().find(|(name, _)| *name == table) {
            Some((_, pinned)) => Ok(Some(self.changed(pinned)?)),
            None => Ok(None),
        }
    }

    /// The links that were made or undone, oldest first.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn links(&self) -> Result<Vec<LinkChange>, LakeError> {
        let inner = &self.after.0;
        inner.state.link_changes(self.since_us(), inner.as_of_us.unwrap_or(Micros::MAX))
    }

    fn links_brought(&self) -> Result<Vec<Brought>, LakeError> {
        let imports = &self.after.0.reading.imports;
        let mut counts: BTreeMap<(Option<i64>, String), u64> = BTreeMap::new();
        for link in self.links()? {
            // A person's link came with no import, even where one happened at the same instant.
            let found = imports.iter().rfind(|import| import.at_us == link.at_us && link.evidence != "merge");
            *counts.entry((found.map(|import| import.import), link.evidence)).or_default() += 1;
        }
        let brought = |((import, file), rows)| Brought {
            change: Change::Links,
            table: IDENTITIES,
            import,
            file,
            at_us: None,
            rows,
        };
        Ok(counts.into_iter().map(brought).collect())
    }

    /// The import that brought a row, or closed it at an instant; none where no import did.
    fn import_of(&self, import: i64, closed_at_us: Option<Micros>) -> Option<i64> {
        let Some(at_us) = closed_at_us else { return Some(import) };
        let imports = &self.after.0.reading.imports;
        imports.iter().rfind(|closer| closer.at_us == at_us).map(|closer| closer.import)
    }

    fn tables(&self) -> impl Iterator<Item = (&'static str, &Arc<PinnedTable>)> {
        TABLES.into_iter().filter_map(|table| Some((table.name, self.after.0.pinned.get(table.name)?)))
    }

    fn since_us(&self) -> Micros {
        self.before.0.as_of_us.unwrap_or(Micros::MAX)
    }

    fn blend(&self, made: BTreeSet<Change>) -> Blend {
        Blend { from_us: self.since_us(), to_us: self.after.0.as_of_us, corrected: self.corrected.clone(), made }
    }

    fn changed(&self, pinned: &Arc<PinnedTable>) -> Result<DataFrame, LakeError> {
        let blend = self.blend(BTreeSet::new());
        let rows = SessionContext::new().read_table(pinned.clone())?.filter(blend.changed(pinned.stored()))?;
        let closed_at =
            datafusion::logical_expr::when(blend.after(), lit(datafusion::common::ScalarValue::Int64(None)))
                .otherwise(try_cast(column(system::SUPERSEDED_AT), DataType::Int64))?;
        Ok(rows.with_column("change", blend.change_of(pinned.stored())?)?.with_column("closed_at", closed_at)?)
    }

    /// The ids of the rows that have a version in both states, and not the same one.
    async fn corrected_in(&self, pinned: &Arc<PinnedTable>) -> Result<HashSet<[u8; 16]>, LakeError> {
        let blend = self.blend(BTreeSet::new());
        let only = |visible: Expr, hidden: Expr| visible.and(datafusion::logical_expr::not(hidden));
        let closed = self.ids(pinned, only(blend.before(), blend.after())).await?;
        if closed.is_empty() {
            return Ok(closed);
        }
        let opened = self.ids(pinned, only(blend.after(), blend.before())).await?;
        Ok(closed.intersection(&opened).copied().collect())
    }

    async fn ids(&self, pinned: &Arc<PinnedTable>, condition: Expr) -> Result<HashSet<[u8; 16]>, LakeError> {
        let rows = SessionContext::new().read_table(pinned.clone())?.filter(condition)?;
        let mut batches = rows.select(vec![column(system::ROW_ID)])?.execute_stream().await?;
        let mut ids = HashSet::new();
        while let Some(batch) = batches.try_next().await? {
            let column = cast(batch.column(0), &DataType::Binary)?;
            let column = column.as_binary::<i32>();
            ids.extend((0..batch.num_rows()).filter_map(|row| <[u8; 16]>::try_from(column.value(row)).ok()));
        }
        Ok(ids)
    }
}
