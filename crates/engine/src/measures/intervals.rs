//! Measures over rows that hold for an interval `(from, to]`: the state just before an instant.

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::{Kind, TimeRule, Value};
use model::{Message, Micros, Period};

use super::columns::{amounts, integers, keys, parts};
use super::windows::{days_before, elapsed};
use super::{Measurement, Part, Reader, Source, edge};
use crate::EngineError;
use crate::frame::Frame;
use crate::subjects::{Amounts, Anchors, NOBODY, Set};

/// One row: in force at `t` when `from < t <= to`.
pub(super) struct Spell {
    pub customer: u32,
    pub from: Micros,
    pub to: Micros,
    pub amount: i128,
    pub part: Part,
}

/// When a row counts.
pub(super) enum Moment {
    /// In force at this instant.
    At(Micros),
    /// In force at some instant of `[start, end)`.
    During(Micros, Micros),
    /// Begun in `[start, end)`.
    Starts(Micros, Micros),
    /// Ended in `[start, end)`.
    Ends(Micros, Micros),
    /// Begun before this instant.
    Before(Micros),
    /// In force this long after the customer's own instant.
    After(Arc<Anchors>, Micros),
    /// Nothing of the period is known yet.
    Never,
}

impl Reader<'_> {
    pub(super) async fn intervals(
        &self,
        source: &Source<'_>,
        (from, to): (&str, &str),
        rule: &TimeRule,
        frame: &Frame,
    ) -> Result<Vec<BTreeMap<Part, Measurement>>, EngineError> {
        let (spells, scale) = self.spells(source, (from, to)).await?;
        let firsts = first_of_each(&spells);
        let mut periods = Vec::with_capacity(frame.periods.len());
        for period in &frame.periods {
            let moment = self.moment(rule, frame, period)?;
            let counted = spells.iter().enumerate().filter(|(index, spell)| {
                counts(spell, &moment)
                    && (*rule != TimeRule::FirstStartsDuring || firsts.get(&spell.customer) == Some(index))
            });
            periods.push(gather(source.measure.kind, counted.map(|(_, spell)| spell), scale));
        }
        Ok(periods)
    }

    async fn spells(&self, source: &Source<'_>, (from, to): (&str, &str)) -> Result<(Vec<Spell>, u32), EngineError> {
        let value = match (&source.measure.kind, &source.measure.value) {
            (Kind::Set, _) | (_, Some(Value::Count)) => "1".to_owned(),
            (_, Some(Value::Sum(sql))) => sql.clone(),
            _ => {
                return Err(EngineError::Definition(
                    Message::new("engine.interval_value").with("measure", &source.measure.name),
                ));
            }
        };
        let sql = format!(
            "select {key} as k, {from} as f, {to} as t, {value} as v{cuts} from {relation} where {condition}",
            key = source.key,
            cuts = source.cut_columns(),
            relation = source.measure.from,
            condition = source.condition(&[format!("{from} is not null")]),
        );
        let mut spells = Vec::new();
        let mut scale = 0;
        for batch in self.rows(source.measure, &sql).await? {
            let (keys, froms, tos) = (keys(&batch, "k")?, integers(&batch, "f")?, integers(&batch, "t")?);
            let (values, decimals) = amounts(source, &batch, "v")?;
            scale = decimals;
            for (row, part) in parts(source, &batch)?.into_iter().enumerate() {
                let (Some(from), Some(amount)) = (froms[row], values[row]) else { continue };
                let to = tos[row].unwrap_or(Micros::MAX);
                spells.push(Spell { customer: keys[row], from, to, amount, part });
            }
        }
        Ok((spells, scale))
    }

    pub(super) fn moment(&self, rule: &TimeRule, frame: &Frame, period: &Period) -> Result<Moment, EngineError> {
        if !frame.begun(period) {
            return Ok(Moment::Never);
        }
        let (start, end) = (frame.start_read(period), frame.end_read(period));
        Ok(match rule {
            TimeRule::At(side) => Moment::At(edge(*side, frame, period)),
            TimeRule::DaysBefore { days, edge: side } => {
                Moment::At(days_before(self.calendar, frame, period, *side, self.days(days)?)?)
            }
            TimeRule::DaysAfter { days, anchor } => Moment::After(self.anchor(anchor)?, elapsed(self.days(days)?)),
            TimeRule::During => Moment::During(start, end),
            TimeRule::StartsDuring | TimeRule::FirstStartsDuring => Moment::Starts(start, end),
            TimeRule::EndsDuring => Moment::Ends(start, end),
            TimeRule::Before(side) => Moment::Before(edge(*side, frame, period)),
            TimeRule::Ever
            | TimeRule::LastDays { .. }
            | TimeRule::DuringPrevious
            | TimeRule::FirstDuring
            | TimeRule::WithinDaysAfter { .. } => {
                return Err(EngineError::Definition(Message::new("engine.rule_needs_points")));
            }
        })
    }
}

pub(super) fn counts(spell: &Spell, moment: &Moment) -> bool {
    match moment {
        Moment::At(at) => spell.from < *at && *at <= spell.to,
        Moment::During(start, end) => spell.from < *end && *start < spell.to,
        Moment::Starts(start, end) => *start <= spell.from && spell.from < *end,
        Moment::Ends(start, end) => *start <= spell.to && spell.to < *end,
        Moment::Before(at) => spell.from < *at,
        Moment::After(anchors, window) => {
            let anchor = anchors.get(spell.customer as usize).copied().flatten();
            anchor.is_some_and(|anchor| {
                let at = anchor.saturating_add(*window);
                spell.from < at && at <= spell.to
            })
        }
        Moment::Never => false,
    }
}

/// The place of each customer's first row.
fn first_of_each(spells: &[Spell]) -> BTreeMap<u32, usize> {
    let mut firsts: BTreeMap<u32, usize> = BTreeMap::new();
    for (index, spell) in spells.iter().enumerate() {
        let first = firsts.entry(spell.customer).or_insert(index);
        if (spell.from, &spell.part) < (spells[*first].from, &spells[*first].part) {
            *first = index;
        }
    }
    firsts
}

fn gather<'a>(kind: Kind, spells: impl Iterator<Item = &'a Spell>, scale: u32) -> BTreeMap<Part, Measurement> {
    let mut sets: BTreeMap<Part, Set> = BTreeMap::new();
    let mut sums: BTreeMap<Part, Vec<(u32, i128)>> = BTreeMap::new();
    for spell in spells {
        if kind != Kind::Set {
            sums.entry(spell.part.clone()).or_default().push((spell.customer, spell.amount));
        } else if spell.customer != NOBODY {
            sets.entry(spell.part.clone()).or_default().insert(spell.customer);
        }
    }
    let sets = sets.into_iter().map(|(part, set)| (part, Measurement::Set(Arc::new(set))));
    let sums = sums.into_iter().map(|(part, sum)| (part, Measurement::Amounts(Arc::new(Amounts::summed(sum, scale)))));
    sets.chain(sums).collect()
}
