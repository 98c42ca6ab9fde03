//! Corrections from files that lack columns: what is known of these stays. An empty cell says that there is nothing; a
//! column that is not there says nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringBuilder};
use arrow::compute::{and, cast, is_not_null, is_null, kernels::zip::zip};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::logical_expr::JoinType;
use datafusion::prelude::{DataFrame, SessionContext};
use futures::TryStreamExt;
use model::{Contents, FileColumns, Kind, Table, system};
use roaring::RoaringTreemap;
use serde::de::IgnoredAny;

use super::Import;
use super::classify::{Classified, row_id};
use super::commit::column;
use super::rows::{SEQUENCE, staged_schema};
use super::staging::{Staging, staged};
use crate::LakeError;
use crate::functions::{kept, superseded};

/// Completes the corrections of a table by what its rows, registered as `live`, are known to be. Those that are then as the
/// lake has them are unchanged.
pub(super) async fn complete(
    import: &Import,
    context: &SessionContext,
    table: &'static Table,
    classified: &mut Classified,
) -> Result<(), LakeError> {
    let files: Vec<&FileColumns> = import.file_columns.values().filter(|of| of.table == table).collect();
    if classified.updated.is_empty() || files.is_empty() {
        return Ok(());
    }
    let mut completed = Staging::completed(import.writing.scratch.clone());
    let mut sequences = RoaringTreemap::new();
    let updated = Arc::new(classified.updated.clone());
    let corrections = context.table(staged(table.name)).await?.filter(!kept(&updated, column(SEQUENCE)))?;
    context.register_table("corrections", corrections.into_view())?;
    let lacking = Lacking::of(table, &files);
    if !lacking.files.is_empty() {
        let mut batches = context.sql(&lacking.question()).await?.execute_stream().await?;
        while let Some(batch) = batches.try_next().await? {
            let rows = lacking.complete(&batch, &mut sequences, classified)?;
            completed.write(table.name, &rows)?;
        }
    }
    context.deregister_table("corrections")?;
    if completed.rows(table.name) == 0 {
        return Ok(());
    }
    completed.register(context, table.name).await?;
    let name = staged(table.name);
    let others = context.table(&name).await?.filter(kept(&Arc::new(sequences), column(SEQUENCE)))?;
    let all = others.union(context.table(completed.registered(table.name)).await?)?;
    context.deregister_table(&name)?;
    context.register_table(name, all.into_view())?;
    Ok(())
}

/// Counts the corrections by which rows, of which these are all versions, are again what they were before they were corrected.
pub(super) async fn count_returned(
    context: &SessionContext,
    table: &'static Table,
    versions: DataFrame,
    classified: &mut Classified,
) -> Result<(), LakeError> {
    let closed = column(system::SUPERSEDED_AT).is_not_null();
    let ids = Arc::new(classified.superseded.clone());
    let old = versions.filter(closed.and(superseded(&ids, column(system::ROW_ID))))?;
    let old = old.select(vec![column(system::ROW_ID), column(system::ROW_HASH)])?.distinct()?;
    let updated = Arc::new(classified.updated.clone());
    let new = context.table(staged(table.name)).await?.filter(!kept(&updated, column(SEQUENCE)))?;
    let new = new.select(vec![column(system::ROW_ID), column(system::ROW_HASH)])?;
    let by = [system::ROW_ID, system::ROW_HASH];
    classified.returned = new.join(old, JoinType::LeftSemi, &by, &by, None)?.count().await? as u64;
    Ok(())
}

/// Files that lack columns, however many there are: they are asked about at once.
struct Lacking<'a> {
    table: &'static Table,
    files: BTreeMap<&'a str, &'a FileColumns>,
}

