//! The rows that broke a rule, kept word for word.
//!
//! A row's id is made of the table, the rule, the raw text and how often that came before in the import, so the
//! same bad file imported twice, or under another name, is quarantined once.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BinaryArray, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{DataFrame, col};
use model::{Micros, Place, Reject, system};

use crate::LakeError;
use crate::stored::Stored;

/// A row in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReject {
    /// The import that brought it.
    pub import: i64,
    /// When it was put into quarantine.
    pub at_us: Micros,
    /// The canonical table it was meant for.
    pub table: String,
    pub place: Place,
    /// The stable id of the rule it broke.
    pub rule: String,
    /// What broke the rule, in English.
    pub message: String,
    /// The row as it stood in the source.
    pub raw: String,
}

/// Gives rejects their ids and lays them out as rows.
#[derive(Debug, Default)]
pub(crate) struct Quarantine {
    seen: HashMap<[u8; 16], u64>,
}

impl Quarantine {
    pub(crate) fn batch(&mut self, rejects: &[Reject], import: i64, at_us: Micros) -> Result<RecordBatch, LakeError> {
        let ids: Vec<_> = rejects.iter().map(|reject| self.id(reject)).collect();
        let text = |of: fn(&Reject) -> String| -> ArrayRef {
            Arc::new(rejects.iter().map(of).map(Some).collect::<StringArray>())
        };
        let lines = rejects.iter().map(|reject| i64::try_from(reject.place.line).unwrap_or(i64::MAX));
        let count = rejects.len();
        Ok(RecordBatch::try_new(
            Stored::quarantine().schema,
            vec![
                Arc::new(BinaryArray::from_iter_values(ids)),
                text(|reject| reject.table.to_owned()),
                text(|reject| reject.place.file.clone()),
                Arc::new(Int64Array::from_iter_values(lines)),
                text(|reject| reject.rule.id().to_owned()),
                text(|reject| reject.message.to_string()),
                text(|reject| reject.raw.clone()),
                Arc::new(TimestampMicrosecondArray::from(vec![at_us; count]).with_timezone("UTC")),
                Arc::new(Int64Array::from(vec![import; count])),
            ],
        )?)
    }

    fn id(&mut self, reject: &Reject) -> [u8; 16] {
        let content = digest(&[reject.table.as_bytes(), reject.rule.id().as_bytes(), reject.raw.as_bytes()]);
        let occurrence = self.seen.entry(content).or_default();
        *occurrence += 1;
        digest(&[&content, &occurrence.to_le_bytes()])
    }
}

fn digest(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id
}

/// Reads rows of the quarantine table, oldest import first.
pub(crate) async fn read(rows: DataFrame) -> Result<Vec<StoredReject>, LakeError> {
    let order = [system::IMPORT, system::SOURCE_FILE, system::SOURCE_LINE, system::ROW_ID];
    let sorted = rows.sort(order.map(|name| col(name).sort(true, false)).to_vec())?;
    let mut rejects = Vec::new();
    for batch in sorted.collect().await? {
        let text = |name: &str| -> Result<ArrayRef, LakeError> {
            Ok(cast(batch.column_by_name(name).unwrap_or(batch.column(0)), &DataType::Utf8)?)
        };
        let number = |name: &str| -> Result<ArrayRef, LakeError> {
            Ok(cast(batch.column_by_name(name).unwrap_or(batch.column(0)), &DataType::Int64)?)
        };
        let (tables, files, rules) = (text("table_name")?, text(system::SOURCE_FILE)?, text("rule")?);
        let (messages, raws) = (text("message")?, text("raw")?);
        let (lines, imports) = (number(system::SOURCE_LINE)?, number(system::IMPORT)?);
        let at = batch.column_by_name(system::LOADED_AT).unwrap_or(batch.column(0)).clone();
        let at = at.as_primitive::<TimestampMicrosecondType>();
        let said = |array: &ArrayRef, row: usize| array.as_string::<i32>().value(row).to_owned();
        for row in 0..batch.num_rows() {
            let line = lines.as_primitive::<Int64Type>().value(row);
            rejects.push(StoredReject {
                import: imports.as_primitive::<Int64Type>().value(row),
                at_us: at.value(row),
                table: said(&tables, row),
                place: Place { file: said(&files, row), line: line.try_into().unwrap_or_default() },
                rule: said(&rules, row),
                message: said(&messages, row),
                raw: said(&raws, row),
            });
        }
    }
    Ok(rejects)
}
