//! Rows on their way into files: CSV, packed or not.
//!
//! A million rows pass through here, so a row is built in one buffer without an allocation a field.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::timeline::{Seconds, Timeline};
use super::{DemoError, Source};

/// The buffer is handed on once it holds this much.
const BUFFER_BYTES: usize = 1 << 18;

/// One file being written.
pub struct Rows {
    table: &'static str,
    path: PathBuf,
    target: Target,
    buffer: Vec<u8>,
    in_row: bool,
    rows: u64,
    bad_rows: u64,
}

enum Target {
    Plain(File),
    Packed(Box<GzEncoder<File>>),
}

impl Rows {
    /// Begins a file with a line of headers; none for JSON lines. A name that ends in `.gz` is packed.
    ///
    /// # Errors
    /// [`DemoError::Write`]
    pub fn create(table: &'static str, path: PathBuf, header: &str) -> Result<Self, DemoError> {
        let file = File::create(&path).map_err(DemoError::at(&path))?;
        let packed = path.extension().is_some_and(|extension| extension == "gz");
        let target = if packed {
            Target::Packed(Box::new(GzEncoder::new(file, Compression::fast())))
        } else {
            Target::Plain(file)
        };
        let mut buffer = Vec::with_capacity(BUFFER_BYTES + BUFFER_BYTES / 8);
        if !header.is_empty() {
            buffer.extend_from_slice(header.as_bytes());
            buffer.push(b'\n');
        }
        Ok(Self { table, path, target, buffer, in_row: false, rows: 0, bad_rows: 0 })
    }

    /// A field of any text, quoted where it has to be.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.next();
        if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            self.buffer.push(b'"');
            self.buffer.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            self.buffer.push(b'"');
        } else {
            self.buffer.extend_from_slice(text.as_bytes());
        }
        self
    }

    /// A field of a word that is known to need no quotes.
    pub fn word(&mut self, word: &str) -> &mut Self {
        self.next();
        self.buffer.extend_from_slice(word.as_bytes());
        self
    }

    /// A field that is pushed piece by piece and needs no quotes.
    pub fn id(&mut self, push: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        self.next();
        push(&mut self.buffer);
        self
    }

    pub fn instant(&mut self, timeline: &Timeline, at: Seconds) -> &mut Self {
        self.next();
        timeline.push_instant(&mut self.buffer, at);
        self
    }

    pub fn number(&mut self, number: u64) -> &mut Self {
        self.next();
        push_padded(&mut self.buffer, number, 1);
        self
    }

    /// An amount with two decimals.
    pub fn cents(&mut self, cents: i64) -> &mut Self {
        self.next();
        if cents < 0 {
            self.buffer.push(b'-');
        }
        push_padded(&mut self.buffer, cents.unsigned_abs() / 100, 1);
        self.buffer.push(b'.');
        push_padded(&mut self.buffer, cents.unsigned_abs() % 100, 2);
        self
    }

    /// So many fields without a value.
    pub fn empty(&mut self, fields: usize) -> &mut Self {
        for _ in 0..fields {
            self.next();
        }
        self
    }

    /// Ends a row.
    ///
    /// # Errors
    /// [`DemoError::Write`]
    pub fn end(&mut self) -> Result<(), DemoError> {
        self.buffer.push(b'\n');
        self.in_row = false;
        self.rows += 1;
        if self.buffer.len() < BUFFER_BYTES { Ok(()) } else { self.flush() }
    }

    /// Ends a row that is meant for the quarantine.
    ///
    /// # Errors
    /// [`DemoError::Write`]
    pub fn end_bad(&mut self) -> Result<(), DemoError> {
        self.bad_rows += 1;
        self.end()
    }

    /// Writes what is left and says what the file holds.
    ///
    /// # Errors
    /// [`DemoError::Write`]
    pub fn finish(mut self) -> Result<Source, DemoError> {
        self.flush()?;
        let Self { table, path, target, rows, bad_rows, .. } = self;
        if let Target::Packed(packed) = target {
            packed.finish().map_err(DemoError::at(&path))?;
        }
        Ok(Source { table, path, rows, bad_rows })
    }

    fn next(&mut self) {
        if self.in_row {
            self.buffer.push(b',');
        }
        self.in_row = true;
    }

    fn flush(&mut self) -> Result<(), DemoError> {
        let written: io::Result<()> = match &mut self.target {
            Target::Plain(file) => file.write_all(&self.buffer),
            Target::Packed(packed) => packed.write_all(&self.buffer),
        };
        self.buffer.clear();
        written.map_err(DemoError::at(&self.path))
    }
}

/// Appends a number with at least so many digits.
pub fn push_padded(into: &mut Vec<u8>, number: u64, digits: usize) {
    let mut text = [b'0'; 20];
    let mut first = text.len();
    let mut left = number;
    while left > 0 || text.len() - first < digits.min(text.len()) {
        first -= 1;
        text[first] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    into.extend_from_slice(&text[first..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_padded_and_never_cut() {
        let padded = |number, digits| {
            let mut text = Vec::new();
            push_padded(&mut text, number, digits);
            String::from_utf8(text).unwrap()
        };
        assert_eq!(padded(0, 1), "0");
        assert_eq!(padded(7, 3), "007");
        assert_eq!(padded(12_345, 3), "12345");
        assert_eq!(padded(u64::MAX, 1), u64::MAX.to_string());
    }
}
