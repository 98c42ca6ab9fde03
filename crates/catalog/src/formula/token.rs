//! Text → tokens.

use std::fmt;

use super::{FormulaError, Span};
use crate::error::Problem;

/// One token and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: TokenKind<'t>,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind<'t> {
    Number(&'t str),
    Word(&'t str),
    /// Without the `$`.
    Param(&'t str),
    /// An operator, a comma or a parenthesis.
    Mark(&'t str),
}

impl fmt::Display for TokenKind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(text) | Self::Word(text) | Self::Mark(text) => f.write_str(text),
            Self::Param(name) => write!(f, "${name}"),
        }
    }
}

const MARKS: [&str; 15] = [">=", "<=", "==", "!=", ">", "<", "|", "&", "+", "-", "*", "/", "(", ")", ","];

/// # Errors
/// The first character that no token begins with.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, FormulaError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(first, rest).ok_or_else(|| FormulaError {
            problem: Problem::Character { found: first },
            span: Span::new(at, at + first.len_utf8()),
        })?;
        tokens.push(Token { kind, span: Span::new(at, at + length) });
        at += length;
    }
    Ok(tokens)
}

fn token(first: char, rest: &str) -> Option<(TokenKind<'_>, usize)> {
    if first.is_ascii_digit() {
        let digits = run(rest, |c| c.is_ascii_digit());
        let fraction = rest.get(digits..).and_then(|after| after.strip_prefix('.'));
        let decimals = fraction.map_or(0, |after| run(after, |c| c.is_ascii_digit()));
        let length = if decimals > 0 { digits + 1 + decimals } else { digits };
        return Some((TokenKind::Number(rest.get(..length)?), length));
    }
    if is_name_start(first) {
        let length = run(rest, is_name);
        return Some((TokenKind::Word(rest.get(..length)?), length));
    }
    if let Some(name) = rest.strip_prefix('$') {
        if !name.starts_with(is_name_start) {
            return None;
        }
        let length = run(name, is_name);
        return Some((TokenKind::Param(name.get(..length)?), length + 1));
    }
    let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark))?;
    Some((TokenKind::Mark(mark), mark.len()))
}

fn run(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
