//! The bars that data is held against, on import and by `tenure check`.

use std::collections::BTreeMap;

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};

/// When data is too bad to use. A bar that is not set is never missed; what it would hold is reported all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Share 0 to 1 of bad rows above which an import is refused, in decimal digits.
    pub max_bad_share: String,
    /// How old a source may get, in milliseconds, by `table` or `table/source`; the longer name counts.
    pub max_age_ms: BTreeMap<String, i64>,
    /// Share of rows that may name a customer without a row in `customers`, in decimal digits.
    pub max_unknown_share: Option<String>,
    /// Share of rows that may belong to another row that is not there, in decimal digits.
    pub max_orphan_share: Option<String>,
    /// Share of rows that may look like another row, in decimal digits.
    pub max_duplicate_share: Option<String>,
    /// Share of a column that may be empty, in decimal digits, by `table.column`.
    pub max_null_share: BTreeMap<String, String>,
    pub volume: VolumeBar,
    /// Population stability index that a column may reach, in decimal digits.
    pub max_drift: Option<String>,
    pub drift: DriftRule,
    /// Whether a change of a source's columns misses the bar.
    pub fixed_schema: bool,
}

/// When a day's number of rows is out of the ordinary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeBar {
    /// The last days that are held against those before them.
    pub days: i64,
    /// The weeks before a day whose same weekday it is held against.
    pub weeks: i64,
    /// Robust standard deviations from the median beyond which a day is out of the ordinary, in decimal digits.
    pub deviations: String,
    /// A table with fewer rows on its median day is not held against anything.
    pub min_rows: i64,
    /// Days out of the ordinary that are let pass; `None` lets all pass.
    pub max_days: Option<i64>,
}

/// When a column is distributed otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftRule {
    /// The last days that are held against those before them.
    pub days: i64,
    /// The days before them.
    pub days_before: i64,
    /// Population stability index above which a column is worth a look, in decimal digits.
    pub index: String,
    /// A source with fewer rows in either span is not held against anything.
    pub min_rows: i64,
}

impl Default for Quality {
    fn default() -> Self {
        Self {
            max_bad_share: "0.05".to_owned(),
            max_age_ms: BTreeMap::new(),
            max_unknown_share: None,
            max_orphan_share: None,
            max_duplicate_share: None,
            max_null_share: BTreeMap::new(),
            volume: VolumeBar::default(),
            max_drift: None,
            drift: DriftRule::default(),
            fixed_schema: false,
        }
    }
}

impl Default for VolumeBar {
    fn default() -> Self {
        Self { days: 28, weeks: 8, deviations: "6".to_owned(), min_rows: 20, max_days: None }
    }
}

impl Default for DriftRule {
    fn default() -> Self {
        Self { days: 28, days_before: 84, index: "0.25".to_owned(), min_rows: 200 }
    }
}

impl Quality {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.max_bad_share, fields.take("max_bad_share").and_then(|yaml| reader.share(yaml)));
        for (source, age) in
            fields.take("max_age").and_then(|yaml| reader.map(yaml)).map_or(&[][..], |map| map.entries())
        {
            if let (Some(source), Some(age)) = (reader.table_source(source), reader.length_ms(age)) {
                self.max_age_ms.insert(source, age);
            }
        }
        for (key, bar) in [
            ("max_unknown_share", &mut self.max_unknown_share),
            ("max_orphan_share", &mut self.max_orphan_share),
            ("max_duplicate_share", &mut self.max_duplicate_share),
        ] {
            *bar = fields.take(key).and_then(|yaml| reader.share(yaml));
        }
        let nulls = fields.take("max_null_share").and_then(|yaml| reader.map(yaml));
        for (column, share) in nulls.map_or(&[][..], |map| map.entries()) {
            if let (Some(column), Some(share)) = (reader.table_column(column), reader.share(share)) {
                self.max_null_share.insert(column, share);
            }
        }
        if let Some(inner) = fields.take("volume").and_then(|yaml| reader.map(yaml)) {
            self.volume.read(reader, inner);
        }
        self.max_drift = fields.take("max_drift").and_then(|yaml| reader.positive(yaml));
        if let Some(inner) = fields.take("drift").and_then(|yaml| reader.map(yaml)) {
            self.drift.read(reader, inner);
        }
        set(&mut self.fixed_schema, fields.take("fixed_schema").and_then(|yaml| reader.boolean(yaml)));
        fields.finish(reader);
    }
}

impl VolumeBar {
    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        let mut count = |key, low, high| {
            fields.take(key).and_then(|yaml| reader.whole(yaml, low, high, Wanted::PositiveWholeNumber))
        };
        set(&mut self.days, count("days", 1, 3_660));
        set(&mut self.weeks, count("weeks", 3, 104));
        set(&mut self.min_rows, count("min_rows", 0, i64::MAX));
        self.max_days = count("max_days", 0, 3_660);
        set(&mut self.deviations, fields.take("deviations").and_then(|yaml| reader.positive(yaml)));
        fields.finish(reader);
    }
}

impl DriftRule {
    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        let mut count = |key, low, high| {
            fields.take(key).and_then(|yaml| reader.whole(yaml, low, high, Wanted::PositiveWholeNumber))
        };
        set(&mut self.days, count("days", 1, 3_660));
        set(&mut self.days_before, count("days_before", 1, 3_660));
        set(&mut self.min_rows, count("min_rows", 1, i64::MAX));
        set(&mut self.index, fields.take("index").and_then(|yaml| reader.positive(yaml)));
        fields.finish(reader);
    }
}
