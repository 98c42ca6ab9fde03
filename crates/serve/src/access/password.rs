//! Passwords: argon2id with the parameters that OWASP names first (19 MiB, two passes).

use argon2::password_hash::SaltString;
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use model::Message;

use super::drawn;

/// The shortest password taken, in characters.
const SHORTEST: usize = 12;

/// The longest password taken, in bytes: more would only cost time.
const LONGEST_BYTES: usize = 1_024;

/// A hash with the parameters of every other that no password has. Who nobody knows is checked against it, so that the
/// answer takes as long as for somebody who is known.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a text is not taken as a password.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Shorter than anybody needs to guess.
    #[error("{}", self.message())]
    Short,
    /// Longer than any password.
    #[error("{}", self.message())]
    Long,
    /// It could not be hashed.
    #[error("{}", self.message())]
    Hash(String),
}

impl PasswordError {
    /// What is wrong, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Short => Message::new("serve.password.short").with("shortest", SHORTEST),
            Self::Long => Message::new("serve.password.long").with("longest", LONGEST_BYTES),
            Self::Hash(why) => Message::new("serve.password.hash").with("why", why),
        }
    }
}

/// Hashes a password with a salt of its own. It takes tens of milliseconds and 19 MiB: not for a thread that serves others.
///
/// # Errors
/// [`PasswordError`] when the text is too short or too long.
pub fn hash_password(text: &str) -> Result<String, PasswordError> {
    if text.chars().count() < SHORTEST {
        return Err(PasswordError::Short);
    }
    if text.len() > LONGEST_BYTES {
        return Err(PasswordError::Long);
    }
    let failed = |why: &dyn std::fmt::Display| PasswordError::Hash(why.to_string());
    let salt = drawn::bytes::<16>().map_err(|error| failed(&error))?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| failed(&error))?;
    let hash = Argon2::default().hash_password(text.as_bytes(), &salt).map_err(|error| failed(&error))?;
    Ok(hash.to_string())
}

/// Whether a password is the one that was hashed. Takes as long where there is no hash, and then says no.
pub(super) fn is_password(text: &str, hash: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODYS)) else { return false };
    let text = if text.len() > LONGEST_BYTES { "" } else { text };
    Argon2::default().verify_password(text.as_bytes(), &parsed).is_ok() && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_and_by_no_other() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_password("correct horse battery", Some(&hash)));
        assert!(!is_password("correct horse batterx", Some(&hash)));
        assert!(!is_password("correct horse battery", None));
        assert_ne!(hash, hash_password("correct horse battery").unwrap(), "each has its own salt");
    }

    #[test]
    fn the_hash_of_nobody_is_worked_as_hard_at_as_any_other() {
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        let anybodys = hash_password("correct horse battery").unwrap();
        let anybodys = PasswordHash::new(&anybodys).unwrap();
        assert_eq!((nobodys.algorithm, nobodys.version), (anybodys.algorithm, anybodys.version));
        assert_eq!(nobodys.params, anybodys.params);
        assert_eq!(nobodys.hash.unwrap().len(), anybodys.hash.unwrap().len());
    }

    #[test]
    fn what_is_too_short_or_too_long_is_refused() {
        assert!(matches!(hash_password("elevenchars"), Err(PasswordError::Short)));
        assert!(matches!(hash_password(&"x".repeat(1_025)), Err(PasswordError::Long)));
        assert!(!is_password(&"x".repeat(1_000_000), Some(NOBODYS)));
    }
}
