//! The rows behind sampled customers, with the file and line each came from.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use jiff::Timestamp;
use model::{Micros, Table, tables};

use crate::engine::Engine;
use crate::subjects::NOBODY;
use crate::{EngineError, SourceRow, session};

/// The most source rows shown of one table.
const MOST_ROWS: usize = 20;

impl Engine {
    /// The newest rows before `end_us` that name the sampled customers, table by table.
    pub(crate) async fn source_rows(
        &self,
        sources: &BTreeSet<String>,
        sample: &[u32],
        end_us: Micros,
    ) -> Result<Vec<SourceRow>, EngineError> {
        if sample.is_empty() {
            return Ok(Vec::new());
        }
        let mut names: BTreeMap<u32, String> = BTreeMap::new();
        for key in sample {
            names.insert(*key, self.outside_id(*key)?);
        }
        let session = session::open(self).await?;
        let mut rows = Vec::new();
        for table in sources.iter().filter_map(|name| tables::find(name)).filter(|table| table.has_customer()) {
            let failed = |error| EngineError::sql(table.name, error);
            let plan = session.sql(&newest(table, sample, end_us)).await.map_err(failed)?;
            for batch in plan.collect().await.map_err(failed)? {
                rows.extend(read(table, &batch, &names).map_err(failed)?);
            }
        }
        Ok(rows)
    }
}

/// Columns `k`, `t`, `source_file` and `source_line` of a table's newest rows.
fn newest(table: &Table, sample: &[u32], end_us: Micros) -> String {
    let keys = sample.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let (at, condition) = match table.time {
        Some(time) => (format!("cast({time} as bigint)"), format!("cast({time} as bigint) < {end_us}")),
        None => ("cast(null as bigint)".to_owned(), "true".to_owned()),
    };
    format!(
        "select customer_key as k, {at} as t, source_file, source_line from {} where customer_key in ({keys}) \
         and {condition} order by t desc, customer_key, source_file, source_line limit {MOST_ROWS}",
        table.name
    )
}

fn read(table: &Table, batch: &RecordBatch, names: &BTreeMap<u32, String>) -> Result<Vec<SourceRow>, DataFusionError> {
    let whole = |column: usize| cast(batch.column(column), &DataType::Int64);
    let (keys, times, lines) = (whole(0)?, whole(1)?, whole(3)?);
    let files = cast(batch.column(2), &DataType::Utf8)?;
    let (keys, times) = (keys.as_primitive::<Int64Type>(), times.as_primitive::<Int64Type>());
    let (files, lines) = (files.as_string::<i32>(), lines.as_primitive::<Int64Type>());
    let row = |row: usize| {
        let customer = names.get(&u32::try_from(keys.value(row)).unwrap_or(NOBODY));
        let at = times.is_valid(row).then(|| times.value(row));
        SourceRow {
            table: table.name.to_owned(),
            file: files.value(row).to_owned(),
            line: lines.value(row),
            customer: customer.cloned().unwrap_or_default(),
            at: at.and_then(|at| Timestamp::from_microsecond(at).ok()).map(|at| at.to_string()),
        }
    };
    Ok((0..batch.num_rows()).map(row).collect())
}
