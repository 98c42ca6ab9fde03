//! A problem with its place, and all problems together, as miette shows them.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};
use model::{Language, Message};

use super::Problem;
use crate::source::Place;

/// A [`Problem`] and where it is: what miette shows with the code, the spot and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub problem: Problem,
    pub place: Place,
}

/// Everything that is wrong, in the order of the files; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogErrors {
    pub reports: Vec<Report>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code()))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.help().map(|help| Box::new(help.say(Language::English)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.place.source.as_ref())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.place.source.text.is_empty() {
            return None;
        }
        let span = self.place.span;
        let label = self.problem.label().say(Language::English);
        let length = span.end.saturating_sub(span.start);
        Some(Box::new(std::iter::once(LabeledSpan::new(Some(label), span.start, length))))
    }
}

impl CatalogErrors {
    /// All reports as one message, one line a problem: `file:line: what`.
    #[must_use]
    pub fn message(&self) -> Message {
        let line = |Report { problem, place }: &Report| {
            Message::new("catalog.line")
                .with("file", &place.source.name)
                .with("line", place.line())
                .with_message("what", problem.message())
        };
        let lines = self.reports.iter().map(line).collect();
        Message::new("catalog.errors").with("count", self.reports.len()).with_lines("list", lines)
    }
}

impl fmt::Display for CatalogErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for CatalogErrors {}

impl Diagnostic for CatalogErrors {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("catalog::errors"))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.reports.iter().map(|report| report as &dyn Diagnostic)))
    }
}

impl SourceCode for crate::source::Source {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let inner = self.text.as_str().read_span(span, context_lines_before, context_lines_after)?;
        Ok(Box::new(miette::MietteSpanContents::new_named(
            self.name.clone(),
            inner.data(),
            *inner.span(),
            inner.line(),
            inner.column(),
            inner.line_count(),
        )))
    }
}
