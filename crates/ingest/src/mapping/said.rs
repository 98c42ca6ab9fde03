//! What a function of ours says is wrong, carried through DataFusion as words that can be said in any language.

use datafusion::error::DataFusionError;
use model::Message;

/// A message among errors that know only text.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Said(Message);

impl Said {
    /// The error that carries a message.
    pub fn error(message: Message) -> DataFusionError {
        DataFusionError::External(Box::new(Self(message)))
    }

    /// The message that an error carries; none where it is not one of ours.
    pub fn of(error: &DataFusionError) -> Option<&Message> {
        match error.find_root() {
            DataFusionError::External(inner) => inner.downcast_ref::<Self>().map(|said| &said.0),
            _ => None,
        }
    }
}
