//! The conservation laws of the catalog, held against the last three years that are known, for accounts too where there are any.

use std::collections::BTreeMap;

use catalog::{Catalog, Expr, Formula, Law, Metric, Node, Statement, Words};
use jiff::civil::Date;
use model::{Grain, Message, Period, tables};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Amount, Check, Finding, Found, Severity};
use crate::accounts::Accounts;
use crate::cuts::Group;
use crate::engine::Engine;
use crate::evaluate::{Spot, Value, evaluate, number};
use crate::ground::Part;
use crate::session::Bench;
use crate::subjects::Set;
use crate::{Answer, Behind, EngineError, Number, Query, Reason, Subject};

/// One law over one workspace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LawResult {
    /// The law's id in the catalog.
    pub law: String,
    #[serde(skip)]
    pub about: Words,
    /// Whom it was checked for: accounts too, where the workspace has any.
    pub subject: Subject,
    /// How many times it was judged: once a month that is known and has something on either side, or once a metric
    /// and attribute.
    pub periods: u64,
    /// Why it was judged in no period; `None` where it was.
    pub unjudged: Option<Reason>,
    /// The source that it waits for; `None` where none is behind.
    pub behind: Option<Behind>,
    pub breaches: Vec<Breach>,
}

impl LawResult {
    /// Whether it holds wherever it was judged; `None` where it was not.
    #[must_use]
    pub fn holds(&self) -> Option<bool> {
        (self.periods > 0).then_some(self.breaches.is_empty())
    }
}

/// What came of holding a law against the data.
#[derive(Default)]
struct Judged {
    periods: u64,
    breaches: Vec<Breach>,
    /// Whether no period of it is known for want of a source.
    unknown: bool,
    /// Whether some period of it is short of an exchange rate.
    no_rate: bool,
    behind: Option<Behind>,
}

/// One time that a law does not hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breach {
    /// First day of the period.
    pub start: String,
    /// How much is missing on one side or too much on the other.
    pub difference: String,
    /// Outside ids of the customers or accounts it is about, at most 20.
    pub customers: Vec<String>,
}

const MOST_CUSTOMERS: usize = 20;

/// Shares are divided to 28 digits: what differs by less differs by rounding.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 12);

impl Engine {
    /// Checks every conservation law. A workspace without the rows a law is about keeps it in no period.
    ///
    /// # Errors
    /// [`EngineError`] when the data cannot be read.
    pub async fn laws(&self) -> Result<Vec<LawResult>, EngineError> {
        let Some((from, to)) = self.known_range()? else { return Ok(Vec::new()) };
        let has_accounts = self.snapshot.tables().iter().any(|table| table.name == tables::ACCOUNTS.name);
        let subjects = if has_accounts { &Subject::ALL[..] } else { &[Subject::Customer] };
        let mut results = Vec::with_capacity(self.catalog.laws.len() * subjects.len());
        for &subject in subjects {
            let asked = Query { subject, ..Query::new("", from, to, Some(Grain::Month)) };
            let periods = self.periods(&asked)?;
            let sides = |law: &Law| self.as_metric(law, law.says.sides()?);
            let metrics: BTreeMap<&str, Metric> =
                self.catalog.laws.values().filter_map(|law| Some((law.id.as_str(), sides(law)?))).collect();
            let mut bench = None;
            self.share(&asked, metrics.values().map(|metric| (metric, periods.as_slice())), &mut bench).await?;
            for law in self.catalog.laws.values() {
                let judged = match (metrics.get(law.id.as_str()), &law.says) {
                    (Some(metric), _) => self.held(law, metric, &asked, &mut bench).await?,
                    (None, Statement::Parts { metrics, by }) => self.parts(metrics, by, &asked).await?,
                    _ => Judged::default(),
                };
                results.push(judged.told(law, subject));
            }
        }
        // Of each law first what it says of customers.
        results.sort_by(|a, b| a.law.cmp(&b.law));
        Ok(results)
    }

