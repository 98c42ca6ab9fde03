//! SQL functions that carry a set or a map with them: one a file.

mod erased;
mod kept;
mod superseded;
mod survivor;

pub(crate) use erased::erased;
pub(crate) use kept::kept;
pub(crate) use superseded::superseded;
pub(crate) use survivor::survivor;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Data a function carries. Two functions are the same when they carry the very same data.
struct Carried<T>(Arc<T>);

/// Plans print their functions: a map of every customer would be written out each time.
impl<T> fmt::Debug for Carried<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carried")
    }
}

impl<T> PartialEq for Carried<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Carried<T> {}

impl<T> Hash for Carried<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).cast::<()>().hash(state);
    }
}

fn arity() -> datafusion::error::DataFusionError {
    datafusion::error::DataFusionError::Internal("the function takes one argument".to_owned())
}
