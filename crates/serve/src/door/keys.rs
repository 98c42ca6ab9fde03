//! Write keys, by which the door knows whose events come.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lake::{Access, LakeError, Used};

use crate::Clock;

/// A write key that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedKey {
    /// The number of the key: within one key a message comes once.
    pub number: i64,
    /// Whose outside ids its events hold.
    pub namespace: String,
}

/// Knows the write keys of a workspace.
#[async_trait]
pub trait WriteKeys: fmt::Debug + Send + Sync {
    /// The key of this secret; none for one that there is not, or no longer.
    ///
    /// # Errors
    /// [`LakeError`] when the keys cannot be read.
    async fn find(&self, secret: &str) -> Result<Option<AcceptedKey>, LakeError>;
}

/// The write keys that the workspace's state holds.
#[derive(Clone, Debug)]
pub struct OwnKeys {
    access: Access,
    clock: Arc<dyn Clock>,
}

impl OwnKeys {
    #[must_use]
    pub fn new(access: Access, clock: Arc<dyn Clock>) -> Self {
        Self { access, clock }
    }
}

#[async_trait]
impl WriteKeys for OwnKeys {
    async fn find(&self, secret: &str) -> Result<Option<AcceptedKey>, LakeError> {
        let Some(key) = self.access.write_key_of(secret)? else { return Ok(None) };
        // A help for people: no event is refused for want of it.
        if let Err(error) = self.access.note_use(Used::WriteKey(key.number), self.clock.now_us()) {
            tracing::warn!(why = %error, "write_key_use_not_noted");
        }
        Ok(Some(AcceptedKey { number: key.number, namespace: key.namespace }))
    }
}

/// The user's name of Basic authentication: where libraries on servers put the write key.
pub(super) fn of_headers(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, packed) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(packed.trim()).ok()?).ok()?;
    let user = text.split_once(':').map_or(text.as_str(), |(user, _)| user);
    (!user.is_empty()).then(|| user.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_key_is_the_user_of_basic_authentication() {
        for (value, expected) in [
            ("Basic azE6", Some("k1")),
            ("basic azE6c2VjcmV0", Some("k1")),
            ("Basic azE=", Some("k1")),
            ("Basic Og==", None),
            ("Basic %%%", None),
            ("Bearer azE6", None),
        ] {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
            assert_eq!(of_headers(&headers).as_deref(), expected, "{value}");
        }
        assert_eq!(of_headers(&HeaderMap::new()), None);
    }
}
