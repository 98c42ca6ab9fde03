//! What moved a metric between two periods: for every dimension, what each part did to the change by growing or
//! shrinking beside the others (mix) and by changing itself (rate).
//!
//! The effects of a dimension's parts sum exactly to the change. A dimension whose parts do not make up the whole is
//! left out and says why, never bent until it fits.

mod effects;
mod parts;
mod shape;

use std::collections::BTreeMap;

use catalog::{Basis, Better, Metric};
use jiff::civil::Date;
use model::{Message, Period};
use serde::{Serialize, Serializer};

use super::Provenance;
use crate::engine::Engine;
use crate::evaluate::Spot;
use crate::ground::Part;
use crate::missing::missing;
use crate::session::Bench;
use crate::touches::CREDITS;
use crate::{EngineError, Number, Query, Reason, Subject, Unit, plan};
use effects::Scale;
use parts::Both;
use shape::{Shape, Shaper};

/// How many strengths, and how many weaknesses, are told.
const MOST_FINDINGS: usize = 3;

/// A question about the change of a metric.
#[derive(Clone, Debug)]
pub struct DriversQuery {
    pub metric: String,
    /// First day of each period and the first day after it; the earlier period first.
    pub periods: [(Date, Date); 2],
    /// The dimensions to look at; empty takes all that the metric can be cut by.
    pub by: Vec<String>,
    /// A SQL condition over the subjects' attributes.
    pub filter: Option<String>,
    /// In place of the workspace's activity basis.
    pub basis: Option<Basis>,
    pub subject: Subject,
    pub params: BTreeMap<String, String>,
    /// How many parts of a dimension are told one by one; at least 1. The others are gathered.
    pub top: usize,
}

/// A change and what it is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricDrivers {
    #[serde(flatten)]
    pub provenance: Provenance,
    pub metric: String,
    #[serde(serialize_with = "crate::analyses::unit_name")]
    pub unit: Unit,
    #[serde(serialize_with = "better_name")]
    pub better: Better,
    pub method: DriversMethod,
    pub from: DriverPeriod,
    pub to: DriverPeriod,
    /// The value of the later period less that of the earlier, each as it is told.
    pub change: Number,
    /// `change` as a share of the earlier value; `None` where that was zero.
    pub change_share: Option<f64>,
    /// One per part of each dimension, the largest effect first; those of a dimension sum exactly to `change`.
    pub by: Vec<Driver>,
    /// The parts that moved the whole most, beyond their size, to the better (for a metric of which neither way is
    /// better: upwards), best first.
    pub strengths: Vec<Driver>,
    /// The same to the worse, worst first.
    pub weaknesses: Vec<Driver>,
    /// Dimensions that tell nothing, or do not make up the whole.
    pub left_out: Vec<LeftOut>,
}

/// What an effect is called mix and rate of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DriversMethod {
    /// Of a sum over a sum: mix is that a part's share of what is below the line changed, rate that its own value did.
    Rate,
    /// Of a sum over customers: mix is that a part has more of them or fewer, rate that each brings more or less.
    Sum,
    /// Of a sum that names no customers: all of a part's change is mix.
    Parts,
}

/// The metric in one of the periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DriverPeriod {
    /// First day, `YYYY-MM-DD`.
    pub start: String,
    /// First day after the period.
    pub end: String,
    pub value: Number,
    /// Whether the period is over and known to its end.
    pub complete: bool,
}

/// What one part did to the change, all in the metric's unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Driver {
    pub dimension: String,
    /// `None` is the part of those without a value, or the parts gathered.
    pub value: Option<String>,
    /// How many small parts are gathered here; `None` for one part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gathered: Option<usize>,
    pub mix: Number,
    pub rate: Number,
    /// Mix and rate together.
    pub effect: Number,
    /// `effect` over the change; `None` where nothing changed.
    pub share_of_change: Option<f64>,
    pub before: DriverSide,
    pub after: DriverSide,
    /// `effect` less what the part's share of the whole, on average of both periods, would make of the change. Parts
    /// that went as the whole did have none.
    pub beyond_size: f64,
}

/// One part in one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DriverSide {
    /// `None` where nothing is divided by nothing.
    pub value: Option<Number>,
    /// What is below the line, or the customers behind a sum; `None` for a sum that names none.
    pub size: Option<Number>,
    /// Of the whole: of what is below the line, or of the sum.
    pub share: Option<f64>,
}

/// A dimension that is not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    pub dimension: String,
    pub why: Why,
}

