//! What can go wrong in the lake.

use std::fmt;
use std::path::PathBuf;

use model::{Message, Role};
use rusqlite::ErrorCode;

/// Why the lake could not do what was asked. Each variant says itself in a [`Message`].
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// A file or folder of the workspace could not be read or written.
    Folder { path: PathBuf, source: std::io::Error },
    /// The workspace was written by a newer tenure.
    NewerSchema { found: i64, known: i64 },
    /// The workspace was written by an earlier tenure, and its state cannot be written to bring it up.
    EarlierSchema { found: i64, known: i64 },
    /// The workspace is of an earlier tenure, and an import of it is at work.
    EarlierWriter,
    /// There are tables but no `tenure.db` that says which versions of them count.
    StateMissing { path: PathBuf },
    /// SQLite refused.
    State(#[from] rusqlite::Error),
    /// A Delta table could not be read or written.
    Table { table: String, source: Box<deltalake::DeltaTableError> },
    /// Rows could not be read, compared or staged.
    Rows(#[from] Box<datafusion::error::DataFusionError>),
    /// A column of a table that an earlier tenure wrote has another type than the one written now.
    ColumnType { table: String, column: String, expected: String, found: String },
    /// A newer tenure gave a table a column that this one would leave empty.
    NewerTable { table: String, column: String },
    /// A batch does not have its table's import schema.
    Schema { table: &'static str, expected: String, found: String },
    /// Another commit carries this import's transaction number.
    Repeated { table: String, attempt: i64 },
    /// No customer has this outside id.
    UnknownId { namespace: String, id: String },
    /// Both sides of a merge are one outside id.
    SameId { namespace: String, id: String },
    /// No link has this number.
    UnknownLink { link: i64 },
    /// The link was undone before.
    UndoneLink { link: i64 },
    /// Two ids that should be taken apart are two customers already.
    NotMerged { a: String, b: String },
    /// Nobody has the key of a customer who should be forgotten.
    NobodyToForget,
    /// What is known of somebody is no longer what was agreed to be erased.
    ErasureChanged,
    /// Another process read for so long that the state could not be written anew.
    Reader,
    /// Another process has the journal of this workspace open.
    JournalHeld,
    /// So much waits already that the journal takes nothing more for now.
    JournalBusy { waiting_bytes: u64, unflushed_bytes: u64 },
    /// There is no room for the journal.
    JournalFull { why: String },
    /// SQLite refused the journal.
    Journal { why: String },
    /// More customers than keys.
    KeysExhausted,
    /// A text cannot be the name of a user, a token, a write key or a namespace.
    AccessName { name: String },
    /// Somebody has this name.
    UserTaken { name: String },
    /// Nobody has this name.
    UnknownUser { name: String },
    /// Without this user nobody could decide who may do what.
    LastAdmin { name: String },
    /// A token should do more than the user it is made for.
    AboveOwner { name: String, role: Role },
    /// An admin should see only some customers, and could lift that.
    AdminRule,
    /// No token has this number.
    UnknownToken { number: i64 },
    /// No write key has this number.
    UnknownWriteKey { number: i64 },
    /// No annotation has this number.
    UnknownAnnotation { number: i64 },
    /// No saved view has this number.
    UnknownView { number: i64 },
    /// A text cannot be an annotation, or name a view.
    NoteText { most: usize },
    /// An address is no page of the dashboard.
    ViewAddress,
    /// Files did not hold as many rows as the log says when they were merged.
    RowsDiffer { table: String, expected: u64, found: u64 },
    /// A folder that a copy should go into has something in it.
    NotEmpty { path: PathBuf },
    /// A folder is no backup, or one that was not ended.
    NotBackup { path: PathBuf },
    /// A file of a backup is not what was copied.
    Damaged { path: PathBuf },
    /// A task of the runtime was stopped before it ended.
    Stopped,
}

impl LakeError {
    /// The stable name of the error, for programs.
    #[must_use]
    pub fn code(&self) -> String {
        let message = self.message();
        format!("lake::{}", message.key().rsplit('.').next().unwrap_or_default())
    }

    /// What SQLite's refusal of the journal is. Many who wait are told of one refusal, so only its words are kept.
    pub(crate) fn journal(source: &rusqlite::Error) -> Self {
        let why = source.to_string();
        if has_no_room(source) { Self::JournalFull { why } } else { Self::Journal { why } }
    }

    /// Whether the same may well succeed later with nothing else done: there is no room, or too much waits.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::JournalBusy { .. } | Self::JournalFull { .. } => true,
            Self::Folder { source, .. } => is_full(source),
            Self::State(source) => {
                has_no_room(source)
                    || matches!(source.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
            }
            Self::Table { source, .. } => is_full(source),
            Self::Rows(source) => is_full(source),
            _ => false,
        }
    }

    /// Whether it is the workspace that could not be read or written, and certainly not the rows that could not be kept:
    /// then other rows would fare no better.
    #[must_use]
    pub fn is_of_storage(&self) -> bool {
        self.is_passing() || !matches!(self, Self::Rows(_) | Self::Schema { .. } | Self::Table { .. } | Self::Stopped)
    }

    /// The error in words.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Folder { source, .. } if is_full(source) => full(source),
            Self::Folder { path, source } => {
                Message::new("lake.folder").with("path", path.display()).with("why", source)
            }
            Self::NewerSchema { found, known } => {
                Message::new("lake.newer_schema").with("found", found).with("known", known)
            }
            Self::EarlierSchema { found, known } => {
                Message::new("lake.earlier_schema").with("found", found).with("known", known)
            }
            Self::EarlierWriter => Message::new("lake.earlier_writer"),
            Self::StateMissing { path } => Message::new("lake.state_missing").with("path", path.display()),
            Self::State(source) => state(source),
            Self::Table { source, .. } if is_full(source) => full(source),
            Self::Table { table, source } => Message::new("lake.table").with("table", table).with("why", source),
            Self::Rows(source) if is_full(source) => full(source),
            Self::Rows(source) => Message::new("lake.rows").with("why", source),
            Self::ColumnType { table, column, expected, found } => Message::new("lake.column_type")
                .with("table", table)
                .with("column", column)
                .with("expected", expected)
                .with("found", found),
            Self::NewerTable { table, column } => {
                Message::new("lake.newer_table").with("table", table).with("column", column)
            }
            Self::Schema { table, expected, found } => {
                Message::new("lake.schema").with("table", table).with("expected", expected).with("found", found)
            }
            Self::Repeated { table, attempt } => {
                Message::new("lake.repeated").with("table", table).with("attempt", attempt)
            }
            Self::UnknownId { namespace, id } => {
                Message::new("lake.unknown_id").with("namespace", namespace).with("id", id)
            }
            Self::SameId { namespace, id } => Message::new("lake.same_id").with("namespace", namespace).with("id", id),
            Self::UnknownLink { link } => Message::new("lake.unknown_link").with("link", link),
            Self::UndoneLink { link } => Message::new("lake.undone_link").with("link", link),
            Self::NobodyToForget => Message::new("lake.nobody_to_forget"),
            Self::ErasureChanged => Message::new("lake.erasure_changed"),
            Self::Reader => Message::new("lake.reader"),
            Self::NotMerged { a, b } => Message::new("lake.not_merged").with("a", a).with("b", b),
            Self::AccessName { name } => Message::new("lake.access_name").with("name", name),
            Self::UserTaken { name } => Message::new("lake.user_taken").with("name", name),
            Self::UnknownUser { name } => Message::new("lake.unknown_user").with("name", name),
            Self::LastAdmin { name } => Message::new("lake.last_admin").with("name", name),
            Self::AboveOwner { name, role } => Message::new("lake.above_owner").with("name", name).with("role", role),
            Self::AdminRule => Message::new("lake.admin_rule"),
            Self::UnknownToken { number } => Message::new("lake.unknown_token").with("number", number),
            Self::UnknownWriteKey { number } => Message::new("lake.unknown_write_key").with("number", number),
            Self::UnknownAnnotation { number } => Message::new("lake.unknown_annotation").with("number", number),
            Self::UnknownView { number } => Message::new("lake.unknown_view").with("number", number),
            Self::NoteText { most } => Message::new("lake.note_text").with("most", most),
            Self::ViewAddress => Message::new("lake.view_address"),
            Self::JournalHeld => Message::new("lake.journal_held"),
            Self::JournalBusy { waiting_bytes, unflushed_bytes } => {
                Message::new("lake.journal_busy").with("waiting", waiting_bytes).with("unflushed", unflushed_bytes)
            }
            Self::JournalFull { why } => Message::new("lake.disk_full").with("why", why),
            Self::Journal { why } => Message::new("lake.journal").with("why", why),
            Self::RowsDiffer { table, expected, found } => {
                Message::new("lake.rows_differ").with("table", table).with("expected", expected).with("found", found)
            }
            Self::NotEmpty { path } => Message::new("lake.not_empty").with("path", path.display()),
            Self::NotBackup { path } => Message::new("lake.not_backup").with("path", path.display()),
            Self::Damaged { path } => Message::new("lake.damaged").with("path", path.display()),
            Self::KeysExhausted => Message::new("lake.keys_exhausted"),
            Self::Stopped => Message::new("lake.stopped"),
        }
    }
}

