//! Objects of JSON, one a line or however they stand: their keys are the columns. A key that first comes late adds a column
//! from its batch on.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use model::{Message, Rule};

use super::block::{self, Raw};
use super::encoding;
use super::json_object::{self, Member, ValueKind};
use super::text_column::TextColumn;
use super::{
    BATCH_BYTES, BATCH_ROWS, Flaw, Header, Layout, MOST_CELLS, MOST_COLUMNS, MOST_FIELD_BYTES, MOST_RECORD_BYTES,
    Source, SourceBatch,
};
use crate::IngestError;
use crate::failure::Failure;

/// Gives the texts that should be objects.
pub trait Objects: Send {
    /// Reads the next into `into` and gives the line it begins in; none at the end.
    ///
    /// # Errors
    /// [`IngestError`] when the text cannot be read on.
    fn next(&mut self, into: &mut Vec<u8>) -> Result<Option<u64>, IngestError>;
}

/// Texts that each have a line.
pub struct Lines {
    file: String,
    input: BufReader<Box<dyn Read + Send>>,
    line: u64,
}

/// Reads objects of one file.
pub struct JsonLines {
    file: Arc<str>,
    input: Box<dyn Objects>,
    header: Arc<Header>,
    /// Every key so far and its column.
    keys: HashMap<String, usize>,
    /// The line of the present object.
    line: u64,
    given: bool,
}

impl Lines {
    pub fn new(file: &str, input: Box<dyn Read + Send>) -> Self {
        Self { file: file.to_owned(), input: BufReader::with_capacity(256 << 10, input), line: 0 }
    }
}

impl Objects for Lines {
    fn next(&mut self, into: &mut Vec<u8>) -> Result<Option<u64>, IngestError> {
        loop {
            into.clear();
            let mut limited = (&mut self.input).take(MOST_RECORD_BYTES as u64);
            let read = limited.read_until(b'\n', into).map_err(|source| IngestError::unreadable(&self.file, source))?;
            self.line += 1;
            if read == MOST_RECORD_BYTES && into.last() != Some(&b'\n') {
                let (file, line) = (self.file.clone(), self.line);
                return Err(IngestError::RecordTooLong { file, line, limit: MOST_RECORD_BYTES });
            }
            if read == 0 {
                return Ok(None);
            }
            if !into.trim_ascii().is_empty() {
                return Ok(Some(self.line));
            }
        }
    }
}

impl JsonLines {
    pub fn new(file: Arc<str>, layout: Layout, input: Box<dyn Objects>) -> Self {
        let header = Arc::new(Header { names: Vec::new(), layout });
        Self { file, input, header, keys: HashMap::new(), line: 0, given: false }
    }

    /// The column of each key of the batch; a new key's is added at the end.
    fn place(&mut self, member: &Member<'_>, columns: &mut Vec<TextColumn>) -> Result<usize, IngestError> {
        if let Some(column) = self.keys.get(member.key.as_ref()) {
            return Ok(*column);
        }
        let column = self.keys.len();
        if column == MOST_COLUMNS {
            return Err(IngestError::TooManyColumns {
                file: self.file.to_string(),
                line: self.line,
                limit: MOST_COLUMNS,
            });
        }
        self.keys.insert(member.key.clone().into_owned(), column);
        columns.push(TextColumn::default());
        Ok(column)
    }

    fn grow_header(&mut self) {
        if self.keys.len() == self.header.names.len() {
            return;
        }
        let mut names = vec![String::new(); self.keys.len()];
        for (key, column) in &self.keys {
            names[*column].clone_from(key);
        }
        self.header = Arc::new(Header { names, layout: self.header.layout.clone() });
    }
}

impl Source for JsonLines {
    fn next(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        let mut columns: Vec<TextColumn> = self.keys.iter().map(|_| TextColumn::default()).collect();
        let (mut lines, mut spans, mut flaws, mut raw) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut line = Vec::new();
        let mut ended = false;
        let mut flawed_bytes = 0;
        while lines.len() + flaws.len() < BATCH_ROWS
            && raw.len() + flawed_bytes < BATCH_BYTES
            && lines.len() * columns.len() < MOST_CELLS
        {
            let Some(number) = self.input.next(&mut line)? else {
                ended = true;
                break;
            };
            self.line = number;
            let members = match object(&line, self.header.layout.encoding) {
                Ok(members) => members,
                Err(failure) => {
                    let raw = block::cut(&line);
                    flawed_bytes += raw.len();
                    flaws.push(Flaw { line: self.line, failure, raw });
                    continue;
                }
            };
            for member in &members {
                let place = self.place(member, &mut columns)?;
                if member.kind != ValueKind::Null {
                    columns[place].set(lines.len(), &member.value, member.kind == ValueKind::Bare);
                }
            }
            lines.push(self.line);
            let start = raw.len();
            raw.extend_from_slice(&line);
            spans.push((start, raw.len()));
        }
        if ended && lines.is_empty() && flaws.is_empty() && self.given {
            return Ok(None);
        }
        self.given = true;
        self.grow_header();
        let (columns, bare) = columns.into_iter().map(|column| column.finish(lines.len())).unzip();
        Ok(Some(SourceBatch {
            file: Arc::clone(&self.file),
            header: Arc::clone(&self.header),
            columns,
            bare: Some(bare),
            lines,
            row_files: None,
            raw: Raw::Text { bytes: raw, spans },
            flaws,
            remarks: Vec::new(),
        }))
    }
}

