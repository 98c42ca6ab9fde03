//! Rows in quarantine as a sheet: one row each, under the headers of the files they came from.

use std::collections::HashMap;

use model::{Recipe, RejectId};

use super::cells::Cells;
use super::{EXTRA, MESSAGE, RAW, REJECT, RULE};

/// A row in quarantine that is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct Rejected<'a> {
    pub id: RejectId,
    pub rule: &'a str,
    /// What is wrong with it, in words of any language.
    pub message: &'a str,
    pub raw: &'a str,
    /// None where nothing is known of how it was read: it is then to be corrected in its file.
    pub recipe: Option<&'a Recipe>,
}

/// Rows for a person to correct. Rows of several files share the columns of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub columns: Vec<String>,
    /// One text for each column; none where the row has nothing there.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows were left out, for they cannot be read apart from their file.
    pub left_out: u64,
    /// How many rows were cut, for they are longer than the quarantine keeps.
    pub cut: u64,
}

/// Lays rows out.
#[must_use]
pub fn sheet<'a>(rows: impl Iterator<Item = Rejected<'a>>) -> Sheet {
    let mut sheet = Sheet::default();
    let mut columns = Columns::default();
    let mut laid = Vec::new();
    for row in rows {
        let Some(recipe) = row.recipe.filter(|recipe| !recipe.header.is_empty()) else {
            sheet.left_out += 1;
            continue;
        };
        sheet.cut += u64::from(row.raw.len() >= model::Reject::MOST_RAW_BYTES);
        let first = [row.id.to_string(), row.rule.to_owned(), row.message.to_owned()];
        let mut cells: Vec<(usize, String)> = first.into_iter().enumerate().collect();
        match Cells::cut(recipe, row.raw) {
            Some(cut) => {
                for (name, cell) in recipe.header.iter().zip(cut.own) {
                    // The column is there even where no row has anything in it.
                    let column = columns.of(name);
                    cells.extend(cell.map(|cell| (column, cell.text)));
                }
                columns.extra = columns.extra.max(cut.extra.len());
                laid.push((cells, cut.extra, None));
            }
            None => {
                recipe.header.iter().for_each(|name| _ = columns.of(name));
                laid.push((cells, Vec::new(), Some(row.raw.to_owned())));
            }
        }
    }
    let raw = laid.iter().any(|(_, _, raw)| raw.is_some());
    let own = columns.names.len();
    sheet.columns = [REJECT, RULE, MESSAGE].map(str::to_owned).into_iter().chain(columns.names).collect();
    sheet.columns.extend((1..=columns.extra).map(|number| format!("{EXTRA}{number}")));
    sheet.columns.extend(raw.then(|| RAW.to_owned()));
    for (cells, extra, raw) in laid {
        let mut row = vec![None; sheet.columns.len()];
        cells.into_iter().for_each(|(column, text)| row[column] = Some(text));
        extra.into_iter().enumerate().for_each(|(number, text)| row[3 + own + number] = Some(text));
        if let Some(raw) = raw {
            let last = row.len() - 1;
            row[last] = Some(raw);
        }
        sheet.rows.push(row);
    }
    sheet
}

/// The columns of all headers, in order of first sight, behind the three of the sheet's own.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    positions: HashMap<String, usize>,
    extra: usize,
}

impl Columns {
    fn of(&mut self, name: &str) -> usize {
        if let Some(position) = self.positions.get(name) {
            return *position;
        }
        let position = 3 + self.names.len();
        self.names.push(name.to_owned());
        self.positions.insert(name.to_owned(), position);
        position
    }
}