/// Why a dimension is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Everybody and everything is in one part.
    OnePart,
    /// Nearly every customer has a value of their own, or there are more values than anybody would read.
    TooMany,
    /// The parts overlap, so that they add up to more than the whole.
    Overlap,
    /// Some part has less than nothing below the line, or a sum names customers in one part and none in another.
    NothingBelow,
    /// Some number has more digits than an exact decimal can hold.
    TooLarge,
}

impl Engine {
    /// What moved a metric between two periods.
    ///
    /// # Errors
    /// [`EngineError::Question`] for a metric whose parts do not make up the whole, for a period without a value and for
    /// a dimension asked for by name that cannot be split by, and as for [`Engine::query`].
    pub async fn drivers(&self, query: &DriversQuery) -> Result<MetricDrivers, EngineError> {
        let metric = plan::metric(&self.catalog, &query.metric)?;
        let asked = query.asked(None);
        let [earlier, later] = query.periods;
        let periods = [self.calendar.period(earlier.0, earlier.1)?, self.calendar.period(later.0, later.1)?];
        let params = self.params(&asked, metric)?;
        let shape = Shaper { catalog: &self.catalog, params: &params }.of(metric)?;
        let mut bench = None;
        let both = periods.iter().map(|period| (metric, std::slice::from_ref(period)));
        self.share(&asked, both, &mut bench).await?;
        if let Some(bench) = &mut bench {
            // Every dimension comes back to these rows, in both periods.
            for (measure, _) in self.measures_read(&asked, metric, &periods)? {
                bench.shelf.hold(&measure.from);
            }
            if metric.by_touch {
                bench.shelf.hold(CREDITS);
            }
        }
        let first = self.prepare(&asked, metric, &periods[..1], &mut bench).await?;
        let second = self.prepare(&asked, metric, &periods[1..], &mut bench).await?;
        first.refuse_missing_rates()?;
        second.refuse_missing_rates()?;
        let both = Both { engine: self, query, shape: &shape, prepared: [first, second] };
        let scale = both.scale(metric)?;
        let (by, left_out) = both.by(&scale, &mut bench).await?;
        let (strengths, weaknesses) = findings(&by, metric.better);
        let change = scale.change().ok_or_else(|| too_large(metric))?;
        let [from, to] = both.periods(&scale, &periods).ok_or_else(|| too_large(metric))?;
        let before = from.value.to_f64();
        let change = scale.number(change);
        let mut provenance = self.provenance(self.basis(&asked), query.subject).await?;
        provenance.excluded = both.prepared[0].scope.without.len();
        Ok(MetricDrivers {
            provenance,
            metric: metric.id.clone(),
            unit: metric.unit,
            better: metric.better,
            method: scale.method,
            change,
            change_share: (before != 0.0).then(|| change.to_f64() / before.abs()),
            from,
            to,
            by,
            strengths,
            weaknesses,
            left_out,
        })
    }
}

