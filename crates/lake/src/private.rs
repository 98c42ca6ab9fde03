//! Files that only their owner may read: digests of secrets, hashes of passwords and personal data lie in them.

use std::fs::OpenOptions;
use std::path::Path;

/// Makes an empty file with those rights where there is none. SQLite fills it, and gives the files that it keeps beside it the
/// same rights. What keeps it from being made, SQLite meets and tells in its turn.
pub(crate) fn begin(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

#[cfg(test)]
mod tests {
    use crate::{JournalLimits, Lake};

    #[cfg(unix)]
    #[tokio::test]
    async fn what_holds_secrets_is_its_owners() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).await.unwrap();
        let _journal = lake.journal(JournalLimits::default()).await.unwrap();
        for name in ["tenure.db", "tenure.db-wal", "journal.db"] {
            let rights = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(rights & 0o777, 0o600, "{name}");
        }
    }
}