    /// A statement about two formulas, month by month.
    async fn held(
        &self,
        law: &Law,
        metric: &Metric,
        asked: &Query,
        bench: &mut Option<Bench>,
    ) -> Result<Judged, EngineError> {
        let periods = self.periods(asked)?;
        let prepared = self.prepare(asked, metric, &periods, bench).await?;
        let (reading, group) = (prepared.reading(&self.catalog), Group::default());
        let part = Part { reading: &reading, group: &group, scope: &prepared.scope };
        let (left, right) = (&metric.formula.expr, &metric.also[0].1.expr);
        let frame = &prepared.plan.frames[0];
        let unknown = prepared.known.slowest.is_some();
        let mut judged = Judged { unknown, behind: self.behind(&prepared), ..Judged::default() };
        for (index, period) in periods.iter().enumerate().filter(|(_, period)| frame.begun(period)) {
            judged.unknown = false;
            let spot = Spot { frame: 0, period: index };
            if !part.missing_rates(left, spot).is_empty() || !part.missing_rates(right, spot).is_empty() {
                judged.no_rate = true;
                continue;
            }
            if let Statement::SameCustomers(..) = law.says {
                let (left, right) = (set(&part, left, spot)?, set(&part, right, spot)?);
                judged.periods += u64::from(!left.is_empty() || !right.is_empty());
                let astray = &left ^ &right;
                if !astray.is_empty() {
                    judged.breaches.push(self.astray(period, &astray, prepared.accounts.as_deref())?);
                }
                continue;
            }
            // A month without a value on one side, or with nothing on both, puts no law to the test.
            let (Some(left), Some(right)) = (number(&part, left, spot)?, number(&part, right, spot)?) else { continue };
            if left.is_zero() && right.is_zero() {
                continue;
            }
            judged.periods += 1;
            let over = left - right;
            let broken = if let Statement::AtMost(..) = law.says { over > ROUNDING } else { over.abs() > ROUNDING };
            if broken {
                let difference = over.normalize().to_string();
                judged.breaches.push(Breach { start: period.start.to_string(), difference, customers: Vec::new() });
            }
        }
        Ok(judged)
    }

    /// The two sides as a metric, so that they are planned and read as metrics are.
    fn as_metric(&self, law: &Law, (left, right): (&Formula, &Formula)) -> Option<Metric> {
        let sets = matches!(law.says, Statement::SameCustomers(..));
        let side = |formula: &Formula| Formula {
            expr: if sets { counted(&self.catalog, &formula.expr) } else { formula.expr.clone() },
            ..formula.clone()
        };
        let names = left.expr.names().into_iter().chain(right.expr.names()).map(|(name, _)| name);
        let named: Vec<&Metric> = names.filter_map(|name| self.catalog.metrics.get(name)).collect();
        let some = named.first().copied().or_else(|| self.catalog.metrics.values().next())?;
        let params: BTreeMap<_, _> = named.iter().flat_map(|metric| metric.params.clone()).collect();
        let also = vec![(law.id.clone(), side(right))];
        Some(Metric { id: law.id.clone(), formula: side(left), also, matures: None, params, ..some.clone() })
    }

    /// Whether the parts of each metric by each attribute sum to the metric.
    async fn parts(&self, metrics: &[String], by: &[String], asked: &Query) -> Result<Judged, EngineError> {
        let whole = Query { metrics: metrics.to_vec(), grain: None, ..asked.clone() };
        let mut bench = None;
        let totals = self.query_on(&whole, &mut bench).await?;
        let behind = totals.iter().find_map(|answer| answer.behind.clone());
        let unknown = totals.iter().flat_map(|answer| &answer.rows).all(|row| row.reason == Some(Reason::NotKnownYet));
        let no_rate = totals.iter().flat_map(|answer| &answer.rows).any(|row| row.reason == Some(Reason::RateMissing));
        let mut judged = Judged { unknown, no_rate, behind, ..Judged::default() };
        let of_accounts = |attribute: &&String| tables::ACCOUNTS.column(attribute).is_some();
        for attribute in by.iter().filter(|by| asked.subject == Subject::Customer || of_accounts(by)) {
            let cut = Query { by: vec![attribute.clone()], ..whole.clone() };
            let parts = self.query_on(&cut, &mut bench).await?;
            for (whole, parts) in totals.iter().zip(&parts) {
                let (Some(whole_sum), parts_sum) = (total(whole), total(parts)) else { continue };
                judged.periods += 1;
                let difference = parts_sum.unwrap_or_default() - whole_sum;
                if !difference.is_zero() {
                    let difference = format!("{}, {attribute}: {}", whole.metric, difference.normalize());
                    judged.breaches.push(Breach { start: asked.from.to_string(), difference, customers: Vec::new() });
                }
            }
        }
        Ok(judged)
    }

