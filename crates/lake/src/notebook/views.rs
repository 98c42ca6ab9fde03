//! Saved views: pages of the dashboard with all they were asked, under a name.

use model::Micros;
use rusqlite::{Row, params};

use super::{Notebook, checked};
use crate::access::write_audit;
use crate::{Actor, LakeError};

/// The longest address, in bytes: what the service takes as one.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// One saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    pub number: i64,
    pub name: String,
    /// Below the service's root: `/metrics/nrr?by=plan`.
    pub address: String,
    /// Who saved it, as in the audit log.
    pub made_by: String,
    pub made_at_us: Micros,
}

/// A view to save.
#[derive(Clone, Copy, Debug)]
pub struct NewView<'a> {
    pub name: &'a str,
    pub address: &'a str,
}

impl Notebook {
    /// Saves a view.
    ///
    /// # Errors
    /// [`LakeError::NoteText`] when its name is none, [`LakeError::ViewAddress`] when its address is no page of ours,
    /// [`LakeError::State`] when the state cannot be written.
    pub fn save_view(&self, new: &NewView<'_>, actor: &Actor<'_>) -> Result<SavedView, LakeError> {
        let name = checked(new.name)?;
        if !is_page(new.address) {
            return Err(LakeError::ViewAddress);
        }
        self.access.change(|transaction| {
            let sql = "insert into saved_view (name, address, made_by, made_at_us) values (?1, ?2, ?3, ?4)
                       returning number, name, address, made_by, made_at_us";
            let columns = params![name, new.address, actor.who, actor.at_us];
            let made = transaction.query_row(sql, columns, read)?;
            write_audit(transaction, actor, "view.add", &made.number.to_string())?;
            Ok(made)
        })
    }

    /// Every saved view, by name.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn views(&self) -> Result<Vec<SavedView>, LakeError> {
        let connection = self.access.reading();
        let sql = "select number, name, address, made_by, made_at_us from saved_view order by name, number";
        let mut query = connection.prepare_cached(sql)?;
        let found = query.query_map([], read)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Removes a saved view.
    ///
    /// # Errors
    /// [`LakeError::UnknownView`] when there is none of this number, [`LakeError::State`] when the state cannot be written.
    pub fn remove_view(&self, number: i64, actor: &Actor<'_>) -> Result<(), LakeError> {
        self.access.change(|transaction| {
            if transaction.execute("delete from saved_view where number = ?1", [number])? == 0 {
                return Err(LakeError::UnknownView { number });
            }
            Ok(write_audit(transaction, actor, "view.remove", &number.to_string())?)
        })
    }
}

/// Whether an address stays with us: `//elsewhere` and `/\elsewhere` lead to another service.
fn is_page(address: &str) -> bool {
    let ours = address.starts_with('/') && !address.starts_with("//") && !address.contains('\\');
    ours && address.len() <= LONGEST_ADDRESS && address.bytes().all(|byte| byte.is_ascii_graphic())
}

fn read(row: &Row<'_>) -> Result<SavedView, rusqlite::Error> {
    Ok(SavedView {
        number: row.get(0)?,
        name: row.get(1)?,
        address: row.get(2)?,
        made_by: row.get(3)?,
        made_at_us: row.get(4)?,
    })
}
