//! Separated values: records cut out of the stream by csv-core, with their lines, turned into columns of text.

use std::io::Read;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder};
use csv_core::ReadRecordResult;
use model::Rule;

use super::block::{self, Raw};
use super::encoding;
use super::{
    BATCH_BYTES, BATCH_ROWS, Flaw, Header, Layout, MOST_COLUMNS, MOST_FIELD_BYTES, MOST_RECORD_BYTES, Source,
    SourceBatch,
};
use crate::IngestError;
use crate::failure::Failure;

/// The byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

const CHUNK_BYTES: usize = 256 << 10;
/// What stands where bytes could not be decoded.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// Reads records of one file.
pub struct Csv {
    file: Arc<str>,
    header: Arc<Header>,
    input: Box<dyn Read + Send>,
    core: csv_core::Reader,
    /// Bytes read and not yet done with: `at..filled`.
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    input_ended: bool,
    lines: Lines,
    block: Block,
    given: bool,
}

/// How many lines have ended, whatever ends them: LF, CR LF or CR.
#[derive(Clone, Copy, Default)]
struct Lines {
    ended: u64,
    /// Whether the last byte was a CR, so that an LF after it ends no further line.
    half: bool,
}

impl Lines {
    /// The line on which a record begins, and the lines after it. Blank lines before it, and the second half of the line end
    /// before, belong to the record for csv-core.
    fn of(mut self, raw: &[u8]) -> (u64, Self) {
        let blank = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        raw[..blank].iter().for_each(|byte| self.pass(*byte));
        let line = self.ended + 1;
        raw[blank..].iter().for_each(|byte| self.pass(*byte));
        (line, self)
    }

    fn pass(&mut self, byte: u8) {
        self.ended += u64::from(byte == b'\r' || (byte == b'\n' && !self.half));
        self.half = byte == b'\r';
    }
}

/// The records of the batch that is being filled. csv-core writes unescaped fields one after the other, and the ends of
/// a record's fields relative to the record's first.
#[derive(Default)]
struct Block {
    fields: Vec<u8>,
    fields_used: usize,
    ends: Vec<usize>,
    ends_used: usize,
    raw: Vec<u8>,
    records: Vec<Record>,
}

#[derive(Clone, Copy)]
struct Record {
    line: u64,
    fields: (usize, usize),
    ends: (usize, usize),
    raw: (usize, usize),
}

impl Csv {
    /// Reads the header, or names the columns `column_1`, `column_2` and on where there is none.
    ///
    /// # Errors
    /// [`IngestError`] when the first record cannot be read.
    pub fn open(
        file: Arc<str>,
        layout: Layout,
        input: Box<dyn Read + Send>,
        delimiter: u8,
        header: bool,
    ) -> Result<Self, IngestError> {
        let mut csv = Self {
            file,
            header: Arc::new(Header { names: Vec::new(), layout: layout.clone() }),
            input,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            buffer: vec![0; CHUNK_BYTES],
            at: 0,
            filled: 0,
            input_ended: false,
            lines: Lines::default(),
            block: Block::default(),
            given: false,
        };
        let Some(first) = csv.record()? else {
            return Err(IngestError::EmptyFile { file: csv.file.to_string() });
        };
        let bytes = &csv.block.fields[first.fields.0..first.fields.1];
        if header && std::str::from_utf8(bytes).is_err() {
            return Err(IngestError::HeaderEncoding { file: csv.file.to_string(), guess: encoding::guess(bytes) });
        }
        let cells = csv.block.cells(&first);
        let named = |(position, cell): (usize, &[u8])| {
            let name = String::from_utf8_lossy(cell).trim().to_owned();
            if header && !name.is_empty() { name } else { format!("column_{}", position + 1) }
        };
        let names = cells.enumerate().map(named).collect();
        csv.header = Arc::new(Header { names, layout });
        if header {
            csv.block.clear();
        } else {
            csv.block.records.push(first);
        }
        Ok(csv)
    }

