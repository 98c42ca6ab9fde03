//! JSON that is one text: an array of objects, alone or under a key of an object around it, or objects that each run over
//! several lines. It is read in a stream, one object at a time.

use std::io::Read;

use super::MOST_RECORD_BYTES;
use super::jsonl::Objects;
use crate::IngestError;

const CHUNK_BYTES: usize = 256 << 10;

/// How objects stand in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonShape {
    /// One a line.
    Lines,
    /// In an array.
    Array,
    /// In an array under this key.
    Within(String),
    /// One after the other, over as many lines as they like.
    Stream,
}

/// Reads the objects of one text.
pub struct JsonText {
    file: String,
    input: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    line: u64,
    /// Objects given so far, where they are told by their number and not by their line.
    numbered: Option<u64>,
    /// Whether objects stand in an array.
    in_array: bool,
    /// Whether an object stands around the array.
    within: bool,
    ended: bool,
}

impl JsonText {
    /// Reads up to the first object. Objects that share lines are told by their number, for a line would not tell them apart.
    ///
    /// # Errors
    /// [`IngestError`] when the text cannot be read, or does not have that shape.
    pub fn new(
        file: &str,
        input: Box<dyn Read + Send>,
        shape: JsonShape,
        share_lines: bool,
    ) -> Result<Self, IngestError> {
        let mut text = Self {
            file: file.to_owned(),
            input,
            buffer: vec![0; CHUNK_BYTES],
            at: 0,
            filled: 0,
            line: 1,
            numbered: share_lines.then_some(0),
            in_array: !matches!(shape, JsonShape::Stream),
            within: matches!(shape, JsonShape::Within(_)),
            ended: false,
        };
        match shape {
            JsonShape::Lines | JsonShape::Stream => {}
            JsonShape::Array => text.expect(b'[')?,
            JsonShape::Within(key) => text.enter(&key)?,
        }
        Ok(text)
    }

    /// Goes to the array under a key of the object around it.
    fn enter(&mut self, wanted: &str) -> Result<(), IngestError> {
        let mut member = Vec::new();
        self.expect(b'{')?;
        loop {
            self.skip(b",")?;
            member.clear();
            let line = self.value(&mut member)?;
            let key: Option<String> = serde_json::from_slice(&member).ok();
            self.expect(b':')?;
            match key {
                Some(key) if key == wanted => return self.expect(b'['),
                Some(_) => {
                    member.clear();
                    self.value(&mut member)?;
                }
                None => return Err(self.broken(line)),
            }
        }
    }

    /// Reads what stands behind the array.
    fn leave(&mut self) -> Result<(), IngestError> {
        let mut rest = Vec::new();
        while self.within {
            match self.skip(b",:")? {
                Some(b'}') => {
                    self.at += 1;
                    self.within = false;
                }
                Some(_) => {
                    rest.clear();
                    self.value(&mut rest)?;
                }
                None => return Err(self.broken(self.line)),
            }
        }
        match self.skip(b"")? {
            None => Ok(()),
            Some(_) => Err(IngestError::JsonRest { file: self.file.clone(), line: self.line }),
        }
    }

