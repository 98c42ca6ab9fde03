//! From read measures to the rows of an answer.

use std::collections::BTreeSet;

use catalog::{Benchmark, Expr, Interval as Method, Metric};
use jiff::Timestamp;
use model::{Grain, Micros, Period};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::cuts::{Group, Mode};
use crate::engine::Engine;
use crate::evaluate::{Spot, number};
use crate::ground::{Part, Reading, Scope};
use crate::interval::{self, LEVEL, Ratio};
use crate::missing::missing;
use crate::prepare::Prepared;
use crate::units::{self, unit_of};
use crate::{Answer, Behind, Comparison, EngineError, Interval, MissingRate, Number, Query, Reason, Row};
use crate::{benchmark, plan, touches};

/// A row's worth of everything that does not change from row to row.
struct Teller<'a> {
    engine: &'a Engine,
    grain: Option<Grain>,
    prepared: &'a Prepared<'a>,
    ratio: Option<Ratio<'a>>,
    clustered: bool,
    benchmarks: Vec<Benchmark>,
}

impl Engine {
    /// Evaluates one metric over what was read.
    pub(crate) fn evaluate(&self, query: &Query, prepared: &Prepared<'_>) -> Result<Answer, EngineError> {
        let metric = prepared.metric;
        let reading = prepared.reading(&self.catalog);
        let counted = prepared.counted();
        let groups = groups(&reading, &prepared.scope)?;
        let spots: Vec<Spot> =
            (0..prepared.plan.frames[0].periods.len()).map(|period| Spot { frame: 0, period }).collect();

        let whole = Group(vec![None; prepared.cuts.dimensions.len()]);
        let mut clustered = false;
        for group in groups.iter().chain(std::iter::once(&whole)) {
            let part = Part { reading: &reading, group, scope: counted };
            for spot in &spots {
                clustered = clustered || interval::clustered(&part, &metric.formula.expr, *spot)?;
            }
        }
        let teller = Teller {
            engine: self,
            grain: query.grain,
            prepared,
            ratio: Ratio::of(&metric.formula.expr),
            clustered,
            benchmarks: self.benchmarks(&metric.id, query, &prepared.plan.frames[0].periods),
        };
        let mut rows = Vec::with_capacity(spots.len() * groups.len());
        for spot in &spots {
            for group in &groups {
                rows.push(teller.row(&reading, group, counted, *spot)?);
            }
        }
        let measures = prepared.plan.measures().into_iter().filter_map(|name| self.catalog.measures.get(name));
        Ok(Answer {
            attribution: touches::followed(&self.catalog, prepared, self.basis(query)),
            interval: interval::name(prepared.interval(), clustered).map(|method| Interval { method, level: LEVEL }),
            excluded: prepared.scope.without.len(),
            excluded_by: prepared.scope.excluded.clone(),
            benchmarks: teller.benchmarks,
            partition: prepared.cuts.partition(measures),
            behind: self.behind(prepared),
            by: prepared.cuts.dimensions.iter().map(|dimension| dimension.asked.clone()).collect(),
            rows,
            ..self.blank(query, metric)
        })
    }
}

impl Engine {
    /// An answer without a number, and why.
    pub(crate) fn unanswered(&self, query: &Query, metric: &Metric, periods: &[Period], reason: Reason) -> Answer {
        let row = |period: &Period| Row {
            start: period.start.to_string(),
            end: period.end.to_string(),
            period: query.grain.and_then(|grain| self.calendar.fiscal_label(period.start, grain)),
            by: query.by.iter().map(|cut| (cut.clone(), None)).collect(),
            value: None,
            reason: Some(reason),
            missing_rates: Vec::new(),
            numerator: None,
            denominator: None,
            low: None,
            high: None,
            interval_reason: None,
            eligible: None,
            matured: None,
            complete: false,
            also: metric.also.iter().map(|(name, _)| (name.clone(), None)).collect(),
            also_reasons: metric.also.iter().map(|(name, _)| (name.clone(), reason)).collect(),
            standings: Vec::new(),
            compare: None,
        };
        Answer { rows: periods.iter().map(row).collect(), ..self.blank(query, metric) }
    }

    /// An answer that says what was asked of what, and nothing else yet.
    fn blank(&self, query: &Query, metric: &Metric) -> Answer {
        Answer {
            metric: metric.id.clone(),
            unit: metric.unit,
            grain: query.grain,
            time_zone: self.settings.time_zone.clone(),
            basis: self.basis(query),
            subject: query.subject,
            as_of: told(self.as_of_us()),
            snapshot: self.snapshot.id().to_owned(),
            definitions: self.definitions.clone(),
            attribution: None,
            interval: None,
            excluded: 0,
            excluded_by: Vec::new(),
            benchmarks: Vec::new(),
            survey: None,
            partition: None,
            behind: None,
            by: query.by.clone(),
            rows: Vec::new(),
        }
    }
}

