//! Where in a file something stands that names the person: in which column of which rows, or in none.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use model::{Kind, system, tables};
use rusqlite::Connection;

use super::needles::{Needle, NeedleKind};
use super::pages;
use crate::LakeError;
use crate::identity::ANONYMOUS;

/// What a closer look shows.
pub(super) enum Seen {
    /// It is in no row.
    Left,
    /// It is a value that means something else: another namespace's id, an order's number.
    Coincidence,
    /// By table and column: how many rows hold it.
    In(BTreeMap<(String, String), u64>),
}

/// Looks closer at a file in whose bytes something was found.
///
/// # Errors
/// [`LakeError`] when it cannot be read.
pub(super) fn look(path: &Path, needle: &Needle) -> Result<Seen, LakeError> {
    if path.file_name().is_some_and(|name| name == "tenure.db") {
        return state(path, needle);
    }
    let table = table_of(path);
    if !pages::is_parquet(path) || path.components().any(|part| part.as_os_str() == "_delta_log") {
        return Ok(Seen::Left);
    }
    let file = File::open(path).map_err(|source| LakeError::Folder { path: path.to_path_buf(), source })?;
    let mut places = Places::default();
    for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
        places.look(&batch?, &table, needle)?;
    }
    Ok(places.seen(needle))
}

#[derive(Default)]
struct Places {
    rows: BTreeMap<(String, String), u64>,
    /// Whether a row still names the person by this id.
    theirs: bool,
    /// Whether some cell is the id, whatever it means there.
    equal: bool,
}

impl Places {
    fn look(&mut self, batch: &RecordBatch, table: &str, needle: &Needle) -> Result<(), LakeError> {
        let schema = batch.schema();
        let namespaces = match batch.column_by_name(system::NAMESPACE) {
            Some(column) => Some(cast(column, &DataType::Utf8)?),
            None => None,
        };
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            if !matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
                continue;
            }
            let texts = cast(column, &DataType::Utf8)?;
            let texts = texts.as_string::<i32>();
            let names = names_people(table, field.name());
            let mut rows = 0;
            for (row, text) in texts.iter().enumerate() {
                let Some(text) = text else { continue };
                let equal = needle.kind == NeedleKind::Id && text == needle.text;
                self.equal = self.equal || equal;
                let namespace = match (names, &namespaces) {
                    (Some(Names::Visitors), _) => Some(ANONYMOUS),
                    (Some(Names::Customers), Some(namespaces)) => Some(namespaces.as_string::<i32>().value(row)),
                    _ => None,
                };
                self.theirs = self.theirs || (equal && namespace == Some(needle.namespace.as_str()));
                // Another namespace's id is somebody else's.
                let other = equal && namespace.is_some_and(|namespace| namespace != needle.namespace);
                rows += u64::from(needle.is_distinctive() && !other && needle.is_in(text));
            }
            if rows > 0 {
                *self.rows.entry((table.to_owned(), field.name().clone())).or_default() += rows;
            }
        }
        Ok(())
    }

    fn seen(self, needle: &Needle) -> Seen {
        if self.theirs {
            Seen::Left
        } else if !self.rows.is_empty() {
            Seen::In(self.rows)
        } else if needle.kind == NeedleKind::Id && self.equal {
            Seen::Coincidence
        } else {
            Seen::Left
        }
    }
}

/// Whose ids a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Customers,
    Visitors,
}

fn names_people(table: &str, column: &str) -> Option<Names> {
    if column == "outside_id" {
        return Some(Names::Customers);
    }
    match tables::find(table)?.column(column)?.kind {
        Kind::CustomerId => Some(Names::Customers),
        Kind::AnonymousId => Some(Names::Visitors),
        _ => None,
    }
}

/// The folder below `lake/` that a file lies in.
fn table_of(path: &Path) -> String {
    let mut folders = path.ancestors().skip(1);
    let table = folders.find(|folder| folder.parent().is_some_and(|above| above.ends_with("lake")));
    table.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The tables and columns of the state that hold it.
fn state(path: &Path, needle: &Needle) -> Result<Seen, LakeError> {
    let connection = Connection::open(path)?;
    if !needle.is_distinctive() {
        // A digit or two stands in many cells that are no ids.
        let sql = "select exists (select 1 from identity where outside_id = ?1 and namespace = ?2)";
        let left = connection.query_row(sql, [&needle.text, &needle.namespace], |row| row.get(0))?;
        return Ok(if left { Seen::Left } else { Seen::Coincidence });
    }
    let mut query = connection.prepare("select name from sqlite_master where type = 'table'")?;
    let names: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut places = BTreeMap::new();
    for name in names {
        let mut columns = connection.prepare("select name from pragma_table_info(?1)")?;
        let columns: Vec<String> = columns.query_map([&name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for column in columns {
            // Whose an id is depends on its namespace: that is looked at below.
            if needle.kind == NeedleKind::Id && name == "identity" && column == "outside_id" {
                continue;
            }
            let sql = format!("select \"{column}\" from \"{name}\" where typeof(\"{column}\") in ('text', 'blob')");
            let mut query = connection.prepare(&sql)?;
            let mut rows = query.query([])?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                count += u64::from(needle.is_in_bytes(row.get_ref(0)?.as_bytes().unwrap_or_default()));
            }
            if count > 0 {
                places.insert((name.clone(), column), count);
            }
        }
    }
    let known = |whose: &str| -> Result<bool, LakeError> {
        let sql = format!("select exists (select 1 from identity where outside_id = ?1 and namespace {whose} ?2)");
        Ok(connection.query_row(&sql, [&needle.text, &needle.namespace], |row| row.get(0))?)
    };
    Ok(if needle.kind == NeedleKind::Id && known("=")? {
        Seen::Left
    } else if !places.is_empty() {
        Seen::In(places)
    } else if needle.kind == NeedleKind::Id && known("<>")? {
        Seen::Coincidence
    } else {
        Seen::Left
    })
}