impl<'a> Lacking<'a> {
    fn of(table: &'static Table, files: &[&'a FileColumns]) -> Self {
        Self { table, files: files.iter().map(|of| (of.file.as_str(), *of)).collect() }
    }

    /// The corrections from these files beside the rows that they correct.
    fn question(&self) -> String {
        let names = self.table.columns.iter().map(|column| column.name).chain(self.table.rest);
        let known = names.enumerate().map(|(position, name)| format!("live.\"{name}\" as known_{position}"));
        let key = if self.table.has_customer() { "live.customer_key" } else { "cast(null as int)" };
        let month = if self.table.time.is_some() { "live.month" } else { "cast(null as varchar)" };
        let files: Vec<String> = self.files.keys().map(|file| format!("'{}'", file.replace('\'', "''"))).collect();
        format!(
            "select new.*, {}, live.row_hash as known_hash, {key} as known_key, {month} as known_month
             from corrections new join live on new.row_id = live.row_id where new.source_file in ({})",
            known.collect::<Vec<_>>().join(", "),
            files.join(", ")
        )
    }

    /// Rows of the question, completed, as they are staged.
    fn complete(
        &self,
        batch: &RecordBatch,
        sequences: &mut RoaringTreemap,
        classified: &mut Classified,
    ) -> Result<RecordBatch, LakeError> {
        let table = self.table;
        let own = table.columns.len() + usize::from(table.rest.is_some());
        let schema = staged_schema(table);
        let mut columns = Vec::with_capacity(schema.fields().len());
        for (position, field) in schema.fields().iter().enumerate() {
            columns.push(cast(batch.column(position), field.data_type())?);
        }
        let after = columns.len();
        let files = self.files_of(batch)?;
        let lacks = |name: &str| -> BooleanArray {
            files.iter().map(|of| Some(of.is_some_and(|of| !of.columns.contains(name)))).collect()
        };
        for (position, new) in columns.iter_mut().enumerate().take(own) {
            let known = cast(batch.column(after + position), schema.field(position).data_type())?;
            *new = match table.columns.get(position) {
                Some(column) => first(column.name, (new, &known), &lacks(column.name), classified)?,
                None => rest((new, &known), &files, classified),
            };
        }
        let of = |kind: Kind| table.columns.iter().find(|column| column.kind == kind).map(|column| column.name);
        for (position, field) in schema.fields().iter().enumerate() {
            let (known, by) = match field.name().as_str() {
                // Whom a row names by a column that the file lacks, it still names.
                system::CUSTOMER_KEY => (batch.column(after + own + 1), of(Kind::CustomerId)),
                system::MONTH => (batch.column(after + own + 2), table.time),
                _ => continue,
            };
            let Some(by) = by else { continue };
            let known = cast(known, field.data_type())?;
            let stays = and(&lacks(by), &is_not_null(&known)?)?;
            columns[position] = zip(&stays, &known, &columns[position])?;
        }
        let hashes = hashes(table, &columns[..own], batch.num_rows());
        let place = |name: &str| schema.fields().iter().position(|field| field.name() == name);
        if let Some(position) = place(system::ROW_HASH) {
            columns[position] = Arc::new(hashes.clone());
        }
        let rows = RecordBatch::try_new(schema, columns)?;
        let live = batch.column(after + own).as_primitive::<Int64Type>();
        let numbers = rows.column(rows.num_columns() - 1).as_primitive::<Int64Type>();
        let ids = rows.column_by_name(system::ROW_ID).map(|ids| cast(ids, &DataType::Binary)).transpose()?;
        for row in 0..rows.num_rows() {
            let sequence = numbers.value(row).cast_unsigned();
            sequences.insert(sequence);
            if hashes.value(row) == live.value(row) && classified.updated.remove(sequence) {
                classified.left_out.insert(sequence);
                classified.unchanged += 1;
                if let Some(id) = ids.as_ref().and_then(|ids| row_id(ids, row)) {
                    classified.superseded.remove(&id);
                }
            }
        }
        Ok(rows)
    }

    /// The columns that the file of each row has; none of a file that has all.
    fn files_of(&self, batch: &RecordBatch) -> Result<Vec<Option<&'a FileColumns>>, LakeError> {
        let Some(names) = batch.column_by_name(system::SOURCE_FILE) else { return Ok(vec![None; batch.num_rows()]) };
        let names = cast(names, &DataType::Utf8)?;
        let names = names.as_string::<i32>();
        Ok((0..names.len()).map(|row| self.files.get(names.value(row)).copied()).collect())
    }
}

