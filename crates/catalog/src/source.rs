//! The files that definitions come from, and places in them.

use std::fmt;
use std::sync::Arc;

use crate::formula::Span;

/// One file of definitions: its name as a user would say it, and its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub text: String,
}

/// A span of a file. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub source: Arc<Source>,
    pub span: Span,
}

/// Where each byte of a text within a file stands in that file: a folded YAML scalar is not the slice it came from.
#[derive(Clone, PartialEq, Eq)]
pub struct Spots {
    source: Arc<Source>,
    /// One offset for each byte of the text.
    offsets: Vec<usize>,
}

impl Place {
    /// One-based line of its first byte.
    #[must_use]
    pub fn line(&self) -> usize {
        let before = self.source.text.as_bytes().iter().take(self.span.start);
        before.filter(|byte| **byte == b'\n').count() + 1
    }
}

impl Place {
    /// The first line of the place: enough to find a definition by.
    pub(crate) fn head(&self) -> Self {
        let text = self.source.text.get(self.span.start..self.span.end).unwrap_or_default();
        let length = text.find('\n').unwrap_or(text.len());
        Self { source: Arc::clone(&self.source), span: Span::new(self.span.start, self.span.start + length) }
    }
}

impl Spots {
    #[must_use]
    pub(crate) fn new(source: Arc<Source>, offsets: Vec<usize>) -> Self {
        Self { source, offsets }
    }

    /// The place in the file of a span of the text.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let at = |byte: usize| self.offsets.get(byte).copied();
        let past = self.offsets.last().map_or(0, |last| last + 1);
        let start = at(span.start).unwrap_or(past);
        let end = span.end.checked_sub(1).and_then(at).map_or(start, |last| last + 1);
        Place { source: Arc::clone(&self.source), span: Span::new(start, end.max(start)) }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name).finish()
    }
}

impl fmt::Debug for Spots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Spots").field(&self.source.name).finish()
    }
}