fn object<'a>(line: &'a [u8], decoded: Option<&'static str>) -> Result<Vec<Member<'a>>, Failure> {
    let text = std::str::from_utf8(line).map_err(|error| encoding::not_utf8(line, error.valid_up_to()))?;
    if let Some(encoding) = decoded.filter(|_| text.contains(char::REPLACEMENT_CHARACTER)) {
        return Err(encoding::undecodable(encoding));
    }
    // Where files were put one after the other, each but the first begins with a mark.
    let text = text.trim_start_matches('\u{feff}').trim();
    let because = |why: Message| Failure::new(Rule::Json, |message| message.with_message("why", why));
    if !text.starts_with('{') {
        return Err(because(Message::new("ingest.json.not_object")));
    }
    let members = json_object::members(text).map_err(|error| because(what_is_wrong(&error)))?;
    if members.iter().any(|member| member.kind == ValueKind::Bare && json_object::is_too_deep(&member.value)) {
        return Err(because(Message::new("ingest.json.too_deep").with("most", json_object::MOST_NESTED)));
    }
    if let Some(long) = members.iter().map(|member| member.value.len()).find(|length| *length > MOST_FIELD_BYTES) {
        return Err(Failure::new(Rule::Oversized, |message| {
            message.with("found", long).with("limit", MOST_FIELD_BYTES)
        }));
    }
    Ok(members)
}

fn what_is_wrong(error: &serde_json::Error) -> Message {
    let message = Message::new(if error.is_eof() { "ingest.json.breaks_off" } else { "ingest.json.malformed" });
    message.with("line", error.line()).with("column", error.column())
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};

    use super::*;
    use crate::source::Format;

    fn source(text: &str) -> JsonLines {
        let layout = Layout::of(Format::JsonLines);
        let input = Lines::new("f.jsonl", Box::new(std::io::Cursor::new(text.as_bytes().to_vec())));
        JsonLines::new("f.jsonl".into(), layout, Box::new(input))
    }

    #[test]
    fn bad_lines_fill_batches_as_good_ones_do() {
        let mut source = source(&"nonsense\n".repeat(3 * BATCH_ROWS));
        let mut flaws = 0;
        while let Some(batch) = source.next().unwrap() {
            assert!(batch.flaws.len() <= BATCH_ROWS);
            flaws += batch.flaws.len();
        }
        assert_eq!(flaws, 3 * BATCH_ROWS);
    }

    #[test]
    fn values_are_nested_as_deep_as_other_readers_go() {
        let nested = |levels: usize| format!("{{\"a\":{}{}}}\n", "[".repeat(levels), "]".repeat(levels));
        let mut source = source(&format!("{}{}\u{feff}{}", nested(100), nested(10_000), nested(1)));
        let batch = source.next().unwrap().unwrap();
        assert_eq!((batch.lines, batch.flaws[0].line), (vec![1, 3], 2));
        assert_eq!(batch.flaws[0].failure.rule, Rule::Json);
    }

    #[test]
    fn keys_become_columns_and_bad_lines_flaws() {
        let text = "{\"a\":1,\"b\":\"x\"}\n\n[1]\n{\"b\":null,\"c\":0.10}\nnonsense\n";
        let mut source = source(text);
        let batch = source.next().unwrap().unwrap();
        assert_eq!(batch.header.names, ["a", "b", "c"]);
        assert_eq!(batch.lines, [1, 4]);
        assert_eq!(batch.columns[2].as_string::<i32>().value(1), "0.10");
        assert!(batch.columns[1].is_null(1) && batch.columns[0].is_null(1));
        assert_eq!(batch.flaws.iter().map(|flaw| flaw.line).collect::<Vec<_>>(), [3, 5]);
        assert!(source.next().unwrap().is_none());
    }
}