impl Engine {
    /// The source that keeps a period from being complete which is over.
    pub(crate) fn behind(&self, prepared: &Prepared<'_>) -> Option<Behind> {
        let frame = &prepared.plan.frames[0];
        let late = |period: &Period| period.end_us <= self.as_of_us() && !frame.complete(period);
        let slowest = prepared.known.slowest.as_ref()?;
        frame.periods.iter().any(late).then(|| slowest.behind.clone())
    }
}

impl Teller<'_> {
    fn row(&self, reading: &Reading<'_>, group: &Group, scope: &Scope, spot: Spot) -> Result<Row, EngineError> {
        let metric = self.prepared.metric;
        let part = Part { reading, group, scope };
        let frame = &self.prepared.plan.frames[0];
        let period = &frame.periods[spot.period];
        let formula = &metric.formula.expr;
        // A period that nothing is known of has no value: a zero would say that nothing happened.
        let begun = frame.begun(period);
        let known = |formula: &Expr| -> Result<Option<Decimal>, EngineError> {
            let short = !begun || !part.missing_rates(formula, spot).is_empty();
            if short { Ok(None) } else { number(&part, formula, spot) }
        };
        let value = known(formula)?;
        let reason = self.reason(&part, formula, value, spot)?;
        let (numerator, denominator) = match &self.ratio {
            Some(ratio) => (known(ratio.numerator)?, known(ratio.denominator)?),
            None => (None, None),
        };
        let method = self.prepared.interval();
        let ends = match value {
            Some(_) if method != Method::None => {
                Some(interval::interval(&part, formula, method, self.clustered, spot)?)
            }
            _ => None,
        };
        let (eligible, matured) = self.subjects(reading, group, denominator, spot)?;
        let mut also = Vec::with_capacity(metric.also.len());
        let mut also_reasons = Vec::new();
        for (name, formula) in &metric.also {
            let unit = unit_of(reading.catalog, &formula.expr);
            let told = known(&formula.expr)?;
            also_reasons.extend(self.reason(&part, &formula.expr, told, spot)?.map(|reason| (name.clone(), reason)));
            also.push((name.clone(), told.map(|value| self.tell(value, unit))));
        }
        let side = |value: Option<Decimal>, expr| {
            value.filter(|_| begun).map(|value| self.tell(value, unit_of(reading.catalog, expr)))
        };
        let value_told = value.map(|value| self.tell(value, metric.unit));
        let standing =
            |benchmark: &Benchmark| Some((benchmark.id.clone(), benchmark::judge(benchmark, value_told?)?.to_owned()));
        let by = self.prepared.cuts.dimensions.iter().map(|dimension| dimension.asked.clone()).zip(group.0.clone());
        Ok(Row {
            start: period.start.to_string(),
            end: period.end.to_string(),
            period: self.grain.and_then(|grain| self.engine.calendar.fiscal_label(period.start, grain)),
            by: by.collect(),
            value: value_told,
            reason,
            missing_rates: if begun { self.missing_rates(&part, spot) } else { Vec::new() },
            numerator: self.ratio.as_ref().and_then(|ratio| side(numerator, ratio.numerator)),
            denominator: self.ratio.as_ref().and_then(|ratio| side(denominator, ratio.denominator)),
            low: ends.and_then(|ends| ends.ok()).map(|(low, _)| low),
            high: ends.and_then(|ends| ends.ok()).map(|(_, high)| high),
            interval_reason: ends.and_then(|ends| ends.err()),
            eligible,
            matured,
            complete: frame.complete(period),
            also,
            also_reasons,
            standings: self.benchmarks.iter().filter_map(standing).collect(),
            compare: None,
        })
    }

    /// The rates that any number of a row lacks.
    fn missing_rates(&self, part: &Part<'_>, spot: Spot) -> Vec<MissingRate> {
        let formulas = plan::formulas(self.prepared.metric);
        MissingRate::joined(formulas.flat_map(|formula| part.missing_rates(formula, spot)))
    }

    /// Why a formula has no value in a period; `None` where it has one.
    fn reason(
        &self,
        part: &Part<'_>,
        formula: &Expr,
        value: Option<Decimal>,
        spot: Spot,
    ) -> Result<Option<Reason>, EngineError> {
        let frame = &self.prepared.plan.frames[0];
        Ok(match value {
            Some(_) => None,
            None if frame.horizon.is_none() => Some(Reason::NoData),
            None if !frame.begun(&frame.periods[spot.period]) => Some(Reason::NotKnownYet),
            None if !part.missing_rates(formula, spot).is_empty() => Some(Reason::RateMissing),
            None => Some(missing(part, formula, spot)?),
        })
    }

    /// Who could count and who had grown enough to, for rates over customers.
    fn subjects(
        &self,
        reading: &Reading<'_>,
        group: &Group,
        denominator: Option<Decimal>,
        spot: Spot,
    ) -> Result<(Option<u64>, Option<u64>), EngineError> {
        let Some(ratio) =
            self.ratio.as_ref().filter(|ratio| unit_of(reading.catalog, ratio.denominator) == catalog::Unit::Count)
        else {
            return Ok((None, None));
        };
        // Customers who are shared out are not whole.
        let whole = self.prepared.cuts.touches.is_none();
        let matured = denominator.filter(|_| whole).and_then(|count| count.to_u64());
        if self.prepared.matured.is_none() {
            return Ok((matured, matured));
        }
        let everyone = Part { reading, group, scope: &self.prepared.scope };
        let eligible = number(&everyone, ratio.denominator, spot)?.and_then(|count| count.to_u64());
        Ok((eligible, matured))
    }

    fn tell(&self, value: Decimal, unit: catalog::Unit) -> Number {
        units::number(value, unit, self.engine.currency)
    }
}

