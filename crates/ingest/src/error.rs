//! Why an import could not be done, and what to do about it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use arrow::error::ArrowError;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use model::{Language, Looks, Message, Reject, SinkError};

use crate::detect::Written;
use crate::source::UnpacksTooFar;
use crate::{Target, correct};

/// A place in a mapping file.
#[derive(Clone, Debug)]
pub struct Spot {
    pub source: Arc<NamedSource<String>>,
    /// Bytes of the file's text.
    pub span: Range<usize>,
}

/// Why an import could not be done. Nothing of it was kept. Displays as its [`Message`] in English.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum IngestError {
    /// Neither a canonical table nor a shape.
    UnknownTable { name: String, nearest: Option<String> },
    /// A name or pattern that no file has.
    NoFiles { pattern: String },
    /// The operating system or a decompressor refused.
    Unreadable {
        file: String,
        #[source]
        source: std::io::Error,
    },
    /// A packed file that unpacks to more than this many times its own size.
    UnpacksTooFar { file: String, times: u64 },
    /// Not one byte, or nothing but blank lines.
    EmptyFile { file: String },
    /// A format that is not read, with what it was taken for.
    Format { file: String, found: &'static str },
    /// A namespace that no id could be asked for by.
    Namespace { namespace: String },
    /// No encoding has this label.
    Encoding { label: String },
    /// A header whose bytes are no UTF-8, and the encoding that they are likely in.
    HeaderEncoding { file: String, guess: &'static str },
    /// A record beyond what one may hold.
    RecordTooLong { file: String, line: u64, limit: usize },
    /// An order with more lines than are kept in memory.
    OrderTooLong { file: String, line: u64, limit: usize },
    /// More columns than a source may have.
    TooManyColumns { file: String, line: u64, limit: usize },
    /// A quote that opens and never closes, so that the rest of the file would be one field.
    UnclosedQuote { file: String, line: u64 },
    /// The first record is data.
    NoHeader { file: String },
    /// A sheet of corrections that does not say which rows in quarantine it corrects.
    NoRejectColumn { file: String },
    /// Two columns of one name.
    DuplicateHeader { file: String, header: String },
    /// Several headers that mean the same column.
    AmbiguousHeader { file: String, column: &'static str, headers: Vec<String> },
    /// A column that every row needs is not in the source.
    MissingColumn { file: String, table: &'static str, column: &'static str, headers: Vec<String> },
    /// Dates of which no value in their file says whether the day or the month comes first.
    AmbiguousDates { file: String, line: u64, column: &'static str, value: String },
    /// A date that can only begin with the day, and one of the same column that can only begin with the month.
    ContradictoryDates { file: String, column: &'static str, dates: Box<[Written; 2]> },
    /// Numbers of which no value in their column says whether a comma stands before decimals or between thousands.
    AmbiguousNumbers { file: String, line: u64, column: String, value: String },
    /// A number that can be read in two ways, one with a point before its decimals, and one with a comma.
    ContradictoryNumbers { file: String, column: String, numbers: Box<[Written; 3]> },
    /// An attribute whose values were numbers, times, or true and false, and are something else now.
    AttributeKind { table: &'static str, column: String, was: Looks, is: Looks },
    /// No IANA time zone has this name.
    TimeZone { zone: String },
    /// A day after today.
    CompleteThrough { date: String },
    /// A workbook that cannot be read.
    Workbook { file: String, why: Message },
    /// A part of a workbook that unpacks to more than is read into memory. Without a name it is the whole file.
    WorkbookTooBig { file: String, part: String, limit_mib: u64 },
    /// A workbook of a kind that is read whole, with more cells than that may have.
    WorkbookCells { file: String, limit: u64 },
    /// Several sheets hold something, and none was chosen.
    SeveralSheets { file: String, sheets: Vec<String> },
    /// No sheet has this name.
    NoSheet { file: String, sheet: String, sheets: Vec<String>, nearest: Option<String> },
    /// A sheet was named of what has none.
    NoWorkbook { file: String, sheet: String },
    /// A binary format that comes in a stream, and is too big to be held in memory.
    TooBigToSpool { file: String, limit_mib: u64 },
    /// A JSON text that breaks off.
    JsonBroken { file: String, line: u64 },
    /// A JSON text that goes on after its end.
    JsonRest { file: String, line: u64 },
    /// A library that reads the file gave up in a way it should not.
    Fault { file: String },
    /// Parquet that cannot be read.
    Parquet { file: String, why: String },
    /// The mapping is for another table.
    MappingForOther { mapping: String, table: String, asked: String },
    /// A mapping file that cannot be opened.
    MappingUnreadable {
        file: String,
        #[source]
        source: std::io::Error,
    },
    /// Not YAML, or a value of the wrong shape.
    MappingYaml { spot: Spot, why: String },
    /// A key that mappings do not have.
    MappingKey { spot: Spot, key: String, nearest: Option<String> },
    /// A key that is missing.
    MappingMissing { spot: Spot, key: &'static str },
    /// `columns` and `query` in one mapping, or neither of them.
    MappingWays { spot: Spot },
    /// `deleted` where no rows can be deleted by it.
    MappingDeleted { spot: Spot, why: Message },
    /// A `table` that is none.
    MappingTable { spot: Spot, name: String, nearest: Option<String> },
    /// A value that does not read as what its key needs.
    MappingValue { spot: Spot, key: &'static str, value: String },
    /// A column that the table does not have.
    MappingColumn { spot: Spot, column: String, table: &'static str, nearest: Option<String> },
    /// An expression that is no SQL, or does not fit the source.
    MappingExpression { spot: Spot, column: String, why: Message },
    /// An expression over a column that the source does not have.
    MappingSource { spot: Spot, name: String, nearest: Option<String> },
    /// The query failed while it ran.
    Query { spot: Spot, why: Message },
    /// The files of a query hold more than it may keep in memory.
    QueryTooLarge { spot: Spot, limit: usize },
    /// More bad rows than the bar allows: nothing was kept.
    TooManyBad { bad: u64, read: u64, rejects: Vec<Reject>, message: Message },
    /// The sink could not keep the rows.
    Sink(#[source] SinkError),
    /// Columns that do not fit together: a fault of this crate.
    Arrow(#[source] ArrowError),
}

impl IngestError {
    /// What went wrong, to be said in any language.
    #[must_use]
    pub fn message(&self) -> Message {
        let message = Message::new(self.key());
        match self {
            Self::UnknownTable { name, .. } | Self::MappingTable { name, .. } => message.with("name", name),
            Self::NoFiles { pattern } => message.with("pattern", pattern),
            Self::Unreadable { file, source } | Self::MappingUnreadable { file, source } => {
                message.with("file", file).with_message("why", Message::from(source))
            }
            Self::UnpacksTooFar { file, times } => message.with("file", file).with("times", times),
            Self::QueryTooLarge { limit, .. } => message.with("limit", limit),
            Self::EmptyFile { file } | Self::NoHeader { file } => message.with("file", file),
            Self::NoRejectColumn { file } => message.with("file", file).with("column", correct::REJECT),
            Self::Format { file, found } => message.with("file", file).with_message("found", Message::new(*found)),
            Self::Workbook { file, why } => message.with("file", file).with_message("why", why.clone()),
            Self::WorkbookTooBig { file, part, limit_mib } => {
                let part = if part.is_empty() { file } else { part };
                message.with("file", file).with("part", part).with("limit", limit_mib)
            }
            Self::WorkbookCells { file, limit } => message.with("file", file).with("limit", limit),
            Self::SeveralSheets { file, sheets } => message.with("file", file).with("sheets", quoted(sheets)),
            Self::NoSheet { file, sheet, sheets, .. } => {
                message.with("file", file).with("sheet", sheet).with("sheets", quoted(sheets))
            }
            Self::NoWorkbook { file, sheet } => message.with("file", file).with("sheet", sheet),
            Self::TooBigToSpool { file, limit_mib } => message.with("file", file).with("limit", limit_mib),
            Self::JsonBroken { file, line } | Self::JsonRest { file, line } => {
                message.with("file", file).with("line", line)
            }
            Self::Fault { file } => message.with("file", file),
            Self::Encoding { label } => message.with("label", label),
            Self::HeaderEncoding { file, guess } => message.with("file", file).with("guess", guess),
            Self::RecordTooLong { file, line, limit }
            | Self::OrderTooLong { file, line, limit }
            | Self::TooManyColumns { file, line, limit } => {
                message.with("file", file).with("line", line).with("limit", limit)
            }
            Self::UnclosedQuote { file, line } => message.with("file", file).with("line", line),
            Self::DuplicateHeader { file, header } => message.with("file", file).with("header", shown(header)),
            Self::AmbiguousHeader { file, column, headers } => {
                message.with("file", file).with("column", column).with("headers", quoted(headers))
            }
            Self::MissingColumn { file, table, column, headers } => {
                message.with("file", file).with("table", table).with("column", column).with("headers", quoted(headers))
            }
            Self::AmbiguousDates { file, line, column, value } => {
                message.with("file", file).with("line", line).with("column", column).with("value", value)
            }
            Self::AmbiguousNumbers { file, line, column, value } => {
                message.with("file", file).with("line", line).with("column", column).with("value", value)
            }
            Self::ContradictoryDates { file, column, dates } => {
                let [day_first, month_first] = dates.as_ref();
                let message = message.with("file", file).with("column", column);
                let message = message.with("day_first", &day_first.value).with("day_line", day_first.line);
                message.with("month_first", &month_first.value).with("month_line", month_first.line)
            }
            Self::ContradictoryNumbers { file, column, numbers } => {
                let [open, point, comma] = numbers.as_ref();
                let message = message.with("file", file).with("column", column);
                let message = message.with("value", &open.value).with("line", open.line);
                let message = message.with("point", &point.value).with("point_line", point.line);
                message.with("comma", &comma.value).with("comma_line", comma.line)
            }
            Self::AttributeKind { table, column, was, is } => message
                .with("table", table)
                .with("column", column)
                .with_message("was", looks(*was))
                .with_message("is", looks(*is)),
            Self::Namespace { namespace } => message.with("namespace", namespace),
            Self::TimeZone { zone } => message.with("zone", zone),
            Self::CompleteThrough { date } => message.with("date", date),
            Self::Parquet { file, why } => message.with("file", file).with("why", why),
            Self::MappingForOther { mapping, table, asked } => {
                message.with("mapping", mapping).with("table", table).with("asked", asked)
            }
            Self::MappingYaml { why, .. } => message.with("why", why),
            Self::Query { why, .. } => message.with_message("why", why.clone()),
            Self::MappingKey { key, .. } => message.with("key", key),
            Self::MappingMissing { key, .. } => message.with("key", key),
            Self::MappingWays { .. } => message,
            Self::MappingDeleted { why, .. } => message.with_message("why", why.clone()),
            Self::MappingValue { key, value, .. } => message.with("key", key).with("value", value),
            Self::MappingColumn { column, table, .. } => message.with("column", column).with("table", table),
            Self::MappingExpression { column, why, .. } => {
                message.with("column", column).with_message("why", why.clone())
            }
            Self::MappingSource { name, .. } => message.with("name", name),
            Self::TooManyBad { message, .. } => message.clone(),
            Self::Sink(SinkError::Failed { message: why, .. } | SinkError::TooManyBad { message: why, .. }) => {
                message.with_message("why", why.clone())
            }
            Self::Arrow(source) => message.with("why", source),
        }
    }

    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn advice(&self) -> Option<Message> {
        let near = |nearest: &Option<String>| {
            nearest.as_ref().map(|name| Message::new("ingest.help.nearest").with("name", name))
        };
        match self {
            Self::UnknownTable { nearest, .. } | Self::MappingTable { nearest, .. } => {
                let message = match nearest {
                    Some(name) => Message::new("ingest.help.table_near").with("name", name),
                    None => Message::new("ingest.help.tables"),
                };
                let names: Vec<String> = Target::names().into_iter().map(str::to_owned).collect();
                Some(message.with("tables", quoted(&names)))
            }
            Self::MappingKey { nearest, .. } | Self::MappingColumn { nearest, .. } => near(nearest),
            Self::MappingSource { nearest, .. } => {
                near(nearest).or_else(|| Some(Message::new("ingest.help.mapping_source")))
            }
            Self::RecordTooLong { .. } | Self::UnclosedQuote { .. } => Some(Message::new("ingest.help.quote")),
            Self::NoHeader { .. } => Some(Message::new("ingest.help.no_header")),
            Self::NoRejectColumn { .. } => Some(Message::new("ingest.help.no_reject_column")),
            Self::Format { .. } => Some(Message::new("ingest.help.format")),
            Self::WorkbookTooBig { .. } | Self::WorkbookCells { .. } | Self::Workbook { .. } => {
                Some(Message::new("ingest.help.workbook"))
            }
            Self::SeveralSheets { .. } => Some(Message::new("ingest.help.sheets")),
            Self::NoSheet { nearest, .. } => near(nearest),
            Self::TooBigToSpool { .. } => Some(Message::new("ingest.help.spool")),
            Self::JsonBroken { .. } => Some(Message::new("ingest.help.json")),
            Self::Fault { .. } => Some(Message::new("ingest.help.fault")),
            Self::AmbiguousHeader { .. } | Self::DuplicateHeader { .. } | Self::MissingColumn { .. } => {
                Some(Message::new("ingest.help.mapping"))
            }
            Self::AmbiguousDates { .. } => Some(Message::new("ingest.help.day_order")),
            Self::ContradictoryDates { column, .. } => {
                Some(Message::new("ingest.help.day_orders").with("column", column))
            }
            Self::AmbiguousNumbers { .. } | Self::ContradictoryNumbers { .. } => {
                Some(Message::new("ingest.help.decimal_sign"))
            }
            Self::HeaderEncoding { guess, .. } => Some(Message::new("ingest.help.encoding").with("guess", guess)),
            Self::AttributeKind { column, .. } => {
                Some(Message::new("ingest.help.attribute_kind").with("column", column))
            }
            Self::MappingWays { .. } => Some(Message::new("ingest.help.mapping_ways")),
            _ => None,
        }
    }

    /// The spot in the mapping, for errors that have one.
    #[must_use]
    pub fn spot(&self) -> Option<&Spot> {
        match self {
            Self::MappingYaml { spot, .. }
            | Self::MappingKey { spot, .. }
            | Self::MappingMissing { spot, .. }
            | Self::MappingWays { spot }
            | Self::MappingDeleted { spot, .. }
            | Self::MappingTable { spot, .. }
            | Self::MappingValue { spot, .. }
            | Self::MappingColumn { spot, .. }
            | Self::MappingExpression { spot, .. }
            | Self::MappingSource { spot, .. }
            | Self::QueryTooLarge { spot, .. }
            | Self::Query { spot, .. } => Some(spot),
            _ => None,
        }
    }

    /// The error of reading on: what the file's own reader refused, or what the system says.
    pub(crate) fn unreadable(file: &str, source: std::io::Error) -> Self {
        match source.get_ref().and_then(|inner| inner.downcast_ref::<UnpacksTooFar>()) {
            Some(UnpacksTooFar { times }) => Self::UnpacksTooFar { file: file.to_owned(), times: *times },
            None => Self::Unreadable { file: file.to_owned(), source },
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::UnknownTable { .. } => "ingest.error.unknown_table",
            Self::NoFiles { .. } => "ingest.error.no_files",
            Self::Unreadable { .. } => "ingest.error.unreadable",
            Self::UnpacksTooFar { .. } => "ingest.error.unpacks_too_far",
            Self::QueryTooLarge { .. } => "ingest.error.query_too_large",
            Self::EmptyFile { .. } => "ingest.error.empty_file",
            Self::Format { .. } => "ingest.error.format",
            Self::Namespace { .. } => "ingest.error.namespace",
            Self::Encoding { .. } => "ingest.error.encoding",
            Self::HeaderEncoding { .. } => "ingest.error.header_encoding",
            Self::RecordTooLong { .. } => "ingest.error.record_too_long",
            Self::OrderTooLong { .. } => "ingest.error.order_too_long",
            Self::TooManyColumns { .. } => "ingest.error.too_many_columns",
            Self::UnclosedQuote { .. } => "ingest.error.unclosed_quote",
            Self::NoHeader { .. } => "ingest.error.no_header",
            Self::NoRejectColumn { .. } => "ingest.error.no_reject_column",
            Self::DuplicateHeader { .. } => "ingest.error.duplicate_header",
            Self::AmbiguousHeader { .. } => "ingest.error.ambiguous_header",
            Self::MissingColumn { .. } => "ingest.error.missing_column",
            Self::AmbiguousDates { .. } => "ingest.error.ambiguous_dates",
            Self::ContradictoryDates { .. } => "ingest.error.contradictory_dates",
            Self::AmbiguousNumbers { .. } => "ingest.error.ambiguous_numbers",
            Self::ContradictoryNumbers { .. } => "ingest.error.contradictory_numbers",
            Self::AttributeKind { .. } => "ingest.error.attribute_kind",
            Self::TimeZone { .. } => "ingest.error.time_zone",
            Self::CompleteThrough { .. } => "ingest.error.complete_through",
            Self::Workbook { .. } => "ingest.error.workbook",
            Self::WorkbookTooBig { .. } => "ingest.error.workbook_too_big",
            Self::WorkbookCells { .. } => "ingest.error.workbook_cells",
            Self::SeveralSheets { .. } => "ingest.error.several_sheets",
            Self::NoSheet { .. } => "ingest.error.no_sheet",
            Self::NoWorkbook { .. } => "ingest.error.no_workbook",
            Self::TooBigToSpool { .. } => "ingest.error.too_big_to_spool",
            Self::JsonBroken { .. } => "ingest.error.json_broken",
            Self::JsonRest { .. } => "ingest.error.json_rest",
            Self::Fault { .. } => "ingest.error.fault",
            Self::Parquet { .. } => "ingest.error.parquet",
            Self::MappingForOther { .. } => "ingest.error.mapping_for_other",
            Self::MappingUnreadable { .. } => "ingest.error.mapping_unreadable",
            Self::MappingYaml { .. } => "ingest.error.mapping_yaml",
            Self::MappingKey { .. } => "ingest.error.mapping_key",
            Self::MappingMissing { .. } => "ingest.error.mapping_missing",
            Self::MappingWays { .. } => "ingest.error.mapping_ways",
            Self::MappingDeleted { .. } => "ingest.error.mapping_deleted",
            Self::MappingTable { .. } => "ingest.error.mapping_table",
            Self::MappingValue { .. } => "ingest.error.mapping_value",
            Self::MappingColumn { .. } => "ingest.error.mapping_column",
            Self::MappingExpression { .. } => "ingest.error.mapping_expression",
            Self::MappingSource { .. } => "ingest.error.mapping_source",
            Self::Query { .. } => "ingest.error.query",
            Self::TooManyBad { .. } => "ingest.error.too_many_bad",
            Self::Sink(_) => "ingest.error.sink",
            Self::Arrow(_) => "ingest.error.arrow",
        }
    }
}

impl Diagnostic for IngestError {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.key().replace(".error.", "::")))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.advice().map(|advice| Box::new(advice.say(Language::English)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.spot().map(|spot| spot.source.as_ref() as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let spot = self.spot()?;
        let label = Message::new("ingest.label.here").say(Language::English);
        Some(Box::new(std::iter::once(LabeledSpan::new(Some(label), spot.span.start, spot.span.len()))))
    }
}

impl From<SinkError> for IngestError {
    fn from(error: SinkError) -> Self {
        match error {
            SinkError::TooManyBad { bad, read, rejects, message } => Self::TooManyBad { bad, read, rejects, message },
            failed @ SinkError::Failed { .. } => Self::Sink(failed),
        }
    }
}

impl From<ArrowError> for IngestError {
    fn from(error: ArrowError) -> Self {
        Self::Arrow(error)
    }
}

fn looks(looks: Looks) -> Message {
    Message::new(match looks {
        Looks::Empty => "ingest.looks.empty",
        Looks::Number => "ingest.looks.number",
        Looks::Boolean => "ingest.looks.boolean",
        Looks::Time => "ingest.looks.time",
        Looks::Text => "ingest.looks.text",
    })
}

fn quoted(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(30).map(|name| format!("`{}`", shown(name))).collect();
    shown.join(", ")
}

/// A name out of a file as a message shows it: signs that a terminal obeys are written out, and what is too long for a
/// name is cut.
fn shown(name: &str) -> String {
    const MOST_SIGNS: usize = 80;
    let mut text: String = name.chars().take(MOST_SIGNS).flat_map(escaped).collect();
    if name.chars().nth(MOST_SIGNS).is_some() {
        text.push('…');
    }
    text
}

fn escaped(sign: char) -> Vec<char> {
    if sign.is_control() { sign.escape_default().collect() } else { vec![sign] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_short_and_harmless() {
        assert_eq!(quoted(&["Größe".to_owned(), "a\0\u{1b}[2J".to_owned()]), "`Größe`, `a\\u{0}\\u{1b}[2J`");
        assert_eq!(shown(&"x".repeat(1_000_000)).chars().count(), 81);
    }
}
