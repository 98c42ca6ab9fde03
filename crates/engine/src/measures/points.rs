//! Measures over rows that happen at one instant each.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::{Kind, TimeRule, Value};
use datafusion::arrow::array::AsArray;
use model::{Message, Micros};

use super::columns::{amounts, column, flags, integers, keys, parts};
use super::windows::{Buckets, Stretch, elapsed};
use super::{Measurement, Part, Reader, Source};
use crate::EngineError;
use crate::frame::Frame;
use crate::functions::{bucket, read_bitmap, since_anchor};
use crate::params::instant;
use crate::subjects::{Amounts, NOBODY, Observation, Observations, Set};

/// For each period the measurement of each part.
pub type Periods = Vec<BTreeMap<Part, Measurement>>;

impl Reader<'_> {
    pub(super) async fn points(
        &self,
        source: &Source<'_>,
        at: &str,
        rule: &TimeRule,
        frame: &Frame,
    ) -> Result<Periods, EngineError> {
        match (source.measure.kind, rule, &source.measure.value) {
            (Kind::Set, TimeRule::FirstDuring | TimeRule::FirstStartsDuring, _) => {
                self.first_points(source, at, rule, frame).await
            }
            (Kind::Set, TimeRule::WithinDaysAfter { days, anchor }, _) => {
                let since = format!("since_anchor({}, {at})", source.key);
                self.session.register_udf(since_anchor(self.anchor(anchor)?));
                let within = vec![format!("{since} >= 0"), format!("{since} < {}", elapsed(self.days(days)?))];
                self.sets(source, at, &TimeRule::Ever, frame, within).await
            }
            (Kind::Set, ..) => self.sets(source, at, rule, frame, Vec::new()).await,
            (_, _, Some(Value::Values { sql, ended })) => {
                self.observations(source, at, rule, frame, (sql, ended.as_deref())).await
            }
            (_, _, Some(Value::Curve { sql, to })) => self.curves(source, at, rule, frame, (sql, to)).await,
            (_, _, Some(value)) => self.amounts(source, at, rule, frame, value).await,
            (_, _, None) => Err(no_value(source)),
        }
    }

    /// A measure of rows that know no time: the same in every period.
    pub(super) async fn timeless(&self, source: &Source<'_>, frame: &Frame) -> Result<Periods, EngineError> {
        self.points(source, &instant(0), &TimeRule::Ever, frame).await
    }

    /// Customers with a row in the stretch, as the union of one set a bucket.
    async fn sets(
        &self,
        source: &Source<'_>,
        at: &str,
        rule: &TimeRule,
        frame: &Frame,
        mut conditions: Vec<String>,
    ) -> Result<Periods, EngineError> {
        let (buckets, b) = self.buckets(at, rule, frame, &mut conditions)?;
        let sql = format!(
            "select {b} as b{cuts}, bitmap_agg({key}) as s from {from} where {condition} group by b{names}",
            cuts = source.cut_columns(),
            key = source.key,
            from = source.measure.from,
            condition = source.condition(&conditions),
            names = source.cut_names(),
        );
        let mut sets: BTreeMap<Part, BTreeMap<usize, Set>> = BTreeMap::new();
        for batch in self.rows(source.measure, &sql).await? {
            let of = integers(&batch, "b")?;
            let bytes = column(&batch, "s")?.as_binary::<i32>().clone();
            for (row, part) in parts(source, &batch)?.into_iter().enumerate() {
                let Some(b) = of[row].and_then(|b| usize::try_from(b).ok()) else { continue };
                let set = read_bitmap(bytes.value(row)).map_err(|error| EngineError::sql("bitmap_agg", error))?;
                sets.entry(part).or_default().insert(b, set);
            }
        }
        Ok(buckets
            .of
            .iter()
            .map(|run| {
                let mut period = BTreeMap::new();
                for (part, by_bucket) in &sets {
                    let set = if run.is_empty() {
                        Set::new()
                    } else {
                        union(by_bucket.range(run.clone()).map(|(_, set)| set))
                    };
                    if !set.is_empty() {
                        period.insert(part.clone(), Measurement::Set(Arc::new(set)));
                    }
                }
                period
            })
            .collect())
    }

    /// Customers whose first row of all lies in the stretch, under the cut values of that row.
    async fn first_points(
        &self,
        source: &Source<'_>,
        at: &str,
        rule: &TimeRule,
        frame: &Frame,
    ) -> Result<Periods, EngineError> {
        let firsts: String = (0..source.cuts.len())
            .map(|index| format!(", first_value(c{index} order by t, c{index}) as c{index}"))
            .collect();
        let sql = format!(
            "select k, min(t) as t{firsts} from (select {key} as k, {at} as t{cuts} from {from} where {condition}) group by k",
            key = source.key,
            cuts = source.cut_columns(),
            from = source.measure.from,
            condition = source.condition(&[format!("{at} is not null")]),
        );
        let stretches = self.stretches(rule, frame)?;
        let mut sets: Vec<BTreeMap<Part, Set>> = vec![BTreeMap::new(); stretches.len()];
        for batch in self.rows(source.measure, &sql).await? {
            let (keys, times) = (keys(&batch, "k")?, integers(&batch, "t")?);
            for (row, part) in parts(source, &batch)?.into_iter().enumerate() {
                let (key, Some(t)) = (keys[row], times[row]) else { continue };
                for (stretch, period) in stretches.iter().zip(&mut sets) {
                    if key != NOBODY && holds(stretch, t) {
                        period.entry(part.clone()).or_default().insert(key);
                    }
                }
            }
        }
        let wrap = |period: BTreeMap<Part, Set>| {
            period.into_iter().map(|(part, set)| (part, Measurement::Set(Arc::new(set)))).collect()
        };
        Ok(sets.into_iter().map(wrap).collect())
    }

    /// Customer → amount over the rows of the stretch, combined from one partial amount a bucket.
    async fn amounts(
        &self,
        source: &Source<'_>,
        at: &str,
        rule: &TimeRule,
        frame: &Frame,
        value: &Value,
    ) -> Result<Periods, EngineError> {
        let mut conditions = Vec::new();
        let (buckets, b) = self.buckets(at, rule, frame, &mut conditions)?;
        let aggregate = match value {
            Value::Count => "count(*)".to_owned(),
            Value::Sum(sql) => format!("sum({sql})"),
            Value::Min(sql) => format!("min({sql})"),
            Value::Max(sql) => format!("max({sql})"),
            Value::Last(sql) => format!("last_value({sql} order by {at})"),
            Value::Values { .. } | Value::Curve { .. } => return Err(no_value(source)),
        };
        let sql = format!(
            "select {b} as b, {key} as k{cuts}, {aggregate} as v from {from} where {condition} group by b, k{names}",
            key = source.key,
            cuts = source.cut_columns(),
            from = source.measure.from,
            condition = source.condition(&conditions),
            names = source.cut_names(),
        );
        let mut by_bucket: BTreeMap<Part, BTreeMap<usize, Vec<(u32, i128)>>> = BTreeMap::new();
        let mut scale = 0;
        for batch in self.rows(source.measure, &sql).await? {
            let (of, keys) = (integers(&batch, "b")?, keys(&batch, "k")?);
            let (values, decimals) = amounts(source, &batch, "v")?;
            scale = decimals;
            for (row, part) in parts(source, &batch)?.into_iter().enumerate() {
                let (Some(b), Some(value)) = (of[row].and_then(|b| usize::try_from(b).ok()), values[row]) else {
                    continue;
                };
                by_bucket.entry(part).or_default().entry(b).or_default().push((keys[row], value));
            }
        }
        let mut periods: Periods = vec![BTreeMap::new(); buckets.of.len()];
        for (part, entries) in &by_bucket {
            for (period, amounts) in combine(entries, &buckets, value, scale).into_iter().enumerate() {
                if !amounts.entries.is_empty() {
                    periods[period].insert(part.clone(), Measurement::Amounts(Arc::new(amounts)));
                }
            }
        }
        Ok(periods)
    }

    /// Every row's value in the stretch.
    async fn observations(
        &self,
        source: &Source<'_>,
        at: &str,
        rule: &TimeRule,
        frame: &Frame,
        (value, ended): (&str, Option<&str>),
    ) -> Result<Periods, EngineError> {
        let mut conditions = vec![format!("({value}) is not null")];
        let (buckets, b) = self.buckets(at, rule, frame, &mut conditions)?;
        let sql = format!(
            "select {b} as b, {key} as k{cuts}, {value} as v, {ended} as e from {from} where {condition}",
            key = source.key,
            cuts = source.cut_columns(),
            ended = ended.unwrap_or("true"),
            from = source.measure.from,
            condition = source.condition(&conditions),
        );
        let mut periods: Vec<BTreeMap<Part, Observations>> = vec![BTreeMap::new(); buckets.of.len()];
        for batch in self.rows(source.measure, &sql).await? {
            let (of, keys, ended) = (integers(&batch, "b")?, keys(&batch, "k")?, flags(&batch, "e")?);
            let (values, scale) = amounts(source, &batch, "v")?;
            for (row, part) in parts(source, &batch)?.into_iter().enumerate() {
                let (Some(b), Some(value)) = (of[row].and_then(|b| usize::try_from(b).ok()), values[row]) else {
                    continue;
                };
                for (run, period) in buckets.of.iter().zip(&mut periods) {
                    if run.contains(&b) {
                        let observations = period.entry(part.clone()).or_default();
                        observations.scale = scale;
                        observations.rows.push(Observation { value, ended: ended[row], customer: keys[row] });
                    }
                }
            }
        }
        let wrap = |period: BTreeMap<Part, Observations>| {
            period
                .into_iter()
                .map(|(part, mut observations)| {
                    observations.rows.sort_unstable();
                    (part, Measurement::Observations(Arc::new(observations)))
                })
                .collect()
        };
        Ok(periods.into_iter().map(wrap).collect())
    }

    /// Registers `bucket` for the rule's stretches, narrows the scan to them, and names the bucket's expression.
    pub(super) fn buckets(
        &self,
        at: &str,
        rule: &TimeRule,
        frame: &Frame,
        conditions: &mut Vec<String>,
    ) -> Result<(Buckets, String), EngineError> {
        let stretches = self.stretches(rule, frame)?;
        let buckets = Buckets::new(&stretches);
        let bounds = Buckets::bounds(&stretches);
        // A bound of a day is a day wider: whichever zone it is read in, no row of a stretch is missed.
        let margin = elapsed(1);
        if let Some(from) = bounds.from {
            conditions.push(format!("{at} >= {}", instant(from - margin)));
        }
        if let Some(to) = bounds.to {
            conditions.push(format!("{at} < {}", instant(to + margin)));
        }
        if buckets.instants.is_empty() {
            // A bare number in `group by` would name a column by its place.
            return Ok((buckets, "cast(0 as int)".to_owned()));
        }
        self.session.register_udf(bucket(buckets.instants.clone(), self.calendar.clone()));
        Ok((buckets, format!("bucket({at})")))
    }
}