impl Both<'_> {
    /// How the effects are told; refuses a period without a value.
    fn scale(&self, metric: &Metric) -> Result<Scale<'static>, EngineError> {
        let whole = self.whole()?;
        let (method, size) = match self.shape {
            Shape::Rate(_, below) => (DriversMethod::Rate, below.unit(&self.engine.catalog)),
            Shape::Sum(_)
                if whole
                    .iter()
                    .all(|side| side.below.is_some_and(|below| !below.is_zero() || side.above.is_zero())) =>
            {
                (DriversMethod::Sum, Unit::Count)
            }
            Shape::Sum(_) => (DriversMethod::Parts, Unit::Count),
        };
        let scale = Scale {
            method,
            unit: metric.unit,
            size,
            currency: self.engine.currency,
            whole,
            top: self.query.top.max(1),
            dimension: "",
        };
        for (prepared, side) in self.prepared.iter().zip(whole) {
            let frame = &prepared.plan.frames[0];
            let begun = frame.horizon.is_some() && frame.begun(&frame.periods[0]);
            if begun && scale.value(side).is_some() {
                continue;
            }
            let reading = prepared.reading(&self.engine.catalog);
            let group = crate::cuts::Group::default();
            let part = Part { reading: &reading, group: &group, scope: prepared.counted() };
            let reason = match (frame.horizon, begun) {
                (None, _) => Reason::NoData,
                (Some(_), false) => Reason::NotKnownYet,
                (Some(_), true) => missing(&part, &metric.formula.expr, Spot { frame: 0, period: 0 })?,
            };
            let message = Message::new("engine.drivers_no_value").with("metric", &metric.id);
            let message = message.with("start", frame.periods[0].start).with("end", frame.periods[0].end);
            return Err(EngineError::Question(message.with_message("why", reason.message())));
        }
        Ok(scale)
    }

    /// The effects of every dimension, and the dimensions that have none to tell.
    async fn by(
        &self,
        scale: &Scale<'_>,
        bench: &mut Option<Bench>,
    ) -> Result<(Vec<Driver>, Vec<LeftOut>), EngineError> {
        let named = !self.query.by.is_empty();
        let dimensions = match (named, bench.as_mut()) {
            (false, Some(bench)) => self.dimensions(bench).await?,
            _ => self.query.by.clone(),
        };
        let (mut by, mut left_out) = (Vec::new(), Vec::new());
        for dimension in dimensions {
            let parts = match self.parts(&dimension, bench).await {
                Ok(parts) => parts,
                // Of all attributes, those that this metric cannot be cut by are none of its dimensions.
                Err(EngineError::Question(_)) if !named => continue,
                Err(error) => return Err(error),
            };
            let told = parts.and_then(|parts| match parts.len() {
                0 | 1 if !named => Err(Why::OnePart),
                _ => Scale { dimension: &dimension, ..*scale }.drivers(parts),
            });
            match told {
                Ok(drivers) => by.extend(drivers),
                Err(why) => {
                    let left = LeftOut { dimension, why };
                    if named {
                        return Err(left.refused());
                    }
                    left_out.push(left);
                }
            }
        }
        by.sort_by(|one, other| other.effect.to_f64().abs().total_cmp(&one.effect.to_f64().abs()));
        Ok((by, left_out))
    }

    fn periods(&self, scale: &Scale<'_>, periods: &[Period; 2]) -> Option<[DriverPeriod; 2]> {
        let told = |index: usize| {
            let frame = &self.prepared[index].plan.frames[0];
            let value = scale.value(scale.whole[index]).and_then(|value| scale.units(value))?;
            Some(DriverPeriod {
                start: periods[index].start.to_string(),
                end: periods[index].end.to_string(),
                value: scale.number(value),
                complete: frame.complete(&periods[index]),
            })
        };
        Some([told(0)?, told(1)?])
    }
}

impl Driver {
    /// Whether two parts have the same numbers throughout, as parts made of the same customers have.
    fn is_same_group(&self, other: &Self) -> bool {
        (self.before, self.after, self.effect) == (other.before, other.after, other.effect)
    }
}

impl DriversQuery {
    /// The question of the metric itself, cut by one dimension or by none.
    fn asked(&self, by: Option<&str>) -> Query {
        let (from, to) = self.periods[1];
        Query {
            by: by.map(str::to_owned).into_iter().collect(),
            filter: self.filter.clone(),
            basis: self.basis,
            subject: self.subject,
            params: self.params.clone(),
            ..Query::new(&self.metric, from, to, None)
        }
    }
}

/// The parts that did most beyond their size: to the better, then to the worse.
fn findings(by: &[Driver], better: Better) -> (Vec<Driver>, Vec<Driver>) {
    let sign = if better == Better::Lower { -1.0 } else { 1.0 };
    let mut parts: Vec<&Driver> = by.iter().filter(|driver| driver.gathered.is_none()).collect();
    parts.sort_by(|one, other| other.beyond_size.abs().total_cmp(&one.beyond_size.abs()));
    // One group of customers may be a part of several dimensions: it is told once.
    let mut known: Vec<&Driver> = Vec::new();
    parts.retain(|driver| {
        let told = known.iter().any(|other| other.is_same_group(driver));
        known.push(driver);
        !told
    });
    let largest = parts.first().map_or(0.0, |driver| driver.beyond_size.abs());
    // What is a hundredth of the largest is noise of rounding, or of one customer among thousands.
    let tells = |driver: &&&Driver| driver.beyond_size.abs() > largest / 100.0;
    let of = |good: bool| {
        let side = parts.iter().filter(tells).filter(|driver| (driver.beyond_size * sign > 0.0) == good);
        side.take(MOST_FINDINGS).map(|driver| (*driver).clone()).collect()
    };
    (of(true), of(false))
}

fn too_large(metric: &Metric) -> EngineError {
    EngineError::Definition(Message::new("engine.too_many_digits").with("what", &metric.id))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn better_name<S: Serializer>(better: &Better, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neither => "neither",
    })
}
