//! A source before it is mapped: its headers with some of their values, which columns they may be, and expressions tried
//! on its first rows.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use model::{Message, Rule};

use crate::guess;
use crate::mapping::{self, Expressions, SqlOptions, parse_mapping};
use crate::plan::Mapped;
use crate::source::{How, SourceBatch, open};
use crate::styles::Told;
use crate::{IngestError, Layout, Mapping, Request, Target, files};

/// Values of a header that are shown.
const SAMPLES: usize = 3;

/// The beginning of the first file of an import.
pub struct Inspection {
    pub file: String,
    pub layout: Layout,
    pub headers: Vec<Seen>,
    /// For each column of the target, the header that is likely to hold it.
    pub guesses: Vec<Option<usize>>,
    /// The encoding that the file is likely in, where rows are no UTF-8.
    pub encoding: Option<String>,
    batch: SourceBatch,
}

/// A header and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub name: String,
    /// The first values that differ from each other.
    pub values: Vec<String>,
}

/// What an expression gave.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The first values that differ from each other.
    pub values: Vec<String>,
    /// Rows it was tried on, and how many of them it failed on.
    pub rows: u64,
    pub failed: u64,
    /// Why it failed on the first of these.
    pub why: Option<Message>,
}

/// What a condition keeps.
#[derive(Clone, Debug)]
pub struct Sifted {
    /// Rows it was tried on, and how many of them it keeps.
    pub rows: u64,
    pub kept: u64,
    /// Why it failed on the first row on which it failed.
    pub why: Option<Message>,
}

/// Reads the beginning of the first file.
///
/// # Errors
/// [`IngestError`] as an import would have it, but for columns that are missing.
pub fn inspect(request: &Request) -> Result<Inspection, IngestError> {
    let target = Target::find(&request.table)?;
    let options = &request.options;
    let how = How {
        delimiter: options.delimiter,
        header: options.header,
        called: options.called.clone(),
        encoding: options.encoding.clone(),
        sheet: options.sheet.clone(),
        target: Some(target.clone()),
    };
    let files = files::expand(&request.files)?;
    let Some(file) = files.first() else { return Err(IngestError::NoFiles { pattern: String::new() }) };
    let mut source = open(file, &how, &Arc::new(AtomicU64::new(0)))?;
    let Some(batch) = source.next()? else {
        return Err(IngestError::EmptyFile { file: how.name(file) });
    };
    let headers: Vec<Seen> = batch
        .header
        .names
        .iter()
        .zip(&batch.columns)
        .map(|(name, column)| Ok(Seen { name: name.clone(), values: values(column, batch.rows())? }))
        .collect::<Result<_, IngestError>>()?;
    let undecoded = batch.flaws.iter().find(|flaw| flaw.failure.rule == Rule::Encoding);
    let encoding = undecoded.and_then(|flaw| match flaw.failure.message.values().get("guess") {
        Some(model::Value::Text(guess)) => Some(guess.clone()),
        _ => None,
    });
    Ok(Inspection {
        file: batch.file.to_string(),
        layout: batch.header.layout.clone(),
        guesses: guess::headers(&target, &headers, &batch.columns),
        headers,
        encoding,
        batch,
    })
}

impl Inspection {
    /// What an expression gives for a column over the first rows.
    ///
    /// # Errors
    /// [`IngestError`] at an expression that cannot be used, or that gives nothing but failures.
    pub fn evaluate(&self, request: &Request, column: &str, expression: &str) -> Result<Tried, IngestError> {
        let target = Target::find(&request.table)?;
        // The expression alone, so that only it can be at fault.
        let text = format!("table: {}\ncolumns:\n  {column}: {}\n", request.table, serde_json::Value::from(expression));
        let only = Target { columns: target.column(column).into_iter().collect(), ..target };
        let (mapping, mapped) = self.apply(request, &text, &only)?;
        let rows = mapped.rows.len();
        let mut bad = mapped.bad.into_rows();
        let first = bad.next().map(|(_, failure)| failure.message);
        let failed = usize::from(first.is_some()) + bad.count();
        if let Some(why) = first.as_ref().filter(|_| failed == rows) {
            let spot = crate::Spot { source: Arc::clone(&mapping.inner.source), span: 0..0 };
            let column = column.to_owned();
            return Err(IngestError::MappingExpression { spot, column, why: why.clone() });
        }
        let values = match mapped.columns.into_iter().flatten().next() {
            Some(array) => values(&array, array.len())?,
            None => Vec::new(),
        };
        Ok(Tried { values, rows: rows as u64, failed: failed as u64, why: first })
    }

