//! Everything that can keep a question from being answered.

mod said;

use model::Message;

/// Why a question has no answer. Every message says what was wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The question names something that does not exist, or cannot be asked so.
    #[error("{0}")]
    Question(Message),
    /// The formula, a measure or a relation cannot be computed on this workspace's data.
    #[error("{0}")]
    Definition(Message),
    /// Money in a currency that has no rate for its day.
    #[error("{0}")]
    RateMissing(Message),
    /// A SQL text of the user, a measure or a relation failed.
    #[error("{message}")]
    Sql {
        message: Message,
        /// What the machinery said, in its own words: for a log, never for who asked.
        cause: Box<datafusion::error::DataFusionError>,
    },
    /// More memory is needed at once than the question may hold.
    #[error("{0}")]
    Memory(Message),
    /// The lake could not be read.
    #[error(transparent)]
    Lake(#[from] lake::LakeError),
    /// A period cannot be cut.
    #[error(transparent)]
    Calendar(#[from] model::CalendarError),
}

impl EngineError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Question(_) => "question",
            Self::Definition(_) => "definition",
            Self::RateMissing(_) => "rate_missing",
            Self::Sql { .. } => "sql",
            Self::Memory(_) => "memory",
            Self::Lake(_) => "lake",
            Self::Calendar(_) => "period",
        }
    }

    /// The same of a SQL text that is part of the question: what is wrong with it, who asked can mend.
    pub(crate) fn of_question(self) -> Self {
        match self {
            Self::Sql { message, .. } => Self::Question(message),
            other => other,
        }
    }

    /// A failed SQL text of `what`, unless what failed inside it was one of our own errors.
    pub(crate) fn sql(what: &str, source: datafusion::error::DataFusionError) -> Self {
        match root(&source) {
            Some(Self::RateMissing(message)) => return Self::RateMissing(message.clone()),
            Some(Self::Question(message)) => return Self::Question(message.clone()),
            _ => {}
        }
        if let datafusion::error::DataFusionError::ResourcesExhausted(_) = source.find_root() {
            return Self::Memory(Message::new("engine.memory").with("what", what));
        }
        Self::Sql { message: said::said(what, &source), cause: Box::new(source) }
    }
}

fn root(error: &datafusion::error::DataFusionError) -> Option<&EngineError> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(ours) = error.downcast_ref::<EngineError>() {
            return Some(ours);
        }
        if let Some(datafusion::error::DataFusionError::External(inner)) = error.downcast_ref()
            && let Some(ours) = inner.downcast_ref::<EngineError>()
        {
            return Some(ours);
        }
        cause = error.source();
    }
    None
}
