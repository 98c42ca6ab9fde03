//! Fiscal periods made of whole weeks.

use model::{FiscalWeeks, YearEnd, YearName};

use crate::error::Wanted;
use crate::read::{Fields, Reader};

const PATTERNS: &[(&str, Option<[i8; 3]>)] = &[
    ("months", None),
    ("4-4-5", Some(FiscalWeeks::FOUR_FOUR_FIVE)),
    ("4-5-4", Some(FiscalWeeks::FOUR_FIVE_FOUR)),
    ("5-4-4", Some(FiscalWeeks::FIVE_FOUR_FOUR)),
];
const YEAR_ENDS: &[(&str, YearEnd)] = &[("last", YearEnd::Last), ("nearest", YearEnd::Nearest)];
const YEAR_NAMES: &[(&str, YearName)] = &[("start", YearName::Start), ("end", YearName::End)];

/// The calendar of weeks that `fiscal` says; `None` for civil months.
pub(super) fn read(reader: &mut Reader, mut fields: Fields<'_>) -> Option<FiscalWeeks> {
    let pattern = fields.take("pattern").and_then(|yaml| reader.choice(yaml, PATTERNS));
    let year_end = fields.take("year_end").and_then(|yaml| reader.choice(yaml, YEAR_ENDS));
    let week_53 = fields.take("week_53").and_then(|yaml| reader.whole(yaml, 1, 12, Wanted::Month));
    let year_name = fields.take("year_name").and_then(|yaml| reader.choice(yaml, YEAR_NAMES));
    fields.finish(reader);
    Some(FiscalWeeks {
        pattern: pattern.flatten()?,
        year_end: year_end.unwrap_or(YearEnd::Nearest),
        week_53: week_53.and_then(|period| i8::try_from(period).ok()).unwrap_or(12),
        year_name: year_name.unwrap_or(YearName::Start),
    })
}
