//! Opens a file or standard input as a stream of UTF-8 bytes: unpacked by its magic number, decoded, and counted.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;

use super::Compression;
use crate::IngestError;
use crate::files::STDIN;

/// Bytes that are looked at to find out how a file is written.
const HEAD_BYTES: usize = 256 << 10;

/// A stream of bytes and its beginning, which is read already.
pub struct Stream {
    pub head: Vec<u8>,
    /// Whether `head` is all there is.
    pub whole: bool,
    rest: Box<dyn Read + Send>,
    pub compression: Compression,
}

/// What a file's first bytes say.
pub enum Opened {
    Text(Stream),
    Parquet(File),
}

impl Stream {
    /// The whole stream from its first byte.
    pub fn into_reader(self) -> Box<dyn Read + Send> {
        Box::new(Cursor::new(self.head).chain(self.rest))
    }
}

/// Opens a file, or standard input for `-`. Bytes read from it are added to `done`.
///
/// # Errors
/// [`IngestError`] when it cannot be read, is empty, or is of a format that is not read.
pub fn open(path: &Path, encoding: Option<&str>, done: &Arc<AtomicU64>) -> Result<Opened, IngestError> {
    let file = path.display().to_string();
    let unreadable = |source| IngestError::unreadable(&file, source);
    let refuse = |found| Err(IngestError::Format { file: file.clone(), found });
    if path.is_dir() {
        return refuse("ingest.format.folder");
    }
    let raw: Box<dyn Read + Send> =
        if file == STDIN { Box::new(io::stdin()) } else { Box::new(File::open(path).map_err(unreadable)?) };
    let own = Arc::new(AtomicU64::new(0));
    let mut raw = Counted { inner: raw, done: Arc::clone(done), own: Arc::clone(&own) };
    let magic = fill(&mut raw, 4).map_err(unreadable)?;
    let packed = Cursor::new(magic.clone()).chain(raw);
    let (plain, compression): (Box<dyn Read + Send>, _) = match magic.as_slice() {
        [] => return Err(IngestError::EmptyFile { file }),
        b"PAR1" if file == STDIN => return refuse("ingest.format.parquet_stream"),
        b"PAR1" => return Ok(Opened::Parquet(File::open(path).map_err(unreadable)?)),
        b"PK\x03\x04" => return refuse("ingest.format.zip"),
        [0x1f, 0x8b, ..] => (Box::new(MultiGzDecoder::new(packed)), Compression::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd] => (Box::new(zstd::Decoder::new(packed).map_err(unreadable)?), Compression::Zstd),
        _ => (Box::new(packed), Compression::None),
    };
    let plain: Box<dyn Read + Send> = match compression {
        Compression::None => plain,
        Compression::Gzip | Compression::Zstd => Box::new(Unpacked { inner: plain, packed: own, unpacked: 0 }),
    };
    let mut rest = Box::new(
        DecodeReaderBytesBuilder::new()
            .encoding(encoding.map(find).transpose()?)
            .utf8_passthru(true)
            .strip_bom(true)
            .bom_override(true)
            .build(plain),
    );
    let head = fill(&mut rest, HEAD_BYTES).map_err(unreadable)?;
    Ok(Opened::Text(Stream { whole: head.len() < HEAD_BYTES, head, rest, compression }))
}

fn find(label: &str) -> Result<&'static Encoding, IngestError> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| IngestError::Encoding { label: label.to_owned() })
}

fn fill(from: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Bytes that any packed file may unpack to.
const ANY_UNPACKED: u64 = 256 << 20;
/// How many times its own size a larger one may unpack to: rows pack 5 to 50 times, a trap a thousand times and more.
const MOST_TIMES: u64 = 200;

/// A packed file that is out of all measure, passed through readers that know only [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("{times}")]
pub struct UnpacksTooFar {
    pub times: u64,
}

/// What a packed file unpacks to, refused when that is out of all measure.
struct Unpacked {
    inner: Box<dyn Read + Send>,
    packed: Arc<AtomicU64>,
    unpacked: u64,
}

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.unpacked += read as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if self.unpacked > ANY_UNPACKED && self.unpacked / MOST_TIMES > packed {
            return Err(io::Error::other(UnpacksTooFar { times: MOST_TIMES }));
        }
        Ok(read)
    }
}

struct Counted {
    inner: Box<dyn Read + Send>,
    done: Arc<AtomicU64>,
    /// Of this file alone.
    own: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.done.fetch_add(read as u64, Ordering::Relaxed);
        self.own.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
