//! A file on its way in: in a folder of its own beside the tables, gone when it is dropped.

use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures::StreamExt as _;
use lake::Lake;
use model::{Language, Message};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use crate::Problem;

/// The folder of uploads, in the lake's.
const FOLDER: &str = "_uploads";

/// What a file is called that nobody named.
const UNNAMED: &str = "upload";

/// Bytes of a file's name that are kept: well below what file systems take.
const LONGEST: usize = 100;

/// A file that is kept until its import has ended.
#[derive(Debug)]
pub(super) struct Upload {
    folder: PathBuf,
    path: PathBuf,
    called: String,
}

impl Upload {
    /// Makes room for a file of this name.
    pub(super) fn begin(
        lake: &Lake,
        called: Option<&str>,
        headers: &HeaderMap,
        language: Language,
    ) -> Result<Self, Problem> {
        let mut called = plain(called.unwrap_or(UNNAMED));
        match headers.get(header::CONTENT_ENCODING).map(|encoding| encoding.as_bytes()) {
            None | Some(b"identity") => {}
            Some(b"gzip") => suffix(&mut called, ".gz"),
            Some(b"zstd") => suffix(&mut called, ".zst"),
            Some(_) => {
                let message = Message::new("serve.import.encoding");
                return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, &message, language));
            }
        }
        let folder = uploads(lake).join(drawn());
        fs::create_dir_all(&folder).map_err(|error| refused(&error, language))?;
        let path = folder.join(&called);
        Ok(Self { folder, path, called })
    }

    /// Takes a body to its end, or as far as it may go.
    pub(super) async fn take(self, body: Body, most: u64, language: Language) -> Result<Self, Problem> {
        let failed = |error: std::io::Error| refused(&error, language);
        let mut file = File::create(&self.path).await.map_err(failed)?;
        let (mut chunks, mut bytes) = (body.into_data_stream(), 0_u64);
        while let Some(chunk) = chunks.next().await {
            let broken = |_| Problem::new(StatusCode::BAD_REQUEST, &Message::new("serve.import.broken_off"), language);
            let chunk = chunk.map_err(broken)?;
            bytes += chunk.len() as u64;
            if bytes > most {
                return Err(too_large(most, language));
            }
            file.write_all(&chunk).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        Ok(self)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn called(&self) -> &str {
        &self.called
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // What stays is removed when the service begins anew.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes what uploads left.
pub(super) fn clear(lake: &Lake) {
    let _ = fs::remove_dir_all(uploads(lake));
}

/// The refusal of what is larger than may be.
pub(super) fn too_large(most: u64, language: Language) -> Problem {
    let message = Message::new("serve.import.too_large").with("most", most);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, &message, language)
}

fn uploads(lake: &Lake) -> PathBuf {
    lake.workspace().join("lake").join(FOLDER)
}

/// The refusal where the disk does not take the file.
fn refused(error: &std::io::Error, language: Language) -> Problem {
    let message = Message::new("serve.import.not_kept").with("why", error);
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, &message, language).retry_after(60)
}

/// The last part of a name, of letters, digits and signs that mean nothing to a file system or a pattern.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let keep = |letter: char| if letter.is_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
    let mut plain: String = last.chars().map(keep).collect();
    plain.truncate(plain.floor_char_boundary(LONGEST));
    let plain = plain.trim_start_matches(['.', '-']);
    if plain.is_empty() { UNNAMED.to_owned() } else { plain.to_owned() }
}

fn suffix(name: &mut String, suffix: &str) {
    if !name.ends_with(suffix) {
        name.push_str(suffix);
    }
}

#[expect(clippy::disallowed_methods, reason = "two uploads must not have one folder")]
fn drawn() -> String {
    format!("{:032x}", rand::random::<u128>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_plain_word() {
        for (given, kept) in [
            ("orders.csv", "orders.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\data\\orders 1*.csv", "orders_1_.csv"),
            ("订单.csv", "订单.csv"),
            ("..", "upload"),
            ("-", "upload"),
            ("", "upload"),
            ("book.xlsx#Sheet", "book.xlsx_Sheet"),
            ("a\n[b]?{c}", "a__b___c_"),
        ] {
            assert_eq!(plain(given), kept);
        }
        assert_eq!(plain(&"x".repeat(500)).len(), LONGEST);
    }
}
