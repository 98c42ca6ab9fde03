//! A number taken apart: formula with its numbers, measures, customers, source rows and files.

use std::collections::BTreeSet;

use catalog::{BinaryOperator, Expr, Kind, Node};
use model::{Calendar, CustomerKey, Grain, Message};

use crate::accounts::Accounts;
use crate::cuts::Group;
use crate::engine::Engine;
use crate::evaluate::{Ground, Spot, Value, evaluate, number};
use crate::explanation::{CustomerPart, Explanation, MeasureValue, TableFiles};
use crate::ground::Part;
use crate::interval::Ratio;
use crate::prepare::Prepared;
use crate::subjects::{NOBODY, Set};
use crate::units::{self, unit_of};
use crate::{Answer, EngineError, ExplainQuery, Query, plan, session};

/// The most customers of one part whose source rows are shown.
const MOST_SAMPLED: usize = 20;
const SPOT: Spot = Spot { frame: 0, period: 0 };

impl Engine {
    /// Takes one number apart.
    ///
    /// # Errors
    /// [`EngineError`] as for [`Engine::query`].
    pub async fn explain(&self, ask: &ExplainQuery) -> Result<Explanation, EngineError> {
        let query = Query {
            by: ask.part.iter().map(|(cut, _)| cut.clone()).collect(),
            filter: ask.filter.clone(),
            basis: ask.basis,
            subject: ask.subject,
            params: ask.params.clone(),
            ..Query::new(&ask.metric, ask.from, ask.to, grain_of(ask, &self.calendar))
        };
        let metric = plan::metric(&self.catalog, &ask.metric)?;
        let period = self.calendar.period(ask.from, ask.to)?;
        let mut bench = None;
        let prepared = self.prepare(&query, metric, &[period], &mut bench).await?;
        prepared.refuse_missing_rates()?;
        let mut answer = self.evaluate(&query, &prepared)?;
        if let (Some(survey), Some(bench)) = (&metric.survey, &mut bench) {
            answer.survey = self.surveyed((metric, survey), &query, &[period], (prepared.counted(), bench)).await?;
        }
        let reading = prepared.reading(&self.catalog);
        let group = Group(ask.part.iter().map(|(_, value)| value.clone()).collect());
        if !ask.part.is_empty() {
            only(&mut answer, &ask.part)?;
        }
        let part = Part { reading: &reading, group: &group, scope: prepared.counted() };

        let formula = &metric.formula.expr;
        let accounts = prepared.accounts.as_deref();
        let customers = self.customers(parts(&part, formula)?, ask.customers, accounts)?;
        let sampled = customers.iter().flat_map(|(_, keys)| keys.iter().take(MOST_SAMPLED));
        let sample: Vec<u32> = sampled.flat_map(|key| people(accounts, key)).collect();
        let mut sources = BTreeSet::new();
        for name in prepared.plan.measures() {
            let from = &self.catalog.measures[name].from;
            session::tables_of(&self.catalog, from, self.basis(&query), &mut sources);
        }
        let mut files = Vec::new();
        for table in &sources {
            files.push(TableFiles { table: table.clone(), files: self.snapshot.files(table).await? });
        }
        Ok(Explanation {
            answer,
            formula: metric.formula.text.clone(),
            computed: computed(&part, formula)?,
            measures: self.measures(&prepared, &part)?,
            customers: customers.into_iter().map(|(shown, _)| shown).collect(),
            rows: self.source_rows(&sources, &sample, prepared.plan.frames[0].rows_end(&period)).await?,
            files,
        })
    }

    fn measures(&self, prepared: &Prepared<'_>, part: &Part<'_>) -> Result<Vec<MeasureValue>, EngineError> {
        let mut told = Vec::new();
        for (name, frame) in &prepared.plan.needs {
            if *frame != 0 {
                continue;
            }
            let measure = &self.catalog.measures[name];
            let value = part.name(name, SPOT)?;
            let (size, total) = match &value {
                Value::Set(set) => (set.len(), None),
                Value::Vector(amounts) | Value::Rows(amounts) => (amounts.entries.len() as u64, amounts.total()),
                Value::Observations(observations) => (observations.rows.len() as u64, None),
                Value::Curve(curve) => (curve.observed.len() as u64, curve.to_date().total()),
                Value::Number(number) => (0, *number),
            };
            let expr = Expr { node: Node::Name(name.clone()), span: catalog::Span::default() };
            let is_time = measure.unit == Some(catalog::ValueUnit::Time);
            told.push(MeasureValue {
                name: name.clone(),
                about: measure.about.en.clone(),
                kind: kind_name(measure.kind),
                from: measure.from.clone(),
                size,
                total: total
                    .filter(|_| !is_time)
                    .map(|total| units::number(total, unit_of(&self.catalog, &expr), self.currency)),
            });
        }
        Ok(told)
    }

