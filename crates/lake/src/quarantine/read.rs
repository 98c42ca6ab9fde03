//! Reads rows of the quarantine back, and counts them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use datafusion::functions::expr_fn::{contains, ends_with, starts_with};
use datafusion::functions_aggregate::expr_fn::count as count_of;
use datafusion::logical_expr::{Expr, lit};
use datafusion::prelude::{DataFrame, col};
use futures::TryStreamExt;
use model::{Kind, Message, Place, Recipe, RejectId, system};

use super::{RejectCount, RejectFilter, StoredReject};
use crate::LakeError;
use crate::functions::superseded;

/// Reads rows of the quarantine table, oldest import first.
pub(crate) async fn read(rows: DataFrame, which: &RejectFilter) -> Result<Vec<StoredReject>, LakeError> {
    let order = [system::IMPORT, system::SOURCE_FILE, system::SOURCE_LINE, system::ROW_ID];
    let mut rows = filtered(rows, which)?.sort(order.map(|name| col(name).sort(true, false)).to_vec())?;
    if let Some(limit) = which.limit {
        rows = rows.limit(0, Some(limit))?;
    }
    let mut batches = rows.execute_stream().await?;
    let mut rejects = Vec::new();
    let mut recipes = Recipes::default();
    while let Some(batch) = batches.try_next().await? {
        append(&batch, &mut recipes, &mut rejects)?;
    }
    Ok(rejects)
}

/// The rows of these ids, waiting or closed, and those that took the place of closed ones.
pub(crate) async fn named(rows: DataFrame, ids: &HashSet<RejectId>) -> Result<Vec<StoredReject>, LakeError> {
    let among = async |name: &str, ids: HashSet<[u8; 16]>| {
        let rows = rows.clone().filter(superseded(&Arc::new(ids), col(name)))?;
        read(rows, &RejectFilter::default()).await
    };
    let closed = |rejects: &[StoredReject]| -> HashSet<[u8; 16]> {
        rejects.iter().filter(|reject| reject.closed_at_us.is_some()).map(|reject| reject.id.0).collect()
    };
    let mut found = among(system::ROW_ID, ids.iter().map(|id| id.0).collect()).await?;
    let mut newest = closed(&found);
    while !newest.is_empty() {
        let heirs = among("replaces", newest).await?;
        newest = closed(&heirs);
        found.extend(heirs);
    }
    Ok(found)
}

/// Counts rows by table and rule.
pub(crate) async fn count(rows: DataFrame, which: &RejectFilter) -> Result<Vec<RejectCount>, LakeError> {
    let by = vec![col("table_name"), col("rule")];
    let rows = filtered(rows, which)?.aggregate(by, vec![count_of(lit(1)).alias("rows")])?;
    let rows = rows.sort(["table_name", "rule"].map(|name| col(name).sort(true, false)).to_vec())?;
    let mut counts = Vec::new();
    for batch in rows.collect().await? {
        let (tables, rules) = (text(&batch, "table_name")?, text(&batch, "rule")?);
        let rows = number(&batch, "rows")?;
        for row in 0..batch.num_rows() {
            counts.push(RejectCount {
                table: said(&tables, row),
                rule: said(&rules, row),
                rows: rows.as_primitive::<Int64Type>().value(row).cast_unsigned(),
            });
        }
    }
    Ok(counts)
}

fn filtered(rows: DataFrame, which: &RejectFilter) -> Result<DataFrame, LakeError> {
    let RejectFilter { table, rule, import, file, limit: _ } = which;
    let table = table.as_ref().map(|table| col("table_name").eq(lit(table)).or(col("imported_as").eq(lit(table))));
    let rule = rule.as_ref().map(|rule| col("rule").eq(lit(rule)));
    let import = import.map(|import| col(system::IMPORT).eq(lit(import)));
    let file = file.as_ref().map(|file| {
        let own = || col(system::SOURCE_FILE);
        let last = ends_with(own(), lit(format!("/{file}"))).or(contains(own(), lit(format!("/{file}#"))));
        own().eq(lit(file)).or(starts_with(own(), lit(format!("{file}#")))).or(last)
    });
    let all = [table, rule, import, file].into_iter().flatten().reduce(Expr::and);
    Ok(match all {
        Some(condition) => rows.filter(condition)?,
        None => rows,
    })
}

