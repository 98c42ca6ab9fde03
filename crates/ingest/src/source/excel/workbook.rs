//! A workbook on a thread of its own: it chooses the sheet and hands its rows over as they are read, so that a sheet of a
//! million rows takes no more memory than a small one. Older formats can only be read whole, and have a limit.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{
    Data, DataRef, Dimensions, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, Xlsx,
};
use model::Message;

use super::cells::{CellKind, Value, zeros};
use super::kind::Book;
use crate::IngestError;
use crate::source::{BATCH_BYTES, MOST_FIELD_BYTES, MOST_RECORD_BYTES};

/// Rows handed over at once, and how often before somebody takes them.
const ROWS_AT_ONCE: usize = 1024;
const AHEAD: usize = 4;
/// Merged areas that are looked after; a sheet with more is no table.
const MOST_MERGED: usize = 100_000;
/// Bytes that a cell takes besides its text.
const CELL_BYTES: usize = 40;
/// Columns that are merged downwards at once.
const MOST_OPEN: usize = 256;

/// What a workbook is read from.
pub trait Input: Read + Seek + Send {}

impl<T: Read + Seek + Send> Input for T {}

/// What the thread tells.
pub enum Told {
    /// The sheet that is read: always the first.
    Sheet(String),
    Rows(Vec<Row>),
}

/// A row with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One-based, as the spreadsheet shows it.
    pub number: u64,
    /// Cells that are not empty, by zero-based column.
    pub cells: Vec<(u32, Value)>,
    /// Whether some of them are of a merged cell that begins in a row above.
    pub merged: bool,
}

type Channel = SyncSender<Result<Told, IngestError>>;

/// Reads a sheet of a workbook: the one of this name, else the only one that holds anything.
pub fn read(
    file: String,
    input: Box<dyn Input>,
    format: Book,
    sheet: Option<String>,
) -> Receiver<Result<Told, IngestError>> {
    let (tell, told) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        let work = Work { file: &file, sheet: sheet.as_deref(), tell: &tell };
        // The library takes some things in a file for granted, and a file may hold anything.
        let done = catch_unwind(AssertUnwindSafe(|| work.read(input, format)));
        let done = done.unwrap_or_else(|_| Err(broken(&file, Message::new("ingest.workbook.broken"))));
        if let Err(error) = done {
            // Nobody listening is no error: the import is over.
            let _ = tell.send(Err(error));
        }
    });
    told
}

struct Work<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    tell: &'a Channel,
}

impl Work<'_> {
    fn read(&self, input: Box<dyn Input>, format: Book) -> Result<(), IngestError> {
        match format {
            Book::Xlsx => self.xlsx(Xlsx::new(input).map_err(|error| self.broken(error))?),
            Book::Xlsb => self.xlsb(Xlsb::new(input).map_err(|error| self.broken(error))?),
            Book::Xls => self.whole(Xls::new(input).map_err(|error| match error {
                XlsError::Password => self.locked(),
                error => self.broken(error),
            })?),
            Book::Ods => self.whole(Ods::new(input).map_err(|error| match error {
                OdsError::Password => self.locked(),
                error => self.broken(error),
            })?),
        }
    }

    fn xlsx(&self, mut book: Xlsx<Box<dyn Input>>) -> Result<(), IngestError> {
        let sheet = self.choose(&mut book, |book, sheet| {
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| self.broken(error))?;
            while let Some(cell) = cells.next_cell().map_err(|error| self.broken(error))? {
                if *cell.get_value() != DataRef::Empty {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        let merged = book.merge_cells_by_sheet_name(&sheet).map_err(|error| self.broken(error))?;
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| self.broken(error))?;
        let digits: Vec<Option<usize>> =
            cells.styles().iter().map(|style| zeros(&style.number_format.as_ref()?.format_code)).collect();
        let mut rows = self.begin(&sheet, merged);
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| self.broken(error))? {
            let digits = digits.get(style).copied().flatten();
            rows.cell(cell.get_position(), Value::of(Data::from(cell.get_value().clone()), digits))?;
        }
        rows.end()
    }

    fn xlsb(&self, mut book: Xlsb<Box<dyn Input>>) -> Result<(), IngestError> {
        let sheet = self.choose(&mut book, |book, sheet| {
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| self.broken(error))?;
            while let Some(cell) = cells.next_cell().map_err(|error| self.broken(error))? {
                if *cell.get_value() != DataRef::Empty {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| self.broken(error))?;
        let mut rows = self.begin(&sheet, Vec::new());
        while let Some(cell) = cells.next_cell().map_err(|error| self.broken(error))? {
            rows.cell(cell.get_position(), Value::of(Data::from(cell.get_value().clone()), None))?;
        }
        rows.end()
    }

    fn whole<B>(&self, mut book: B) -> Result<(), IngestError>
    where
        B: Reader<Box<dyn Input>>,
        B::Error: std::fmt::Display,
    {
        let range = |book: &mut B, sheet: &str| -> Result<Range<Data>, IngestError> {
            book.worksheet_range(sheet).map_err(|error| self.broken(error))
        };
        let sheet = self.choose(&mut book, |book, sheet| Ok(range(book, sheet)?.used_cells().next().is_some()))?;
        let range = range(&mut book, &sheet)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = self.begin(&sheet, Vec::new());
        for (row, cells) in range.rows().enumerate() {
            for (column, data) in cells.iter().enumerate() {
                let place = (top.saturating_add(number(row)), left.saturating_add(number(column)));
                rows.cell(place, Value::of(data.clone(), None))?;
            }
        }
        rows.end()
    }

    /// The sheet that was asked for, else the only one in sight that `holds` something.
    fn choose<B: Reader<Box<dyn Input>>>(
        &self,
        book: &mut B,
        holds: impl Fn(&mut B, &str) -> Result<bool, IngestError>,
    ) -> Result<String, IngestError> {
        let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets: Vec<_> = sheets.cloned().collect();
        let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let file = self.file.to_owned();
        if let Some(asked) = self.sheet {
            let alike = |name: &&String| name.trim().to_lowercase() == asked.trim().to_lowercase();
            let found = names.iter().find(|name| *name == asked).or_else(|| names.iter().find(alike));
            return found.cloned().ok_or_else(|| IngestError::NoSheet {
                nearest: model::nearest(asked, names.iter().map(String::as_str)).map(str::to_owned),
                file,
                sheet: asked.to_owned(),
                sheets: names,
            });
        }
        let mut filled = Vec::new();
        for sheet in sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible) {
            if holds(book, &sheet.name)? {
                filled.push(sheet.name.clone());
            }
        }
        match filled.as_slice() {
            [] => Err(IngestError::EmptyFile { file }),
            [one] => Ok(one.clone()),
            _ => Err(IngestError::SeveralSheets { file, sheets: filled }),
        }
    }

    fn begin(&self, sheet: &str, merged: Vec<Dimensions>) -> Rows<'_> {
        let tall = merged.into_iter().filter(|area| area.end.0 > area.start.0);
        let merged = tall.take(MOST_MERGED).map(|area| (area.start, area.end.0)).collect();
        let gone = self.tell.send(Ok(Told::Sheet(sheet.to_owned()))).is_err();
        Rows { work: self, present: None, ready: Vec::new(), bytes: [0; 2], merged, open: BTreeMap::new(), gone }
    }

    fn locked(&self) -> IngestError {
        broken(self.file, Message::new("ingest.workbook.locked"))
    }

    fn broken(&self, why: impl std::fmt::Display) -> IngestError {
        broken(self.file, Message::new("ingest.workbook.why").with("why", why))
    }
}

