//! What is in a zip archive, checked before anything of it is unpacked into memory: a few kilobytes can unpack to more
//! than a machine holds.
//!
//! Sizes are read from the archive's directory and then held against what the parts really unpack to, because a directory
//! can lie. Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

/// A part that is read into memory whole may unpack to this.
const MOST_WHOLE_BYTES: u64 = 256 << 20;
/// A part that is read in a stream may.
const MOST_STREAMED_BYTES: u64 = 4 << 30;
/// All parts together may.
const MOST_BYTES: u64 = 8 << 30;
/// The longest stretch of a part without a tag: what is between two tags is held in memory.
const MOST_UNTAGGED_BYTES: usize = 64 << 20;
/// The directory itself may have.
const MOST_DIRECTORY_BYTES: u64 = 16 << 20;

const END: &[u8; 4] = b"PK\x05\x06";
const END_64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR_64: &[u8; 4] = b"PK\x06\x07";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const PART: &[u8; 4] = b"PK\x03\x04";

/// One part of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// Zero: stored as it is; eight: deflated.
    method: u16,
    packed: u64,
    unpacked: u64,
    offset: u64,
}

/// Why an archive is not read.
#[derive(Debug)]
pub enum Refusal {
    /// No archive, a broken one, or packed in a way that workbooks are not.
    Broken,
    /// A part that unpacks to more than it may.
    TooBig {
        part: String,
        limit: u64,
    },
    Unreadable(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Self::Broken,
            _ => Self::Unreadable(error),
        }
    }
}

/// The parts by the archive's directory.
///
/// # Errors
/// [`Refusal`] for what is no archive, and for parts that are too big by the directory.
pub fn parts(archive: &mut (impl Read + Seek), is_whole: impl Fn(&str) -> bool) -> Result<Vec<Part>, Refusal> {
    let directory = directory(archive)?;
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(entry) = directory.get(at..).filter(|rest| rest.starts_with(ENTRY)) {
        let (part, length) = part(entry).ok_or(Refusal::Broken)?;
        parts.push(part);
        at += length;
    }
    let mut all = 0u64;
    for part in &parts {
        let limit = if is_whole(&part.name) { MOST_WHOLE_BYTES } else { MOST_STREAMED_BYTES };
        all = all.saturating_add(part.unpacked);
        if part.unpacked > limit || all > MOST_BYTES {
            return Err(Refusal::TooBig { part: part.name.clone(), limit: limit.min(MOST_BYTES) });
        }
    }
    Ok(parts)
}

/// Unpacks a part into nothing, to see that it is as big as the directory says, showing `look` the bytes.
///
/// # Errors
/// [`Refusal`] for a part that is bigger, or has an endless text.
pub fn unpack(archive: &mut (impl Read + Seek), part: &Part, mut look: impl FnMut(&[u8])) -> Result<(), Refusal> {
    archive.seek(SeekFrom::Start(part.offset))?;
    let mut head = [0; 30];
    archive.read_exact(&mut head)?;
    if !head.starts_with(PART) {
        return Err(Refusal::Broken);
    }
    let skipped = i64::from(short(&head, 26)) + i64::from(short(&head, 28));
    archive.seek(SeekFrom::Current(skipped))?;
    let packed = archive.take(part.packed);
    let mut unpacked: Box<dyn Read + '_> = match part.method {
        0 => Box::new(packed),
        8 => Box::new(DeflateDecoder::new(packed)),
        _ => return Err(Refusal::Broken),
    };
    let has_tags = !part.name.to_ascii_lowercase().ends_with(".bin");
    let mut buffer = vec![0; 64 << 10];
    let (mut size, mut untagged) = (0u64, 0usize);
    loop {
        let read = unpacked.read(&mut buffer)?;
        let some = &buffer[..read];
        size += read as u64;
        untagged = match some.iter().rposition(|byte| *byte == b'<') {
            Some(last) => read - last,
            None => untagged + read,
        };
        if size > part.unpacked || (has_tags && untagged > MOST_UNTAGGED_BYTES) {
            let limit = if size > part.unpacked { part.unpacked } else { MOST_UNTAGGED_BYTES as u64 };
            return Err(Refusal::TooBig { part: part.name.clone(), limit });
        }
        if read == 0 {
            return Ok(());
        }
        look(some);
    }
}

fn directory(archive: &mut (impl Read + Seek)) -> Result<Vec<u8>, Refusal> {
    let length = archive.seek(SeekFrom::End(0))?;
    // The end record is the last thing of an archive, but for a comment of up to 65535 bytes.
    let tail_length = length.min(65_535 + 22 + 20);
    archive.seek(SeekFrom::Start(length - tail_length))?;
    let mut tail = Vec::new();
    archive.take(tail_length).read_to_end(&mut tail)?;
    let end = tail.windows(4).rposition(|bytes| bytes == END).ok_or(Refusal::Broken)?;
    let record = tail.get(end..end + 22).ok_or(Refusal::Broken)?;
    let (mut size, mut offset) = (u64::from(long(record, 12)), u64::from(long(record, 16)));
    let locator =
        end.checked_sub(20).and_then(|start| tail.get(start..end)).filter(|bytes| bytes.starts_with(LOCATOR_64));
    if let Some(locator) = locator {
        archive.seek(SeekFrom::Start(longest(locator, 8)))?;
        let mut record = [0; 56];
        archive.read_exact(&mut record)?;
        if !record.starts_with(END_64) {
            return Err(Refusal::Broken);
        }
        (size, offset) = (longest(&record, 40), longest(&record, 48));
    }
    if size > MOST_DIRECTORY_BYTES || offset.saturating_add(size) > length {
        return Err(Refusal::Broken);
    }
    archive.seek(SeekFrom::Start(offset))?;
    let mut directory = Vec::new();
    archive.take(size).read_to_end(&mut directory)?;
    Ok(directory)
}

/// A part and the length of its entry; none where the entry breaks off.
fn part(entry: &[u8]) -> Option<(Part, usize)> {
    let head = entry.get(..46)?;
    let (name, extra, comment) = (short(head, 28), short(head, 30), short(head, 32));
    let name_end = 46 + usize::from(name);
    let extra_end = name_end + usize::from(extra);
    let mut part = Part {
        name: String::from_utf8_lossy(entry.get(46..name_end)?).replace('\\', "/"),
        method: short(head, 10),
        packed: u64::from(long(head, 20)),
        unpacked: u64::from(long(head, 24)),
        offset: u64::from(long(head, 42)),
    };
    widen(&mut part, entry.get(name_end..extra_end)?);
    Some((part, extra_end + usize::from(comment)))
}

/// Takes from the extra field what does not fit four bytes: unpacked size, packed size, offset, those of them that are all
/// ones.
fn widen(part: &mut Part, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let (id, length) = (short(extra, 0), usize::from(short(extra, 2)));
        let Some(mut field) = extra.get(4..4 + length) else { return };
        if id == 1 {
            for value in [&mut part.unpacked, &mut part.packed, &mut part.offset] {
                if *value == u64::from(u32::MAX) && field.len() >= 8 {
                    *value = longest(field, 0);
                    field = &field[8..];
                }
            }
            return;
        }
        extra = &extra[4 + length..];
    }
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn longest(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()).map_or(0, u64::from_le_bytes)
}
