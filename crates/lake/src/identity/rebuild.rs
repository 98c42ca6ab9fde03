//! The cache of who is who, made anew from the table `identities`: the table is the truth, SQLite only remembers it.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray, Int32Array, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{SessionContext, ident};
use futures::TryStreamExt;
use model::{Kind, Micros};
use roaring::RoaringBitmap;

use super::{ANONYMOUS, Evidence, Tie};
use crate::delta::Tables;
use crate::snapshot::PinnedTable;
use crate::state::{CachedIdentity, CachedLink, State};
use crate::stored::{IDENTITIES, Stored};
use crate::{Lake, LakeError, OutsideId};

impl Lake {
    /// Makes the cache of outside ids and links in `tenure.db` anew from the table `identities`.
    ///
    /// # Errors
    /// [`LakeError`] when the table cannot be read or the state not be written.
    pub async fn rebuild_identities(&self) -> Result<(), LakeError> {
        let writing = self.write().await?;
        rebuild(&writing.state, &writing.tables).await
    }

    /// Whether the cache says, row for row, what the table `identities` says.
    ///
    /// # Errors
    /// [`LakeError`] when one of them cannot be read.
    pub async fn identities_are_sound(&self) -> Result<bool, LakeError> {
        let (identities, links) = read(self.state(), self.tables()).await?;
        self.state().is_cached(&identities, &links)
    }
}

/// Makes the cache anew. Only for the holder of the write lock.
pub(crate) async fn rebuild(state: &State, tables: &Tables) -> Result<(), LakeError> {
    let (identities, links) = read(state, tables).await?;
    state.cache(&identities, &links)
}

/// The rows of the cache as the table says them, in the order of their keys and numbers.
async fn read(state: &State, tables: &Tables) -> Result<(Vec<CachedIdentity>, Vec<CachedLink>), LakeError> {
    let published = state.published()?.get(IDENTITIES).copied();
    let table = Arc::new(PinnedTable::new(tables.clone(), Stored::identities(), published));
    let names = [
        "link",
        "namespace",
        "outside_id",
        "outside_key",
        "customer_key",
        "evidence",
        "loaded_at",
        "undone_at",
        "from",
        "to",
    ];
    let rows = SessionContext::new().read_table(table)?.select(names.map(ident).to_vec())?;
    let (mut identities, mut links) = (Vec::new(), Vec::new());
    let mut batches = rows.execute_stream().await?;
    while let Some(batch) = batches.try_next().await? {
        let rows = Rows::new(&batch)?;
        for row in 0..batch.num_rows() {
            match value(&rows.links, row) {
                None => identities.push(rows.identity(row)),
                Some(number) => links.push((number, rows.link(row))),
            }
        }
    }
    identities.sort_unstable_by_key(|identity| identity.key);
    links.sort_unstable_by_key(|(number, _)| *number);
    let links = cached(&identities, links);
    Ok((identities, links))
}

/// Links with what the identities tell about their ends. Those of an earlier tenure do not say their own key.
fn cached(identities: &[CachedIdentity], links: Vec<(i64, Row)>) -> Vec<CachedLink> {
    let visitors: RoaringBitmap =
        identities.iter().filter(|identity| identity.outside.is_visitor()).map(|identity| identity.key).collect();
    let keyless = links.iter().any(|(_, link)| link.key.is_none());
    let keys: HashMap<&OutsideId, u32> = match keyless {
        true => identities.iter().map(|identity| (&identity.outside, identity.key)).collect(),
        false => HashMap::new(),
    };
    let cached = |(number, link): (i64, Row)| {
        let key = link.key.or_else(|| keys.get(&link.outside).copied())?;
        let tie = match (link.from_us, link.to_us) {
            (from, _) if is_sighting(&link) => Tie::Seen(from.unwrap_or(Micros::MIN)),
            (None, None) => Tie::Always,
            (from, to) => Tie::Between(from, to),
        };
        Some(CachedLink {
            number,
            key,
            with: link.with,
            evidence: link.evidence,
            at_us: link.at_us,
            undone_at_us: link.undone_at_us,
            tie,
            named: (!visitors.contains(key), !visitors.contains(link.with)),
        })
    };
    links.into_iter().filter_map(cached).collect()
}

fn is_sighting(link: &Row) -> bool {
    let kinds = [Evidence::Event, Evidence::Identify, Evidence::Alias].map(Evidence::as_str);
    link.outside.namespace == ANONYMOUS && kinds.contains(&link.evidence.as_str())
}

/// A link as the table holds it.
struct Row {
    outside: OutsideId,
    key: Option<u32>,
    with: u32,
    evidence: String,
    at_us: Micros,
    undone_at_us: Option<Micros>,
    from_us: Option<Micros>,
    to_us: Option<Micros>,
}

/// The columns of a batch.
struct Rows {
    links: Int64Array,
    texts: [StringArray; 3],
    keys: [Int32Array; 2],
    instants: [TimestampMicrosecondArray; 4],
}

impl Rows {
    fn new(batch: &RecordBatch) -> Result<Self, LakeError> {
        let text = |column: usize| -> Result<StringArray, LakeError> {
            Ok(cast(batch.column(column), &DataType::Utf8)?.as_string::<i32>().clone())
        };
        let key = |column: usize| -> Result<Int32Array, LakeError> {
            Ok(cast(batch.column(column), &DataType::Int32)?.as_primitive::<Int32Type>().clone())
        };
        let instant = |column: usize| -> Result<TimestampMicrosecondArray, LakeError> {
            Ok(cast(batch.column(column), &Kind::Time.data_type())?.as_primitive::<TimestampMicrosecondType>().clone())
        };
        Ok(Self {
            links: cast(batch.column(0), &DataType::Int64)?.as_primitive::<Int64Type>().clone(),
            texts: [text(1)?, text(2)?, text(5)?],
            keys: [key(3)?, key(4)?],
            instants: [instant(6)?, instant(7)?, instant(8)?, instant(9)?],
        })
    }

    fn outside(&self, row: usize) -> OutsideId {
        OutsideId { namespace: self.texts[0].value(row).to_owned(), id: self.texts[1].value(row).to_owned() }
    }

    fn instant(&self, column: usize, row: usize) -> Option<Micros> {
        let column = &self.instants[column];
        column.is_valid(row).then(|| column.value(row))
    }

    fn identity(&self, row: usize) -> CachedIdentity {
        let at_us = self.instant(0, row).unwrap_or(Micros::MIN);
        CachedIdentity { key: self.keys[1].value(row).cast_unsigned(), outside: self.outside(row), at_us }
    }

    fn link(&self, row: usize) -> Row {
        let own = &self.keys[0];
        Row {
            outside: self.outside(row),
            key: own.is_valid(row).then(|| own.value(row).cast_unsigned()),
            with: self.keys[1].value(row).cast_unsigned(),
            evidence: self.texts[2].value(row).to_owned(),
            at_us: self.instant(0, row).unwrap_or(Micros::MIN),
            undone_at_us: self.instant(1, row),
            from_us: self.instant(2, row),
            to_us: self.instant(3, row),
        }
    }
}

fn value(column: &Int64Array, row: usize) -> Option<i64> {
    column.is_valid(row).then(|| column.value(row))
}
