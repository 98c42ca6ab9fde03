//! Embeds the files under `metrics/`, so that one binary carries its catalog.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[expect(clippy::disallowed_methods, reason = "Cargo tells a build script where it stands through the environment")]
fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or_else(|| io::Error::other("Cargo sets no OUT_DIR"))?;
    // Asked when it runs: a script built in one checkout may be run in another that shares its target folder.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let manifest = manifest.ok_or_else(|| io::Error::other("Cargo sets no CARGO_MANIFEST_DIR"))?;
    let workspace = manifest.join("../..").canonicalize()?;
    let mut files = Vec::new();
    walk(&workspace.join("metrics"), &mut files)?;
    files.sort();
    let mut code = String::from("static BUILTIN: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(&workspace).unwrap_or(&file).display().to_string().replace('\\', "/");
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string()).map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out.join("builtin.rs"), code)
}

/// Finds the definitions, and has Cargo watch each folder: a new file changes it.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "sql") {
            files.push(path);
        }
    }
    Ok(())
}
