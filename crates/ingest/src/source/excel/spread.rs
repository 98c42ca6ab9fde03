//! How many cells an OpenDocument sheet spreads out to: a cell and a row may say how often they are repeated, so that a few
//! bytes stand for billions.

/// Tags longer than this are not of cells.
const MOST_TAG_BYTES: usize = 64 << 10;

/// Bytes of text that count as one cell more, for a cell that is repeated repeats its text.
const TEXT_BYTES: u64 = 64;
/// What the tag of a cell is long without counting.
const USUAL_TAG_BYTES: u64 = 256;

/// Looks at the bytes of `content.xml`, in whatever pieces they come.
#[derive(Debug, Default)]
pub struct Spread {
    /// The tag that is being read, without its bracket.
    tag: Option<Vec<u8>>,
    /// How often the present row is repeated, its cells so far, and those after the last that holds something.
    row: u64,
    filled: u64,
    empty: u64,
    /// How often the present cell is repeated, and the bytes of text in it.
    cell: u64,
    cell_bytes: u64,
    /// What the texts of the present row weigh.
    weight: u64,
    /// Of the present sheet: rows up to the last that holds something, those after it, and the widest row.
    rows: u64,
    empty_rows: u64,
    widest: u64,
    /// Of all sheets before, and of all texts.
    cells: u64,
    texts: u64,
}

impl Spread {
    pub fn look(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.tag.take() {
                None => {
                    let start = rest.iter().position(|byte| *byte == b'<');
                    self.cell_bytes = self.cell_bytes.saturating_add(start.unwrap_or(rest.len()) as u64);
                    let Some(at) = start else { return };
                    rest = &rest[at + 1..];
                    self.tag = Some(Vec::new());
                }
                Some(mut tag) => {
                    let end = rest.iter().position(|byte| *byte == b'>');
                    let part = &rest[..end.unwrap_or(rest.len())];
                    tag.extend_from_slice(&part[..part.len().min(MOST_TAG_BYTES.saturating_sub(tag.len()))]);
                    rest = &rest[end.map_or(rest.len(), |end| end + 1)..];
                    match end {
                        Some(_) => self.note(&tag),
                        None => self.tag = Some(tag),
                    }
                }
            }
        }
    }

    /// The cells of the rectangles around what each sheet holds, long texts counted as several. Empty cells at the end of a
    /// row, and rows of them at the end of a sheet, do not count.
    pub fn cells(&self) -> u64 {
        let sheet = self.rows.saturating_mul(self.widest);
        self.cells.saturating_add(sheet).saturating_add(self.texts)
    }

    fn note(&mut self, tag: &[u8]) {
        let (ends, tag) = tag.strip_prefix(b"/").map_or((false, tag), |tag| (true, tag));
        let closed = ends || tag.ends_with(b"/");
        let name = tag.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').next().unwrap_or_default();
        match name {
            b"table:table" if !ends => {
                self.cells = self.cells.saturating_add(self.rows.saturating_mul(self.widest));
                (self.rows, self.empty_rows, self.widest) = (0, 0, 0);
            }
            b"table:table-row" => {
                if !ends {
                    self.row = repeated(tag, b"table:number-rows-repeated");
                    (self.filled, self.empty, self.weight) = (0, 0, 0);
                }
                if closed {
                    self.end_row();
                }
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                if !ends {
                    self.cell = repeated(tag, b"table:number-columns-repeated");
                    self.empty = self.empty.saturating_add(self.cell);
                    // A value may stand in the tag itself; a cell that closes at once without one holds none.
                    self.cell_bytes = (tag.len() as u64).saturating_sub(USUAL_TAG_BYTES);
                    if !closed || find(tag, b"office:value").is_some() {
                        self.filled = self.filled.saturating_add(std::mem::take(&mut self.empty));
                    }
                }
                if closed {
                    self.weight = self.weight.saturating_add((self.cell_bytes / TEXT_BYTES).saturating_mul(self.cell));
                }
            }
            _ => {}
        }
    }

    fn end_row(&mut self) {
        if self.filled == 0 {
            self.empty_rows = self.empty_rows.saturating_add(self.row);
            return;
        }
        self.rows = self.rows.saturating_add(std::mem::take(&mut self.empty_rows)).saturating_add(self.row);
        self.widest = self.widest.max(self.filled);
        self.texts = self.texts.saturating_add(self.weight.saturating_mul(self.row));
    }
}

fn repeated(tag: &[u8], attribute: &[u8]) -> u64 {
    let value = find(tag, attribute).map(|at| &tag[at + attribute.len()..]);
    let digits = value.map(|value| value.iter().skip_while(|byte| !byte.is_ascii_digit()));
    let number = digits.map(|digits| {
        digits
            .take_while(|byte| byte.is_ascii_digit())
            .fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
    });
    number.unwrap_or(1).max(1)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(text: &str, piece: usize) -> u64 {
        let mut spread = Spread::default();
        text.as_bytes().chunks(piece).for_each(|bytes| spread.look(bytes));
        spread.cells()
    }

    #[test]
    fn repeated_cells_count_as_often_and_filling_does_not() {
        let row = |rows: u32, cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{rows}\">{cells}</table:table-row>")
        };
        let full = "<table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"1000\"><text:p>1</text:p></table:table-cell>";
        let filler = "<table:table-cell table:style-name=\"a\" table:number-columns-repeated=\"16384\"/>";
        let long = format!(
            "<table:table-cell table:number-columns-repeated=\"10\"><text:p>{}</text:p></table:table-cell>",
            "x".repeat(640)
        );
        let sheet = |rows: &str| format!("<table:table table:name=\"a\">{rows}</table:table>");
        let one = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";
        for (text, expected) in [
            (row(1_048_576, filler), 0),
            (row(1_000_000, full), 1_000_000_000),
            (row(1, &format!("{filler}{full}{filler}")), 17_384),
            (format!("{}{}", row(2, full), row(1_048_574, filler)), 2000),
            // A stray cell far below and a wide row above span what lies between.
            (format!("{}{}{}", row(1, full), row(9_998, filler), row(1, one)), 10_000_000),
            (format!("{}{}", sheet(&row(2, one)), sheet(&row(3, one))), 5),
            (row(1000, long.as_str()), 10_000 + 100_000),
        ] {
            for piece in [1, 7, 4096] {
                assert_eq!(spread(&text, piece), expected, "{text}");
            }
        }
    }
}