    /// Reads one record into the block.
    fn record(&mut self) -> Result<Option<Record>, IngestError> {
        let (fields_start, ends_start) = (self.block.fields_used, self.block.ends_used);
        let mut start = self.at;
        loop {
            if self.at == self.filled && !self.input_ended {
                start = self.refill(start)?;
            }
            self.block.make_room();
            let (result, read, written, ended) = self.core.read_record(
                &self.buffer[self.at..self.filled],
                &mut self.block.fields[self.block.fields_used..],
                &mut self.block.ends[self.block.ends_used..],
            );
            self.at += read;
            self.block.fields_used += written;
            self.block.ends_used += ended;
            if self.block.ends_used - ends_start > MOST_COLUMNS {
                let line = self.lines.of(&self.buffer[start..self.at]).0;
                return Err(IngestError::TooManyColumns { file: self.file.to_string(), line, limit: MOST_COLUMNS });
            }
            if self.at - start > MOST_RECORD_BYTES {
                return Err(self.too_long(self.lines.of(&self.buffer[start..self.at]).0));
            }
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => break,
            }
        }
        let raw = &self.buffer[start..self.at];
        let line;
        (line, self.lines) = self.lines.of(raw);
        if self.input_ended && self.at == self.filled && opens_a_quote(raw) {
            return Err(IngestError::UnclosedQuote { file: self.file.to_string(), line });
        }
        let raw_start = self.block.raw.len();
        self.block.raw.extend_from_slice(raw);
        Ok(Some(Record {
            line,
            fields: (fields_start, self.block.fields_used),
            ends: (ends_start, self.block.ends_used),
            raw: (raw_start, self.block.raw.len()),
        }))
    }

    /// Reads on, keeping the bytes of the record that began at `start`; says where it begins now.
    fn refill(&mut self, start: usize) -> Result<usize, IngestError> {
        self.buffer.copy_within(start..self.filled, 0);
        self.filled -= start;
        self.at -= start;
        if self.buffer.len() < self.filled + CHUNK_BYTES {
            self.buffer.resize((self.filled + CHUNK_BYTES).next_power_of_two(), 0);
        }
        let read = loop {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let read = read.map_err(|source| IngestError::unreadable(&self.file, source))?;
        self.filled += read;
        self.input_ended = read == 0;
        Ok(0)
    }

    fn too_long(&self, line: u64) -> IngestError {
        IngestError::RecordTooLong { file: self.file.to_string(), line, limit: MOST_RECORD_BYTES }
    }
}

impl Source for Csv {
    fn next(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        while self.block.records.len() < BATCH_ROWS && self.block.raw.len() < BATCH_BYTES {
            let Some(record) = self.record()? else { break };
            self.block.records.push(record);
        }
        if self.block.records.is_empty() && self.given {
            return Ok(None);
        }
        self.given = true;
        let mut block = std::mem::take(&mut self.block);
        let batch = block.batch(&self.file, &self.header);
        block.clear();
        self.block = block;
        Ok(Some(batch))
    }
}

impl Block {
    fn make_room(&mut self) {
        if self.fields_used == self.fields.len() {
            self.fields.resize((self.fields.len() * 2).max(CHUNK_BYTES), 0);
        }
        if self.ends_used == self.ends.len() {
            self.ends.resize((self.ends.len() * 2).max(1024), 0);
        }
    }

    /// Forgets the records, keeping room for the next ones unless one of these was outsized.
    fn clear(&mut self) {
        self.fields_used = 0;
        self.ends_used = 0;
        self.records.clear();
        self.raw = Vec::new();
        if self.fields.len() > 2 * BATCH_BYTES {
            self.fields = Vec::new();
        }
    }

    fn cells<'a>(&'a self, record: &Record) -> impl Iterator<Item = &'a [u8]> {
        let fields = &self.fields[record.fields.0..record.fields.1];
        let ends = &self.ends[record.ends.0..record.ends.1];
        ends.iter().enumerate().map(move |(position, end)| {
            let start = if position == 0 { 0 } else { ends[position - 1] };
            &fields[start..*end]
        })
    }

    fn batch(&mut self, file: &Arc<str>, header: &Arc<Header>) -> SourceBatch {
        let width = header.names.len();
        let all_text = std::str::from_utf8(&self.fields[..self.fields_used]).is_ok();
        let records = std::mem::take(&mut self.records);
        let mut flaws = Vec::new();
        let mut good = Vec::with_capacity(records.len());
        for record in records {
            match self.fault(&record, header, all_text) {
                None => good.push(record),
                Some(failure) => {
                    let raw = block::cut(&self.raw[record.raw.0..record.raw.1]);
                    flaws.push(Flaw { line: record.line, failure, raw });
                }
            }
        }
        SourceBatch {
            file: Arc::clone(file),
            header: Arc::clone(header),
            columns: self.columns(&good, width),
            bare: None,
            lines: good.iter().map(|record| record.line).collect(),
            row_files: None,
            raw: Raw::Text {
                bytes: std::mem::take(&mut self.raw),
                spans: good.iter().map(|record| record.raw).collect(),
            },
            flaws,
            remarks: Vec::new(),
        }
    }

    fn fault(&self, record: &Record, header: &Header, all_text: bool) -> Option<Failure> {
        let (width, decoded) = (header.names.len(), header.layout.encoding);
        let bytes = &self.fields[record.fields.0..record.fields.1];
        if !all_text && let Err(error) = std::str::from_utf8(bytes) {
            return Some(encoding::not_utf8(bytes, error.valid_up_to()));
        }
        if let Some(encoding) = decoded.filter(|_| bytes.windows(3).any(|three| three == REPLACEMENT)) {
            return Some(encoding::undecodable(encoding));
        }
        if bytes.len() > MOST_FIELD_BYTES
            && let Some(long) = self.cells(record).map(<[u8]>::len).find(|length| *length > MOST_FIELD_BYTES)
        {
            return Some(Failure::new(Rule::Oversized, |message| {
                message.with("found", long).with("limit", MOST_FIELD_BYTES)
            }));
        }
        let found = record.ends.1 - record.ends.0;
        (found != width)
            .then(|| Failure::new(Rule::Ragged, |message| message.with("found", found).with("expected", width)))
    }

    /// One column of text for each name; empty fields are null. The records are of the right width and UTF-8.
    fn columns(&self, records: &[Record], width: usize) -> Vec<ArrayRef> {
        let column = |position: usize| {
            let mut column = StringBuilder::with_capacity(records.len(), records.len() * 8);
            for record in records {
                let ends = &self.ends[record.ends.0..record.ends.1];
                let start = record.fields.0 + if position == 0 { 0 } else { ends[position - 1] };
                let end = record.fields.0 + ends[position];
                let cell = &self.fields[start..end];
                // Where files were put one after the other, each but the first begins with a mark.
                let cell = if position == 0 { cell.strip_prefix(MARK).unwrap_or(cell) } else { cell };
                match std::str::from_utf8(cell) {
                    Ok(text) if !text.is_empty() => column.append_value(text),
                    _ => column.append_null(),
                }
            }
            Arc::new(column.finish()) as ArrayRef
        };
        (0..width).map(column).collect()
    }
}

