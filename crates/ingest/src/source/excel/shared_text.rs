//! How long the texts are that the cells of an `.xls` file share: a text stands once in the file and is copied into each cell.
//!
//! Source: Microsoft, [MS-XLS] sections 2.4.265 (SST), 2.4.58 (Continue) and 2.5.293 (XLUnicodeRichExtendedString).

const TEXTS: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
/// A text in two bytes a letter; one with runs of fonts behind it; one with phonetic signs behind it.
const WIDE: u8 = 0x01;
const RICH: u8 = 0x08;
const PHONETIC: u8 = 0x04;

/// The letters of each shared text, as far as they can be made out.
pub fn lengths(book: &[u8]) -> Vec<u32> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some((kind, data, next)) = record(book, at) {
        match (kind, parts.is_empty()) {
            (TEXTS, true) => parts.push(data),
            (CONTINUE, false) => parts.push(data),
            (_, false) => break,
            _ => {}
        }
        at = next;
    }
    let mut reader = Parts { parts, part: 0, at: 8 };
    let mut lengths = Vec::new();
    while let Some(length) = reader.text() {
        lengths.push(length);
    }
    lengths
}

fn record(book: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let number = |at: usize| Some(u16::from_le_bytes(book.get(at..at + 2)?.try_into().ok()?));
    let (kind, length) = (number(at)?, usize::from(number(at + 2)?));
    Some((kind, book.get(at + 4..at + 4 + length)?, at + 4 + length))
}

/// The bytes of one record and of those that continue it.
struct Parts<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Parts<'_> {
    /// Passes over a text; its letters.
    fn text(&mut self) -> Option<u32> {
        self.settle()?;
        let letters = self.number(2)?;
        let mut flags = self.byte()?;
        let runs = if flags & RICH > 0 { self.number(2)? } else { 0 };
        let phonetic = if flags & PHONETIC > 0 { self.number(4)? } else { 0 };
        let mut left = letters as usize;
        while left > 0 {
            if self.rest() == 0 {
                // Where letters go on in the next record, it says again how wide they are.
                self.settle()?;
                flags = self.byte()?;
            }
            let width = if flags & WIDE > 0 { 2 } else { 1 };
            let here = (self.rest() / width).min(left);
            if here == 0 {
                return None;
            }
            self.at += here * width;
            left -= here;
        }
        self.skip(runs as usize * 4)?;
        self.skip(phonetic as usize)?;
        Some(letters)
    }

    fn rest(&self) -> usize {
        self.parts.get(self.part).map_or(0, |part| part.len().saturating_sub(self.at))
    }

    /// Goes on to the next part that has something.
    fn settle(&mut self) -> Option<()> {
        while self.rest() == 0 {
            self.parts.get(self.part)?;
            (self.part, self.at) = (self.part + 1, 0);
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        self.settle()?;
        let byte = self.parts.get(self.part)?.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self, bytes: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..bytes {
            number |= u32::from(self.byte()?) << (8 * place);
        }
        Some(number)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            self.settle()?;
            let here = self.rest().min(bytes);
            self.at += here;
            bytes -= here;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(records: &[(u16, &[u8])]) -> Vec<u8> {
        let length = |data: &[u8]| u16::try_from(data.len()).unwrap().to_le_bytes();
        records.iter().flat_map(|(kind, data)| [&kind.to_le_bytes()[..], &length(data), data].concat()).collect()
    }

    #[test]
    fn texts_are_measured_across_records() {
        let plain = [&[0; 8][..], &[3, 0, 0], b"abc", &[2, 0, WIDE], b"a\0b\0", &[4, 0, 0], b"ab"].concat();
        let rest =
            [&[WIDE], &b"c\0d\0"[..], &[1, 0, RICH | PHONETIC, 1, 0, 2, 0, 0, 0], b"x", &[0; 6], &[5, 0, 0], b"12345"];
        let records: [(u16, &[u8]); 4] =
            [(0x0809, &[0; 4]), (TEXTS, &plain), (CONTINUE, &rest.concat()), (0x000a, &[])];
        assert_eq!(lengths(&book(&records)), [3, 2, 4, 1, 5]);
        assert_eq!(lengths(&book(&records[..2])), [3, 2], "a text that breaks off is none");
        assert!(lengths(b"nothing").is_empty());
    }
}
