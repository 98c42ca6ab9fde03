//! What is to be said of rows that are good: that something in them was read in one of two ways it could be.

use std::collections::BTreeMap;

use model::{Message, Place};

use crate::failure::shorten;

/// Something that was read in a way a person should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The row's position in its batch, where that is known.
    pub row: Option<usize>,
    /// The key of the words.
    pub key: &'static str,
    pub column: Option<String>,
    /// What stood there.
    pub value: Option<String>,
}

/// Remarks of one kind about one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is to be said, with the first value that it is said of.
    pub message: Message,
    /// How many rows it is said of.
    pub rows: u64,
    /// The first of them; none for what is said of a file.
    pub first: Option<Place>,
}

/// Remarks counted by what they say and of which column.
#[derive(Debug, Default)]
pub struct Notes(BTreeMap<(&'static str, Option<String>), Note>);

impl Notes {
    /// Notes a remark about the row at a place.
    pub fn add(&mut self, remark: Remark, place: impl FnOnce() -> Option<Place>) {
        self.add_rows(remark, 1, place);
    }

    /// Notes what is said of so many rows alike, with the place of the first.
    pub fn add_rows(&mut self, remark: Remark, rows: u64, place: impl FnOnce() -> Option<Place>) {
        let Remark { key, column, value, .. } = remark;
        let note = self.0.entry((key, column.clone())).or_insert_with(|| {
            let mut message = Message::new(key);
            if let Some(column) = &column {
                message = message.with("column", column);
            }
            if let Some(value) = &value {
                message = message.with("value", shorten(value));
            }
            Note { message, rows: 0, first: place() }
        });
        note.rows += rows;
    }

    /// What is to be said, each once.
    pub fn all(&self) -> impl Iterator<Item = &Note> {
        self.0.values()
    }
}
