//! Rows in quarantine, laid out under their own headers for a person to correct, and read back once they are.
//!
//! `cells` cuts a row's raw text into cells and puts it together again, `guard` keeps a spreadsheet from running them,
//! `sheet` lays rows out, `read` reads the corrected file, `replay` imports its rows by the recipes of the old ones.

mod cells;
mod guard;
mod read;
mod replay;
mod sheet;

pub use guard::guarded;
pub use read::{Corrected, CorrectedRow, read};
pub use replay::{Correction, replay};
pub use sheet::{Rejected, Sheet, sheet};

/// The column of a sheet that names the row in quarantine.
pub const REJECT: &str = "tenure_reject";
/// The column that says which rule the row broke.
pub const RULE: &str = "tenure_rule";
/// The column that says what is wrong, in words.
pub const MESSAGE: &str = "tenure_message";
/// The column with the raw text of rows that cannot be cut into cells.
const RAW: &str = "tenure_raw";
/// What the columns of fields beyond the header begin with.
const EXTRA: &str = "tenure_extra_";
