//! What identify and group calls say of customers and accounts, as rows of these tables.
//!
//! Several calls about one of them make one row, in the order of time: each says something of some columns, and nothing of
//! the others. What is known of those stays, so rows are written by what they say something of.

use std::collections::BTreeMap;

use model::digest::digest;
use model::tables::CUSTOMERS;
use model::{Micros, Sink, Table};

use super::LIVE;
use super::batch::{self, Row};
use super::call::CallKind;
use super::event::Good;
use super::object::Object;
use super::traits::{self, Value};
use crate::IngestError;
use crate::source::{BATCH_ROWS, ValueKind, members};

/// The longest list of columns that a name shows.
const MOST_NAMED_BYTES: usize = 120;

/// The customers, or the accounts, that calls say something of.
pub struct Subjects {
    table: &'static Table,
    told: BTreeMap<String, Told>,
}

/// What was said of one of them.
#[derive(Default)]
struct Told {
    /// By column, or by the trait's own name.
    values: BTreeMap<String, Value>,
    /// The last call that said something.
    position: u64,
}

impl Subjects {
    pub fn new(table: &'static Table) -> Self {
        Self { table, told: BTreeMap::new() }
    }

    /// Notes what a call says; calls come in the order of time.
    pub fn note(&mut self, call: &Good<'_>) {
        let text = |text: &str| Value { text: text.to_owned(), kind: ValueKind::Text };
        let is_customers = self.table == &CUSTOMERS;
        let traits = || traits::columns(self.table, call.get("traits").unwrap_or_default());
        let (id, values) = match (call.kind, is_customers) {
            (CallKind::Identify, true) => (call.get("userId"), traits()),
            (CallKind::Group, true) => {
                let account = call.get("groupId").map(|account| ("account_id".to_owned(), text(account)));
                (call.get("userId"), account.into_iter().collect())
            }
            (CallKind::Group, false) => (call.get("groupId"), traits()),
            _ => return,
        };
        let Some(id) = id else { return };
        let told = self.told.entry(id.to_owned()).or_default();
        told.values.extend(values);
        told.position = call.position;
    }

    /// Writes the rows, those that say something of the same columns together.
    ///
    /// # Errors
    /// [`IngestError`] when they cannot be kept.
    pub async fn hand_over(self, of: (&str, Micros), sink: &mut dyn Sink) -> Result<(), IngestError> {
        let Some(id_column) = self.table.identity.first() else { return Ok(()) };
        let mut by_columns: BTreeMap<Vec<String>, Vec<(u64, String)>> = BTreeMap::new();
        for (id, told) in self.told {
            let mut row = Object::new();
            row.text(id_column, &id);
            for (name, Value { text, kind }) in &told.values {
                match kind {
                    ValueKind::Text => row.text(name, text),
                    ValueKind::Bare | ValueKind::Null => row.raw(name, text),
                }
            }
            by_columns.entry(told.values.into_keys().collect()).or_default().push((told.position, row.finish()));
        }
        let mut job = batch::job(self.table, of)?;
        for (names, rows) in by_columns {
            let file = named(&names);
            let header = batch::header(std::iter::once((*id_column).to_owned()).chain(names));
            for some in rows.chunks(BATCH_ROWS) {
                let rows = some.iter().map(|(position, text)| Row {
                    position: *position,
                    text,
                    members: members(text).unwrap_or_default(),
                });
                let outcome = batch::make(&mut job, (&file, &header), &rows.collect::<Vec<_>>())?;
                outcome.hand_over(sink).await?;
            }
        }
        job.file_columns().into_iter().for_each(|columns| sink.file_columns(columns));
        Ok(())
    }
}

/// The name that stands for the file of rows that say something of these columns: its own for each list of them.
fn named(columns: &[String]) -> String {
    let all = columns.join(", ");
    if all.len() <= MOST_NAMED_BYTES {
        return if all.is_empty() { LIVE.to_owned() } else { format!("{LIVE}: {all}") };
    }
    let end = (0..=MOST_NAMED_BYTES).rev().find(|end| all.is_char_boundary(*end)).unwrap_or_default();
    format!("{LIVE}: {}… {:032x}", &all[..end], digest(all.as_bytes()))
}
