//! The rows that are about one customer: those that name them in any version, those that hang on what was theirs (the
//! lines and refunds of their orders, the replies to their tickets), and quarantined rows that hold one of their ids.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::prelude::SessionContext;
use model::{Table, system, tables::TABLES};

use super::needles::{Needle, NeedleKind};
use super::whose::Whose;
use super::{ErasedRows, Erasure, Of};
use crate::LakeError;
use crate::delta::Tables;
use crate::snapshot::{PinnedTable, versions};
use crate::state::State;
use crate::stored::{QUARANTINE, Stored};

/// One version of a row: its identity and the digest of its content.
pub(crate) type RowVersion = ([u8; 16], i64);

/// Everything an erasure takes out.
#[derive(Debug, Default)]
pub(crate) struct FoundRows {
    pub erasure: Erasure,
    pub tables: BTreeMap<&'static str, FoundTable>,
    /// Ids of rows in quarantine, and the losses of the imports that brought them.
    pub quarantine: HashSet<[u8; 16]>,
    /// How many of these still wait for a correction.
    pub waiting: u64,
    pub losses: BTreeMap<Brought, Loss>,
    /// The numbers of the links that end at one of the customer's ids.
    pub links: Vec<i64>,
    pub needles: Vec<Needle>,
    /// What was theirs, by namespace and id: whatever hangs on it must not come back.
    pub things: BTreeSet<(Of, String, String)>,
}

/// The rows of one table.
#[derive(Debug, Default)]
pub(crate) struct FoundTable {
    pub versions: HashSet<RowVersion>,
    /// The months they lie in, of a table with a time.
    pub months: BTreeSet<String>,
    pub counts: ErasedRows,
}

/// Which import brought a row: its number, table, source and file.
pub(crate) type Brought = (i64, String, String, String);

/// What an import brought and no longer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Loss {
    /// Versions of rows.
    pub rows: i64,
    /// Rows that are there now and came with this import first.
    pub accepted: i64,
    /// Versions that were the first of their row.
    pub first: i64,
    /// Versions that corrected an earlier one.
    pub corrected: i64,
    /// Rows in quarantine.
    pub quarantined: i64,
}

/// Finds what is about a customer.
///
/// # Errors
/// [`LakeError`] when a table cannot be read.
pub(super) async fn find(
    state: &State,
    tables: &Tables,
    context: &SessionContext,
    whose: &Whose,
) -> Result<FoundRows, LakeError> {
    let published = state.published()?;
    for table in TABLES {
        let pinned = PinnedTable::new(tables.clone(), Stored::canonical(table), published.get(table.name).copied());
        context.register_table(all(table.name), versions(&Arc::new(pinned), None, &whose.survivors)?)?;
    }
    let mut found = FoundRows { links: state.links_at(&whose.keys)?, ..FoundRows::default() };
    found.erasure.ids.clone_from(&whose.ids);
    found.erasure.shared.clone_from(&whose.shared);
    found.erasure.links = found.links.len() as u64;
    for of in Of::THINGS {
        theirs(context, whose.survivor, of, &mut found).await?;
    }
    let mut sources = BTreeSet::new();
    for table in TABLES {
        if published.contains_key(table.name)
            && let Some(condition) = about(table, whose.survivor)
        {
            read(context, table, &condition, &mut found, &mut sources).await?;
        }
    }
    found.needles = needles(context, whose).await?;
    if let Some(published) = published.get(QUARANTINE) {
        let pinned = PinnedTable::new(tables.clone(), Stored::quarantine(), Some(*published));
        let rows = context.read_table(Arc::new(pinned))?.collect().await?;
        quarantined(&rows, &mut found, &mut sources)?;
    }
    found.erasure.sources = sources.into_iter().collect();
    for (name, rows) in &found.tables {
        found.erasure.tables.insert(name, rows.counts);
    }
    Ok(found)
}

/// What all versions of a table's rows are called in the session.
fn all(table: &str) -> String {
    format!("all_{table}")
}

/// What the things of one kind that are the customer's are called in the session.
fn things(of: Of) -> String {
    format!("their_{}", of.table())
}