fn union<'a>(sets: impl Iterator<Item = &'a Set>) -> Set {
    sets.fold(Set::new(), |union, set| union | set)
}

fn holds(stretch: &Stretch, at: Micros) -> bool {
    stretch.from.is_none_or(|from| from <= at) && stretch.to.is_none_or(|to| at < to)
}

/// The amounts of each stretch. A stretch that only extends the one before it is not added up anew.
fn combine(entries: &BTreeMap<usize, Vec<(u32, i128)>>, buckets: &Buckets, value: &Value, scale: u32) -> Vec<Amounts> {
    let mut running: BTreeMap<u32, i128> = BTreeMap::new();
    let mut done: Option<(usize, usize)> = None;
    let mut combined = Vec::with_capacity(buckets.of.len());
    for run in &buckets.of {
        if run.is_empty() {
            combined.push(Amounts { entries: Vec::new(), scale });
            continue;
        }
        let from = match done {
            Some((start, end)) if start == *run.start() && end <= *run.end() => end + 1,
            _ => {
                running.clear();
                *run.start()
            }
        };
        if from <= *run.end() {
            for (_, bucket) in entries.range(from..=*run.end()) {
                for (key, amount) in bucket {
                    running.entry(*key).and_modify(|known| *known = merge(value, *known, *amount)).or_insert(*amount);
                }
            }
        }
        done = Some((*run.start(), *run.end()));
        combined.push(Amounts { entries: running.iter().map(|(key, amount)| (*key, *amount)).collect(), scale });
    }
    combined
}

fn merge(value: &Value, earlier: i128, later: i128) -> i128 {
    match value {
        Value::Count | Value::Sum(_) => earlier + later,
        Value::Min(_) => earlier.min(later),
        Value::Max(_) => earlier.max(later),
        Value::Last(_) | Value::Values { .. } | Value::Curve { .. } => later,
    }
}

fn no_value(source: &Source<'_>) -> EngineError {
    EngineError::Definition(Message::new("engine.measure_without_value").with("measure", &source.measure.name))
}
