//! `tenure.yaml` → [`Settings`]: strict keys, every problem with its line and column.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use model::{Calendar, CalendarError, Currency};
use serde_json::{Map, Value as Json};

use super::{Activity, Basis, Quality, Settings, Surveys};
use crate::error::{CatalogErrors, Wanted};
use crate::read::{Fields, Reader};
use crate::source::Source;
use crate::yaml::Yaml;

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
const LANGUAGES: &[(&str, &str)] = &[("en", "en"), ("zh-CN", "zh-CN")];
const BASES: &[(&str, Basis)] =
    &[("subscription", Basis::Subscription), ("purchase", Basis::Purchase), ("usage", Basis::Usage)];

/// The longest window in days that a setting may have: a hundred years.
const MOST_DAYS: i64 = 36_600;

impl Settings {
    /// The settings that a `tenure.yaml` says; what it leaves out keeps its default, and an empty text is all defaults.
    ///
    /// # Errors
    /// [`CatalogErrors`] with every unknown key and every value that cannot be, in place.
    ///
    /// # Example
    /// ```
    /// let settings = catalog::Settings::parse("currency: EUR\n", "tenure.yaml").unwrap();
    /// assert_eq!((settings.currency.as_str(), settings.time_zone.as_str()), ("EUR", "UTC"));
    /// ```
    pub fn parse(text: &str, file_name: &str) -> Result<Self, CatalogErrors> {
        let source = Arc::new(Source { name: file_name.to_owned(), text: text.to_owned() });
        let mut reader = Reader::new(source);
        let mut settings = Self::default();
        if let Some(root) = reader.root().filter(|root| !root.is_null())
            && let Some(fields) = reader.map(&root)
        {
            settings.read(&mut reader, fields);
        }
        let mut reports = reader.reports;
        reports.sort_by_key(|report| report.place.span.start);
        if reports.is_empty() { Ok(settings) } else { Err(CatalogErrors { reports }) }
    }

    /// The settings that a JSON object says, as [`Settings::parse`].
    ///
    /// # Errors
    /// As [`Settings::parse`]; places are those in the object's own text.
    pub fn from_json(object: &Map<String, Json>, name: &str) -> Result<Self, CatalogErrors> {
        // JSON is YAML, so there is one reader and one set of rules.
        Self::parse(&Json::Object(object.clone()).to_string(), name)
    }

    /// The calendar that periods are cut by.
    ///
    /// # Errors
    /// [`CalendarError`] for a zone or month that cannot be; parsed settings have none.
    pub fn calendar(&self) -> Result<Calendar, CalendarError> {
        Calendar::new(&self.time_zone, self.first_day_of_week, self.fiscal_year_start)
    }

    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.name, fields.take("name").and_then(|yaml| reader.text(yaml).map(str::to_owned)));
        set(&mut self.time_zone, fields.take("time_zone").and_then(|yaml| time_zone(reader, yaml)));
        set(&mut self.currency, fields.take("currency").and_then(|yaml| currency(reader, yaml)));
        set(
            &mut self.first_day_of_week,
            fields.take("first_day_of_week").and_then(|yaml| reader.choice(yaml, WEEKDAYS)),
        );
        let month = fields.take("fiscal_year_start").and_then(|yaml| reader.whole(yaml, 1, 12, Wanted::Month));
        set(&mut self.fiscal_year_start, month.and_then(|month| i8::try_from(month).ok()));
        let language = fields.take("language").and_then(|yaml| reader.choice(yaml, LANGUAGES));
        set(&mut self.language, language.map(str::to_owned));
        if let Some(inner) = fields.take("activity").and_then(|yaml| reader.map(yaml)) {
            self.activity.read(reader, inner);
        }
        if let Some(yaml) = fields.take("key_events") {
            self.key_events.extend(key_events(reader, yaml));
        }
        self.lifetime_years = fields.take("lifetime_years").and_then(|yaml| positive(reader, yaml));
        self.gross_margin = fields.take("gross_margin").and_then(|yaml| reader.share(yaml));
        set(&mut self.discount_rate, fields.take("discount_rate").and_then(|yaml| reader.share(yaml)));
        set(
            &mut self.conversion_window_days,
            fields.take("conversion_window_days").and_then(|yaml| days(reader, yaml)),
        );
        set(&mut self.exclude, fields.take("exclude").map(|yaml| reader.texts(yaml)));
        if let Some(inner) = fields.take("surveys").and_then(|yaml| reader.map(yaml)) {
            self.surveys.read(reader, inner);
        }
        if let Some(inner) = fields.take("quality").and_then(|yaml| reader.map(yaml)) {
            self.quality.read(reader, inner);
        }
        fields.finish(reader);
    }
}

