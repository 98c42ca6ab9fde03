//! `tenure.yaml` → [`Settings`]: strict keys, every problem with its line and column.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Weekday;
use model::{Calendar, CalendarError, Currency};
use serde_json::{Map, Value as Json};

use super::{BusinessCalendar, Funnel, Goal, Milestone, MrrRules, Settings, SlaTarget, exclude, fiscal, holidays, set};
use crate::error::{CatalogErrors, Named, Problem, Wanted};
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

impl Settings {
    /// The settings that a `tenure.yaml` says; what it leaves out keeps its default, and an empty text is all defaults.
    ///
    /// Files that it names are not read yet: [`Settings::with_files`] does.
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
        let calendar = Calendar::new(&self.time_zone, self.first_day_of_week, self.fiscal_year_start)?;
        Ok(match self.fiscal {
            Some(weeks) => calendar.with_fiscal_weeks(weeks),
            None => calendar,
        })
    }

    fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        self.read_company(reader, &mut fields);
        self.read_journey(reader, &mut fields);
        self.read_money(reader, &mut fields);
        self.read_support(reader, &mut fields);
        set(&mut self.exclude, fields.take("exclude").map(|yaml| exclude::read(reader, yaml)));
        if let Some(inner) = fields.take("identity").and_then(|yaml| reader.map(yaml)) {
            self.identity.read(reader, inner);
        }
        if let Some(inner) = fields.take("privacy").and_then(|yaml| reader.map(yaml)) {
            self.privacy.read(reader, inner);
        }
        if let Some(inner) = fields.take("quality").and_then(|yaml| reader.map(yaml)) {
            self.quality.read(reader, inner);
        }
        if let Some(inner) = fields.take("serve").and_then(|yaml| reader.map(yaml)) {
            self.serve.read(reader, inner);
        }
        fields.finish(reader);
    }

    fn read_company(&mut self, reader: &mut Reader, fields: &mut Fields<'_>) {
        set(&mut self.name, fields.take("name").and_then(|yaml| reader.text(yaml).map(str::to_owned)));
        set(&mut self.time_zone, fields.take("time_zone").and_then(|yaml| reader.time_zone(yaml)));
        set(&mut self.currency, fields.take("currency").and_then(|yaml| currency(reader, yaml)));
        let weekday = fields.take("first_day_of_week").and_then(|yaml| reader.choice(yaml, WEEKDAYS));
        set(&mut self.first_day_of_week, weekday);
        let month = fields.take("fiscal_year_start").and_then(|yaml| reader.whole(yaml, 1, 12, Wanted::Month));
        set(&mut self.fiscal_year_start, month.and_then(|month| i8::try_from(month).ok()));
        if let Some(inner) = fields.take("fiscal").and_then(|yaml| reader.map(yaml)) {
            self.fiscal = fiscal::read(reader, inner);
        }
        let language = fields.take("language").and_then(|yaml| reader.choice(yaml, LANGUAGES));
        set(&mut self.language, language.map(str::to_owned));
    }

    fn read_journey(&mut self, reader: &mut Reader, fields: &mut Fields<'_>) {
        if let Some(inner) = fields.take("activity").and_then(|yaml| reader.map(yaml)) {
            self.activity.read(reader, inner);
        }
        // A step that is named here loses its usual names.
        let key_events = named(reader, fields.take("key_events"), |reader, _, yaml| Some(reader.texts(yaml)));
        self.key_events.extend(key_events);
        self.funnels = named(reader, fields.take("funnels"), |reader, _, yaml| Funnel::read(reader, yaml));
        self.milestones.extend(named(reader, fields.take("milestones"), Milestone::read));
        self.goals.extend(named(reader, fields.take("goals"), |reader, _, yaml| Goal::read(reader, yaml)));
        if let Some(yaml) = fields.take("conversion_goal")
            && let Some(name) = reader.text(yaml)
        {
            if !self.goals.contains_key(name) {
                let known = self.goals.keys().cloned().collect();
                let problem = Problem::UnknownName { what: Named::Goal, name: name.to_owned(), known };
                reader.report(problem, yaml.span);
            }
            self.conversion_goal = name.to_owned();
        }
        let window = fields.take("conversion_window_days").and_then(|yaml| reader.some_days(yaml));
        set(&mut self.conversion_window_days, window);
        if let Some(inner) = fields.take("channels").and_then(|yaml| reader.map(yaml)) {
            self.channels.read(reader, inner);
        }
        if let Some(inner) = fields.take("attribution").and_then(|yaml| reader.map(yaml)) {
            self.attribution.read(reader, inner);
        }
    }

    fn read_money(&mut self, reader: &mut Reader, fields: &mut Fields<'_>) {
        self.lifetime_years = fields.take("lifetime_years").and_then(|yaml| reader.positive(yaml));
        self.gross_margin = fields.take("gross_margin").and_then(|yaml| reader.share(yaml));
        set(&mut self.discount_rate, fields.take("discount_rate").and_then(|yaml| reader.share(yaml)));
        if let Some(inner) = fields.take("mrr").and_then(|yaml| reader.map(yaml)) {
            self.mrr = MrrRules::read(reader, inner);
        }
    }

    fn read_support(&mut self, reader: &mut Reader, fields: &mut Fields<'_>) {
        if let Some(inner) = fields.take("surveys").and_then(|yaml| reader.map(yaml)) {
            self.surveys.read(reader, inner);
        }
        let hours = |reader: &mut Reader, _: &str, yaml: &Yaml| BusinessCalendar::read(reader, yaml);
        self.business_hours.extend(named(reader, fields.take("business_hours"), hours));
        set(&mut self.holidays, fields.take("holidays").map(|yaml| holidays::read(reader, yaml)));
        if let Some(list) = fields.take("sla").and_then(|yaml| reader.list(yaml)) {
            let targets = list.iter().filter_map(|yaml| SlaTarget::read(reader, yaml, &self.business_hours));
            self.sla = targets.collect();
        }
    }
}

/// A map whose keys are names of the workspace's own.
fn named<T>(
    reader: &mut Reader,
    yaml: Option<&Yaml>,
    read: impl Fn(&mut Reader, &str, &Yaml) -> Option<T>,
) -> BTreeMap<String, T> {
    let mut found = BTreeMap::new();
    for (name, yaml) in yaml.and_then(|yaml| reader.map(yaml)).map_or(&[][..], |fields| fields.entries()) {
        if let Some(name) = reader.named(name)
            && let Some(read) = read(reader, &name, yaml)
        {
            found.insert(name, read);
        }
    }
    found
}

fn currency(reader: &mut Reader, yaml: &Yaml) -> Option<String> {
    let code = reader.text(yaml)?.to_owned();
    match code.parse::<Currency>() {
        Ok(currency) => Some(currency.to_string()),
        Err(_) => reader.wanted(yaml, &code, Wanted::Currency),
    }
}