/// Recipes by their text: few are different.
#[derive(Default)]
struct Recipes(BTreeMap<String, Option<Arc<Recipe>>>);

impl Recipes {
    /// None for what a newer tenure wrote in other words.
    fn of(&mut self, text: &str) -> Option<Arc<Recipe>> {
        if !self.0.contains_key(text) {
            self.0.insert(text.to_owned(), serde_json::from_str(text).ok().map(Arc::new));
        }
        self.0.get(text).cloned().flatten()
    }
}

fn append(batch: &RecordBatch, recipes: &mut Recipes, into: &mut Vec<StoredReject>) -> Result<(), LakeError> {
    let (tables, files, rules) = (text(batch, "table_name")?, text(batch, system::SOURCE_FILE)?, text(batch, "rule")?);
    let (messages, keys, values) =
        (text(batch, "message")?, text(batch, "message_key")?, text(batch, "message_values")?);
    let (raws, made) = (text(batch, "raw")?, text(batch, "recipe")?);
    let (lines, imports) = (number(batch, system::SOURCE_LINE)?, number(batch, system::IMPORT)?);
    let (ids, replaces) = (of(batch, system::ROW_ID, &DataType::Binary)?, of(batch, "replaces", &DataType::Binary)?);
    let instant = Kind::Time.data_type();
    let (at, closed_at) = (of(batch, system::LOADED_AT, &instant)?, of(batch, system::SUPERSEDED_AT, &instant)?);
    let at = at.as_primitive::<TimestampMicrosecondType>();
    let closed_at = closed_at.as_primitive::<TimestampMicrosecondType>();
    for row in 0..batch.num_rows() {
        let line = lines.as_primitive::<Int64Type>().value(row);
        into.push(StoredReject {
            id: id(&ids, row).unwrap_or(RejectId([0; 16])),
            import: imports.as_primitive::<Int64Type>().value(row),
            at_us: at.value(row),
            corrected_to: None,
            closed_at_us: closed_at.is_valid(row).then(|| closed_at.value(row)),
            table: said(&tables, row),
            place: Place { file: said(&files, row), line: line.try_into().unwrap_or_default() },
            rule: said(&rules, row),
            message: message(&said(&keys, row), &said(&values, row))
                .unwrap_or_else(|| Message::new("lake.reason").with("text", said(&messages, row))),
            raw: said(&raws, row),
            recipe: recipes.of(made.as_string::<i32>().value(row)),
            replaces: id(&replaces, row),
        });
    }
    Ok(())
}

fn message(key: &str, values: &str) -> Option<Message> {
    Message::again(key, serde_json::from_str(values).ok()?)
}

fn id(ids: &ArrayRef, row: usize) -> Option<RejectId> {
    let id = ids.as_binary::<i32>();
    if id.is_valid(row) { id.value(row).try_into().ok().map(RejectId) } else { None }
}

fn text(batch: &RecordBatch, name: &str) -> Result<ArrayRef, LakeError> {
    of(batch, name, &DataType::Utf8)
}

fn number(batch: &RecordBatch, name: &str) -> Result<ArrayRef, LakeError> {
    of(batch, name, &DataType::Int64)
}

fn of(batch: &RecordBatch, name: &str, kind: &DataType) -> Result<ArrayRef, LakeError> {
    match batch.column_by_name(name) {
        Some(column) => Ok(cast(column, kind)?),
        None => Ok(new_null_array(kind, batch.num_rows())),
    }
}

fn said(array: &ArrayRef, row: usize) -> String {
    array.as_string::<i32>().value(row).to_owned()
}
