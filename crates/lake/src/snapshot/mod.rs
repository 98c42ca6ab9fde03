//! A pinned reading of the lake: one set of table versions, one state of knowledge, however many questions.

mod between;
mod blend;
mod change;
mod pinned;
mod tables;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::logical_expr::Expr;
use datafusion::prelude::{DataFrame, SessionContext};
use model::{CustomerKey, Micros, RejectId, Table, tables::TABLES};

use crate::delta::Tables;
use crate::state::{Reading, State};
use crate::stored::{IDENTITIES, QUARANTINE, Stored};
use crate::{
    ColumnChange, ImportCount, LakeError, LinkChange, OutsideId, RejectCount, RejectFilter, StoredReject, quarantine,
};

pub use between::{Between, Brought};
pub use change::Change;
pub(crate) use pinned::PinnedTable;
pub(crate) use tables::visible;

use blend::Blend;

/// The lake at one moment: what later imports and merges add is not in it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Arc<State>,
    as_of_us: Option<Micros>,
    /// Whose links hold; `as_of_us` but in a state between two others.
    links_as_of_us: Option<Micros>,
    reading: Reading,
    survivors: Arc<std::collections::HashMap<u32, u32>>,
    pinned: BTreeMap<&'static str, Arc<PinnedTable>>,
    /// Which rows are visible in a state between two others.
    blend: Option<Blend>,
}

/// A source of a table's rows, as the snapshot knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceState {
    pub table: String,
    /// The mapping's name, or the namespace where there was no mapping.
    pub source: String,
    /// Everything before this instant has been delivered; none when nothing was said.
    pub watermark_us: Option<Micros>,
    /// Rows it brought, corrections not counted.
    pub rows: u64,
    /// When it last brought anything.
    pub last_import_us: Micros,
}

/// One committed import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Its number, from 1.
    pub import: i64,
    /// When its rows became known.
    pub at_us: Micros,
    /// What it read, by table, source and file.
    pub files: Vec<FileRow>,
}

/// What one file of an import brought to one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub table: String,
    pub source: String,
    /// As the user named it.
    pub file: String,
    /// Rows that reached the lake, new or not.
    pub rows: u64,
    /// Rows among them that were new.
    pub accepted: u64,
}

impl Snapshot {
    pub(crate) fn new(state: Arc<State>, tables: &Tables, as_of_us: Option<Micros>) -> Result<Self, LakeError> {
        let mut reading = state.read(as_of_us)?;
        let survivors = Arc::new(std::mem::take(&mut reading.survivors));
        let stored = TABLES.into_iter().map(Stored::canonical).chain([Stored::identities(), Stored::quarantine()]);
        let pinned = stored
            .map(|stored| {
                let published = reading.published.get(stored.name).copied();
                (stored.name, Arc::new(PinnedTable::new(tables.clone(), stored, published)))
            })
            .collect();
        Ok(Self(Arc::new(Inner { state, as_of_us, links_as_of_us: as_of_us, reading, survivors, pinned, blend: None })))
    }

