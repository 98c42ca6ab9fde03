//! What was counted of an import so far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::{DayOrder, Message, Receipt, Reject, Rule};

use crate::remark::Notes;
use crate::source::SourceBatch;
use crate::{FileReport, Matched, MatchedBy, Note};

/// Rejects that a report shows.
pub const FIRST_REJECTS: usize = 20;

/// What was counted, by source row.
#[derive(Default)]
pub struct Account {
    pub files: Vec<FileReport>,
    pub read: u64,
    pub filtered: u64,
    /// Rows by which the source says that a row is gone.
    pub deleted: u64,
    pub rejected: u64,
    pub by_rule: BTreeMap<Rule, u64>,
    pub first_rejects: Vec<Reject>,
    pub matched: Vec<Matched>,
    pub ignored: Vec<String>,
    pub notes: Notes,
    /// By file: the columns of the target that it has, and the keys of the rest; none for a whole one.
    pub had: BTreeMap<String, (BTreeSet<&'static str>, Option<BTreeSet<String>>)>,
    /// The columns that each file has something for.
    columns: BTreeMap<String, BTreeSet<String>>,
}

impl Account {
    /// Counts a batch of the source, of which the mapping left out `filtered` rows.
    pub fn note(&mut self, batch: &SourceBatch, filtered: u64) {
        let rows = batch.read();
        self.read += rows;
        self.filtered += filtered;
        match self.files.iter_mut().find(|file| file.name == *batch.file) {
            Some(file) => file.rows += rows,
            None => {
                self.files.push(FileReport { name: batch.file.to_string(), layout: batch.header.layout.clone(), rows })
            }
        }
    }

    /// What is to be said of rows, of files that have nothing for columns which others have, and of files that write dates in
    /// another order than others.
    pub fn all_notes(&self, orders: &BTreeMap<&'static str, BTreeMap<DayOrder, Arc<str>>>) -> Vec<Note> {
        let both = orders.iter().filter_map(|(column, files)| {
            let (day, month) = (files.get(&DayOrder::DayFirst)?, files.get(&DayOrder::MonthFirst)?);
            let message = Message::new("ingest.note.day_orders").with("column", column);
            let rows = self.files.iter().filter(|file| [day, month].iter().any(|one| file.name == ***one));
            Some(Note {
                message: message.with("day_first", day).with("month_first", month),
                rows: rows.map(|file| file.rows).sum(),
                first: None,
            })
        });
        let all: BTreeSet<&String> = self.columns.values().flatten().collect();
        let fewer = self.files.iter().filter_map(|file| {
            let own = self.columns.get(&file.name)?;
            let missing: Vec<&str> =
                all.iter().filter(|column| !own.contains(**column)).map(|name| name.as_str()).collect();
            let message = Message::new("ingest.note.fewer").with("file", &file.name);
            let columns = missing.join(", ");
            (!missing.is_empty()).then(|| Note {
                message: message.with("columns", columns),
                rows: file.rows,
                first: None,
            })
        });
        self.notes.all().cloned().chain(fewer).chain(both).collect()
    }

    /// What is to be said of corrections: that known values stay, and that rows are what they were before.
    pub fn of_corrections(receipt: &Receipt) -> Vec<Note> {
        let stays = |(column, rows): (&String, &u64)| Note {
            message: Message::new("ingest.note.stays").with("column", column),
            rows: *rows,
            first: None,
        };
        let returned = Note { message: Message::new("ingest.note.returned"), rows: receipt.returned, first: None };
        receipt.stayed.iter().map(stays).chain((receipt.returned > 0).then_some(returned)).collect()
    }

    /// Counts bad rows and keeps the first of them.
    pub fn reject(&mut self, rejects: &[Reject]) {
        self.rejected += rejects.len() as u64;
        for reject in rejects {
            *self.by_rule.entry(reject.rule).or_default() += 1;
            if self.first_rejects.len() < FIRST_REJECTS {
                self.first_rejects.push(reject.clone());
            }
        }
    }

    /// Notes what a part of a file has: JSON lines may show more later.
    pub fn has(&mut self, file: &str, (columns, rest): (BTreeSet<&'static str>, Option<BTreeSet<String>>)) {
        let had = self.had.entry(file.to_owned()).or_insert_with(|| (BTreeSet::new(), Some(BTreeSet::new())));
        had.0.extend(columns);
        had.1 = match (had.1.take(), rest) {
            (Some(keys), Some(more)) => Some(keys.into_iter().chain(more).collect()),
            _ => None,
        };
    }

    /// What was matched and ignored in a file.
    pub fn plan(&mut self, file: &str, matched: Vec<Matched>, ignored: Vec<String>) {
        let own = matched.iter().filter(|matched| matched.by != MatchedBy::Rest);
        self.columns.entry(file.to_owned()).or_default().extend(own.map(|matched| matched.column.clone()));
        let known: BTreeSet<_> = self.matched.iter().map(|matched| matched.column.clone()).collect();
        self.matched.extend(matched.into_iter().filter(|matched| !known.contains(&matched.column)));
        for header in ignored {
            if !self.ignored.contains(&header) {
                self.ignored.push(header);
            }
        }
    }
}
