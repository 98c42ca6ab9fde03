//! Tokens for a day: of a workspace that nobody can ask yet, and of the browser on this machine.

use lake::{Access, Actor, NewToken, Secret, SecretKind};
use model::{Micros, Role};

use super::drawn;
use crate::ServeError;

/// How long such a token is taken: long enough to add somebody with it.
const LASTS_US: Micros = 24 * 3_600 * 1_000_000;

/// Makes an admin's token that is taken for a day, where there is neither a user nor a token yet.
///
/// # Errors
/// [`ServeError`] when the state cannot be read or written, or the system has no random bytes to give.
pub fn first_token(access: &Access, now_us: Micros) -> Result<Option<Secret>, ServeError> {
    if access.is_unclaimed(now_us)? { day_token(access, "first", now_us).map(Some) } else { Ok(None) }
}

/// Makes an admin's token that is taken for a day, for whoever may write to the workspace's folder: they could add
/// themselves by the command line as well.
///
/// # Errors
/// As [`first_token`].
pub fn day_token(access: &Access, name: &str, now_us: Micros) -> Result<Secret, ServeError> {
    let secret = drawn(SecretKind::Token).map_err(ServeError::Random)?;
    let token = NewToken { name, owner: None, role: Role::Admin, rule: None, expires_at_us: Some(now_us + LASTS_US) };
    access.add_token(&token, &secret, &Actor { at_us: now_us, who: "cli", address: None })?;
    Ok(secret)
}
