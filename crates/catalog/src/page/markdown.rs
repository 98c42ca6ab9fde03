//! The little Markdown that pages are made of.

use std::fmt::Write as _;

/// A page that is being written, block by block.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.block(&format!("{} {text}", "#".repeat(level)));
    }

    /// One block with an empty line after it.
    pub(super) fn block(&mut self, text: &str) {
        // A String takes every write.
        let _ = writeln!(self.text, "{text}\n");
    }

    pub(super) fn code(&mut self, text: &str) {
        self.block(&format!("```text\n{}\n```", text.trim()));
    }

    /// A table; rows shorter than the head are filled up. Nothing is written without rows.
    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let cells = |row: &[String]| -> Vec<String> {
            (0..head.len()).map(|at| row.get(at).map_or_else(String::new, |text| cell(text))).collect()
        };
        let head: Vec<String> = head.iter().map(|text| cell(text)).collect();
        let mut lines = vec![line(&head), line(&vec!["---".to_owned(); head.len()])];
        lines.extend(rows.iter().map(|row| line(&cells(row))));
        self.block(&lines.join("\n"));
    }

    /// The page, ending in one line feed.
    pub(super) fn done(self) -> String {
        format!("{}\n", self.text.trim_end())
    }
}

/// Text as code in a table or sentence.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// Text on one line, with the bars that would end a cell escaped.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
