//! What the values of one file say about how its dates and numbers are written, column by column.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray};

use crate::IngestError;
use crate::detect::{DayEvidence, SignEvidence, Verdict, Written};
use crate::source::SourceBatch;
use crate::styles::Styles;

/// A column of the source whose values are read as dates or as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The position of the source's column.
    pub source: usize,
    pub of: Of,
}

/// What the values of a column of the source are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// As times or days of this column of the target.
    Days(&'static str),
    Numbers,
}

/// What was seen of one file so far.
#[derive(Debug, Default)]
pub struct Evidence {
    file: Arc<str>,
    days: BTreeMap<&'static str, DayEvidence>,
    signs: BTreeMap<String, SignEvidence>,
    /// Rows of a column that something was said of, where a long file is settled more than once.
    told: BTreeMap<(&'static str, String), u64>,
}

/// What is to be said of a column of numbers.
#[derive(Debug)]
pub struct Assumed {
    /// The key of the words.
    pub key: &'static str,
    pub header: String,
    /// The first value it is said of.
    pub first: Written,
    pub rows: u64,
}

impl Evidence {
    /// Nothing seen of a file yet.
    pub fn of(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), ..Self::default() }
    }

    /// Looks at the values of a batch that are text; numbers that a source has as numbers leave nothing open. What was told
    /// is not asked again, nor, with `known`, what earlier rows have shown.
    pub fn note(&mut self, batch: &SourceBatch, uses: &[Use], styles: &Styles, known: bool) {
        for Use { source, of } in uses {
            let header = &batch.header.names[*source];
            let Some(texts) = batch.columns[*source].as_string_opt::<i32>() else { continue };
            let bare = batch.bare.as_ref().and_then(|bare| bare.get(*source));
            let rows =
                (0..texts.len()).filter(|row| texts.is_valid(*row) && !bare.is_some_and(|bare| bare.value(*row)));
            match of {
                Of::Days(column) => {
                    let shown = known && styles.day_orders.contains_key(column);
                    if styles.told.day_order.is_none() && !shown {
                        let days = self.days.entry(column).or_default();
                        rows.for_each(|row| days.note(batch.lines[row], texts.value(row)));
                    }
                }
                Of::Numbers => {
                    let shown = known && styles.decimal_signs.contains_key(header);
                    if styles.told.decimal_sign.is_none() && !shown {
                        let signs = self.signs.entry(header.clone()).or_default();
                        rows.for_each(|row| signs.note(batch.lines[row], texts.value(row)));
                    }
                }
            }
        }
    }

    /// Passes on what is decided; whether nothing is open any more.
    ///
    /// # Errors
    /// [`IngestError::ContradictoryDates`] and [`IngestError::ContradictoryNumbers`].
    pub fn settle(&self, styles: &mut Styles) -> Result<bool, IngestError> {
        let file = || self.file.to_string();
        let mut settled = true;
        for (column, days) in &self.days {
            match (days.verdict(), &days.day_first, &days.month_first) {
                (Verdict::Is(order), ..) => {
                    styles.day_orders.insert(column, order);
                }
                (Verdict::Contradictory, Some(day_first), Some(month_first)) => {
                    let dates = Box::new([day_first.clone(), month_first.clone()]);
                    return Err(IngestError::ContradictoryDates { file: file(), column, dates });
                }
                (verdict, ..) => settled &= verdict != Verdict::Open,
            }
        }
        for (header, signs) in &self.signs {
            match (signs.verdict(), &signs.point, &signs.comma, signs.open()) {
                (Verdict::Is(sign), _, _, Some(open)) => {
                    let before = styles.decimal_signs.insert(header.clone(), sign);
                    if before.is_some_and(|before| before != sign) {
                        return Err(self.ambiguous(header, open));
                    }
                }
                (Verdict::Contradictory, Some(point), Some(comma), Some(open)) => {
                    let (column, numbers) = (header.clone(), Box::new([open.clone(), point.clone(), comma.clone()]));
                    return Err(IngestError::ContradictoryNumbers { file: file(), column, numbers });
                }
                (verdict, ..) => settled &= verdict != Verdict::Open,
            }
        }
        Ok(settled)
    }

    /// Settles what is still open when there is nothing more to look at: a point stands before decimals, which is said.
    ///
    /// # Errors
    /// As [`Evidence::settle`], and [`IngestError::AmbiguousDates`] and [`IngestError::AmbiguousNumbers`].
    pub fn end(&mut self, styles: &mut Styles) -> Result<Vec<Assumed>, IngestError> {
        self.settle(styles)?;
        for (column, days) in self.days.iter().filter(|(_, days)| days.verdict() == Verdict::Open) {
            if let Some(Written { line, value }) = days.either.clone() {
                return Err(IngestError::AmbiguousDates { file: self.file.to_string(), line, column, value });
            }
        }
        let mut assumed = Vec::new();
        for (header, signs) in &self.signs {
            let said = match (signs.verdict(), &signs.open_comma, &signs.open_point) {
                (Verdict::Open, Some(open), _) => return Err(self.ambiguous(header, open)),
                (Verdict::Open, None, Some(open)) => {
                    styles.decimal_signs.insert(header.clone(), crate::DecimalSign::Point);
                    Some(("ingest.note.point", open, signs.open_points))
                }
                (Verdict::Unneeded, ..) => {
                    let both = signs.point.as_ref().and(signs.comma.as_ref());
                    both.map(|comma| ("ingest.note.both_signs", comma, signs.commas))
                }
                _ => None,
            };
            let Some((key, first, rows)) = said else { continue };
            let told = self.told.entry((key, header.clone())).or_default();
            let rows = rows.saturating_sub(std::mem::replace(told, rows));
            if rows > 0 {
                assumed.push(Assumed { key, header: header.clone(), first: first.clone(), rows });
            }
        }
        Ok(assumed)
    }

    fn ambiguous(&self, header: &str, open: &Written) -> IngestError {
        IngestError::AmbiguousNumbers {
            file: self.file.to_string(),
            line: open.line,
            column: header.to_owned(),
            value: open.value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_settled_twice_says_of_each_row_once() {
        let mut evidence = Evidence::of(&Arc::from("a.csv"));
        let mut styles = Styles::default();
        let mut rows = Vec::new();
        for (line, value) in [(2, "1.234"), (3, "5.678"), (4, "9.012")] {
            evidence.signs.entry("Amount".to_owned()).or_default().note(line, value);
            rows.extend(evidence.end(&mut styles).unwrap().iter().map(|assumed| assumed.rows));
        }
        assert_eq!(rows, [1, 1, 1]);
        assert!(evidence.end(&mut styles).unwrap().is_empty());
    }
}
