//! Why one row is bad, and the bad rows of a batch.

use std::collections::BTreeMap;

use model::{Message, Rule};

use crate::remark::Remark;

/// A broken rule and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub rule: Rule,
    pub message: Message,
}

/// The bad rows of one batch by position, and what is to be said of good ones. The first failure of a row is the one that
/// is told.
#[derive(Debug, Default)]
pub struct BadRows {
    failures: BTreeMap<usize, Failure>,
    pub remarks: Vec<Remark>,
}

impl Failure {
    /// A broken rule, its words filled in.
    pub fn new(rule: Rule, fill: impl FnOnce(Message) -> Message) -> Self {
        Self { rule, message: fill(rule.message()) }
    }

    /// A rule about the value of one column.
    pub fn of(rule: Rule, column: &str, value: &str) -> Self {
        Self::new(rule, |message| message.with("column", column).with("value", shorten(value)))
    }
}

impl BadRows {
    /// Notes that a row is bad; what was noted of it first stays.
    pub fn add(&mut self, row: usize, failure: Failure) {
        self.failures.entry(row).or_insert(failure);
    }

    /// Says something of a row that may be good.
    pub fn remark(&mut self, row: usize, key: &'static str, column: &str, value: &str) {
        let (column, value) = (Some(column.to_owned()), Some(shorten(value)));
        self.remarks.push(Remark { row: Some(row), key, column, value });
    }

    /// The bad rows among some, by their place there; `rows` are sorted.
    pub fn among(self, rows: &[usize]) -> Self {
        let place = |row: usize| rows.binary_search(&row).ok();
        let failures = self.failures.into_iter().filter_map(|(row, failure)| Some((place(row)?, failure)));
        let remarks = self.remarks.into_iter().filter_map(|remark| match remark.row {
            Some(row) => Some(Remark { row: Some(place(row)?), ..remark }),
            None => Some(remark),
        });
        Self { failures: failures.collect(), remarks: remarks.collect() }
    }

    pub fn contains(&self, row: usize) -> bool {
        self.failures.contains_key(&row)
    }

    pub fn is_empty(&self) -> bool {
        self.failures.is_empty()
    }

    pub fn into_rows(self) -> impl Iterator<Item = (usize, Failure)> {
        self.failures.into_iter()
    }
}

/// A value as a message shows it: at most 80 characters.
pub fn shorten(value: &str) -> String {
    match value.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
