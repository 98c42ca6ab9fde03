//! The tables every workspace gets: numbers of metrics side by side, period by period, each with its trend.
//!
//! Every metric is asked once, over the periods of the report and those they are held against, by the way of any
//! other question: a number here is the number that a query gives.

mod direction;

use std::collections::BTreeMap;

use catalog::{Basis, Better, Catalog, MetricPart, ReportColumn, ReportTable, Unit, Words};
use jiff::civil::Date;
use model::{Calendar, Grain, Message, Period};
use serde::{Serialize, Serializer};

pub use direction::Direction;

use crate::engine::Engine;
use crate::interval::Ratio;
use crate::rows::difference;
use crate::units::unit_of;
use crate::{Answer, EngineError, MissingRate, Number, Query, Reason, Row, Subject};

/// What a report is asked for.
#[derive(Clone, Debug)]
pub struct ReportQuery {
    /// First day.
    pub from: Date,
    /// First day after the range.
    pub to: Date,
    /// Months, quarters or years: of shorter periods the same one a year ago does not lie in step.
    pub grain: Grain,
    /// The ids of the tables; empty takes all.
    pub tables: Vec<String>,
    /// A SQL condition over the subjects' attributes.
    pub filter: Option<String>,
    /// In place of the workspace's activity basis.
    pub basis: Option<Basis>,
    /// Whom it counts.
    pub subject: Subject,
}

/// A report: tables over the same periods, and what they were computed from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reported {
    pub grain: Grain,
    pub time_zone: String,
    #[serde(serialize_with = "write_basis")]
    pub basis: Basis,
    pub subject: Subject,
    /// RFC 3339 instant of the state of knowledge.
    pub as_of: String,
    /// Id of the snapshot that every number was read from.
    pub snapshot: String,
    /// Names the settings and the catalog it was computed under; `None` where nobody said which these are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definitions: Option<String>,
    /// Customers left out by the workspace's `exclude` rules.
    pub excluded: u64,
    pub tables: Vec<ReportedTable>,
}

impl Reported {
    /// The exchange rates that its numbers lack, days in a row as one.
    #[must_use]
    pub fn missing_rates(&self) -> Vec<MissingRate> {
        let cells = self.tables.iter().flat_map(|table| &table.columns).flat_map(|column| &column.cells);
        MissingRate::joined(cells.flat_map(|cell| cell.missing_rates.clone()))
    }
}

/// One table: a column for each number, each with a cell for every period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedTable {
    #[serde(rename = "table")]
    pub id: String,
    #[serde(serialize_with = "write_words")]
    pub title: Words,
    pub columns: Vec<ReportedColumn>,
}

/// One number of a metric over all periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedColumn {
    #[serde(rename = "column")]
    pub id: String,
    #[serde(serialize_with = "write_words")]
    pub title: Words,
    pub metric: String,
    /// `value`, `numerator`, `denominator`, or the name of a number beside the value.
    pub part: String,
    #[serde(serialize_with = "write_unit")]
    pub unit: Unit,
    pub cells: Vec<ReportedCell>,
}

/// One number of one period, held against earlier ones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedCell {
    /// First day of the period, `YYYY-MM-DD`.
    pub start: String,
    /// First day after it.
    pub end: String,
    /// What a fiscal period of weeks is called; `None` for civil periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    pub value: Option<Number>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The exchange rates that the value lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_rates: Vec<MissingRate>,
    /// Whether the period is over and known to its end.
    pub complete: bool,
    pub previous: Against,
    pub year_before: Against,
    /// Where it goes since the period before; `None` for a period that is not over, and where either has no value.
    pub direction: Option<Direction>,
}

