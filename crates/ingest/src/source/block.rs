//! The raw text of a batch's rows, kept until it is known which of them are bad.

use model::Reject;

/// The raw text of rows, if the source is text.
#[derive(Clone, Debug)]
pub enum Raw {
    /// The bytes of all rows, and where each row's end.
    Text { bytes: Vec<u8>, spans: Vec<(usize, usize)> },
    /// The source has no text; the cells stand for it.
    Cells,
}

impl Raw {
    /// The raw text of a row; none where the source is no text.
    pub fn text(&self, row: usize) -> Option<String> {
        match self {
            Self::Text { bytes, spans } => {
                let (start, end) = *spans.get(row)?;
                Some(cut(bytes.get(start..end).unwrap_or_default()))
            }
            Self::Cells => None,
        }
    }
}

/// The bytes as text, without the line's end, cut at 64 KiB; what is no UTF-8 becomes U+FFFD.
pub fn cut(bytes: &[u8]) -> String {
    let bytes = trim_ends(bytes);
    String::from_utf8_lossy(&bytes[..bytes.len().min(Reject::MOST_RAW_BYTES)]).into_owned()
}

fn trim_ends(bytes: &[u8]) -> &[u8] {
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let start = bytes.iter().position(|byte| !is_end(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_end(byte)).map_or(start, |last| last + 1);
    &bytes[start..end]
}