/// Finds the things of one kind whose newest version is the customer's.
async fn theirs(context: &SessionContext, survivor: u32, of: Of, found: &mut FoundRows) -> Result<(), LakeError> {
    // Of a subscription the owner is whom its last change that names anybody names.
    let time = if of == Of::Subscription { "at, " } else { "" };
    let sql = format!(
        "select namespace, {id} as id from {all} where {id} is not null and customer_key is not null \
         group by namespace, {id} having last_value(customer_key order by {time}loaded_at, \
         case when superseded_at is null then 1 else 0 end) = {survivor}",
        id = of.column(),
        all = all(of.table()),
    );
    let rows = context.sql(&sql).await?;
    let batches = rows.collect().await?;
    for batch in &batches {
        let (namespaces, ids) = (text(batch, 0)?, text(batch, 1)?);
        for row in 0..batch.num_rows() {
            let value = |array: &ArrayRef| array.as_string::<i32>().value(row).to_owned();
            found.things.insert((of, value(&namespaces), value(&ids)));
        }
    }
    let schema = batches.first().map(RecordBatch::schema);
    let table = match schema {
        Some(_) => context.read_batches(batches)?.into_view(),
        None => context.sql("select '' as namespace, '' as id where false").await?.into_view(),
    };
    context.register_table(things(of), table)?;
    Ok(())
}

/// The condition, over versions `t` of a table's rows, that they are about the customer; none for a table of nobody.
fn about(table: &Table, survivor: u32) -> Option<String> {
    let of = |of: Of| {
        format!("exists (select 1 from {} p where p.namespace = t.namespace and p.id = t.{})", things(of), of.column())
    };
    let own = format!("t.customer_key = {survivor}");
    let nobody = "t.customer_key is null";
    Some(match table.name {
        "order_items" => of(Of::Order),
        "ticket_changes" => of(Of::Ticket),
        "refunds" => format!("({} or {})", of(Of::Order), of(Of::Payment)),
        // A change or bill that names nobody is about whom its subscription is about.
        "subscription_changes" | "payments" => format!("({own} or ({nobody} and {}))", of(Of::Subscription)),
        _ if table.has_customer() => own,
        _ => return None,
    })
}

async fn read(
    context: &SessionContext,
    table: &'static Table,
    condition: &str,
    found: &mut FoundRows,
    sources: &mut BTreeSet<String>,
) -> Result<(), LakeError> {
    let month = if table.time.is_some() { "t.month" } else { "cast(null as varchar)" };
    let sql = format!(
        "with erased as (
            select t.row_id, t.row_hash, t.superseded_at is null as live, {month} as month, t.import, t.source_name,
                t.source_file, t.loaded_at
            from {all} t where {condition}
        ),
        firsts as (
            select row_id,
                first_value(import order by loaded_at, import) as import,
                first_value(source_name order by loaded_at, import) as source_name,
                first_value(source_file order by loaded_at, import) as source_file
            from {all} where row_id in (select row_id from erased) group by row_id
        )
        select e.row_id, e.row_hash, e.live, e.month, e.import, e.source_name, e.source_file,
            f.import as first_import, f.source_name as first_source, f.source_file as first_file
        from erased e join firsts f on f.row_id = e.row_id",
        all = all(table.name),
    );
    let mut rows = FoundTable::default();
    for batch in context.sql(&sql).await?.collect().await? {
        let ids = cast(batch.column(0), &DataType::Binary)?;
        let hashes = batch.column(1).as_primitive::<Int64Type>();
        let live = batch.column(2).as_boolean();
        let imports = batch.column(4).as_primitive::<Int64Type>();
        let firsts = batch.column(7).as_primitive::<Int64Type>();
        let (months, names, files) = (text(&batch, 3)?, text(&batch, 5)?, text(&batch, 6)?);
        let (first_names, first_files) = (text(&batch, 8)?, text(&batch, 9)?);
        let value = |array: &ArrayRef, row: usize| array.as_string::<i32>().value(row).to_owned();
        for row in 0..batch.num_rows() {
            let Ok(id) = <[u8; 16]>::try_from(ids.as_binary::<i32>().value(row)) else { continue };
            rows.versions.insert((id, hashes.value(row)));
            if months.is_valid(row) {
                rows.months.insert(value(&months, row));
            }
            sources.insert(value(&files, row));
            let brought = (imports.value(row), table.name.to_owned(), value(&names, row), value(&files, row));
            let first = (firsts.value(row), table.name.to_owned(), value(&first_names, row), value(&first_files, row));
            let loss = found.losses.entry(brought.clone()).or_default();
            loss.rows += 1;
            if brought == first {
                loss.first += 1
            } else {
                loss.corrected += 1
            }
            if live.value(row) {
                rows.counts.rows += 1;
                found.losses.entry(first).or_default().accepted += 1;
            } else {
                rows.counts.earlier += 1;
            }
        }
    }
    if !rows.versions.is_empty() {
        found.tables.insert(table.name, rows);
    }
    Ok(())
}

