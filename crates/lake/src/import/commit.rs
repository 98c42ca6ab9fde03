//! The end of an import: rows are told apart, the bar is checked, Delta is written, and one SQLite transaction
//! makes it count.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::{Expr, lit};
use datafusion::prelude::{DataFrame, SessionContext};
use model::tables::{EVENTS, TABLES};
use model::{Bar, IDENTITIES, Message, Micros, Receipt, Reject, SinkError, Table, TableReceipt, system};
use roaring::RoaringBitmap;

use super::classify::{Classified, classify};
use super::rows::SEQUENCE;
use super::staging::staged;
use super::{Import, duplicates, evidence, faults, quarantine, refunds};
use crate::delta::Attempt;
use crate::functions::{kept, superseded};
use crate::state::{FileCount, ImportRecord, Publication, Published};
use crate::stored::{QUARANTINE, Stored};
use crate::{LakeError, identity, session};

/// Rejects of its own that a refused import still shows.
const SHOWN_WHEN_REFUSED: usize = 100;

/// An import whose rows are all in Delta and do not count yet.
pub(super) struct Landed {
    import: Import,
    publication: Publication,
    receipt: Receipt,
}

impl Landed {
    /// The commit point.
    pub(super) async fn publish(self) -> Result<Receipt, LakeError> {
        let Self { import, publication, receipt } = self;
        tokio::task::spawn_blocking(move || {
            import.writing.state.publish(&publication)?;
            Ok(receipt)
        })
        .await
        .map_err(|_| LakeError::Stopped)?
    }
}

/// Writes everything an import brought, short of making it count.
pub(super) async fn land(mut import: Import, bar: Bar) -> Result<Landed, SinkError> {
    let context = session::writing(&import.writing.scratch)?;
    for table in TABLES.into_iter().chain([&IDENTITIES]) {
        import.staging.register(&context, table.name).await?;
        import.deletions.register(&context, table.name).await?;
    }
    let classified = classify_all(&import, &context).await?;
    let own = hold_to_bar(&import, &context, &classified, bar).await?;
    Ok(write(import, &context, classified, own).await?)
}

/// What became of the staged rows of each table that has some.
pub(super) type ByTable = BTreeMap<&'static str, (&'static Table, Classified)>;

async fn classify_all(import: &Import, context: &SessionContext) -> Result<ByTable, LakeError> {
    let published = import.writing.state.published()?;
    let mut all = BTreeMap::new();
    for table in TABLES {
        if import.staging.rows(table.name) + import.deletions.rows(table.name) > 0 {
            let now = published.get(table.name).copied();
            let found = classify(import, context, table, now).await?;
            all.insert(table.name, (table, found));
        }
    }
    if import.staging.rows(IDENTITIES.name) > 0 {
        // Statements become links; only whether they contradict each other is told here.
        let mut stated = Classified::default();
        duplicates::find(context, &IDENTITIES, &mut stated).await?;
        all.insert(IDENTITIES.name, (&IDENTITIES, stated));
    }
    refunds::find(import, context, &published, &mut all).await?;
    Ok(all)
}

/// The sink's own rejects, or the refusal of the import.
async fn hold_to_bar(
    import: &Import,
    context: &SessionContext,
    classified: &ByTable,
    bar: Bar,
) -> Result<Vec<Reject>, SinkError> {
    let faulty: u64 = classified.values().map(|(_, found)| found.faults.len() as u64).sum();
    let bad = import.rejected.values().sum::<u64>() + faulty;
    let refused = bar.is_missed(bad);
    let most = if refused { SHOWN_WHEN_REFUSED } else { usize::MAX };
    let mut rejects = Vec::new();
    for (table, found) in classified.values() {
        rejects.extend(faults::rejects(context, table, &found.faults, most).await?);
    }
    for reject in &mut rejects {
        reject.replaces = import.quarantine.corrected_at(&reject.place);
    }
    if !refused {
        return Ok(rejects);
    }
    let read = bar.rows_read;
    let message = Message::new("lake.too_many_bad")
        .with("bad", bad)
        .with("read", read)
        .with("most", format!("{} %", bar.most_bad_share * 100.0));
    Err(SinkError::TooManyBad { bad, read, rejects, message })
}

