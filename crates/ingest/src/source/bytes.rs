//! Opens a file or standard input: by its magic number as a binary format, or unpacked, decoded and counted as a stream of
//! UTF-8 text.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;

use super::Compression;
use super::encoding;
use super::excel::{Container, Input};
use crate::IngestError;
use crate::files::STDIN;

/// Bytes that are looked at to find out how a file is written.
const HEAD_BYTES: usize = 256 << 10;
/// Bytes that a binary format may have which does not lie in a file as it is, for it is then read from memory.
const MOST_SPOOLED_BYTES: u64 = 256 << 20;

/// A stream of text and its beginning, which is read already.
pub struct Stream {
    pub head: Vec<u8>,
    /// Whether `head` is all there is.
    pub whole: bool,
    rest: Box<dyn Read + Send>,
    pub compression: Compression,
    /// What it was decoded from, if not UTF-8.
    pub encoding: Option<&'static str>,
}

/// What a file's first bytes say.
pub enum Opened {
    Text(Stream),
    Parquet(Blob),
    Workbook(Container, Blob),
}

/// A binary format.
pub enum Blob {
    File(File),
    Memory(Vec<u8>),
}

impl Blob {
    /// The bytes to read from any place, and how many they are. Those in memory were counted when they were read.
    pub fn into_input(self) -> (Box<dyn Input>, u64) {
        match self {
            Self::File(file) => {
                let bytes = file.metadata().map_or(0, |metadata| metadata.len());
                (Box::new(BufReader::new(file)), bytes)
            }
            Self::Memory(bytes) => (Box::new(Cursor::new(bytes)), 0),
        }
    }
}

impl Stream {
    /// The whole stream from its first byte.
    pub fn into_reader(self) -> Box<dyn Read + Send> {
        Box::new(Cursor::new(self.head).chain(self.rest))
    }
}

/// Opens a file, or standard input for `-`, under the name it is called by. Bytes of text read from it are added to `done`.
///
/// # Errors
/// [`IngestError`] when it cannot be read, is empty, or is of a format that is not read.
pub fn open((path, called): (&Path, &str), told: Option<&str>, done: &Arc<AtomicU64>) -> Result<Opened, IngestError> {
    let (file, is_stdin) = (called.to_owned(), path.as_os_str() == STDIN);
    let unreadable = |source| IngestError::unreadable(&file, source);
    if path.is_dir() {
        return Err(IngestError::Format { file, found: "ingest.format.folder" });
    }
    let told = told.map(find).transpose()?;
    let raw: Box<dyn Read + Send> =
        if is_stdin { Box::new(io::stdin()) } else { Box::new(File::open(path).map_err(unreadable)?) };
    let own = Arc::new(AtomicU64::new(0));
    let mut raw = Counted { inner: raw, done: Arc::clone(done), own: Arc::clone(&own) };
    let mut magic = fill(&mut raw, 8).map_err(unreadable)?;
    if magic.is_empty() {
        return Err(IngestError::EmptyFile { file });
    }
    if !is_stdin && let Some(found) = Binary::of(&magic) {
        done.fetch_sub(magic.len() as u64, Ordering::Relaxed);
        return Ok(found.opened(Blob::File(File::open(path).map_err(unreadable)?)));
    }
    let packed = Cursor::new(magic.clone()).chain(raw);
    let (mut plain, compression): (Box<dyn Read + Send>, _) = match magic.as_slice() {
        [0x1f, 0x8b, ..] => (Box::new(MultiGzDecoder::new(packed)), Compression::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => (Box::new(zstd::Decoder::new(packed).map_err(unreadable)?), Compression::Zstd),
        _ => (Box::new(packed), Compression::None),
    };
    if compression != Compression::None {
        plain = Box::new(Unpacked { inner: plain, packed: own, unpacked: 0 });
        magic = fill(&mut plain, 8).map_err(unreadable)?;
        plain = Box::new(Cursor::new(magic.clone()).chain(plain));
    }
    if let Some(found) = Binary::of(&magic) {
        let bytes = fill(&mut plain, MOST_SPOOLED_BYTES + 1).map_err(unreadable)?;
        if bytes.len() as u64 > MOST_SPOOLED_BYTES {
            return Err(IngestError::TooBigToSpool { file, limit_mib: MOST_SPOOLED_BYTES >> 20 });
        }
        return Ok(found.opened(Blob::Memory(bytes)));
    }
    let sample = fill(&mut plain, 4096).map_err(unreadable)?;
    let encoding = encoding::of(&sample, told);
    let whole = Cursor::new(sample).chain(plain);
    let mut rest = Box::new(
        DecodeReaderBytesBuilder::new()
            .encoding(encoding)
            .utf8_passthru(true)
            .strip_bom(true)
            .bom_override(true)
            .build(whole),
    );
    let head = fill(&mut rest, HEAD_BYTES as u64).map_err(unreadable)?;
    let encoding = encoding.filter(|encoding| *encoding != encoding_rs::UTF_8).map(Encoding::name);
    Ok(Opened::Text(Stream { whole: head.len() < HEAD_BYTES, head, rest, compression, encoding }))
}

/// Formats that are no text.
enum Binary {
    Parquet,
    Workbook(Container),
}

impl Binary {
    fn of(magic: &[u8]) -> Option<Self> {
        match magic {
            [b'P', b'A', b'R', b'1', ..] => Some(Self::Parquet),
            [b'P', b'K', 3, 4, ..] => Some(Self::Workbook(Container::Zip)),
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] => Some(Self::Workbook(Container::Compound)),
            _ => None,
        }
    }

    fn opened(self, blob: Blob) -> Opened {
        match self {
            Self::Parquet => Opened::Parquet(blob),
            Self::Workbook(container) => Opened::Workbook(container, blob),
        }
    }
}

fn find(label: &str) -> Result<&'static Encoding, IngestError> {
    Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| IngestError::Encoding { label: label.to_owned() })
}

fn fill(from: &mut impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most).read_to_end(&mut bytes)?;
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
