//! Reads a corrected sheet: any format that is imported, as long as it names the rows in quarantine.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use model::Place;

use super::guard::unguarded;
use super::{EXTRA, RAW, REJECT};
use crate::source::{Format, How, open};
use crate::{IngestError, Spotted};

/// A sheet that was read back.
#[derive(Clone, Debug, Default)]
pub struct Corrected {
    /// The columns that are not the sheet's own.
    pub header: Arc<Vec<String>>,
    pub rows: Vec<CorrectedRow>,
    /// Rows that are none: ragged, not UTF-8.
    pub unreadable: Vec<Spotted>,
}

/// One row of it.
#[derive(Clone, Debug)]
pub struct CorrectedRow {
    pub place: Place,
    /// What stands where the row in quarantine is named.
    pub reject: String,
    /// For each name of the header, what stands there.
    pub cells: Vec<Option<String>>,
    /// Fields beyond the header of the file that the row came from.
    pub extra: Vec<String>,
    /// The raw text of a row that could not be cut into cells.
    pub raw: Option<String>,
}

/// Reads a corrected sheet.
///
/// # Errors
/// [`IngestError::NoRejectColumn`] for a file that names no rows in quarantine, and as any file.
pub fn read(path: &Path, encoding: Option<&str>) -> Result<Corrected, IngestError> {
    let how = How { header: Some(true), encoding: encoding.map(str::to_owned), ..How::default() };
    let mut source = open(path, &how, &Arc::new(AtomicU64::new(0)))?;
    let mut read = Corrected::default();
    let mut named = false;
    while let Some(batch) = source.next()? {
        let names = &batch.header.names;
        let file = batch.file.to_string();
        // A source may have columns of the same names: the sheet's own come first.
        let own = |wanted: &str| names.iter().position(|name| name == wanted);
        named |= own(REJECT).is_some();
        let (reject, raw) = (own(REJECT), own(RAW));
        let is_extra = |name: &String| name.strip_prefix(EXTRA).is_some_and(|number| number.parse::<u16>().is_ok());
        let sheet: Vec<usize> = [REJECT, super::RULE, super::MESSAGE, RAW].into_iter().filter_map(own).collect();
        let others: Vec<usize> =
            (0..names.len()).filter(|column| !sheet.contains(column) && !is_extra(&names[*column])).collect();
        let extra: Vec<usize> = (0..names.len()).filter(|column| is_extra(&names[*column])).collect();
        let header: Vec<String> = others.iter().map(|column| names[*column].clone()).collect();
        if *read.header != header {
            // Keys of JSON come as they come: rows before these have nothing there.
            read.header = Arc::new(header);
        }
        let columns =
            batch.columns.iter().map(|column| cast(column, &DataType::Utf8)).collect::<Result<Vec<_>, _>>()?;
        let guards = !matches!(batch.header.layout.format, Format::JsonLines | Format::Json);
        let cell = |column: usize, row: usize| {
            let texts = columns[column].as_string::<i32>();
            let text = texts.is_valid(row).then(|| texts.value(row)).filter(|text| !text.is_empty())?;
            Some(if guards { unguarded(text) } else { text }.to_owned())
        };
        for row in 0..batch.rows() {
            let mut extra: Vec<String> = extra.iter().map(|column| cell(*column, row).unwrap_or_default()).collect();
            extra.truncate(extra.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1));
            read.rows.push(CorrectedRow {
                place: Place { file: file.clone(), line: batch.lines[row] },
                reject: reject.and_then(|column| cell(column, row)).unwrap_or_default().trim().to_owned(),
                cells: others.iter().map(|column| cell(*column, row)).collect(),
                extra,
                raw: raw.and_then(|column| cell(column, row)),
            });
        }
        read.unreadable.extend(batch.flaws.into_iter().map(|flaw| Spotted {
            place: Place { file: file.clone(), line: flaw.line },
            message: flaw.failure.message,
        }));
    }
    if named { Ok(read) } else { Err(IngestError::NoRejectColumn { file: path.display().to_string() }) }
}
