//! What a dry run tells: how the files are written, which column comes from where, the first rows as they would land, and
//! what would be refused.

use ingest::{Compression, FileReport, Format, MatchedBy, Preview};
use model::{CanonicalBatch, DayOrder};

use crate::commands::import_account as account;
use crate::error::CliError;
use crate::render::{self, Cell, List, Report};
use crate::run::Run;

/// # Errors
/// [`CliError::Render`] when rows cannot be shown.
pub fn of(preview: &Preview, run: &Run) -> Result<Report, CliError> {
    let language = run.language;
    let mut told = Report::default();
    told.fact("table", Cell::text(&preview.table), language);
    if let Some(mapping) = &preview.mapping {
        told.fact("mapping", Cell::text(mapping), language);
    }
    let counts = [
        ("read", preview.read),
        ("repeated", preview.repeated),
        ("deleted", preview.deleted),
        ("filtered", preview.filtered),
        ("quarantined", preview.quarantined),
    ];
    for (key, count) in counts {
        told.fact(key, Cell::count(count), language);
    }
    told.fact("refused", Cell::Flag(preview.refused), language);
    for batch in &preview.rows {
        told.lists.push(sample(batch)?);
    }
    told.lists.extend([files(&preview.files, run), columns(preview, run), account::unused(&preview.ignored, run)]);
    told.lists.extend([account::notes(&preview.notes, run), account::rules(&preview.by_rule, run)]);
    told.lists.push(account::examples(&preview.first_rejects, run));
    Ok(told)
}

fn files(files: &[FileReport], run: &Run) -> List {
    let columns = ["file", "rows", "file_format", "delimiter", "encoding", "compression"];
    let mut list =
        List::new("files", &columns, run.language).titled(model::Message::new("cli.import.files"), run.language);
    let row = |file: &FileReport| {
        let delimiter = match file.layout.delimiter {
            None => Cell::Null,
            Some(b'\t') => Cell::text("tab"),
            Some(sign) => Cell::text(char::from(sign).to_string()),
        };
        let text = matches!(file.layout.format, Format::Separated | Format::Json | Format::JsonLines);
        let encoding = file.layout.encoding.unwrap_or("UTF-8");
        vec![
            Cell::text(&file.name),
            Cell::count(file.rows),
            Cell::text(format(file.layout.format)),
            delimiter,
            if text { Cell::text(encoding) } else { Cell::Null },
            match file.layout.compression {
                Compression::None => Cell::Null,
                Compression::Gzip => Cell::text("gzip"),
                Compression::Zstd => Cell::text("zstd"),
            },
        ]
    };
    list.rows = files.iter().map(row).collect();
    list
}

/// The name of a format, which is the same in every language.
fn format(format: Format) -> &'static str {
    match format {
        Format::Separated => "CSV",
        Format::JsonLines => "JSON lines",
        Format::Json => "JSON",
        Format::Workbook => "Excel",
        Format::Parquet => "Parquet",
        Format::Query => "query",
    }
}

fn columns(preview: &Preview, run: &Run) -> List {
    let mut list = List::new("columns", &["column", "from", "matched_by", "day_order"], run.language)
        .titled(model::Message::new("cli.import.columns"), run.language);
    let row = |matched: &ingest::Matched| {
        let orders = preview.day_orders.get(&matched.column);
        let order =
            orders.map(|orders| orders.iter().map(|order| day_order(*order, run)).collect::<Vec<_>>().join(", "));
        vec![
            Cell::text(&matched.column),
            Cell::text(&matched.from),
            Cell::text(matched_by(matched.by, run)),
            order.map_or(Cell::Null, Cell::text),
        ]
    };
    list.rows = preview.matched.iter().map(row).collect();
    list
}

/// The order as a person reads it, or as a program and a mapping name it.
fn day_order(order: DayOrder, run: &Run) -> String {
    let (id, key) = match order {
        DayOrder::DayFirst => ("day_first", "cli.import.order.day_first"),
        DayOrder::MonthFirst => ("month_first", "cli.import.order.month_first"),
    };
    if run.format == render::Format::Table { run.word(key) } else { id.to_owned() }
}

/// How a column came to its source, as a person reads it, or as a program knows it.
fn matched_by(by: MatchedBy, run: &Run) -> String {
    if run.format != render::Format::Table {
        return by.as_str().to_owned();
    }
    run.word(match by {
        MatchedBy::Name => "cli.import.by.name",
        MatchedBy::Alias => "cli.import.by.alias",
        MatchedBy::Rest => "cli.import.by.rest",
        MatchedBy::Mapping => "cli.import.by.mapping",
    })
}

/// The first rows of a table, without the columns that say nothing.
fn sample(batch: &CanonicalBatch) -> Result<List, CliError> {
    let schema = batch.rows.schema();
    let says = |index: &usize| {
        let name = schema.field(*index).name();
        let own = batch.table.column(name).is_some() || batch.table.rest == Some(name);
        own && batch.rows.column(*index).null_count() < batch.rows.num_rows()
    };
    let wanted: Vec<usize> = (0..schema.fields().len()).filter(says).collect();
    let rows = batch.rows.project(&wanted).map_err(|error| CliError::Render(Box::new(error)))?;
    let list = render::list_of(&rows.schema(), &[rows])?;
    Ok(List { key: batch.table.name, title: Some(batch.table.name.to_owned()), ..list })
}
