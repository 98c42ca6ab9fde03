//! Objects of JSON as batches of a source, and what makes rows of them.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use model::{Micros, Rule, Table};

use super::LIVE;
use crate::failure::Failure;
use crate::job::{Job, Outcome, Setup};
use crate::source::{
    Flaw, Format, Header, Layout, MOST_FIELD_BYTES, Member, Raw, SourceBatch, TextColumn, ValueKind, cut_raw,
};
use crate::styles::Told;
use crate::{IngestError, Target};

/// An object and where it stands.
pub struct Row<'a> {
    pub position: u64,
    pub text: &'a str,
    pub members: Vec<Member<'a>>,
}

/// An import of rows of one table, by the names of their columns.
///
/// # Errors
/// [`IngestError`] as of an import.
pub fn job(table: &'static Table, (namespace, now_us): (&str, Micros)) -> Result<Job, IngestError> {
    Job::new(Setup {
        target: Target::find(table.name)?,
        mapping: None,
        namespace: namespace.to_owned(),
        source: LIVE.to_owned(),
        zone: TimeZone::UTC,
        // A program writes times in one order and numbers with a point: nothing has to be found out.
        told: Told { day_order: None, decimal_sign: Some(crate::DecimalSign::Point) },
        now_us,
        currency: None,
    })
}

/// The columns of a batch, shared by all batches of the same.
pub fn header(names: impl Iterator<Item = String>) -> Arc<Header> {
    Arc::new(Header { names: names.collect(), layout: Layout::of(Format::JsonLines) })
}

/// Makes rows of the target of objects that have no keys but those of the header.
///
/// # Errors
/// [`IngestError`] when the columns do not fit the target.
pub fn make(job: &mut Job, (file, header): (&str, &Arc<Header>), rows: &[Row<'_>]) -> Result<Outcome, IngestError> {
    let batch = batch((file, header), rows);
    // There is no more of the file to wait for: each batch is read by itself.
    job.plan(&batch)?;
    let Some((_, plan)) = &job.plan else { return Ok(Outcome::default()) };
    let plan = Arc::clone(plan);
    job.make_settled(&batch, &plan)
}

fn batch((file, header): (&str, &Arc<Header>), rows: &[Row<'_>]) -> SourceBatch {
    let places: HashMap<&str, usize> =
        header.names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let mut columns: Vec<TextColumn> = header.names.iter().map(|_| TextColumn::default()).collect();
    let (mut lines, mut flaws, mut bytes, mut spans) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        if let Some(long) = row.members.iter().map(|member| member.value.len()).find(|bytes| *bytes > MOST_FIELD_BYTES)
        {
            let failure =
                Failure::new(Rule::Oversized, |message| message.with("found", long).with("limit", MOST_FIELD_BYTES));
            flaws.push(Flaw { line: row.position, failure, raw: cut_raw(row.text.as_bytes()) });
            continue;
        }
        for member in row.members.iter().filter(|member| member.kind != ValueKind::Null) {
            if let Some(place) = places.get(member.key.as_ref()) {
                columns[*place].set(lines.len(), &member.value, member.kind == ValueKind::Bare);
            }
        }
        lines.push(row.position);
        let start = bytes.len();
        bytes.extend_from_slice(row.text.as_bytes());
        spans.push((start, bytes.len()));
    }
    let (columns, bare) = columns.into_iter().map(|column| column.finish(lines.len())).unzip();
    SourceBatch {
        file: file.into(),
        header: Arc::clone(header),
        columns,
        bare: Some(bare),
        lines,
        row_files: None,
        raw: Raw::Text { bytes, spans },
        flaws,
        remarks: Vec::new(),
    }
}
