//! The byte between fields: the one that cuts the first records into the same number of fields, more than one.

use super::records;

const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
const RECORDS: usize = 100;

/// The delimiter of a sample, a comma where none shows. `whole` says that the sample is the whole file.
pub fn delimiter(sample: &[u8], whole: bool) -> u8 {
    let sample = &sample[..sample.len().min(64 << 10)];
    let mut best = (0.0, b',');
    for candidate in CANDIDATES {
        let records = records(sample, candidate, RECORDS, whole);
        let Some(width) = records.first().map(Vec::len).filter(|width| *width > 1) else { continue };
        let alike = records.iter().filter(|record| record.len() == width).count();
        // How many records agree matters most; the number of fields decides between candidates that agree alike.
        let score = alike as f64 / records.len() as f64 + (width.min(100) as f64) / 1000.0;
        if score > best.0 {
            best = (score, candidate);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_that_cuts_records_alike_is_the_delimiter() {
        for (sample, expected) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", b';'),
            ("a\tb\nx, y\tz\nx\tz\n", b'\t'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("name\n\"x;y\"\nz\n", b','),
            ("\"a;b\",c\n\"1;2\",3\n", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter(sample.as_bytes(), true), expected, "{sample:?}");
        }
    }
}
