//! Finds out what a file does not say: the delimiter, whether there is a header, how JSON stands, which number of a date is the
//! day and which sign stands before decimals.

mod day_order;
mod decimal_sign;
mod delimiter;
mod header;
mod json_shape;

pub use day_order::DayEvidence;
pub use decimal_sign::{SignEvidence, is_open};
pub use delimiter::delimiter;
pub use header::is_header;
pub use json_shape::{json_shape, share_lines};

use crate::failure::shorten;

/// A value as it is written, and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub line: u64,
    pub value: String,
}

impl Written {
    fn new(line: u64, value: &str) -> Self {
        Self { line, value: shorten(value.trim()) }
    }
}

/// What the values of a column say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<T> {
    /// No value needs to know.
    Unneeded,
    Is(T),
    /// Some value needs to know, and none decides it.
    Open,
    Contradictory,
}

/// The first records of a sample as fields, unescaped; the last is left out where the sample breaks off in it.
pub fn records(sample: &[u8], delimiter: u8, most: usize, whole: bool) -> Vec<Vec<Vec<u8>>> {
    let mut core = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut fields = vec![0; sample.len() + 1];
    let mut ends = vec![0; sample.len() + 2];
    let mut records = Vec::new();
    let mut at = 0;
    while records.len() < most {
        let mut used = (0, 0);
        loop {
            let (result, read, written, ended) =
                core.read_record(&sample[at..], &mut fields[used.0..], &mut ends[used.1..]);
            at += read;
            used = (used.0 + written, used.1 + ended);
            match result {
                csv_core::ReadRecordResult::Record => break,
                csv_core::ReadRecordResult::End => return records,
                _ if at == sample.len() && !whole && !records.is_empty() => return records,
                _ => {}
            }
        }
        let mut start = 0;
        let record = ends[..used.1].iter().map(|end| {
            let field = fields[start..*end].to_vec();
            start = *end;
            field
        });
        records.push(record.collect());
    }
    records
}
