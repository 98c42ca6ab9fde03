//! Embeds the dashboard as `web/dist` has it, so that one binary serves it. Where that folder is empty there is none:
//! whoever works at the engine needs no Node.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or_else(|| io::Error::other("Cargo sets no OUT_DIR"))?;
    // Asked when it runs: a script built in one checkout may be run in another that shares its target folder.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let manifest = manifest.ok_or_else(|| io::Error::other("Cargo sets no CARGO_MANIFEST_DIR"))?;
    let pages = manifest.join("../../web/dist");
    let pages = pages.canonicalize().unwrap_or(pages);
    let mut files = Vec::new();
    walk(&pages, &mut files)?;
    files.sort();
    let mut code = String::from("static FILES: &[File] = &[\n");
    for file in files.iter().filter(|file| !is_packed(file)) {
        let name = file.strip_prefix(&pages).unwrap_or(file).display().to_string().replace('\\', "/");
        let path = file.display().to_string();
        let packed = |ending: &str| {
            let packed = format!("{path}.{ending}");
            if Path::new(&packed).is_file() { format!("Some(include_bytes!({packed:?}))") } else { "None".to_owned() }
        };
        let (brotli, gzip) = (packed("br"), packed("gz"));
        writeln!(
            code,
            "    File {{ name: {name:?}, plain: include_bytes!({path:?}), brotli: {brotli}, gzip: {gzip} }},"
        )
        .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    fs::write(out.join("dashboard.rs"), code)
}

/// Finds the files, and has Cargo watch each folder: a new file changes it.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if path.is_dir() {
            walk(&path, files)?;
        } else if !hidden {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether it is another file in fewer bytes.
fn is_packed(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "br" || ending == "gz")
}