async fn write(
    mut import: Import,
    context: &SessionContext,
    classified: ByTable,
    own: Vec<Reject>,
) -> Result<Landed, LakeError> {
    let found = evidence::find(&mut import, context, &classified).await?;
    let attempt = Attempt { context, number: import.writing.state.begin_attempt()? };
    let mut receipt = Receipt { import: import.heads.next_import, ..Receipt::default() };
    let mut publication = Publication {
        at_us: import.at_us,
        first_key: import.heads.next_key,
        first_link: import.heads.next_link,
        links: found.links,
        undone: found.undone,
        flushed: import.flushed,
        ..Publication::default()
    };
    let mut undescribed = RoaringBitmap::new();
    for (name, (table, found)) in classified.into_iter().filter(|(name, _)| *name != IDENTITIES.name) {
        let counts = counts(&import, table, &found);
        receipt.deleted_before += found.deleted_before;
        receipt.returned += found.returned;
        for (column, rows) in &found.stayed {
            *receipt.stayed.entry(column.clone()).or_default() += rows;
        }
        undescribed |= &found.undescribed;
        count_by_file(&mut import, context, table, &found).await?;
        if counts.accepted + counts.updated + found.closed.len() as u64 > 0 {
            let published = write_table(&import, table, found, counts, &attempt).await?;
            publication.tables.insert(name.to_owned(), published);
        }
        receipt.tables.insert(name, counts);
    }
    receipt.tables.extend(found.stated.map(|stated| (IDENTITIES.name, stated)));
    if let Some(published) = quarantine::write(&mut import, &own, &attempt).await? {
        publication.tables.insert(QUARANTINE.to_owned(), published);
    }
    for (table, rejected) in &import.rejected {
        receipt.tables.entry(table).or_default().quarantined = *rejected;
    }
    receipt.forgotten = import.forgotten.len() as u64;
    receipt.rejects = own;
    let described = (&import.described | import.writing.state.described()?) - &undescribed;
    receipt.unknown_customers = (&import.named - described).len();
    publication.identities = import.keys.take();
    receipt.new_customers = publication.identities.len() as u64;
    identity::append(&import.writing, &mut publication, &attempt).await?;
    let record = record(&mut import, &publication, &receipt)?;
    publication.import = Some(ImportRecord { undescribed, ..record });
    Ok(Landed { import, publication, receipt })
}

fn counts(import: &Import, table: &Table, found: &Classified) -> TableReceipt {
    let updated = found.updated.len();
    TableReceipt {
        accepted: import.staging.rows(table.name) - found.left_out.len() - updated,
        unchanged: found.unchanged + found.deleted_before,
        updated,
        deleted: found.deleted,
        quarantined: 0,
    }
}

/// Closes the versions that are replaced or deleted, then appends the new rows.
async fn write_table(
    import: &Import,
    table: &'static Table,
    found: Classified,
    counts: TableReceipt,
    attempt: &Attempt<'_>,
) -> Result<Published, LakeError> {
    let stored = Stored::canonical(table);
    let deleted: i64 = found.closed.len().try_into().unwrap_or(i64::MAX);
    let mut version = None;
    let (mut predicate, rewritten) = (column(system::SUPERSEDED_AT).is_null(), Arc::new(found.superseded));
    if !rewritten.is_empty() {
        if let Some(within) = stored.within(&found.months) {
            predicate = predicate.and(within);
        }
        predicate = predicate.and(superseded(&rewritten, column(system::ROW_ID)));
        let closed = (system::SUPERSEDED_AT, instant(import.at_us));
        version = Some(import.writing.tables.update(&stored, predicate, closed, attempt).await?);
    }
    let version = match version {
        Some(version) if counts.accepted + counts.updated == 0 => version,
        _ => {
            let rows = new_rows(import, attempt.context, &stored, found.left_out).await?;
            import.writing.tables.append(&stored, rows.into_unoptimized_plan(), attempt).await?
        }
    };
    let [accepted, updated] = [counts.accepted, counts.updated].map(|rows| i64::try_from(rows).unwrap_or(i64::MAX));
    Ok(Published { version, live_rows: accepted - deleted, closed_rows: updated + deleted })
}

