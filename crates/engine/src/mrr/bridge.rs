//! The bridge of recurring revenue under one set of rules.

use std::collections::BTreeMap;

use catalog::{MrrNet, MrrRules};
use model::{Message, Money, Period};

use super::parts::{self, REASON};
use super::{CustomerMovements, Movements, MrrBasis, MrrPart, MrrQuery};
use crate::cuts::Group;
use crate::engine::Engine;
use crate::evaluate::{Ground, Spot, Value};
use crate::ground::Part;
use crate::rows::told;
use crate::{Behind, EngineError, Query, plan};

/// The metric whose measures make the bridge.
const METRIC: &str = "net_new_mrr";
/// Those measures in the order of [`super::MOVEMENTS`].
const MEASURES: [&str; 8] = [
    "mrr_at_start",
    "new_mrr_in_period",
    "expansion_mrr_in_period",
    "contraction_mrr_in_period",
    "churned_mrr_in_period",
    "reactivation_mrr_in_period",
    "fx_mrr_in_period",
    "mrr_at_end",
];

/// The movements of every period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MrrBridge {
    pub basis: MrrBasis,
    /// The profile of rules, as its name.
    pub profile: String,
    /// The source that keeps a period from being complete which is over; `None` where none does.
    pub behind: Option<Behind>,
    pub periods: Vec<MrrPeriod>,
}

/// The movements of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MrrPeriod {
    pub period: Period,
    /// Whether the period is over and the subscriptions are known to its end.
    pub complete: bool,
    /// Whether anything of it is known: without that its amounts are zero and say nothing.
    pub known: bool,
    pub total: Movements,
    /// By the question's cuts, of which each column sums to that of the total; empty without cuts.
    pub parts: Vec<MrrPart>,
    /// Those whose revenue is or moved at all, by outside id.
    pub customers: Vec<CustomerMovements>,
}

/// How far one period is known.
pub(super) struct Reach {
    pub period: Period,
    pub complete: bool,
    pub known: bool,
}

/// What is known of every period, and the source that others have got ahead of.
pub(super) struct Reached {
    pub periods: Vec<Reach>,
    pub behind: Option<Behind>,
}

/// The movements by customer key, one map a period.
pub(super) type ByCustomer = Vec<BTreeMap<u32, Movements>>;

/// The movements of every period, by customer and by the question's cuts.
pub(super) struct Moved {
    pub reached: Reached,
    pub by_customer: ByCustomer,
    pub parts: Vec<Vec<MrrPart>>,
}

impl Engine {
    /// The bridge of recurring revenue under these rules.
    ///
    /// # Errors
    /// [`EngineError`] when the question cannot be answered, a rate is missing, or somebody's bridge does not hold in a
    /// complete period.
    pub async fn mrr(&self, query: &MrrQuery, rules: &MrrRules) -> Result<MrrBridge, EngineError> {
        let (periods, behind) = self.mrr_unchecked(query, rules).await?;
        for period in periods.iter().filter(|period| period.complete) {
            if let Some(broken) = period.customers.iter().find(|one| one.movements.gap() != 0) {
                let gap = Money { ten_thousandths: broken.movements.gap(), currency: self.currency };
                let message = Message::new("engine.mrr_bridge").with("customer", &broken.customer);
                return Err(EngineError::Definition(
                    message.with("start", period.period.start).with("gap", gap.amount()),
                ));
            }
        }
        Ok(MrrBridge { basis: self.mrr_basis(), profile: rules.profile.clone(), behind, periods })
    }

    /// The movements of every period, whether or not they add up.
    pub(crate) async fn mrr_unchecked(
        &self,
        query: &MrrQuery,
        rules: &MrrRules,
    ) -> Result<(Vec<MrrPeriod>, Option<Behind>), EngineError> {
        let Moved { reached, by_customer, parts } = self.mrr_moved(query, rules).await?;
        let mut periods = Vec::with_capacity(by_customer.len());
        for ((reach, customers), parts) in reached.periods.into_iter().zip(by_customer).zip(parts) {
            let mut told = Vec::with_capacity(customers.len());
            let mut total = Movements::default();
            for (key, movements) in customers {
                total = total.plus(&movements);
                told.push(CustomerMovements { customer: self.outside_id(key)?, movements });
            }
            told.sort_by(|one, other| one.customer.cmp(&other.customer));
            let Reach { period, complete, known } = reach;
            let sum = parts.iter().fold(Movements::default(), |sum, part| sum.plus(&part.movements));
            if known && !query.by.is_empty() && sum != total {
                let message = Message::new("engine.mrr_parts").with("by", query.by.join(", "));
                return Err(EngineError::Definition(message.with("start", period.start)));
            }
            periods.push(MrrPeriod { period, complete, known, total, parts, customers: told });
        }
        Ok((periods, reached.behind))
    }

