//! The body of a request as it was before it was packed, within a bound: few bytes may unpack to very many.

use std::io::Read;

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// Why a body cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is larger than may be.
    TooLarge,
    /// It is not what its header says.
    Damaged,
    /// It is packed in a way that is not known.
    Unknown,
}

/// The body, taken out of what `Content-Encoding` says it is packed in.
pub(super) fn unpack(headers: &HeaderMap, body: Bytes, most: usize) -> Result<Bytes, Refused> {
    let encoding = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim());
    match encoding.map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "identity") => Ok(body),
        Some("gzip" | "x-gzip") => read(MultiGzDecoder::new(body.as_ref()), most),
        Some("deflate") => read(ZlibDecoder::new(body.as_ref()), most),
        Some(_) => Err(Refused::Unknown),
    }
}

fn read(packed: impl Read, most: usize) -> Result<Bytes, Refused> {
    let mut unpacked = Vec::new();
    packed.take(most as u64 + 1).read_to_end(&mut unpacked).map_err(|_| Refused::Damaged)?;
    if unpacked.len() > most { Err(Refused::TooLarge) } else { Ok(unpacked.into()) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::http::HeaderValue;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Bytes {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap().into()
    }

    #[test]
    fn what_was_packed_is_unpacked_within_the_bound() {
        let headers = |value| HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(value))]);
        let body = Bytes::from_static(b"{}");
        assert_eq!(unpack(&HeaderMap::new(), body.clone(), 1).unwrap(), body);
        assert_eq!(unpack(&headers("GZIP"), gzip(b"{}"), 2).unwrap(), body);
        assert_eq!(unpack(&headers("gzip"), gzip(&vec![b' '; 1 << 24]), 1 << 20), Err(Refused::TooLarge));
        assert_eq!(unpack(&headers("gzip"), body.clone(), 100), Err(Refused::Damaged));
        let mut cut = gzip(b"{\"a\":1}").to_vec();
        cut.truncate(12);
        assert_eq!(unpack(&headers("gzip"), cut.into(), 100), Err(Refused::Damaged));
        assert_eq!(unpack(&headers("br"), body, 100), Err(Refused::Unknown));
    }
}