/// Everything that names the customer, sorted.
async fn needles(context: &SessionContext, whose: &Whose) -> Result<Vec<Needle>, LakeError> {
    let ids = whose.ids.iter().map(|outside| Needle {
        kind: NeedleKind::Id,
        namespace: outside.namespace.clone(),
        text: outside.id.clone(),
    });
    let mut needles: BTreeSet<Needle> = ids.collect();
    let survivor = whose.survivor;
    let changed = "customer_key = {} and lower(attribute)";
    let changed = changed.replace("{}", &survivor.to_string());
    for (kind, column) in [(NeedleKind::Email, "email"), (NeedleKind::Phone, "phone"), (NeedleKind::Name, "name")] {
        let sql = format!(
            "select {column} as v from {customers} where customer_key = {survivor} \
             union select old_value from {changes} where {changed} = '{column}' \
             union select new_value from {changes} where {changed} = '{column}'",
            customers = all("customers"),
            changes = all("customer_changes"),
        );
        for batch in context.sql(&sql).await?.collect().await? {
            let values = text(&batch, 0)?;
            let values = values.as_string::<i32>();
            let told = values.iter().flatten().map(str::trim).filter(|value| !value.is_empty());
            needles.extend(told.map(|value| Needle { kind, namespace: String::new(), text: value.to_owned() }));
        }
    }
    Ok(needles.into_iter().collect())
}

/// Quarantined rows that hold one of the ids, the address or the number in any of their texts.
fn quarantined(
    batches: &[RecordBatch],
    found: &mut FoundRows,
    sources: &mut BTreeSet<String>,
) -> Result<(), LakeError> {
    let sought: Vec<Needle> = found.needles.iter().filter(|needle| needle.kind != NeedleKind::Name).cloned().collect();
    for batch in batches {
        let schema = batch.schema();
        let ids = cast(batch.column_by_name(system::ROW_ID).unwrap_or(batch.column(0)), &DataType::Binary)?;
        let mut texts = BTreeMap::new();
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            if is_text(field.data_type()) {
                texts.insert(field.name().as_str(), cast(column, &DataType::Utf8)?);
            }
        }
        let closed = batch.column_by_name(system::SUPERSEDED_AT);
        let imports = batch.column_by_name(system::IMPORT).map(|column| column.as_primitive::<Int64Type>());
        for row in 0..batch.num_rows() {
            let value = |name: &str| texts.get(name).map_or("", |texts| texts.as_string::<i32>().value(row)).to_owned();
            let told = texts.iter().filter(|(name, texts)| !KNOWN.contains(name) && texts.is_valid(row));
            let mut told = told.map(|(_, texts)| texts.as_string::<i32>().value(row));
            if !told.any(|text| sought.iter().any(|needle| needle.is_in(text))) {
                continue;
            }
            let Ok(id) = <[u8; 16]>::try_from(ids.as_binary::<i32>().value(row)) else { continue };
            if found.quarantine.insert(id) && closed.is_none_or(|closed| closed.is_null(row)) {
                found.waiting += 1;
            }
            found.erasure.quarantined += 1;
            sources.insert(value(system::SOURCE_FILE));
            let import = imports.map_or(0, |imports| imports.value(row));
            let brought = (import, value("table_name"), String::new(), value(system::SOURCE_FILE));
            found.losses.entry(brought).or_default().quarantined += 1;
            let raw = Needle { kind: NeedleKind::Raw, namespace: String::new(), text: value("raw") };
            found.needles.extend((raw.text.len() > 8).then_some(raw));
        }
    }
    Ok(())
}

/// Columns of a quarantined row that tenure itself filled.
const KNOWN: [&str; 3] = ["table_name", "rule", system::SOURCE_FILE];

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..))
}

fn text(batch: &RecordBatch, column: usize) -> Result<ArrayRef, LakeError> {
    Ok(cast(batch.column(column), &DataType::Utf8)?)
}