    pub(super) fn mrr_basis(&self) -> MrrBasis {
        MrrBasis {
            time_zone: self.settings.time_zone.clone(),
            currency: self.currency,
            as_of: told(self.as_of_us()),
            snapshot: self.snapshot.id().to_owned(),
        }
    }

    /// How far every period is known, and its movements by customer and by the question's cuts.
    pub(super) async fn mrr_moved(&self, query: &MrrQuery, rules: &MrrRules) -> Result<Moved, EngineError> {
        let metric = plan::metric(&self.catalog, METRIC)?;
        let by_reason = query.by.iter().any(|cut| cut == REASON);
        if by_reason && query.by.len() > 1 {
            return Err(EngineError::Question(Message::new("engine.mrr_reason_alone")));
        }
        let asked = Query {
            by: if by_reason { Vec::new() } else { query.by.clone() },
            filter: query.filter.clone(),
            params: rules.variables().into_iter().collect(),
            ..Query::new(METRIC, query.from, query.to, query.grain)
        };
        let periods = self.periods(&asked)?;
        by_whole_months(&periods, rules)?;
        let mut bench = None;
        let prepared = self.prepare(&asked, metric, &periods, &mut bench).await?;
        prepared.refuse_missing_rates()?;
        let reading = prepared.reading(&self.catalog);
        let group = Group::default();
        let part = Part { reading: &reading, group: &group, scope: &prepared.scope };
        let frame = &prepared.plan.frames[0];
        let mut frames = Vec::with_capacity(periods.len());
        let mut by_customer: ByCustomer = Vec::with_capacity(periods.len());
        for (index, period) in periods.iter().enumerate() {
            let mut amounts: BTreeMap<u32, [i128; 8]> = BTreeMap::new();
            for (place, measure) in MEASURES.iter().enumerate() {
                let Value::Vector(vector) = part.name(measure, Spot { frame: 0, period: index })? else {
                    return Err(EngineError::Definition(Message::new("engine.mrr_measure").with("measure", *measure)));
                };
                let Some(digits) = 4_u32.checked_sub(vector.scale) else {
                    return Err(EngineError::Definition(Message::new("engine.mrr_measure").with("measure", *measure)));
                };
                for (key, amount) in &vector.entries {
                    amounts.entry(*key).or_default()[place] += amount * 10_i128.pow(digits);
                }
            }
            let movements: BTreeMap<u32, Movements> =
                amounts.into_iter().map(|(key, amounts)| (key, Movements::of(amounts))).collect();
            frames.push(Reach { period: *period, complete: frame.complete(period), known: frame.begun(period) });
            by_customer.push(movements.into_iter().filter(|(_, movements)| !movements.is_zero()).collect());
        }
        let parts = match (by_reason, &mut bench) {
            (true, Some(bench)) => self.mrr_by_reason(&prepared, bench, &by_customer).await?,
            _ => parts::by_attributes((&prepared, &reading), &asked.by, &by_customer)?,
        };
        let reached = Reached { periods: frames, behind: self.behind(&prepared) };
        Ok(Moved { reached, by_customer, parts })
    }
}

/// Rules that look at whole months say nothing about a part of one.
fn by_whole_months(periods: &[Period], rules: &MrrRules) -> Result<(), EngineError> {
    let any_period = rules.net_per != MrrNet::Month && rules.won_and_lost_in_month;
    let cut = periods.iter().find(|period| period.start.day() != 1 || period.end.day() != 1);
    match cut {
        Some(period) if !any_period => Err(EngineError::Question(
            Message::new("engine.mrr_by_months")
                .with("profile", &rules.profile)
                .with("start", period.start)
                .with("end", period.end),
        )),
        _ => Ok(()),
    }
}
