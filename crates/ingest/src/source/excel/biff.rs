//! How many cells the sheets of an `.xls` file span: two cells in opposite corners make a sheet of millions once it is laid
//! out, and all sheets are laid out at once.
//!
//! Source: Microsoft, [MS-CFB] sections 2.2 to 2.6 for the container, [MS-XLS] section 2.4 for the records of cells.

use super::shared_text;

const FREE: u32 = 0xffff_fff0;
/// Records of a cell that holds something, each with its row and column first.
const CELLS: [u16; 9] = [0x0006, 0x0203, 0x0204, 0x0205, 0x027e, 0x00fd, 0x0003, 0x0004, 0x0002];
/// Several numbers side by side: row, first column, the numbers, last column.
const MULTIPLE: u16 = 0x00bd;
const BEGIN: [u16; 4] = [0x0809, 0x0409, 0x0209, 0x0009];

/// A cell whose text is shared by its number: row, column, style, number.
const SHARED: u16 = 0x00fd;
/// Bytes of text that count as one cell more, for each cell has a copy of the text it shares.
const TEXT_BYTES: u64 = 64;

/// The cells of the rectangles around what each sheet holds, long texts counted as several; none for what is no container
/// with a workbook.
pub fn cells(file: &[u8]) -> Option<u64> {
    let book = workbook(file)?;
    let texts = shared_text::lengths(&book);
    let (mut all, mut sheet) = (0u64, Sheet::default());
    let mut at = 0;
    while let (Some(kind), Some(length)) = (short(&book, at), short(&book, at + 2)) {
        let data = book.get(at + 4..at + 4 + usize::from(length)).unwrap_or_default();
        if BEGIN.contains(&kind) {
            all = all.saturating_add(std::mem::take(&mut sheet).area());
        } else if CELLS.contains(&kind) {
            if let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) {
                sheet.note(row, column);
            }
            if kind == SHARED
                && let Some(text) = long(data, 6).and_then(|number| texts.get(number as usize))
            {
                all = all.saturating_add(u64::from(*text) / TEXT_BYTES);
            }
        } else if kind == MULTIPLE
            && let (Some(row), Some(first), Some(last)) =
                (short(data, 0), short(data, 2), short(data, data.len().saturating_sub(2)))
        {
            sheet.note(row, first);
            sheet.note(row, last);
        }
        at += 4 + usize::from(length);
    }
    Some(all.saturating_add(sheet.area()))
}

/// The corners of what a sheet holds.
#[derive(Default)]
struct Sheet(Option<[u16; 4]>);

impl Sheet {
    fn note(&mut self, row: u16, column: u16) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([top.min(row), left.min(column), bottom.max(row), right.max(column)]);
    }

    fn area(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1))
    }
}

/// The stream called `Workbook`, or `Book` in older files.
fn workbook(file: &[u8]) -> Option<Vec<u8>> {
    let sector = 1usize << short(file, 30)?.min(20);
    let fat = fat(file, sector)?;
    let directory = chain(file, &fat, long(file, 48)?, sector);
    let entry = directory.chunks_exact(128).find(|entry| is_named(entry, "Workbook") || is_named(entry, "Book"))?;
    let (start, size) = (long(entry, 116)?, usize::try_from(long(entry, 120)?).ok()?);
    let cutoff = usize::try_from(long(file, 56)?).ok()?;
    let mut stream = if size >= cutoff {
        chain(file, &fat, start, sector)
    } else {
        // Small streams lie in sectors of their own within the stream of the root.
        let small = 1usize << short(file, 32)?.min(20);
        let root = chain(file, &fat, long(directory.get(..128)?, 116)?, sector);
        let links = chain(file, &fat, long(file, 60)?, sector);
        let links: Vec<u32> = links.chunks_exact(4).filter_map(|link| long(link, 0)).collect();
        follow(&links, start).flat_map(|number| part(&root, number as usize * small, small).to_vec()).collect()
    };
    stream.truncate(size);
    Some(stream)
}

/// Which sector follows each sector.
fn fat(file: &[u8], sector: usize) -> Option<Vec<u32>> {
    let mut tables: Vec<u32> = (0..109).filter_map(|index| long(file, 76 + 4 * index)).collect();
    let (mut next, most) = (long(file, 68)?, file.len() / sector + 1);
    for _ in 0..most {
        if next >= FREE {
            break;
        }
        let table = part(file, (next as usize + 1).checked_mul(sector)?, sector);
        let numbers: Vec<u32> = table.chunks_exact(4).filter_map(|number| long(number, 0)).collect();
        let (last, numbers) = numbers.split_last()?;
        tables.extend(numbers);
        next = *last;
    }
    tables.retain(|number| *number < FREE);
    tables.truncate(most);
    let sectors = tables.iter().map(|number| part(file, (*number as usize + 1).saturating_mul(sector), sector));
    Some(sectors.flat_map(|table| table.chunks_exact(4).filter_map(|link| long(link, 0))).collect())
}

fn chain(file: &[u8], fat: &[u32], start: u32, sector: usize) -> Vec<u8> {
    let places = follow(fat, start).map(|number| (number as usize + 1).saturating_mul(sector));
    places.flat_map(|place| part(file, place, sector).to_vec()).collect()
}

/// The sectors of a chain; a chain that runs in a circle ends after as many as there are.
fn follow(links: &[u32], start: u32) -> impl Iterator<Item = u32> + '_ {
    let next = |number: &u32| links.get(*number as usize).copied().filter(|next| *next < FREE);
    std::iter::successors(Some(start).filter(|start| *start < FREE), next).take(links.len())
}

fn part(bytes: &[u8], start: usize, length: usize) -> &[u8] {
    let start = start.min(bytes.len());
    &bytes[start..start.saturating_add(length).min(bytes.len())]
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    entry.starts_with(&wanted)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
