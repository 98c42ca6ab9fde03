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
use crate::{Answer, EngineError, Number, Query, Subject};

/// One law over one workspace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LawResult {
    /// The law's id in the catalog.
    pub law: String,
    #[serde(skip)]
    pub about: Words,
    /// Whom it was checked for: accounts too, where the workspace has any.
    pub subject: Subject,
    /// How many times it was checked: once a month, or once a metric and attribute.
    pub periods: u64,
    pub breaches: Vec<Breach>,
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
            let mut bench = None;
            let asked = Query { subject, ..Query::new("", from, to, Some(Grain::Month)) };
            for law in self.catalog.laws.values() {
                let (periods, breaches) = match &law.says {
                    Statement::Parts { metrics, by } => self.parts(metrics, by, &asked).await?,
                    says => match says.sides() {
                        Some(sides) => self.held(law, sides, &asked, &mut bench).await?,
                        None => (0, Vec::new()),
                    },
                };
                results.push(LawResult { law: law.id.clone(), about: law.about.clone(), subject, periods, breaches });
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
        (left, right): (&Formula, &Formula),
        asked: &Query,
        bench: &mut Option<Bench>,
    ) -> Result<(u64, Vec<Breach>), EngineError> {
        let Some(metric) = self.as_metric(law, left, right) else { return Ok((0, Vec::new())) };
        let query = Query { metrics: vec![law.id.clone()], ..asked.clone() };
        let periods = self.periods(&query)?;
        let prepared = self.prepare(&query, &metric, &periods, bench).await?;
        let (reading, group) = (prepared.reading(&self.catalog), Group::default());
        let part = Part { reading: &reading, group: &group, scope: &prepared.scope };
        let (left, right) = (&metric.formula.expr, &metric.also[0].1.expr);
        let (mut checked, mut breaches) = (0, Vec::new());
        for (index, period) in periods.iter().enumerate() {
            let spot = Spot { frame: 0, period: index };
            if let Statement::SameCustomers(..) = law.says {
                checked += 1;
                let astray = &set(&part, left, spot)? ^ &set(&part, right, spot)?;
                if !astray.is_empty() {
                    breaches.push(self.astray(period, &astray, prepared.accounts.as_deref())?);
                }
                continue;
            }
            // A month without a value on one side keeps every law.
            let (Some(left), Some(right)) = (number(&part, left, spot)?, number(&part, right, spot)?) else { continue };
            checked += 1;
            let over = left - right;
            let broken = if let Statement::AtMost(..) = law.says { over > ROUNDING } else { over.abs() > ROUNDING };
            if broken {
                let difference = over.normalize().to_string();
                breaches.push(Breach { start: period.start.to_string(), difference, customers: Vec::new() });
            }
        }
        Ok((checked, breaches))
    }

    /// The two sides as a metric, so that they are planned and read as metrics are.
    fn as_metric(&self, law: &Law, left: &Formula, right: &Formula) -> Option<Metric> {
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
    async fn parts(&self, metrics: &[String], by: &[String], asked: &Query) -> Result<(u64, Vec<Breach>), EngineError> {
        let (mut checked, mut breaches) = (0, Vec::new());
        for metric in metrics {
            let whole = Query { metrics: vec![metric.clone()], grain: None, ..asked.clone() };
            let total = total(&self.query(&whole).await?);
            let of_accounts = |attribute: &&String| tables::ACCOUNTS.column(attribute).is_some();
            for attribute in by.iter().filter(|by| asked.subject == Subject::Customer || of_accounts(by)) {
                let parts = self.query(&Query { by: vec![attribute.clone()], ..whole.clone() }).await?;
                let difference = self::total(&parts) - total;
                checked += 1;
                if !difference.is_zero() {
                    let difference = format!("{metric}, {attribute}: {}", difference.normalize());
                    breaches.push(Breach { start: asked.from.to_string(), difference, customers: Vec::new() });
                }
            }
        }
        Ok((checked, breaches))
    }

    fn astray(&self, period: &Period, astray: &Set, accounts: Option<&Accounts>) -> Result<Breach, EngineError> {
        let mut customers = Vec::new();
        for key in astray.iter().take(MOST_CUSTOMERS) {
            let account = accounts.and_then(|accounts| accounts.get(key));
            customers.push(account.map_or_else(|| self.outside_id(key), |account| Ok(account.to_string()))?);
        }
        Ok(Breach { start: period.start.to_string(), difference: astray.len().to_string(), customers })
    }

    /// The three years up to the end of the last month that is known; `None` when nothing is.
    fn known_range(&self) -> Result<Option<(Date, Date)>, EngineError> {
        let known = tables::TABLES.iter().filter_map(|table| self.snapshot.watermark(table.name));
        let Some(last) = known.max() else { return Ok(None) };
        let last = self.calendar.day_of(last.min(self.as_of_us()))?;
        let to = self.calendar.next(self.calendar.floor(last, Grain::Month), Grain::Month)?;
        let years = jiff::Span::new().years(3);
        Ok(Some((to.saturating_sub(years), to)))
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
    found.look(Check::Law, laws.len());
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

fn total(answers: &[Answer]) -> Decimal {
    let rows = answers.iter().flat_map(|answer| &answer.rows);
    rows.map(|row| match row.value {
        Some(Number::Whole(count)) => Decimal::try_from_i128_with_scale(count, 0).unwrap_or_default(),
        Some(Number::Real(value)) => value,
        Some(Number::Money(money)) => Decimal::from_i128_with_scale(money.ten_thousandths, 4),
        None => Decimal::ZERO,
    })
    .sum()
}