impl Answer {
    /// Puts the same rows of an earlier time beside these, part by part.
    pub(crate) fn compare_with(&mut self, then: &Self, periods: usize) {
        let parts = |answer: &Self| answer.rows.len().checked_div(periods).unwrap_or_default();
        let (mine, theirs) = (parts(self), parts(then));
        for (index, row) in self.rows.iter_mut().enumerate() {
            let Some(period) = index.checked_div(mine) else { continue };
            let earlier = then.rows.get(period * theirs..(period + 1) * theirs).unwrap_or_default();
            let Some(earlier_row) = earlier.iter().find(|candidate| candidate.by == row.by).or(earlier.first()) else {
                continue;
            };
            let same = earlier_row.by == row.by;
            let value = earlier_row.value.filter(|_| same);
            let change = row.value.zip(value).and_then(|(now, then)| difference(now, then));
            let change_share = change.zip(value).and_then(|(change, then)| {
                let then = then.to_f64();
                (then != 0.0).then(|| change.to_f64() / then.abs())
            });
            let reason = match (value, row.value) {
                (None, _) => Some(earlier_row.reason.filter(|_| same).unwrap_or(Reason::NoData)),
                (Some(_), None) => row.reason,
                (Some(_), Some(_)) => change_share.is_none().then_some(Reason::NothingToDivideBy),
            };
            row.compare = Some(Comparison {
                start: earlier_row.start.clone(),
                end: earlier_row.end.clone(),
                value,
                change,
                change_share,
                reason,
            });
        }
    }
}

/// The first number less the second; `None` where they count in different things.
pub(crate) fn difference(now: Number, then: Number) -> Option<Number> {
    Some(match (now, then) {
        (Number::Whole(now), Number::Whole(then)) => Number::Whole(now - then),
        (Number::Real(now), Number::Real(then)) => Number::Real(now - then),
        (Number::Money(now), Number::Money(then)) => {
            Number::Money(model::Money { ten_thousandths: now.ten_thousandths - then.ten_thousandths, ..now })
        }
        (Number::Whole(now), Number::Real(then)) => Number::Real(Decimal::from_i128_with_scale(now, 0) - then),
        (Number::Real(now), Number::Whole(then)) => Number::Real(now - Decimal::from_i128_with_scale(then, 0)),
        _ => return None,
    })
}

/// An instant by RFC 3339.
pub(crate) fn told(at_us: Micros) -> String {
    Timestamp::from_microsecond(at_us).map_or_else(|_| at_us.to_string(), |at| at.to_string())
}

/// The parts that hold somebody or something in some period; the whole when nothing is cut.
pub(crate) fn groups(reading: &Reading<'_>, scope: &Scope) -> Result<Vec<Group>, EngineError> {
    let cuts = reading.cuts;
    if cuts.dimensions.is_empty() {
        return Ok(vec![Group::default()]);
    }
    let mut seen: Vec<BTreeSet<Option<String>>> = vec![BTreeSet::new(); cuts.dimensions.len()];
    for ((name, _), measured) in reading.measured {
        let modes = cuts.modes.get(name).map_or(&[][..], Vec::as_slice);
        let rows: Vec<usize> = (0..modes.len()).filter(|index| modes[*index] == Mode::Row).collect();
        for part in measured.periods.iter().flat_map(|parts| parts.keys()) {
            for (index, value) in rows.iter().zip(part) {
                seen[*index].insert(value.clone());
            }
        }
    }
    let mut groups = cuts.groups(&seen)?;
    groups.retain(|group| !Part { reading, group, scope }.is_empty());
    Ok(groups)
}