/// The values of a column: of rows whose file lacks it what is known, unless they have a value all the same.
fn first(
    name: &'static str,
    (new, known): (&ArrayRef, &ArrayRef),
    lacks: &BooleanArray,
    classified: &mut Classified,
) -> Result<ArrayRef, LakeError> {
    let stays = and(lacks, &and(&is_null(new)?, &is_not_null(known)?)?)?;
    let count = stays.true_count();
    if count == 0 {
        return Ok(Arc::clone(new));
    }
    *classified.stayed.entry(name.to_owned()).or_default() += count as u64;
    Ok(zip(&stays, known, new)?)
}

/// The rests with what is known under keys that the files have no column for.
fn rest((new, known): (&ArrayRef, &ArrayRef), files: &[Option<&FileColumns>], classified: &mut Classified) -> ArrayRef {
    let (new, known) = (new.as_string::<i32>(), known.as_string::<i32>());
    let mut rests = StringBuilder::new();
    for (row, file) in files.iter().enumerate() {
        let text = |array: &arrow::array::StringArray| array.is_valid(row).then(|| array.value(row).to_owned());
        let (own, before) = (text(new), text(known));
        let Some(keys) = file.and_then(|of| of.rest.as_ref()) else {
            rests.append_option(own);
            continue;
        };
        let before = before.as_deref().map(members).unwrap_or_default();
        let mut all: BTreeMap<String, &str> = own.as_deref().map(members).unwrap_or_default().into_iter().collect();
        let had = all.len();
        for (key, value) in before {
            if !keys.contains(&key) && !all.contains_key(&key) {
                *classified.stayed.entry(key.clone()).or_default() += 1;
                all.insert(key, value);
            }
        }
        match (all.len() > had, own.as_deref()) {
            (false, own) => rests.append_option(own),
            (true, _) => rests.append_value(object(&all)),
        }
    }
    Arc::new(rests.finish())
}

/// The digests of completed rows.
fn hashes(table: &'static Table, columns: &[ArrayRef], rows: usize) -> Int64Array {
    let contents = Contents::of(table, columns.iter());
    (0..rows).map(|row| contents.as_ref().map(|contents| Contents::row_hash(contents.digest(row)))).collect()
}

/// The members of an object as they stand, without those that are null.
fn members(object: &str) -> Vec<(String, &str)> {
    let mut members = Vec::new();
    let mut rest = object.trim().strip_prefix('{').unwrap_or_default();
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t', '\r', '\n']);
        let mut keys = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        let Some(Ok(key)) = keys.next() else { return members };
        rest = rest[keys.byte_offset()..].trim_start();
        let Some(after) = rest.strip_prefix(':').map(str::trim_start) else { return members };
        let mut values = serde_json::Deserializer::from_str(after).into_iter::<IgnoredAny>();
        let Some(Ok(_)) = values.next() else { return members };
        let end = values.byte_offset();
        if &after[..end] != "null" {
            members.push((key, &after[..end]));
        }
        rest = &after[end..];
    }
}

fn object(members: &BTreeMap<String, &str>) -> String {
    let members: Vec<String> =
        members.iter().map(|(key, value)| format!("{}:{value}", serde_json::Value::from(key.as_str()))).collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_cut_as_they_stand() {
        let told = r#"{"a": 0.10,"b":"x\"y,{","c":[1,{"d":2}], "e":null ,"f":true}"#;
        let expected = [("a", "0.10"), ("b", r#""x\"y,{""#), ("c", r#"[1,{"d":2}]"#), ("f", "true")]
            .map(|(key, value)| (key.to_owned(), value));
        assert_eq!(members(told), expected);
        assert_eq!(object(&members(told).into_iter().collect()), r#"{"a":0.10,"b":"x\"y,{","c":[1,{"d":2}],"f":true}"#);
        for nothing in ["", "{}", "null", "[1]", "{\"a\""] {
            assert!(members(nothing).is_empty(), "{nothing}");
        }
    }
}