    /// Names the state of knowledge: the same text for the same `as_of` whatever is imported later, another
    /// text whenever an answer could differ.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.reading.id
    }

    /// The instant whose knowledge is read; none reads what is known now.
    #[must_use]
    pub fn as_of_us(&self) -> Option<Micros> {
        self.0.as_of_us
    }

    /// The canonical tables that have rows.
    #[must_use]
    pub fn tables(&self) -> Vec<&'static Table> {
        let known = &self.0.reading.sources;
        let has_rows = |table: &&Table| known.iter().any(|source| source.table == table.name && source.rows > 0);
        TABLES.into_iter().filter(has_rows).collect()
    }

    /// The visible rows of a canonical table in its full lake schema, each customer under its own key. None for
    /// a name that is no canonical table.
    #[must_use]
    pub fn provider(&self, table: &str) -> Option<Arc<dyn TableProvider>> {
        let table = model::tables::find(table)?;
        let pinned = self.0.pinned.get(table.name)?;
        tables::filtered(pinned, self.visible(pinned)).ok()
    }

    /// Every version of a canonical table's rows that was known, each under its own key; what closed a version later is
    /// not known yet. None where no row was ever closed, and for a name that is no canonical table.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when the table cannot be read.
    pub fn versions(&self, table: &str) -> Result<Option<Arc<dyn TableProvider>>, LakeError> {
        match self.0.pinned.get(table).filter(|pinned| pinned.has_closed_rows()) {
            Some(pinned) if model::tables::find(table).is_some() => {
                Ok(Some(tables::versions(pinned, self.0.as_of_us, &self.0.survivors)?))
            }
            _ => Ok(None),
        }
    }

    /// Registers every canonical table, with customers under the key that survives all merges, and beside them
    /// `identities` and `quarantine`. Tables without rows are there and empty.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when the session refuses a table.
    pub fn register(&self, context: &SessionContext) -> Result<(), LakeError> {
        for table in TABLES {
            if let Some(pinned) = self.0.pinned.get(table.name) {
                let view = tables::mapped(pinned, self.visible(pinned), &self.0.survivors)?;
                context.register_table(table.name, view)?;
            }
        }
        if let Some(pinned) = self.0.pinned.get(IDENTITIES) {
            context.register_table(IDENTITIES, tables::identities(pinned, self.0.links_as_of_us)?)?;
        }
        if let Some(pinned) = self.0.pinned.get(QUARANTINE) {
            context.register_table(QUARANTINE, tables::visible(pinned, self.0.as_of_us)?)?;
        }
        Ok(())
    }

    /// Which rows of a canonical table are visible; none when all are.
    fn visible(&self, pinned: &PinnedTable) -> Option<Expr> {
        match &self.0.blend {
            Some(blend) => Some(blend.predicate(pinned.stored())),
            None => tables::predicate(pinned, self.0.as_of_us),
        }
    }

    /// The key that stands for a customer after all merges.
    #[must_use]
    pub fn survivor(&self, key: CustomerKey) -> CustomerKey {
        CustomerKey(self.0.survivors.get(&key.0).copied().unwrap_or(key.0))
    }

    /// Every key is smaller than this.
    #[must_use]
    pub fn key_bound(&self) -> u32 {
        self.0.reading.key_bound
    }

    /// The outside ids of a customer and of all that were merged with it, in order of first sight.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn outside_ids(&self, key: CustomerKey) -> Result<Vec<OutsideId>, LakeError> {
        let survivor = self.survivor(key).0;
        let mut keys = vec![survivor];
        keys.extend(self.0.reading.merged.get(&survivor).into_iter().flatten());
        self.0.state.outside_ids(&keys, self.key_bound())
    }

    /// The customers known by an id in any namespace, each under its surviving key.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn find(&self, id: &str) -> Result<Vec<CustomerKey>, LakeError> {
        let keys = self.0.state.keys_named(id, self.key_bound())?;
        let mut found: Vec<_> = keys.into_iter().map(|key| self.survivor(CustomerKey(key))).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Up to when a table is complete: the earliest watermark of its sources. None when nothing was delivered.
    #[must_use]
    pub fn watermark(&self, table: &str) -> Option<Micros> {
        self.0
            .reading
            .sources
            .iter()
            .filter(|source| source.table == table)
            .filter_map(|source| source.watermark_us)
            .min()
    }

    /// The sources of every table, by table and name.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceState> {
        self.0.reading.sources.clone()
    }

    /// The imports, oldest first.
    #[must_use]
    pub fn imports(&self) -> Vec<ImportRow> {
        self.0.reading.imports.clone()
    }

    /// The columns of every source in its last delivery and the one before.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn column_changes(&self) -> Result<Vec<ColumnChange>, LakeError> {
        self.0.state.column_changes(self.last_import())
    }

    /// What every import did with its rows, by table, oldest first.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn import_counts(&self) -> Result<Vec<ImportCount>, LakeError> {
        self.0.state.import_counts(self.last_import())
    }

    fn last_import(&self) -> i64 {
        self.0.reading.imports.last().map_or(0, |import| import.import)
    }

    /// The links between customers that had been made and undone, oldest first.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn link_changes(&self) -> Result<Vec<LinkChange>, LakeError> {
        self.0.state.link_changes(Micros::MIN, self.0.as_of_us.unwrap_or(Micros::MAX))
    }

    /// The data files of a table, relative to the lake's folder; none for a table without rows.
    ///
    /// # Errors
    /// [`LakeError::Table`] when the table cannot be read.
    pub async fn files(&self, table: &str) -> Result<Vec<String>, LakeError> {
        match self.0.pinned.get(table) {
            Some(pinned) => pinned.files().await,
            None => Ok(Vec::new()),
        }
    }

    /// Rows that wait in quarantine, oldest import first.
    ///
    /// # Errors
    /// [`LakeError::Rows`] when they cannot be read.
    pub async fn rejects(&self, which: &RejectFilter) -> Result<Vec<StoredReject>, LakeError> {
        quarantine::read(self.waiting()?, which).await
    }

    /// How many rows wait in quarantine, by table and rule. The filter's limit does not count.
    ///
    /// # Errors
    /// As [`Snapshot::rejects`].
    pub async fn reject_counts(&self, which: &RejectFilter) -> Result<Vec<RejectCount>, LakeError> {
        quarantine::count(self.waiting()?, which).await
    }

    /// The rows of these ids, whether they wait still or corrections have closed them, and the rows that took the place of
    /// closed ones because they were bad again. Ids that name none are left out.
    ///
    /// # Errors
    /// As [`Snapshot::rejects`].
    pub async fn rejects_named(&self, ids: &HashSet<RejectId>) -> Result<Vec<StoredReject>, LakeError> {
        match self.0.pinned.get(QUARANTINE) {
            Some(pinned) => quarantine::named(SessionContext::new().read_table(pinned.clone())?, ids).await,
            None => Ok(Vec::new()),
        }
    }

    fn waiting(&self) -> Result<DataFrame, LakeError> {
        let context = SessionContext::new();
        match self.0.pinned.get(QUARANTINE) {
            Some(pinned) => Ok(context.read_table(tables::visible(pinned, self.0.as_of_us)?)?),
            None => Ok(context.read_empty()?),
        }
    }
}
