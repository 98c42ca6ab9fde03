//! Files with `report_tables:` → [`ReportTable`]s.

use super::{Fields, Reader};
use crate::formula::Span;
use crate::report_table::{MetricPart, ReportColumn, ReportTable};
use crate::yaml::Yaml;

/// The tables of a file, in its order. Those that cannot be read are left out, and told.
pub(crate) fn report_tables(reader: &mut Reader, mut fields: Fields<'_>) -> Vec<ReportTable> {
    let mut tables = Vec::new();
    if let Some(yaml) = fields.need("report_tables", reader) {
        for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
            tables.extend(table(reader, name, body));
        }
    }
    fields.finish(reader);
    tables
}

fn table(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<ReportTable> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let columns = fields.need("columns", reader).map(|yaml| columns(reader, yaml));
    fields.finish(reader);
    let place = reader.place(Span::new(name.span.start, body.span.end));
    Some(ReportTable { id, title: title?, columns: columns?, place })
}

fn columns(reader: &mut Reader, yaml: &Yaml) -> Vec<ReportColumn> {
    let mut columns = Vec::new();
    for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        columns.extend(column(reader, name, body));
    }
    columns
}

fn column(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<ReportColumn> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let metric = reader.needed_text(&mut fields, "metric");
    let part = reader.optional_text(&mut fields, "part");
    fields.finish(reader);
    let part = part.map_or(MetricPart::Value, |part| MetricPart::named(&part));
    let place = reader.place(Span::new(name.span.start, body.span.end));
    Some(ReportColumn { id, title: title?, metric: metric?, part, place })
}
