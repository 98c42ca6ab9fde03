//! The first token of a workspace that nobody can ask yet.

use lake::{Access, Actor, NewToken, Secret, SecretKind};
use model::{Micros, Role};

use super::drawn;
use crate::ServeError;

/// How long the first token is taken: long enough to add somebody with it.
const LASTS_US: Micros = 24 * 3_600 * 1_000_000;

/// Makes an admin's token that is taken for a day, where there is neither a user nor a token yet.
///
/// # Errors
/// [`ServeError`] when the state cannot be read or written, or the system has no random bytes to give.
pub fn first_token(access: &Access, now_us: Micros) -> Result<Option<Secret>, ServeError> {
    if !access.is_unclaimed()? {
        return Ok(None);
    }
    let secret = drawn(SecretKind::Token).map_err(ServeError::Random)?;
    let token =
        NewToken { name: "first", owner: None, role: Role::Admin, rule: None, expires_at_us: Some(now_us + LASTS_US) };
    access.add_token(&token, &secret, &Actor { at_us: now_us, who: "cli", address: None })?;
    Ok(Some(secret))
}