    /// Subjects by their part in the number, with their outside ids.
    fn customers(
        &self,
        parts: Vec<(&'static str, Set)>,
        most: Option<usize>,
        accounts: Option<&Accounts>,
    ) -> Result<Vec<(CustomerPart, Set)>, EngineError> {
        let mut shown = Vec::new();
        for (part, keys) in parts {
            let mut told = CustomerPart { part, count: keys.len(), ids: Vec::new(), people: Vec::new() };
            for key in keys.iter().take(most.unwrap_or(usize::MAX)) {
                told.ids.push(self.subject_id(key, accounts)?);
                if accounts.is_some() {
                    let ids = people(accounts, key).into_iter().map(|person| self.outside_id(person));
                    told.people.push(ids.collect::<Result<_, _>>()?);
                }
            }
            shown.push((told, keys));
        }
        Ok(shown)
    }

    /// `namespace:id` of a customer, the first they were known by.
    /// The outside id of a subject: of the account that a key stands for where accounts are counted, else of the customer.
    pub(crate) fn subject_id(&self, key: u32, accounts: Option<&Accounts>) -> Result<String, EngineError> {
        match accounts.and_then(|accounts| accounts.get(key)) {
            Some(account) => Ok(account.to_string()),
            None => self.outside_id(key),
        }
    }

    pub(crate) fn outside_id(&self, key: u32) -> Result<String, EngineError> {
        let ids = self.snapshot.outside_ids(CustomerKey(key))?;
        Ok(ids.first().map_or_else(|| key.to_string(), |id| format!("{}:{}", id.namespace, id.id)))
    }
}

/// Keeps the row of one part.
fn only(answer: &mut Answer, part: &[(String, Option<String>)]) -> Result<(), EngineError> {
    let written = |by: &[(String, Option<String>)]| {
        let values = by.iter().map(|(cut, value)| format!("{cut}={}", value.as_deref().unwrap_or_default()));
        values.collect::<Vec<_>>().join(" ")
    };
    let known: Vec<String> = answer.rows.iter().map(|row| written(&row.by)).collect();
    answer.rows.retain(|row| row.by == part);
    if answer.rows.is_empty() {
        let message = Message::new("engine.unknown_part").with("part", written(part));
        return Err(EngineError::Question(message.with("known", known.join(", "))));
    }
    Ok(())
}

fn grain_of(ask: &ExplainQuery, calendar: &Calendar) -> Option<Grain> {
    Grain::ALL.into_iter().find(|grain| {
        calendar.floor(ask.from, *grain) == ask.from && calendar.next(ask.from, *grain).is_ok_and(|next| next == ask.to)
    })
}

/// The formula with a number in the place of every call and every name that is a number.
fn computed(ground: &dyn Ground, expr: &Expr) -> Result<String, EngineError> {
    Ok(match &expr.node {
        Node::Binary { operator, left, right }
            if !operator.is_comparison() && !matches!(operator, BinaryOperator::And | BinaryOperator::Or) =>
        {
            let (left, right) = (side(ground, left)?, side(ground, right)?);
            format!("{left} {} {right}", operator.symbol())
        }
        _ => number(ground, expr, SPOT)?
            .map_or_else(|| "null".to_owned(), |value| value.round_dp(6).normalize().to_string()),
    })
}

fn side(ground: &dyn Ground, expr: &Expr) -> Result<String, EngineError> {
    let text = computed(ground, expr)?;
    Ok(if matches!(expr.node, Node::Binary { .. }) { format!("({text})") } else { text })
}

/// The people behind a key.
fn people(accounts: Option<&Accounts>, key: u32) -> Vec<u32> {
    let account = accounts.and_then(|accounts| accounts.get(key));
    account.map_or_else(|| vec![key], |account| account.people.clone())
}

/// Subjects by their part in the number, those in the numerator first.
fn parts(part: &Part<'_>, formula: &Expr) -> Result<Vec<(&'static str, Set)>, EngineError> {
    Ok(match Ratio::of(formula) {
        Some(ratio) => {
            let above = members(part, ratio.numerator)?;
            let below = members(part, ratio.denominator)?;
            let only = &below - &above;
            vec![("numerator", above), ("denominator_only", only)]
        }
        None => vec![("numerator", members(part, formula)?)],
    })
}

/// The customers a part of a formula is about: those of its sets, vectors and rows.
fn members(ground: &dyn Ground, expr: &Expr) -> Result<Set, EngineError> {
    let whole = |value: Value| match value {
        Value::Set(set) => Some(set),
        Value::Vector(amounts) | Value::Rows(amounts) => Some(amounts.keys()),
        Value::Observations(observations) => {
            Some(observations.rows.iter().map(|row| row.customer).filter(|key| *key != NOBODY).collect())
        }
        Value::Curve(curve) => Some(curve.observed.keys().copied().collect()),
        Value::Number(_) => None,
    };
    match &expr.node {
        Node::Number(_) | Node::Param(_) | Node::MeanOver { .. } => Ok(Set::new()),
        Node::Call { arguments, over, .. } => {
            let mut members = match arguments.first() {
                Some(argument) => whole(evaluate(ground, argument, SPOT)?).unwrap_or_default(),
                None => Set::new(),
            };
            if let Some(over) = over {
                members &= whole(evaluate(ground, over, SPOT)?).unwrap_or_default();
            }
            Ok(members)
        }
        Node::Unary { operand, .. } => members(ground, operand),
        Node::Name(_) => Ok(whole(evaluate(ground, expr, SPOT)?).unwrap_or_default()),
        Node::Binary { left, right, .. } => match whole(evaluate(ground, expr, SPOT)?) {
            Some(set) => Ok(set),
            None => Ok(members(ground, left)? | members(ground, right)?),
        },
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Set => "set",
        Kind::Vector => "vector",
        Kind::Rows => "rows",
    }
}
