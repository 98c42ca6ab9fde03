//! Secrets: 256 bits that the caller drew, written as a text that says what it is for.
//!
//! A digest of the text is what is kept. It needs no salt and no slow hash: nobody guesses 256 random bits.

use std::fmt;

/// What a secret opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// The HTTP API, with a role.
    Token,
    /// The live door, for events only.
    WriteKey,
    /// The HTTP API, for a browser that somebody logged in with.
    Session,
}

/// A secret in full. It is shown once, to whom it was made for, and never written to a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// How many characters of a secret are shown in lists.
const SHOWN: usize = 8;

/// The letters of base 32 (RFC 4648, section 6) in lower case: nothing in an address or a shell has to escape them.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl Secret {
    /// The secret of 32 random bytes.
    #[must_use]
    pub fn new(kind: SecretKind, bytes: [u8; 32]) -> Self {
        let prefix = match kind {
            SecretKind::Token => "tnr_",
            SecretKind::WriteKey => "twk_",
            SecretKind::Session => "tns_",
        };
        Self(format!("{prefix}{}", base32(&bytes)))
    }

    /// The secret as whoever it was made for has to send it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Its first characters, by which a person tells it from others.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.0[..SHOWN]
    }

    /// What a browser that holds this session's secret says besides, in a header of its own: a page of another site
    /// can make the browser send the cookie, but cannot read it to make this of it.
    #[must_use]
    pub fn csrf(session: &str) -> String {
        base32(&blake3::derive_key("tenure/access/csrf-token-of-browser-session", session.as_bytes()))
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        digest(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({}…)", self.prefix())
    }
}

/// What is kept of a secret.
pub(super) fn digest(text: &str) -> [u8; 32] {
    *blake3::hash(text.as_bytes()).as_bytes()
}

fn base32(bytes: &[u8; 32]) -> String {
    let mut text = String::with_capacity(52);
    let (mut held, mut bits) = (0u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(held << (5 - bits)) as usize & 31]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_of_a_secret_is_in_its_text() {
        // RFC 4648, section 10: the base 32 of "foobar" is MZXW6YTBOI.
        let mut bytes = [0; 32];
        bytes[..6].copy_from_slice(b"foobar");
        let secret = Secret::new(SecretKind::Token, bytes);
        assert!(secret.text().starts_with("tnr_mzxw6ytboi"), "{}", secret.text());
        assert_eq!((secret.text().len(), secret.prefix()), (56, "tnr_mzxw"));
        for bit in 0..256 {
            let mut other = bytes;
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(Secret::new(SecretKind::Token, other), secret, "bit {bit}");
        }
    }

    #[test]
    fn a_secret_does_not_show_itself_and_its_digests_are_unlike() {
        let secret = Secret::new(SecretKind::Session, [7; 32]);
        assert_eq!(format!("{secret:?}"), "Secret(tns_a4dq…)");
        assert_ne!(Secret::csrf(secret.text()), Secret::csrf("tns_"));
        assert_ne!(Secret::csrf(secret.text()), base32(&secret.digest()));
    }
}