    /// Reads one value into `into`; the line it begins in.
    fn value(&mut self, into: &mut Vec<u8>) -> Result<u64, IngestError> {
        let Some(first) = self.skip(b"")? else { return Err(self.broken(self.line)) };
        let start = self.line;
        let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
        let nested = matches!(first, b'{' | b'[');
        loop {
            let Some(byte) = self.peek()? else { return Err(self.broken(start)) };
            if !quoted
                && !nested
                && first != b'"'
                && matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\n' | b'\r' | b'\t')
            {
                // A number or a word ends before what follows it. What cannot begin a value is taken for one.
                if into.is_empty() {
                    into.push(byte);
                    self.at += 1;
                }
                return Ok(start);
            }
            self.at += 1;
            into.push(byte);
            if into.len() > MOST_RECORD_BYTES {
                return Err(IngestError::RecordTooLong {
                    file: self.file.clone(),
                    line: start,
                    limit: MOST_RECORD_BYTES,
                });
            }
            match byte {
                b'\n' => self.line += 1,
                _ if escaped => {
                    escaped = false;
                    continue;
                }
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && !quoted && (nested || first == b'"') {
                return Ok(start);
            }
        }
    }

    /// Passes over white space and separators; the byte that comes then, which stays.
    fn skip(&mut self, separators: &[u8]) -> Result<Option<u8>, IngestError> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() && !separators.contains(&byte) {
                return Ok(Some(byte));
            }
            self.line += u64::from(byte == b'\n');
            self.at += 1;
        }
        Ok(None)
    }

    fn expect(&mut self, wanted: u8) -> Result<(), IngestError> {
        match self.skip(b"")? {
            Some(byte) if byte == wanted => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.broken(self.line)),
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, IngestError> {
        while self.at == self.filled {
            match self.input.read(&mut self.buffer) {
                Ok(0) => return Ok(None),
                Ok(read) => (self.at, self.filled) = (0, read),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(source) => return Err(IngestError::unreadable(&self.file, source)),
            }
        }
        Ok(self.buffer.get(self.at).copied())
    }

    fn broken(&self, line: u64) -> IngestError {
        IngestError::JsonBroken { file: self.file.clone(), line }
    }
}

impl Objects for JsonText {
    fn next(&mut self, into: &mut Vec<u8>) -> Result<Option<u64>, IngestError> {
        into.clear();
        if self.ended {
            return Ok(None);
        }
        match (self.skip(b",")?, self.in_array) {
            (Some(b']'), true) => {
                self.at += 1;
                self.ended = true;
                self.leave()?;
                Ok(None)
            }
            (None, true) => Err(self.broken(self.line)),
            (None, false) => Ok(None),
            _ => {
                let line = self.value(into)?;
                let number = self.numbered.as_mut().map(|number| {
                    *number += 1;
                    *number
                });
                Ok(Some(number.unwrap_or(line)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, shape: JsonShape) -> Result<Vec<(u64, String)>, IngestError> {
        let mut objects =
            JsonText::new("f.json", Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), shape, false)?;
        let (mut found, mut into) = (Vec::new(), Vec::new());
        while let Some(line) = objects.next(&mut into)? {
            found.push((line, String::from_utf8(into.clone()).unwrap()));
        }
        Ok(found)
    }

    #[test]
    fn objects_are_found_however_they_stand() {
        let data = || JsonShape::Within("data".to_owned());
        for (text, shape, expected) in [
            ("[{\"a\":1},\n {\"a\":\"]}\\\"\"}]", JsonShape::Array, vec![(1, "{\"a\":1}"), (2, "{\"a\":\"]}\\\"\"}")]),
            ("[\n]", JsonShape::Array, vec![]),
            ("[1, {\"a\":[{}]} ,null]\n", JsonShape::Array, vec![(1, "1"), (1, "{\"a\":[{}]}"), (1, "null")]),
            ("{\"n\":{\"data\":[]},\"data\":[{}\n,{}],\"more\":[1]}", data(), vec![(1, "{}"), (2, "{}")]),
            ("{\n \"a\": 1\n}\n{\n}", JsonShape::Stream, vec![(1, "{\n \"a\": 1\n}"), (4, "{\n}")]),
        ] {
            let found = read(text, shape).unwrap_or_else(|error| panic!("{text}: {error}"));
            let found: Vec<_> = found.iter().map(|(line, text)| (*line, text.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_breaks_off_or_goes_on_is_an_error_with_its_line() {
        for (text, line) in [("[{\"a\":1},\n{\"b\":", 2), ("[{}\n", 2), ("[{\"a\":\"x}]", 1)] {
            let error = read(text, JsonShape::Array).unwrap_err();
            assert!(matches!(error, IngestError::JsonBroken { line: found, .. } if found == line), "{text} {error}");
        }
        assert!(matches!(read("[{}]\n[{}]", JsonShape::Array), Err(IngestError::JsonRest { line: 2, .. })));
    }
}
