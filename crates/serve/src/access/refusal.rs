//! The refusals of requests by whom they come from.

use axum::http::StatusCode;
use lake::LakeError;
use model::{Language, Message, Role};

use crate::Problem;

/// Nobody has shown who they are.
pub(super) fn nobody(language: Language) -> Problem {
    let help = Message::new("serve.access.nobody_help");
    unauthorized(&Message::new("serve.access.nobody"), language).with_help(&help, language)
}

/// What was shown is not, or no longer, taken.
pub(super) fn unauthorized(message: &Message, language: Language) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, message, language)
}

/// A mistake of our own; the log has the rest.
pub(super) fn fault(language: Language) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, &Message::new("serve.error.fault"), language)
}

/// They may do less than this takes.
pub(super) fn role(least: Role, language: Language) -> Problem {
    forbidden(&Message::new("serve.access.role").with("role", least), language)
}

pub(super) fn forbidden(message: &Message, language: Language) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, message, language)
}

pub(super) fn bad(message: &Message, language: Language) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, message, language)
}

/// Too many requests; one more is taken after so many seconds.
pub(super) fn too_many(seconds: u32, language: Language) -> Problem {
    let message = Message::new("serve.access.too_many").with("seconds", seconds);
    Problem::new(StatusCode::TOO_MANY_REQUESTS, &message, language).retry_after(seconds)
}

/// The system has no random bytes to make a secret of.
pub(super) fn no_chance(error: &std::io::Error, language: Language) -> Problem {
    tracing::error!("no secret could be made: {error}");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, &Message::new("serve.access.state"), language)
}

/// The lake refused, or could not.
pub(crate) fn of_lake(error: &LakeError, language: Language) -> Problem {
    let status = match error {
        LakeError::UserTaken { .. } | LakeError::LastAdmin { .. } => StatusCode::CONFLICT,
        LakeError::UnknownUser { .. }
        | LakeError::UnknownToken { .. }
        | LakeError::UnknownWriteKey { .. }
        | LakeError::UnknownAnnotation { .. }
        | LakeError::UnknownView { .. } => StatusCode::NOT_FOUND,
        LakeError::AccessName { .. }
        | LakeError::AboveOwner { .. }
        | LakeError::AdminRule
        | LakeError::NoteText { .. }
        | LakeError::ViewAddress => StatusCode::BAD_REQUEST,
        _ => {
            tracing::error!(code = error.code(), "the state of access failed: {error}");
            let message = Message::new("serve.access.state");
            return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, &message, language);
        }
    };
    Problem::new(status, &error.message(), language)
}