/// The same number of an earlier period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Against {
    pub start: String,
    pub end: String,
    pub value: Option<Number>,
    /// The value now less the value then.
    pub change: Option<Number>,
    /// `change` as a share of the value then.
    pub change_share: Option<f64>,
    /// Why something of this is null: what the earlier value lacks, else what the later one does, else what the share does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl Engine {
    /// Answers the tables of a report, in the catalog's order.
    ///
    /// # Errors
    /// As [`Engine::query`]; [`EngineError::Question`] for a table that does not exist.
    pub async fn report(&self, query: &ReportQuery) -> Result<Reported, EngineError> {
        let tables = chosen(&self.catalog, &query.tables)?;
        let spans = self.calendar.periods(query.from, query.to, query.grain)?;
        let spans: Vec<Span> =
            spans.into_iter().map(|period| Span::new(period, query.grain, &self.calendar)).collect::<Result<_, _>>()?;
        let from = spans.iter().map(|span| span.year_before.start.min(span.previous.start)).min();
        let asked = Query {
            metrics: metrics(&tables),
            from: from.unwrap_or(query.from),
            filter: query.filter.clone(),
            basis: query.basis,
            subject: query.subject,
            ..Query::new("", query.from, query.to, Some(query.grain))
        };
        let answers = self.query(&asked).await?;
        let answers: BTreeMap<&str, &Answer> = answers.iter().map(|answer| (answer.metric.as_str(), answer)).collect();
        let state = answers.values().next();
        Ok(Reported {
            grain: query.grain,
            time_zone: self.settings.time_zone.clone(),
            basis: self.basis(&asked),
            subject: query.subject,
            as_of: state.map_or_else(String::new, |answer| answer.as_of.clone()),
            snapshot: self.snapshot.id().to_owned(),
            definitions: self.definitions.clone(),
            excluded: state.map_or(0, |answer| answer.excluded),
            tables: tables.iter().map(|table| self.table(table, &answers, &spans)).collect(),
        })
    }

    fn table(&self, table: &ReportTable, answers: &BTreeMap<&str, &Answer>, spans: &[Span]) -> ReportedTable {
        let columns = table.columns.iter().filter_map(|column| {
            let answer = answers.get(column.metric.as_str())?;
            let (unit, better) = self.measured_in(column);
            let series = Series { answer, part: &column.part, better };
            Some(ReportedColumn {
                id: column.id.clone(),
                title: column.title.clone(),
                metric: column.metric.clone(),
                part: column.part.name().to_owned(),
                unit,
                cells: spans.iter().filter_map(|span| series.cell(span)).collect(),
            })
        });
        ReportedTable { id: table.id.clone(), title: table.title.clone(), columns: columns.collect() }
    }

    /// The unit of a column's numbers, and which way is better: for a number beside a value nobody has said.
    fn measured_in(&self, column: &ReportColumn) -> (Unit, Better) {
        let Some(metric) = self.catalog.metrics.get(&column.metric) else { return (Unit::Ratio, Better::Neither) };
        let ratio = Ratio::of(&metric.formula.expr);
        let part = match &column.part {
            MetricPart::Value => return (metric.unit, metric.better),
            MetricPart::Numerator => ratio.map(|ratio| ratio.numerator),
            MetricPart::Denominator => ratio.map(|ratio| ratio.denominator),
            MetricPart::Also(name) => {
                metric.also.iter().find(|(known, _)| known == name).map(|(_, formula)| &formula.expr)
            }
        };
        (part.map_or(Unit::Ratio, |expr| unit_of(&self.catalog, expr)), Better::Neither)
    }
}

/// A period and those it is held against.
struct Span {
    period: Period,
    previous: Period,
    year_before: Period,
}

impl Span {
    fn new(period: Period, grain: Grain, calendar: &Calendar) -> Result<Self, EngineError> {
        let start = calendar.floor(calendar.shift(period.start, -1)?, grain);
        let previous = calendar.period(start, period.start)?;
        let year_before = calendar.year_before(&period, Some(grain))?;
        Ok(Self { period, previous, year_before })
    }
}

/// One number of an answer through time.
struct Series<'a> {
    answer: &'a Answer,
    part: &'a MetricPart,
    better: Better,
}