impl Activity {
    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.basis, fields.take("basis").and_then(|yaml| reader.choice(yaml, BASES)));
        set(&mut self.window_days, fields.take("window_days").and_then(|yaml| days(reader, yaml)));
        set(&mut self.events, fields.take("events").map(|yaml| reader.texts(yaml)));
        fields.finish(reader);
    }
}

impl Surveys {
    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        if let Some(yaml) = fields.take("csat_top") {
            self.csat_top.extend(tops(reader, yaml));
        }
        set(
            &mut self.css_from,
            fields.take("css_from").and_then(|yaml| reader.whole(yaml, 1, 10, Wanted::PositiveWholeNumber)),
        );
        if let Some(yaml) = fields.take("ces_top") {
            self.ces_top.extend(tops(reader, yaml));
        }
        fields.finish(reader);
    }
}

impl Quality {
    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.max_bad_share, fields.take("max_bad_share").and_then(|yaml| reader.share(yaml)));
        fields.finish(reader);
    }
}

fn set<T>(target: &mut T, read: Option<T>) {
    if let Some(read) = read {
        *target = read;
    }
}

fn time_zone(reader: &mut Reader, yaml: &Yaml) -> Option<String> {
    let name = reader.text(yaml)?.to_owned();
    if TimeZone::get(&name).is_ok() { Some(name) } else { reader.wanted(yaml, &name, Wanted::TimeZone) }
}

fn currency(reader: &mut Reader, yaml: &Yaml) -> Option<String> {
    let code = reader.text(yaml)?.to_owned();
    match code.parse::<Currency>() {
        Ok(currency) => Some(currency.to_string()),
        Err(_) => reader.wanted(yaml, &code, Wanted::Currency),
    }
}

fn days(reader: &mut Reader, yaml: &Yaml) -> Option<i64> {
    reader.whole(yaml, 1, MOST_DAYS, Wanted::PositiveWholeNumber)
}

fn positive(reader: &mut Reader, yaml: &Yaml) -> Option<String> {
    let digits = reader.number(yaml)?;
    match digits.parse::<f64>() {
        Ok(number) if number > 0.0 => Some(digits),
        _ => reader.wanted(yaml, &digits, Wanted::Number),
    }
}

/// Step → event names. A step that is named here loses its usual names.
fn key_events(reader: &mut Reader, yaml: &Yaml) -> BTreeMap<String, Vec<String>> {
    let mut steps = BTreeMap::new();
    for (name, events) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        if let Some(step) = reader.named(name) {
            steps.insert(step, reader.texts(events));
        }
    }
    steps
}

/// Points of the scale → number of top answers, fewer than the points.
fn tops(reader: &mut Reader, yaml: &Yaml) -> BTreeMap<i64, i64> {
    let mut tops = BTreeMap::new();
    for (points, top) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        let Some(points) = reader.whole(points, 2, 100, Wanted::PositiveWholeNumber) else { continue };
        if let Some(top) = reader.whole(top, 1, points - 1, Wanted::PositiveWholeNumber) {
            tops.insert(points, top);
        }
    }
    tops
}