/// The staged rows that go into the lake, in its schema. Events lie together by customer, then time.
async fn new_rows(
    import: &Import,
    context: &SessionContext,
    stored: &Stored,
    left_out: roaring::RoaringTreemap,
) -> Result<DataFrame, LakeError> {
    let mut rows = context.table(staged(stored.name)).await?;
    if !left_out.is_empty() {
        rows = rows.filter(kept(&Arc::new(left_out), column(SEQUENCE)))?;
    }
    if stored.name == EVENTS.name {
        let order = [system::MONTH, system::CUSTOMER_KEY, "ts"];
        rows = rows.sort(order.map(|name| column(name).sort(true, false)).to_vec())?;
    }
    let columns = stored.columns().map(|name| match name {
        system::LOADED_AT => instant(import.at_us).alias(name),
        system::SUPERSEDED_AT => lit(ScalarValue::TimestampMicrosecond(None, Some("UTC".into()))).alias(name),
        system::IMPORT => lit(import.heads.next_import).alias(name),
        _ => column(name),
    });
    Ok(rows.select(columns.collect::<Vec<_>>())?)
}

/// Counts the new and the deleted rows of every source and file.
async fn count_by_file(
    import: &mut Import,
    context: &SessionContext,
    table: &'static Table,
    found: &Classified,
) -> Result<(), LakeError> {
    let old = &found.left_out | &found.updated;
    for ((source, file), closed) in &found.closed_by {
        import.files.entry((table.name, source.clone(), file.clone())).or_default().deleted = *closed;
    }
    if import.staging.rows(table.name) == 0 {
        return Ok(());
    }
    if old.is_empty() && import.deletions.rows(table.name) == 0 {
        let files = import.files.iter_mut().filter(|((name, _, _), _)| *name == table.name);
        files.for_each(|(_, count)| count.accepted = count.rows);
        return Ok(());
    }
    let by = vec![column(system::SOURCE), column(system::SOURCE_FILE)];
    let count = datafusion::functions_aggregate::expr_fn::count(lit(1));
    let rows = context
        .table(staged(table.name))
        .await?
        .filter(kept(&Arc::new(old), column(SEQUENCE)))?
        .aggregate(by, vec![count])?;
    for batch in rows.collect().await? {
        let (sources, files) = (cast(batch.column(0), &DataType::Utf8)?, cast(batch.column(1), &DataType::Utf8)?);
        for row in 0..batch.num_rows() {
            let text = |array: &arrow::array::ArrayRef| array.as_string::<i32>().value(row).to_owned();
            let count: &mut FileCount = import.files.entry((table.name, text(&sources), text(&files))).or_default();
            count.accepted = batch.column(2).as_primitive::<Int64Type>().value(row).cast_unsigned();
        }
    }
    Ok(())
}

fn record(import: &mut Import, publication: &Publication, receipt: &Receipt) -> Result<ImportRecord, LakeError> {
    let known = import.writing.state.watermarks()?;
    let advances = |((table, source), us): (&(&'static str, String), &Micros)| {
        known.get(&((*table).to_owned(), source.clone())).is_none_or(|before| before < us)
    };
    Ok(ImportRecord {
        number: receipt.import,
        changed: !publication.tables.is_empty() || import.watermarks.iter().any(advances),
        tables: receipt.tables.clone(),
        files: std::mem::take(&mut import.files),
        watermarks: std::mem::take(&mut import.watermarks),
        described: std::mem::take(&mut import.described),
        undescribed: RoaringBitmap::new(),
        columns: std::mem::take(&mut import.columns),
        corrected: import.quarantine.take_contents(),
    })
}

pub(super) fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

pub(super) fn instant(us: Micros) -> Expr {
    lit(ScalarValue::TimestampMicrosecond(Some(us), Some("UTC".into())))
}
