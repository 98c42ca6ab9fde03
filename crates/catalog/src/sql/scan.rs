//! SQL text → words, variables and marks, without strings, quoted names and comments.

use crate::formula::Span;

/// One piece of SQL and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    pub(crate) kind: PieceKind<'t>,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PieceKind<'t> {
    Word(&'t str),
    /// Without the `$`.
    Variable(&'t str),
    /// A string or a quoted name, whatever it holds.
    Quoted,
    Mark(char),
}

pub(crate) fn pieces(sql: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = piece(rest);
        if let Some(kind) = kind {
            pieces.push(Piece { kind, span: Span::new(at, at + length) });
        }
        at += length;
    }
    pieces
}

/// The piece that the text begins with, none for white space and comments, and how many bytes it takes.
fn piece(rest: &str) -> (Option<PieceKind<'_>>, usize) {
    let first = rest.chars().next().unwrap_or(' ');
    if rest.starts_with("--") {
        return (None, rest.find('\n').unwrap_or(rest.len()));
    }
    if let Some(comment) = rest.strip_prefix("/*") {
        return (None, comment.find("*/").map_or(rest.len(), |end| end + 4));
    }
    match first {
        _ if first.is_whitespace() => (None, first.len_utf8()),
        '\'' | '"' => (Some(PieceKind::Quoted), quoted(rest, first)),
        '$' => {
            let name = rest.get(1..).unwrap_or_default();
            let length = word(name);
            let kind = match name.get(..length) {
                Some(name) if length > 0 && !name.starts_with(|c: char| c.is_ascii_digit()) => {
                    PieceKind::Variable(name)
                }
                _ => PieceKind::Mark('$'),
            };
            (Some(kind), if kind == PieceKind::Mark('$') { 1 } else { length + 1 })
        }
        _ if first.is_alphanumeric() || first == '_' => {
            let length = word(rest);
            (rest.get(..length).map(PieceKind::Word), length)
        }
        _ => (Some(PieceKind::Mark(first)), first.len_utf8()),
    }
}

/// Bytes of a quoted text with its quotes; a doubled quote is part of it.
fn quoted(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, found)) = characters.next() {
        if found == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
                continue;
            }
            return at + quote.len_utf8();
        }
    }
    text.len()
}

fn word(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())
}
