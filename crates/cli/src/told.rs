//! A mistake in a text that a person wrote, said in one language: what is drawn with its place, or told to a program.

use std::fmt;

use catalog::Report;
use ingest::IngestError;
use miette::{Diagnostic, LabeledSpan, SourceCode, SourceSpan};
use model::{Language, Message};

use crate::error::{CliError, code_of};

/// One mistake: what is wrong, what to do about it, and where.
pub struct Told<'a> {
    pub code: String,
    pub what: String,
    pub help: Option<String>,
    label: LabeledSpan,
    source: &'a dyn SourceCode,
}

/// Where a mistake stands; line and column count from one.
pub struct Spot {
    pub file: Option<String>,
    pub line: usize,
    pub column: usize,
    pub label: Option<String>,
}

impl<'a> Told<'a> {
    /// The mistakes with a place that an error is made of; none for an error of another kind.
    pub fn of(error: &'a CliError, language: Language) -> Vec<Self> {
        match error {
            CliError::Catalog(errors) => errors.reports.iter().map(|report| Self::report(report, language)).collect(),
            CliError::Ingest(error) => Self::mapping(error, language).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn report(report: &'a Report, language: Language) -> Self {
        let Report { problem, place } = report;
        let span = (place.span.start, place.span.end.saturating_sub(place.span.start));
        Self {
            code: problem.code().to_owned(),
            what: problem.message().say(language),
            help: problem.help().map(|help| help.say(language)),
            label: LabeledSpan::new_with_span(Some(problem.label().say(language)), SourceSpan::from(span)),
            source: place.source.as_ref(),
        }
    }

    fn mapping(error: &'a IngestError, language: Language) -> Option<Self> {
        let spot = error.spot()?;
        let label = Message::new("ingest.label.here").say(language);
        Some(Self {
            code: code_of("ingest", &error.message()),
            what: error.message().say(language),
            help: error.advice().map(|advice| advice.say(language)),
            label: LabeledSpan::new_with_span(Some(label), spot.span.clone()),
            source: spot.source.as_ref(),
        })
    }

    /// Where it stands; none in an empty text.
    pub fn spot(&self) -> Option<Spot> {
        let spot = self.source.read_span(self.label.inner(), 0, 0).ok().filter(|spot| !spot.data().is_empty())?;
        Some(Spot {
            file: spot.name().map(ToOwned::to_owned),
            line: spot.line() + 1,
            column: spot.column() + 1,
            label: self.label.label().map(ToOwned::to_owned),
        })
    }
}

impl fmt::Debug for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").field("code", &self.code).field("what", &self.what).finish_non_exhaustive()
    }
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Told<'_> {}

/// For the drawing alone: the help is left to whoever draws, because miette would head it with an English word; the code is
/// for programs.
impl Diagnostic for Told<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.spot()?;
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}