impl Series<'_> {
    fn cell(&self, span: &Span) -> Option<ReportedCell> {
        let row = self.row(&span.period)?;
        let (value, reason) = self.number(row);
        let previous = self.against(value, reason, &span.previous);
        let year_before = self.against(value, reason, &span.year_before);
        let change = previous.change.filter(|_| row.complete);
        Some(ReportedCell {
            start: row.start.clone(),
            end: row.end.clone(),
            period: row.period.clone(),
            value,
            reason,
            missing_rates: if reason == Some(Reason::RateMissing) { row.missing_rates.clone() } else { Vec::new() },
            complete: row.complete,
            direction: change.map(|change| Direction::of(change, self.better)),
            previous,
            year_before,
        })
    }

    fn row(&self, period: &Period) -> Option<&Row> {
        let (start, end) = (period.start.to_string(), period.end.to_string());
        self.answer.rows.iter().find(|row| row.start == start && row.end == end)
    }

    /// The number of a row, or why it has none.
    fn number(&self, row: &Row) -> (Option<Number>, Option<Reason>) {
        let number = match self.part {
            MetricPart::Value => return (row.value, row.reason),
            MetricPart::Numerator => row.numerator,
            MetricPart::Denominator => row.denominator,
            MetricPart::Also(name) => {
                let found = row.also.iter().find(|(known, _)| known == name).and_then(|(_, number)| *number);
                let why = row.also_reasons.iter().find(|(known, _)| known == name).map(|(_, reason)| *reason);
                return (found, why);
            }
        };
        (number, if number.is_some() { None } else { Some(row.reason.unwrap_or(Reason::NoData)) })
    }

    fn against(&self, now: Option<Number>, lacks: Option<Reason>, earlier: &Period) -> Against {
        let (value, reason) = match self.row(earlier) {
            Some(row) => self.number(row),
            None => (None, Some(Reason::NoData)),
        };
        let change = now.zip(value).and_then(|(now, then)| difference(now, then));
        let share = change.zip(value).filter(|(_, then)| then.to_f64() != 0.0);
        let change_share = share.map(|(change, then)| change.to_f64() / then.to_f64().abs());
        let undivided = || change_share.is_none().then_some(Reason::NothingToDivideBy);
        Against {
            start: earlier.start.to_string(),
            end: earlier.end.to_string(),
            value,
            change,
            change_share,
            reason: reason.or(lacks).or_else(undivided),
        }
    }
}

/// The tables of these ids in the catalog's order; all of them where none is named.
fn chosen<'a>(catalog: &'a Catalog, ids: &[String]) -> Result<Vec<&'a ReportTable>, EngineError> {
    let known = || catalog.report_tables.iter().map(|table| table.id.as_str());
    if let Some(id) = ids.iter().find(|id| !known().any(|known| known == **id)) {
        let message = Message::new("engine.unknown_report_table").with("name", id);
        return Err(EngineError::Question(message.with("known", known().collect::<Vec<_>>().join(", "))));
    }
    let wanted = |table: &&ReportTable| ids.is_empty() || ids.contains(&table.id);
    Ok(catalog.report_tables.iter().filter(wanted).collect())
}

/// The metrics of the tables, each once.
fn metrics(tables: &[&ReportTable]) -> Vec<String> {
    let mut metrics: Vec<String> = Vec::new();
    for column in tables.iter().flat_map(|table| &table.columns) {
        if !metrics.contains(&column.metric) {
            metrics.push(column.metric.clone());
        }
    }
    metrics
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn write_basis<S: Serializer>(basis: &Basis, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(basis.name())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn write_unit<S: Serializer>(unit: &Unit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(unit.name())
}

fn write_words<S: Serializer>(words: &Words, serializer: S) -> Result<S::Ok, S::Error> {
    BTreeMap::from([("en", &words.en), ("zh-CN", &words.zh_cn)]).serialize(serializer)
}
