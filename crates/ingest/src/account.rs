//! What was counted of an import so far.

use std::collections::{BTreeMap, BTreeSet};

use model::{Reject, Rule};

use crate::source::SourceBatch;
use crate::{FileReport, Matched};

/// Rejects that a report shows.
pub const FIRST_REJECTS: usize = 20;

/// What was counted, by source row.
#[derive(Default)]
pub struct Account {
    pub files: Vec<FileReport>,
    pub read: u64,
    pub filtered: u64,
    pub rejected: u64,
    pub by_rule: BTreeMap<Rule, u64>,
    pub first_rejects: Vec<Reject>,
    pub matched: Vec<Matched>,
    pub ignored: Vec<String>,
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

    pub fn reject(&mut self, rejects: &[Reject]) {
        self.rejected += rejects.len() as u64;
        for reject in rejects {
            *self.by_rule.entry(reject.rule).or_default() += 1;
            if self.first_rejects.len() < FIRST_REJECTS {
                self.first_rejects.push(reject.clone());
            }
        }
    }

    /// What was matched and ignored in any file.
    pub fn plan(&mut self, matched: Vec<Matched>, ignored: Vec<String>) {
        let known: BTreeSet<_> = self.matched.iter().map(|matched| matched.column.clone()).collect();
        self.matched.extend(matched.into_iter().filter(|matched| !known.contains(&matched.column)));
        for header in ignored {
            if !self.ignored.contains(&header) {
                self.ignored.push(header);
            }
        }
    }
}
