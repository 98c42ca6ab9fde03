//! Writes `docs/metrics`, `docs/schema` and the pages of segments and tables anew from the catalog: `cargo run -p catalog --example docs`.

use std::path::Path;
use std::{fs, io};

use catalog::{Catalog, schemas, segments_page, tables_page};
use model::Language;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let metrics = docs.join("metrics");
    // Pages of metrics that are no more go with the folder.
    match fs::remove_dir_all(&metrics) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let catalog = Catalog::builtin()?;
    for (path, text) in catalog.pages() {
        write(&metrics.join(path), &text)?;
    }
    for (name, text) in schemas() {
        write(&docs.join("schema").join(name), &text)?;
    }
    write(&docs.join("segments.md"), &segments_page(&catalog, Language::English))?;
    write(&docs.join("zh-CN/segments.md"), &segments_page(&catalog, Language::Chinese))?;
    write(&docs.join("tables.md"), &tables_page(Language::English))?;
    write(&docs.join("zh-CN/tables.md"), &tables_page(Language::Chinese))?;
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
