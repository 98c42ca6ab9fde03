//! The one place of the service where chance enters: secrets.

use lake::{Secret, SecretKind};
use rand::TryRngCore;
use rand::rngs::OsRng;

/// A secret of the operating system's own random bytes.
///
/// # Errors
/// The operating system's, when it has none to give.
pub fn drawn(kind: SecretKind) -> std::io::Result<Secret> {
    Ok(Secret::new(kind, bytes()?))
}

pub(super) fn bytes<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}
