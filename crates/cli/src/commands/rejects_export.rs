//! Writes rows in quarantine out under the headers of their files, for a person to correct.

use std::path::Path;

use ingest::correct::{self, Rejected};
use lake::StoredReject;
use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::render::{self, Cell, Column, Format, List};
use crate::run::Run;

/// What tells Excel that a file of text is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes rows to a file or, without one, to stdout: CSV unless the file's ending or `--format` says otherwise.
///
/// # Errors
/// [`CliError`] when they cannot be written.
pub fn write(rejects: &[StoredReject], output: Option<&Path>, run: &Run) -> Result<Exit, CliError> {
    let messages: Vec<String> = rejects.iter().map(|reject| run.say(&reject.message)).collect();
    let sheet = correct::sheet(rejects.iter().zip(&messages).map(|(reject, message)| Rejected {
        id: reject.id,
        rule: &reject.rule,
        message,
        raw: &reject.raw,
        recipe: reject.recipe.as_deref(),
    }));
    let cell = |text: Option<String>| text.map_or(Cell::Null, Cell::Text);
    let list = List {
        key: "rejects",
        title: None,
        columns: sheet.columns.into_iter().map(|name| Column { key: name.clone(), title: name }).collect(),
        rows: sheet.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
    };
    let format = format(output, run.format);
    match output {
        None => render::print_list(&list, format, run)?,
        Some(path) if path.exists() => return Err(CliError::Exists { path: path.to_owned() }),
        Some(path) => {
            let mut bytes = if format == Format::Csv { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
            bytes.extend(render::bytes_of(&list, format)?);
            std::fs::write(path, bytes).map_err(|source| CliError::File { path: path.to_owned(), source })?;
            let message = Message::new("cli.rejects.exported").with("count", list.rows.len());
            run.note(&message.with("path", path.display()));
        }
    }
    for (key, count) in [("cli.rejects.left_out", sheet.left_out), ("cli.rejects.cut", sheet.cut)] {
        if count > 0 {
            run.warn(&Message::new(key).with("count", count));
        }
    }
    Ok(Exit::Done)
}

/// The format that was asked for, else that of the file's ending, else CSV.
fn format(output: Option<&Path>, asked: Format) -> Format {
    let ending = output.and_then(Path::extension).map(|ending| ending.to_ascii_lowercase());
    match (asked, ending.as_ref().and_then(|ending| ending.to_str())) {
        (Format::Table, Some("json")) => Format::Json,
        (Format::Table, Some("parquet")) => Format::Parquet,
        (Format::Table, _) => Format::Csv,
        (asked, _) => asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_or_the_ending_or_csv() {
        for (output, asked, expected) in [
            (None, Format::Table, Format::Csv),
            (Some("a.JSON"), Format::Table, Format::Json),
            (Some("a.parquet"), Format::Table, Format::Parquet),
            (Some("a.txt"), Format::Table, Format::Csv),
            (Some("a.csv"), Format::Json, Format::Json),
        ] {
            assert_eq!(format(output.map(Path::new), asked), expected, "{output:?}");
        }
    }
}
