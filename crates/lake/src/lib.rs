//! The lake: canonical rows at rest, and pinned views of them.
//!
//! Rows come in through a [`model::Sink`] ([`Import`]), are kept in Delta tables under `lake/`, and are read
//! through a [`Snapshot`]. A row in SQLite (`tenure.db`) that lists the versions of all tables is the one point
//! at which an import becomes visible: what Delta holds beyond it does not exist for a reader and is swept away
//! by the next writer.
//!
//! This is the only crate that knows Delta and object stores. It reads no clock and no environment: the present
//! time is an argument.

mod access;
mod backup;
mod definitions;
mod delta;
mod error;
mod evolve;
mod forget;
mod functions;
mod identity;
mod import;
mod journal;
mod keys;
mod lake;
mod lock;
mod maintain;
mod notebook;
mod private;
mod quarantine;
mod readers;
mod rules;
mod session;
mod snapshot;
mod state;
mod store;
mod stored;
mod sweep;

#[cfg(test)]
mod tests;

pub use access::{
    Access, Actor, AuditEntry, NewToken, NewUser, NewWriteKey, Outcome, Secret, SecretKind, Session, Standing, Token,
    Used, User, UserChange, WriteKey,
};
pub use backup::{Backup, Contents, restore};
pub use definitions::{Defined, DefinitionsRow};
pub use error::LakeError;
pub use forget::{ErasedRows, Erasure, Forgotten, Mention, Needle, NeedleKind, Proof, Trace, Written};
pub use identity::{Evidence, LinkId, OutsideId};
pub use import::Import;
pub use journal::{Appended, Arrival, Delivery, Entry, Journal, JournalLimits, Most, Tail};
pub use lake::Lake;
pub use maintain::{Maintained, StateUpkeep, TableUpkeep, Upkeep};
pub use notebook::{Annotation, NewAnnotation, NewView, Notebook, SavedView};
pub use quarantine::{RejectCount, RejectFilter, StoredReject};
pub use rules::{Alike, By, Candidate, CandidateId, Candidates, Confidence, IdentityRule, IdentityRules, SharedValue};
pub use snapshot::{Between, Brought, Change, FileRow, ImportRow, Snapshot, SourceState};
pub use state::{ColumnChange, ImportCount, LinkChange};