/// Whether SQLite found no room: the disk is full, or a write or the growing of the file beside the database was refused.
fn has_no_room(source: &rusqlite::Error) -> bool {
    let extended = source.sqlite_error().map(|error| error.extended_code);
    match source.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure) => matches!(extended, Some(778 | 4874)),
        code => code == Some(ErrorCode::DiskFull),
    }
}

/// What SQLite's refusal means for who runs tenure.
fn state(source: &rusqlite::Error) -> Message {
    let key = match source.sqlite_error_code() {
        _ if has_no_room(source) => "lake.disk_full",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "lake.state_busy",
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "lake.state_read_only",
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "lake.state_corrupt",
        _ => "lake.state",
    };
    Message::new(key).with("why", source)
}

/// Whether a write failed because there is no room: none on the disk, none within the quota, or none in one file. The
/// libraries between hand the operating system's words through, not its codes.
fn is_full(source: &impl fmt::Display) -> bool {
    let said = source.to_string();
    ["(os error 28)", "(os error 27)", "(os error 122)"].iter().any(|code| said.contains(code))
}

fn full(source: &impl fmt::Display) -> Message {
    Message::new("lake.disk_full").with("why", source)
}

impl fmt::Display for LakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<datafusion::error::DataFusionError> for LakeError {
    fn from(source: datafusion::error::DataFusionError) -> Self {
        Self::Rows(Box::new(source))
    }
}

impl From<arrow::error::ArrowError> for LakeError {
    fn from(source: arrow::error::ArrowError) -> Self {
        Self::Rows(Box::new(source.into()))
    }
}

impl From<datafusion::parquet::errors::ParquetError> for LakeError {
    fn from(source: datafusion::parquet::errors::ParquetError) -> Self {
        Self::Rows(Box::new(source.into()))
    }
}

impl From<LakeError> for model::SinkError {
    fn from(error: LakeError) -> Self {
        Self::Failed { message: error.message(), source: Box::new(error) }
    }
}

#[cfg(test)]
mod tests {
    use model::Language;

    #[test]
    fn every_message_has_words() {
        let sources = [include_str!("error.rs"), include_str!("lake.rs"), include_str!("import/commit.rs")];
        let keys = sources.iter().flat_map(|source| source.split("Message::new(\"").skip(1));
        let keys: Vec<_> = keys.filter_map(|rest| rest.split_once('"')).map(|(key, _)| key).collect();
        let known = Language::English.keys();
        assert!(keys.len() > 10);
        for key in keys.into_iter().filter(|key| key.starts_with("lake.")) {
            assert!(known.contains(&key), "{key}");
        }
    }
}
