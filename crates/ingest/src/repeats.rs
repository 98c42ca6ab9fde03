//! Rows of one identity among the rows of one preview: the first counts, one like it is a repetition, and one unlike it
//! would be quarantined.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use model::{CanonicalBatch, Place, Rule, system};

use crate::BadRow;
use crate::account::FIRST_REJECTS;

/// Identities that are remembered. Rows beyond are not compared, so that a preview takes no more memory for more rows.
const MOST_IDENTITIES: usize = 2_000_000;

/// The identities so far.
#[derive(Default)]
pub struct Repeats {
    first: HashMap<(&'static str, [u8; 16]), First>,
    files: Vec<Arc<str>>,
    /// Rows that say again what a row before them says. A source row may stand for several.
    pub repeated: u64,
    /// Source rows that contradict a row before them, by file and line.
    contradicting: HashSet<(usize, i64)>,
    /// The first of them.
    pub first_bad: Vec<BadRow>,
}

/// The row of an identity that counts.
struct First {
    hash: i64,
    file: usize,
    line: i64,
}

impl Repeats {
    /// How many source rows contradict a row before them.
    pub fn bad(&self) -> u64 {
        self.contradicting.len() as u64
    }

    /// Looks at the rows of a batch.
    pub fn note(&mut self, batch: &CanonicalBatch) {
        let column = |name: &str| batch.rows.column_by_name(name);
        let ids = column(system::ROW_ID).and_then(|ids| ids.as_binary_opt::<i32>());
        let hashes = column(system::ROW_HASH).and_then(|hashes| hashes.as_primitive_opt::<Int64Type>());
        let files = column(system::SOURCE_FILE).and_then(|files| files.as_string_opt::<i32>());
        let lines = column(system::SOURCE_LINE).and_then(|lines| lines.as_primitive_opt::<Int64Type>());
        let (Some(ids), Some(hashes), Some(files), Some(lines)) = (ids, hashes, files, lines) else { return };
        for row in 0..ids.len() {
            let Ok(id) = <[u8; 16]>::try_from(ids.value(row)) else { continue };
            let (hash, line) = (hashes.value(row), lines.value(row));
            let key = (batch.table.name, id);
            let Some(first) = self.first.get(&key) else {
                if self.first.len() < MOST_IDENTITIES {
                    let file = self.file(files.value(row));
                    self.first.insert(key, First { hash, file, line });
                }
                continue;
            };
            if first.hash == hash {
                self.repeated += 1;
                continue;
            }
            let other = place(&self.files[first.file], first.line);
            let own = (self.file(files.value(row)), line);
            if self.contradicting.insert(own) && self.first_bad.len() < FIRST_REJECTS {
                let message = Rule::Duplicate.message().with("other", other);
                self.first_bad.push(BadRow { place: place(files.value(row), line), rule: Rule::Duplicate, message });
            }
        }
    }

    fn file(&mut self, name: &str) -> usize {
        self.files.iter().rposition(|file| **file == *name).unwrap_or_else(|| {
            self.files.push(name.into());
            self.files.len() - 1
        })
    }
}

fn place(file: &str, line: i64) -> Place {
    Place { file: file.to_owned(), line: line.try_into().unwrap_or_default() }
}
