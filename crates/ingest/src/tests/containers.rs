//! Workbooks of the kinds that no library of ours writes, byte by byte.

use std::io::Write;

/// A zip archive of some parts, each with the size that its directory is to say it unpacks to.
pub fn zip(parts: &[(&str, &[u8], Option<u32>)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, data, told) in parts {
        let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(data).unwrap();
        let packed = packed.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(data);
        let number = |number: usize| u32::try_from(number).unwrap();
        let mut about = [20u16, 0, 8, 0, 0].map(u16::to_le_bytes).concat();
        for value in [crc.sum(), number(packed.len()), told.unwrap_or(number(data.len()))] {
            about.extend(value.to_le_bytes());
        }
        about.extend([u16::try_from(name.len()).unwrap(), 0].map(u16::to_le_bytes).concat());
        directory.extend([b"PK\x01\x02\x14\x00", &about[..], &[0; 10]].concat());
        directory.extend(number(archive.len()).to_le_bytes());
        directory.extend(name.as_bytes());
        archive.extend([b"PK\x03\x04", &about[..], name.as_bytes(), &packed].concat());
    }
    let parts = u16::try_from(parts.len()).unwrap();
    let mut end = [&b"PK\x05\x06\0\0\0\0"[..], &parts.to_le_bytes(), &parts.to_le_bytes()].concat();
    for value in [directory.len(), archive.len()] {
        end.extend(u32::try_from(value).unwrap().to_le_bytes());
    }
    [archive, directory, end, vec![0, 0]].concat()
}

/// An OpenDocument workbook with these sheets in its `content.xml`.
pub fn ods(sheets: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", None),
        ("META-INF/manifest.xml", b"<manifest:manifest></manifest:manifest>", None),
        ("content.xml", content.as_bytes(), None),
    ])
}

/// A cell of an `.xls` sheet.
#[derive(Clone, Copy)]
pub enum Cell {
    /// One of the workbook's shared texts, by position.
    Text(u32),
    Number(f64),
    /// Days since 1899-12-30.
    Date(f64),
}

/// An `.xls` workbook of one sheet called `Sales`.
pub fn xls(texts: &[&str], cells: &[(u16, u16, Cell)]) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &[0x0600, kind, 0, 0, 0, 0, 0, 0].map(u16::to_le_bytes).concat());
    let end = record(0x000a, &[]);
    let style = |format: u16| {
        let mut data = vec![0; 20];
        data[2..4].copy_from_slice(&format.to_le_bytes());
        record(0x00e0, &data)
    };
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let text = |text: &&str| [&u16::try_from(text.len()).unwrap().to_le_bytes()[..], &[0], text.as_bytes()].concat();
    let shared = record(0x00fc, &[count.to_vec(), count.to_vec(), texts.iter().flat_map(text).collect()].concat());
    let named = |start: usize| {
        record(0x0085, &[&u32::try_from(start).unwrap().to_le_bytes()[..], &[0, 0, 5, 0], b"Sales"].concat())
    };
    let mut globals = [begin(0x0005), style(0), style(14), shared].concat();
    let start = globals.len() + named(0).len() + end.len();
    globals.extend([named(start), end.clone()].concat());
    let sheet = cells.iter().flat_map(|(row, column, cell)| {
        let (kind, style, data) = match cell {
            Cell::Text(number) => (0x00fd, 0u16, number.to_le_bytes().to_vec()),
            Cell::Number(number) => (0x0203, 0, number.to_le_bytes().to_vec()),
            Cell::Date(days) => (0x0203, 1, days.to_le_bytes().to_vec()),
        };
        record(kind, &[[*row, *column, style].map(u16::to_le_bytes).concat(), data].concat())
    });
    let dimensions = record(0x0200, &[0; 14]);
    let sheet: Vec<u8> = sheet.collect();
    compound("Workbook", &[globals, begin(0x0010), dimensions, sheet, end].concat())
}

/// A compound file with one stream.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    // The table of sectors comes first, then the directory, then the stream.
    let tables = (sectors + 1).div_ceil(SECTOR / 4 - 1);
    let directory_at = u32::try_from(tables).unwrap();
    let mut links = vec![0xffff_fffd; tables];
    links.push(END);
    let first = directory_at + 1;
    links.extend((1..sectors).map(|sector| first + u32::try_from(sector).unwrap()));
    links.push(END);
    links.resize(tables * SECTOR / 4, 0xffff_ffff);
    let entry = |name: &str, kind: u8, start: u32, size: u32, child: u32| {
        let mut entry = vec![0; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&u16::try_from(units.len() + 2).unwrap().to_le_bytes());
        (entry[66], entry[67]) = (kind, 1);
        for at in [68, 72] {
            entry[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        }
        for (at, value) in [(76, child), (116, start), (120, size)] {
            entry[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        entry
    };
    let size = u32::try_from(stream.len()).unwrap();
    let directory = [entry("Root Entry", 5, END, 0, 1), entry(name, 2, first, size, u32::MAX), vec![0; 256]].concat();
    let mut head = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 16]].concat();
    head.extend([0x003e, 0x0003, 0xfffe, 9, 6, 0, 0, 0].map(u16::to_le_bytes).concat());
    for value in [0, directory_at, directory_at, 0, 4096, END, 0, END, 0] {
        head.extend(u32::to_le_bytes(value));
    }
    // Which sectors the table lies in; the header has room for 109.
    let places = (0..directory_at).chain(std::iter::repeat(u32::MAX)).take(109);
    head.extend(places.flat_map(u32::to_le_bytes));
    [head, links.into_iter().flat_map(u32::to_le_bytes).collect(), directory, stream].concat()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}
