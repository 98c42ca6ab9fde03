//! Why the operating system refused, in words: its own texts are English whatever the reader's language.

use std::io::{Error, ErrorKind};

use crate::message::Message;

impl From<&Error> for Message {
    /// The usual reasons in words of our own; a reason that we have no words for as the system puts it.
    fn from(error: &Error) -> Self {
        Self::new(match error.kind() {
            ErrorKind::NotFound => "model.system.not_found",
            ErrorKind::PermissionDenied => "model.system.permission",
            ErrorKind::AlreadyExists => "model.system.exists",
            ErrorKind::IsADirectory => "model.system.folder",
            ErrorKind::NotADirectory => "model.system.no_folder",
            ErrorKind::DirectoryNotEmpty => "model.system.not_empty",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "model.system.full",
            ErrorKind::FileTooLarge => "model.system.too_large",
            ErrorKind::ReadOnlyFilesystem => "model.system.read_only",
            ErrorKind::OutOfMemory => "model.system.memory",
            ErrorKind::UnexpectedEof => "model.system.ends",
            ErrorKind::InvalidData => return Self::new("model.system.data").with("why", error),
            _ => return Self::new("model.system.other").with("why", error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn the_usual_reasons_are_said_in_the_readers_language() {
        let missing = std::fs::read("/nowhere/at/all").unwrap_err();
        assert_eq!(Message::from(&missing).say(Language::English), "no such file or folder");
        assert_eq!(Message::from(&missing).say(Language::Chinese), "文件或文件夹不存在");
    }
}