/// Cells on their way to rows.
struct Rows<'a> {
    work: &'a Work<'a>,
    present: Option<Row>,
    ready: Vec<Row>,
    /// Of the present row, and of those that are ready: thousands of cells may share one long text of the workbook.
    bytes: [usize; 2],
    /// The last row of each cell merged over several rows, by its first place.
    merged: HashMap<(u32, u32), u32>,
    /// Those of them that have begun: last row and value, by column.
    open: BTreeMap<u32, (u32, Value)>,
    /// Whether nobody listens any more.
    gone: bool,
}

impl Rows<'_> {
    /// Takes the next cell, by zero-based row and column.
    fn cell(&mut self, (row, column): (u32, u32), value: Option<Value>) -> Result<(), IngestError> {
        let number = u64::from(row) + 1;
        let Some(mut value) = value.filter(|_| !self.gone) else { return Ok(()) };
        // Enough to be seen to be too long.
        value.cut(MOST_FIELD_BYTES + 1);
        match &self.present {
            Some(present) if present.number == number => {}
            Some(present) if present.number > number => {
                return Err(broken(self.work.file, Message::new("ingest.workbook.order").with("row", number)));
            }
            _ => self.next(Some(Row { number, cells: Vec::new(), merged: false })),
        }
        if let Some(last) = self.merged.get(&(row, column)).filter(|_| self.open.len() < MOST_OPEN) {
            self.open.insert(column, (*last, value.clone()));
        }
        self.bytes[0] += value.text.len() + CELL_BYTES;
        if self.bytes[0] > MOST_RECORD_BYTES {
            let (file, limit) = (self.work.file.to_owned(), MOST_RECORD_BYTES);
            return Err(IngestError::RecordTooLong { file, line: number, limit });
        }
        if let Some(present) = &mut self.present {
            present.cells.push((column, value));
        }
        Ok(())
    }

    fn end(mut self) -> Result<(), IngestError> {
        self.next(None);
        self.send();
        Ok(())
    }

    fn next(&mut self, next: Option<Row>) {
        if let Some(mut row) = std::mem::replace(&mut self.present, next) {
            self.fill(&mut row);
            row.cells.sort_by_key(|(column, _)| *column);
            self.ready.push(row);
        }
        let [present, ready] = &mut self.bytes;
        *ready += std::mem::take(present);
        if self.ready.len() == ROWS_AT_ONCE || *ready > BATCH_BYTES {
            self.send();
        }
    }

    /// Gives a row the values of merged cells that began above it, in the column where they began.
    fn fill(&mut self, row: &mut Row) {
        self.open.retain(|_, (last, _)| u64::from(*last) + 1 >= row.number);
        for (column, (_, value)) in &self.open {
            if !row.cells.iter().any(|(taken, _)| taken == column) {
                self.bytes[0] += value.text.len() + CELL_BYTES;
                row.cells.push((*column, value.clone()));
                row.merged = true;
            }
        }
    }

    fn send(&mut self) {
        let rows = std::mem::take(&mut self.ready);
        self.bytes[1] = 0;
        self.gone |= self.work.tell.send(Ok(Told::Rows(rows))).is_err();
    }
}

impl Row {
    /// Whether every cell is text.
    pub fn is_text(&self) -> bool {
        self.cells.iter().all(|(_, value)| value.kind == CellKind::Text)
    }
}

fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

fn broken(file: &str, why: Message) -> IngestError {
    IngestError::Workbook { file: file.to_owned(), why }
}
