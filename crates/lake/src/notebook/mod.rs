//! What people write beside the numbers, in `tenure.db`: annotations of days, and saved views of the dashboard. Whoever writes
//! or removes one stands in the audit log, in the same transaction.

mod annotations;
mod views;

pub use annotations::{Annotation, NewAnnotation};
pub use views::{NewView, SavedView};

use crate::{Access, LakeError};

/// The longest text of an annotation or name of a view, in characters.
const LONGEST: usize = 200;

/// The annotations and saved views of one workspace. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Notebook {
    access: Access,
}

impl Access {
    /// What people write beside the numbers, kept over the connections of who may.
    #[must_use]
    pub fn notebook(&self) -> Notebook {
        Notebook { access: self.clone() }
    }
}

/// A text of one line that says something.
fn checked(text: &str) -> Result<&str, LakeError> {
    let text = text.trim();
    let fits = (1..=LONGEST).contains(&text.chars().count());
    let plain = !text.contains('\n') && model::printable(text) == text;
    if fits && plain { Ok(text) } else { Err(LakeError::NoteText { most: LONGEST }) }
}

#[cfg(test)]
mod tests;