/// Whether the last record of a file ran over line ends inside a quote that never closed.
fn opens_a_quote(raw: &[u8]) -> bool {
    let quotes = raw.iter().filter(|byte| **byte == b'"').count();
    quotes % 2 == 1 && raw.trim_ascii().contains(&b'\n')
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;

    use super::*;
    use crate::source::Format;

    fn read(text: &[u8]) -> Result<SourceBatch, IngestError> {
        let layout = Layout { delimiter: Some(b','), header: Some(true), ..Layout::of(Format::Separated) };
        let input = Box::new(std::io::Cursor::new(text.to_vec()));
        Ok(Csv::open("f.csv".into(), layout, input, b',', true)?.next()?.unwrap())
    }

    #[test]
    fn rows_keep_their_lines_and_their_raw_text() {
        let batch = read(b"a,b\r\n\r\n1,2\r\n\"x\r\ny\",4\r\n5,6").unwrap();
        assert_eq!(batch.lines, [3, 4, 6]);
        assert_eq!(batch.columns[0].as_string::<i32>().value(1), "x\r\ny");
        assert_eq!(batch.raw_row(1), "\"x\r\ny\",4");
        assert_eq!(batch.raw_row(2), "5,6");
    }

    #[test]
    fn lines_end_in_any_way_and_marks_in_the_middle_are_no_text() {
        let batch = read(b"a,b\r1,2\r\xef\xbb\xbf3,4\r\r5,6\r\n\n7,8\n9,0").unwrap();
        assert_eq!(batch.lines, [2, 3, 5, 7, 8]);
        assert_eq!(batch.columns[0].as_string::<i32>().value(1), "3");
    }

    #[test]
    fn rows_that_are_no_rows_are_flaws() {
        let mut text = b"a,b\n1\n1,2,3\n\xff,1\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', MOST_FIELD_BYTES + 1));
        text.extend(b",1\n7,8\n");
        let batch = read(&text).unwrap();
        let rules: Vec<_> = batch.flaws.iter().map(|flaw| (flaw.line, flaw.failure.rule)).collect();
        assert_eq!(rules, [(2, Rule::Ragged), (3, Rule::Ragged), (4, Rule::Encoding), (5, Rule::Oversized)]);
        assert_eq!(batch.lines, [6]);
        assert_eq!(batch.flaws[2].raw, "\u{fffd},1");
    }

    #[test]
    fn an_empty_field_is_null_and_zeros_survive() {
        let batch = read(b"a,b\n00001,\n").unwrap();
        assert_eq!(batch.columns[0].as_string::<i32>().value(0), "00001");
        assert!(batch.columns[1].is_null(0));
    }

    #[test]
    fn records_beyond_all_measure_end_the_import() {
        let mut wide = b"a\n".to_vec();
        wide.extend(std::iter::repeat_n(b',', 1_000_000));
        assert!(matches!(read(&wide), Err(IngestError::TooManyColumns { line: 2, .. })));
        let mut long = b"a\n".to_vec();
        long.extend(std::iter::repeat_n(b'x', MOST_RECORD_BYTES + CHUNK_BYTES + 1));
        assert!(matches!(read(&long), Err(IngestError::RecordTooLong { line: 2, .. })));
    }

    #[test]
    fn a_quote_that_never_closes_is_an_error_at_its_line() {
        assert!(matches!(read(b"a,b\n1,2\n\"x,4\n5,6\n"), Err(IngestError::UnclosedQuote { line: 3, .. })));
    }
}
