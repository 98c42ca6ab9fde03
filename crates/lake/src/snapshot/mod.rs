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
use crate::identity::{Link, Survivors, Tie, cut};
use crate::readers::Mark;
use crate::state::{Reading, State};
use crate::stored::{IDENTITIES, QUARANTINE, Stored};
use crate::{
    ColumnChange, ImportCount, LakeError, LinkChange, LinkId, OutsideId, RejectCount, RejectFilter, StoredReject,
    quarantine,
};

pub use between::{Between, Brought};
pub use change::Change;
pub(crate) use pinned::PinnedTable;
pub(crate) use tables::{versions, visible};

use blend::Blend;

/// The lake at one moment: what later imports and merges add is not in it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    state: Arc<State>,
    as_of_us: Option<Micros>,
    /// Whose links hold; `as_of_us` but in a state between two others.
    links_as_of_us: Option<Micros>,
    reading: Reading,
    survivors: Arc<Survivors>,
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
    /// Rows it brought and has not deleted since; corrections are not counted.
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
        let mut mark = Mark::leave(tables.top());
        let mut reading = state.read(as_of_us)?;
        if let Some(mark) = &mut mark {
            mark.say(reading.published.iter().map(|(name, published)| (name.as_str(), published.version)));
        }
        let mark = mark.map(Arc::new);
        let survivors = Arc::new(std::mem::take(&mut reading.survivors));
        let stored = TABLES.into_iter().map(Stored::canonical).chain([Stored::identities(), Stored::quarantine()]);
        let pinned = stored
            .map(|stored| {
                let published = reading.published.get(stored.name).copied();
                let table = PinnedTable::new(tables.clone(), stored, published).kept_by(mark.clone());
                (table.stored().name, Arc::new(table))
            })
            .collect();
        Ok(Self(Arc::new(Inner { state, as_of_us, links_as_of_us: as_of_us, reading, survivors, pinned, blend: None })))
    }

    /// The same state of knowledge, had these pairs of ids been merged and these links been undone. Nothing is
    /// written.
    ///
    /// # Errors
    /// [`LakeError::UnknownId`] for an id that no row has named, [`LakeError::State`] when the links cannot be read.
    pub fn supposing(&self, merged: &[(OutsideId, OutsideId)], undone: &[LinkId]) -> Result<Self, LakeError> {
        let mut inner = self.0.as_ref().clone();
        let mut links = inner.state.live_links(self.links_until())?;
        links.retain(|link| !undone.contains(&LinkId(link.number)));
        for (number, (a, b)) in (1..).zip(merged) {
            let key = |outside: &OutsideId| {
                let key = inner.state.key_of(&outside.namespace, &outside.id)?;
                key.ok_or_else(|| LakeError::UnknownId { namespace: outside.namespace.clone(), id: outside.id.clone() })
            };
            let named = (!a.is_visitor(), !b.is_visitor());
            links.push(Link { number: i64::MAX - number, key: key(a)?, with: key(b)?, tie: Tie::Always, named });
        }
        inner.reading.id.push_str("-supposed");
        inner.survivors = Arc::new(Survivors::new(links));
        Ok(Self(Arc::new(inner)))
    }

    /// The links that would have to be undone for two ids to be two customers; none where they are.
    ///
    /// # Errors
    /// [`LakeError::State`] when the links cannot be read.
    pub fn links_between(&self, a: &OutsideId, b: &OutsideId) -> Result<Vec<LinkId>, LakeError> {
        let state = &self.0.state;
        let (Some(a), Some(b)) = (state.key_of(&a.namespace, &a.id)?, state.key_of(&b.namespace, &b.id)?) else {
            return Ok(Vec::new());
        };
        let links = cut::between(&state.live_links(self.links_until())?, a, b);
        Ok(links.into_iter().map(|link| LinkId(link.number)).collect())
    }

    /// The last instant whose links hold.
    pub(crate) fn links_until(&self) -> Micros {
        self.0.links_as_of_us.unwrap_or(Micros::MAX)
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

    /// The state behind the snapshot.
    pub(crate) fn state(&self) -> &State {
        &self.0.state
    }

    /// The visible rows of a canonical table, each customer under its own key.
    pub(crate) fn own_rows(&self, table: &str) -> Result<Arc<dyn TableProvider>, LakeError> {
        let pinned = self.0.pinned.get(table).ok_or(LakeError::Stopped)?;
        Ok(tables::filtered(pinned, self.visible(pinned))?)
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

    /// The key that stands for a customer after all merges. An id that several customers shared, one after the
    /// other, stands for itself here.
    #[must_use]
    pub fn survivor(&self, key: CustomerKey) -> CustomerKey {
        CustomerKey(self.0.survivors.of(key.0))
    }

    /// Every key is smaller than this.
    #[must_use]
    pub fn key_bound(&self) -> u32 {
        self.0.reading.key_bound
    }

    /// The outside ids of a customer, of all that were merged with it and of those it shared with others, in order
    /// of first sight.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn outside_ids(&self, key: CustomerKey) -> Result<Vec<OutsideId>, LakeError> {
        let keys = self.0.survivors.behind(self.survivor(key).0);
        self.0.state.outside_ids(&keys, self.key_bound())
    }

    /// Every id of the customers that an id belongs to, in order of first sight; none when nobody has it.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn ids_of(&self, outside: &OutsideId) -> Result<Vec<OutsideId>, LakeError> {
        let mut keys: Vec<u32> =
            self.customers_of(outside)?.iter().flat_map(|key| self.0.survivors.behind(key.0)).collect();
        keys.sort_unstable();
        keys.dedup();
        self.0.state.outside_ids(&keys, self.key_bound())
    }

    /// The customers that an id belongs to, or belonged to at some time, smallest first; none when nobody has it.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn customers_of(&self, outside: &OutsideId) -> Result<Vec<CustomerKey>, LakeError> {
        let key = self.0.state.key_of(&outside.namespace, &outside.id)?.filter(|key| *key < self.key_bound());
        Ok(key.map(|key| self.0.survivors.everybody(key)).unwrap_or_default().into_iter().map(CustomerKey).collect())
    }

    /// The customers known by an id in any namespace, each under its surviving key: several where namespaces have
    /// the same id, or where customers shared it.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn find(&self, id: &str) -> Result<Vec<CustomerKey>, LakeError> {
        let keys = self.0.state.keys_named(id, self.key_bound())?;
        let mut found: Vec<_> =
            keys.into_iter().flat_map(|key| self.0.survivors.everybody(key)).map(CustomerKey).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The outside ids that a text as a person writes it may mean: `namespace:id`, or the bare id in any namespace,
    /// in order of first sight. None when nobody has it.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn outside_named(&self, text: &str) -> Result<Vec<OutsideId>, LakeError> {
        let state = &self.0.state;
        let split = text.match_indices(':').map(|(at, _)| (&text[..at], &text[at + 1..]));
        let mut keys = Vec::new();
        for (namespace, id) in split {
            keys.extend(state.key_of(namespace, id)?.filter(|key| *key < self.key_bound()));
        }
        if keys.is_empty() {
            keys = state.keys_named(text, self.key_bound())?;
        }
        state.outside_ids(&keys, self.key_bound())
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
            Some(pinned) => {
                let mut named = quarantine::named(SessionContext::new().read_table(pinned.clone())?, ids).await?;
                let corrected = self.0.state.corrected()?;
                for reject in &mut named {
                    reject.corrected_to = corrected.get(&reject.id).copied();
                }
                Ok(named)
            }
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