    fn astray(&self, period: &Period, astray: &Set, accounts: Option<&Accounts>) -> Result<Breach, EngineError> {
        let mut customers = Vec::new();
        for key in astray.iter().take(MOST_CUSTOMERS) {
            customers.push(self.subject_id(key, accounts)?);
        }
        Ok(Breach { start: period.start.to_string(), difference: astray.len().to_string(), customers })
    }

    /// The three years up to the end of the last month that any source reaches; `None` when none does.
    fn known_range(&self) -> Result<Option<(Date, Date)>, EngineError> {
        let known = self.snapshot.sources().into_iter().filter_map(|source| source.watermark_us).max();
        let Some(last) = known else { return Ok(None) };
        let last = self.calendar.day_of(last.min(self.as_of_us()))?;
        let to = self.calendar.next(self.calendar.floor(last, Grain::Month), Grain::Month)?;
        let years = jiff::Span::new().years(3);
        Ok(Some((to.saturating_sub(years), to)))
    }
}

impl Judged {
    fn told(self, law: &Law, subject: Subject) -> LawResult {
        let why = match (self.unknown, self.no_rate) {
            (true, _) => Reason::NotKnownYet,
            (false, true) => Reason::RateMissing,
            (false, false) => Reason::NoData,
        };
        let unjudged = (self.periods == 0).then_some(why);
        let (law, about) = (law.id.clone(), law.about.clone());
        LawResult { law, about, subject, periods: self.periods, unjudged, behind: self.behind, breaches: self.breaches }
    }
}

/// Laws that do not hold.
pub(super) fn judge(laws: &[LawResult], found: &mut Found) {
    let broken = laws.iter().filter(|law| !law.breaches.is_empty());
    let findings = broken.map(|law| Finding {
        check: Check::Law,
        severity: Severity::Error,
        place: match law.subject {
            Subject::Customer => law.law.clone(),
            Subject::Account => format!("{}/{}", law.law, law.subject),
        },
        value: Some(Amount::Count(law.breaches.len() as u64)),
        bar: Some(Amount::Count(0)),
        detail: law.breaches.first().map(|breach| {
            Message::new("engine.check.law.detail").with("start", &breach.start).with("difference", &breach.difference)
        }),
    });
    found.look(Check::Law, laws.iter().filter(|law| law.periods > 0).count());
    found.findings.extend(findings);
}

/// The expression with the set that it counts in the place of every metric.
fn counted(catalog: &Catalog, expr: &Expr) -> Expr {
    let node = match &expr.node {
        Node::Name(name) if !catalog.measures.contains_key(name) => {
            match catalog.metrics.get(name).and_then(Metric::counted) {
                Some(set) => return counted(catalog, set),
                None => expr.node.clone(),
            }
        }
        Node::Binary { operator, left, right } => Node::Binary {
            operator: *operator,
            left: Box::new(counted(catalog, left)),
            right: Box::new(counted(catalog, right)),
        },
        other => other.clone(),
    };
    Expr { node, span: expr.span }
}

fn set(part: &Part<'_>, expr: &Expr, spot: Spot) -> Result<Set, EngineError> {
    match evaluate(part, expr, spot)? {
        Value::Set(set) => Ok(set),
        _ => Ok(Set::new()),
    }
}

/// The sum of an answer's rows; `None` where none has a value.
fn total(answer: &Answer) -> Option<Decimal> {
    let values = answer.rows.iter().filter_map(|row| row.value).map(|value| match value {
        Number::Whole(count) => Decimal::try_from_i128_with_scale(count, 0).unwrap_or_default(),
        Number::Real(value) => value,
        Number::Money(money) => Decimal::from_i128_with_scale(money.ten_thousandths, 4),
    });
    values.reduce(|sum, value| sum + value)
}
