//! Where the built `tenure` is.

use std::path::{Path, PathBuf};

/// The binary of the same build as this test: `make test` builds it first.
pub fn path() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let binary = profile.join("tenure");
    assert!(binary.exists(), "{} is not built; run: cargo build --workspace --bins", binary.display());
    binary
}