    /// Which of the first rows a condition keeps.
    ///
    /// # Errors
    /// [`IngestError`] at a condition that cannot be used, or that fails on every row.
    pub fn keeps(&self, request: &Request, condition: &str) -> Result<Sifted, IngestError> {
        let target = Target { columns: Vec::new(), ..Target::find(&request.table)? };
        let text = format!("table: {}\ncolumns: {{}}\nwhere: {}\n", request.table, serde_json::Value::from(condition));
        let (mapping, mapped) = self.apply(request, &text, &target)?;
        let rows = self.batch.rows() as u64;
        let mut bad = mapped.bad.into_rows();
        let why = bad.next().map(|(_, failure)| failure.message);
        let failed = u64::from(why.is_some()) + bad.count() as u64;
        if let Some(why) = why.as_ref().filter(|_| failed == rows) {
            let spot = crate::Spot { source: Arc::clone(&mapping.inner.source), span: 0..0 };
            return Err(IngestError::MappingExpression { spot, column: "where".to_owned(), why: why.clone() });
        }
        Ok(Sifted { rows, kept: rows - mapped.filtered - failed, why })
    }

    /// What a mapping makes of the first rows.
    fn apply(&self, request: &Request, mapping: &str, target: &Target) -> Result<(Mapping, Mapped), IngestError> {
        let mapping = parse_mapping("expression", mapping)?;
        let options = &request.options;
        let told = Told { day_order: options.day_order, decimal_sign: options.decimal_sign };
        let sql = SqlOptions::new(options.workspace_zone.clone(), told);
        let session = mapping::session(&sql).map_err(|error| IngestError::Query {
            spot: crate::Spot { source: Arc::clone(&mapping.inner.source), span: 0..0 },
            why: Message::new("ingest.sql.why").with("why", error.strip_backtrace()),
        })?;
        let expressions = Expressions::compile((&session, &sql.turns), &mapping, target, &self.batch)?;
        let mapped = expressions.apply(&self.batch)?;
        Ok((mapping, mapped))
    }
}

/// The first values of a column that differ from each other.
fn values(column: &Arc<dyn Array>, rows: usize) -> Result<Vec<String>, IngestError> {
    let mut found: Vec<String> = Vec::new();
    let written = !column.data_type().is_decimal();
    let texts = match column.data_type() {
        DataType::Utf8 => Arc::clone(column),
        _ => cast(column, &DataType::Utf8).or_else(|_| -> Result<Arc<dyn Array>, arrow::error::ArrowError> {
            let formatter = ArrayFormatter::try_new(column.as_ref(), &FormatOptions::default())?;
            let texts = (0..rows).map(|row| column.is_valid(row).then(|| formatter.value(row).to_string()));
            Ok(Arc::new(texts.collect::<arrow::array::StringArray>()))
        })?,
    };
    for text in texts.as_string::<i32>().iter().flatten() {
        if found.len() == SAMPLES {
            break;
        }
        let text = crate::failure::shorten(text.trim());
        let text = if written { text } else { without_zeros(text) };
        if !text.is_empty() && !found.contains(&text) {
            found.push(text);
        }
    }
    Ok(found)
}

/// A decimal number without the zeros at its end.
fn without_zeros(text: String) -> String {
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}
