//! `tenure report -o FILE.html`: the report as one file that needs no network, in both languages.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use clap::FromArgMatches as _;
use jiff::Timestamp;
use model::{Language, Message};
use serde_json::{Map, Value, json};

use super::Args;
use crate::args::Arguments;
use crate::commands::{self, metrics};
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::Format;
use crate::run::Run;
use crate::served::catalogue;
use crate::workspace::Workspace;

/// What stands in the page where the data goes.
const EMPTY: &str = r#"<script type="application/json" id="report-data">null</script>"#;

/// Answers in each language and writes the page, whole or not at all.
///
/// # Errors
/// [`CliError`] when the question cannot be answered, the file cannot be written, or this tenure was built without its pages.
pub async fn write(args: &Args, file: &Path, run: &Run) -> Result<Exit, CliError> {
    if file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("html")) {
        return Err(CliError::Usage(Message::new("cli.error.report_file").with("file", file.display())));
    }
    let page = serve::report_page().filter(|page| page.contains(EMPTY));
    let page = page.ok_or_else(|| CliError::Usage(Message::new("cli.error.no_report_page")))?;
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let lake = workspace.lake(run).await?;
    let workspace = workspace.over(lake);
    let mut told = Map::new();
    for language in Language::ALL {
        let now = Timestamp::from_microsecond(now_us).unwrap_or_default();
        let kept = || Run::kept(workspace.clone(), now, Format::Json, language);
        told.insert(language.tag().to_owned(), in_language(args, kept).await?);
    }
    let settings = &workspace.settings;
    let data = json!({
        "workspace": settings.name,
        "language": run.language.tag(),
        "time_zone": settings.time_zone,
        "currency": settings.currency,
        "made_at": Timestamp::from_microsecond(now_us).unwrap_or_default().to_string(),
        "in": told,
    });
    keep(file, &filled(page, &data)).map_err(|source| CliError::File { path: file.to_owned(), source })?;
    run.note(&Message::new("cli.report.written").with("file", file.display()));
    Ok(Exit::Done)
}

/// The report, the definitions of its metrics, and what a terminal would have been told beside it.
async fn in_language(args: &Args, kept: impl Fn() -> Run) -> Result<Value, CliError> {
    let run = kept();
    super::answer(args, &run).await?;
    let said = run.said();
    let report: Value = serde_json::from_slice(&said.data).unwrap_or_default();
    let columns = report["tables"].as_array().into_iter().flatten().filter_map(|table| table["columns"].as_array());
    let ids: BTreeSet<&str> = columns.flatten().filter_map(|column| column["metric"].as_str()).collect();
    let mut pages = Vec::with_capacity(ids.len());
    for id in &ids {
        let run = kept();
        metrics::run(&metrics::Args::of(id), &run).await?;
        pages.push(serde_json::from_slice::<Value>(&run.said().data).unwrap_or_default());
    }
    let answers = answers(args, &report, &ids, kept()).await?;
    Ok(json!({ "report": report, "metrics": pages, "answers": answers, "notes": said.notes }))
}

/// The same numbers as `tenure query` tells them: with intervals, benchmarks, and what is not mature yet.
async fn answers(args: &Args, report: &Value, ids: &BTreeSet<&str>, run: Run) -> Result<Value, CliError> {
    let cells = || report.pointer("/tables/0/columns/0/cells").and_then(Value::as_array).into_iter().flatten();
    let (Some(first), Some(last)) = (cells().next(), cells().next_back()) else { return Ok(Value::Null) };
    let (Some(from), Some(to)) = (first["start"].as_str(), last["end"].as_str()) else { return Ok(Value::Null) };
    let mut words = vec!["tenure", "query"];
    words.extend(ids);
    words.extend(["--from", from, "--to", to, "--grain", &args.grain, "--subject", args.whom.subject().name()]);
    if let Some(filter) = &args.whom.filter {
        words.extend(["--where", filter]);
    }
    let basis = args.whom.basis().map(|basis| basis.name());
    if let Some(basis) = basis {
        words.extend(["--basis", basis]);
    }
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    let read = catalogue::matches(&words, run.language).and_then(|found| Arguments::from_arg_matches(&found));
    // What was read from a command line reads as one.
    let command = read.map_err(|_| CliError::Stopped)?.command;
    Box::pin(commands::run(command, &run)).await?;
    let answers: Value = serde_json::from_slice(&run.said().data).unwrap_or_default();
    Ok(if answers.is_array() { answers } else { json!([answers]) })
}

/// The page with its data. Inside a script nothing may look like its end.
fn filled(page: &str, data: &Value) -> String {
    let data = data.to_string().replace("</", "<\\/").replace("<!--", "<\\u0021--");
    page.replacen(EMPTY, &EMPTY.replace("null", &data), 1)
}

/// Writes beside the file and renames, so that nobody ever opens half a report.
fn keep(file: &Path, page: &str) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}", std::process::id()));
    let written = std::fs::File::create(&beside)
        .and_then(|mut half| half.write_all(page.as_bytes()).and_then(|()| half.sync_all()))
        .and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_the_script_it_stands_in() {
        let page = format!("<html>{EMPTY}<script>rest</script></html>");
        let told = filled(&page, &json!({ "name": "</script><script>alert(1)</script><!-- null" }));
        assert_eq!(told.matches("</script>").count(), 2, "{told}");
        let data = told.split_once("id=\"report-data\">").unwrap().1.split_once("</script>").unwrap().0;
        let read: Value = serde_json::from_str(data).unwrap();
        assert_eq!(read["name"], "</script><script>alert(1)</script><!-- null");
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.html");
        keep(&file, "first").unwrap();
        keep(&file, "second").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "second");
        assert!(keep(&folder.path().join("none/report.html"), "third").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
