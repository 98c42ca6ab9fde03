//! The bridge cut into parts: by what customers are, or by the reason their changes give. Every column of the parts sums
//! to the column of the whole.

use std::collections::{BTreeMap, BTreeSet};

use model::Message;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Movements;
use super::bridge::ByCustomer;
use crate::EngineError;
use crate::engine::Engine;
use crate::evaluate::Spot;
use crate::ground::Reading;
use crate::params::instant;
use crate::prepare::Prepared;
use crate::records::Records;
use crate::rows::groups;
use crate::session::Bench;

/// The cut that is no attribute: why a subscription changed.
pub const REASON: &str = "reason";
/// The relation that tells it.
const REASONS: &str = "mrr_movement_reasons";
/// A measure of what happens in a period: its customers stand where they stood when it began, or, of those who were not
/// there yet, when it ended.
const FLOW: &str = "new_mrr_in_period";
/// A measure of a period's end: its customers stand where they stood then.
const END: &str = "mrr_where_it_ends";

/// The movements of one part of the customers, or of one reason.
///
/// Of a part `movements.gap() + moved_in - moved_out` is zero where its bridge holds: what customers pay at the end goes
/// with them to the part they stand in then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MrrPart {
    /// The value of each cut; `None` is the part of those without one.
    pub by: Vec<(String, Option<String>)>,
    pub movements: Movements,
    /// What those pay at the end who came from another part, in ten-thousandths; zero where nobody can move.
    pub moved_in: i128,
    /// What those pay at the end who went to another part.
    pub moved_out: i128,
}

/// The parts of every period by attributes of customers; none without cuts.
pub(super) fn by_attributes(
    (prepared, reading): (&Prepared<'_>, &Reading<'_>),
    by: &[String],
    by_customer: &ByCustomer,
) -> Result<Vec<Vec<MrrPart>>, EngineError> {
    if by.is_empty() {
        return Ok(vec![Vec::new(); by_customer.len()]);
    }
    let groups = groups(reading, &prepared.scope)?;
    let mut parts = Vec::with_capacity(by_customer.len());
    for (period, customers) in by_customer.iter().enumerate() {
        let mut told = Vec::new();
        for group in &groups {
            let members = |measure| reading.cuts.of(measure, group, Spot { frame: 0, period }).1;
            let (Some(members), Some(at_end)) = (members(FLOW), members(END)) else {
                return Err(EngineError::Question(Message::new("engine.analysis_by_row").with("name", by.join(", "))));
            };
            let mut part = MrrPart { by: by.iter().cloned().zip(group.0.clone()).collect(), ..MrrPart::default() };
            for (key, moved) in customers {
                let (flows, ends) = (members.contains(*key), at_end.contains(*key));
                if flows {
                    part.movements = part.movements.plus(&Movements { closing: 0, ..*moved });
                    part.moved_out += if ends { 0 } else { moved.closing };
                }
                if ends {
                    part.movements.closing += moved.closing;
                    part.moved_in += if flows { 0 } else { moved.closing };
                }
            }
            if !part.movements.is_zero() {
                told.push(part);
            }
        }
        parts.push(told);
    }
    Ok(parts)
}

impl Engine {
    /// The parts of every period by the reason of each movement. What a period opens and closes with has none.
    pub(super) async fn mrr_by_reason(
        &self,
        prepared: &Prepared<'_>,
        bench: &mut Bench,
        by_customer: &ByCustomer,
    ) -> Result<Vec<Vec<MrrPart>>, EngineError> {
        bench.register(&self.catalog, &BTreeSet::from([REASONS.to_owned()])).await?;
        let frame = &prepared.plan.frames[0];
        let mut sums: Vec<BTreeMap<Option<String>, Movements>> = by_customer
            .iter()
            .map(|customers| {
                let held = customers.values().fold(Movements::default(), |sum, moved| sum.plus(moved));
                let held = Movements { opening: held.opening, closing: held.closing, ..Movements::default() };
                BTreeMap::from([(None, held)])
            })
            .collect();
        for (index, period) in frame.periods.iter().enumerate() {
            let sql = format!(
                "select customer_key as k, kind, cast(amount as varchar) as amount, reason as why from {REASONS} \
                 where at >= {} and at < {}",
                instant(period.start_us),
                instant(frame.rows_end(period)),
            );
            for record in Records::read(&bench.context, &sql, REASONS).await?.iter() {
                let key = record.text("k").and_then(|key| key.parse::<u32>().ok());
                let counts = key.is_some_and(|key| prepared.scope.counts(key, Spot { frame: 0, period: index }));
                let amount = record.text("amount").and_then(|amount| amount.parse::<Decimal>().ok());
                let units = amount.and_then(|amount| (amount * Decimal::from(10_000)).to_i128());
                if let (true, Some(units), Some(kind)) = (counts, units, record.text("kind")) {
                    let movement = Movements::of_kind(kind, units);
                    let sum = sums[index].entry(record.said("why")).or_default();
                    *sum = sum.plus(&movement);
                }
            }
        }
        let part = |(why, movements)| MrrPart { by: vec![(REASON.to_owned(), why)], movements, ..MrrPart::default() };
        Ok(sums
            .into_iter()
            .map(|sums| sums.into_iter().filter(|(_, movements)| !movements.is_zero()).map(part).collect())
            .collect())
    }
}

impl Movements {
    fn of_kind(kind: &str, amount: i128) -> Self {
        let none = Self::default();
        match kind {
            "new" => Self { new: amount, ..none },
            "expansion" => Self { expansion: amount, ..none },
            "contraction" => Self { contraction: amount, ..none },
            "churned" => Self { churn: amount, ..none },
            "reactivation" => Self { reactivation: amount, ..none },
            "fx" => Self { fx: amount, ..none },
            _ => none,
        }
    }
}
