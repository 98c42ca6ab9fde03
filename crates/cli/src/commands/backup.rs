//! `tenure backup`: a copy of the workspace as of one moment, taken while others read and write it.

use std::path::{Path, PathBuf};

use lake::{Backup, Contents};
use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, Report};
use crate::run::Run;
use crate::workspace::{FILE, Workspace};

/// The folders and files that people write, beside the settings and what these name.
const WRITTEN: [&str; 3] = ["mappings", "metrics", "targets.yaml"];

#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "FOLDER")]
    to: PathBuf,
}

/// # Errors
/// [`CliError`] when the workspace cannot be read or the folder not be written.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let files = written(&workspace)?;
    let lake = workspace.lake(run).await?;
    let working = Spinner::new(&Message::new("cli.progress.copying"), run);
    let backup = Backup { files: &files, tenure: env!("CARGO_PKG_VERSION"), now_us };
    let contents = lake.backup(&args.to, &backup).await?;
    drop(working);
    render::print_report(&report(&args.to, &contents, run), run)?;
    run.note(&Message::new("cli.backup.ended").with("folder", args.to.display()));
    Ok(Exit::Done)
}

/// What a backup holds, in sum.
pub fn report(folder: &Path, contents: &Contents, run: &Run) -> Report {
    let mut report = Report::default();
    report.fact("backup", Cell::text(folder.display().to_string()), run.language);
    report.fact("written_at", Cell::Instant(contents.at_us), run.language);
    report.fact("files", Cell::count(contents.files.len() as u64), run.language);
    report.fact("copied_bytes", Cell::count(contents.bytes()), run.language);
    report
}

/// The files that people wrote, relative to the workspace.
fn written(workspace: &Workspace) -> Result<Vec<PathBuf>, CliError> {
    let mut files = vec![PathBuf::from(FILE)];
    let named = workspace.settings.files().into_iter().map(PathBuf::from);
    files.extend(named.filter(|file| file.is_relative() && workspace.folder.join(file).is_file()));
    let mut open: Vec<PathBuf> = WRITTEN.iter().map(PathBuf::from).collect();
    while let Some(path) = open.pop() {
        let place = workspace.folder.join(&path);
        if place.is_dir() {
            let failed = |source| CliError::File { path: place.clone(), source };
            for entry in std::fs::read_dir(&place).map_err(failed)? {
                open.push(path.join(entry.map_err(failed)?.file_name()));
            }
        } else if place.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}
