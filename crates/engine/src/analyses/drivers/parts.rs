//! The numbers of a metric's parts in both periods, dimension by dimension.

use std::collections::{BTreeMap, BTreeSet};

use catalog::Kind;
use datafusion::arrow::datatypes::DataType;
use datafusion::prelude::SessionContext;
use model::{Kind as ColumnKind, Message, tables};
use rust_decimal::Decimal;

use super::shape::{Shape, Sum};
use super::{DriversQuery, LeftOut, Why};
use crate::cuts::{Cuts, Group, Mode};
use crate::dated::Placements;
use crate::engine::Engine;
use crate::evaluate::Spot;
use crate::ground::{Part, Reading};
use crate::prepare::Prepared;
use crate::rows::groups;
use crate::segments::Segments;
use crate::session::Bench;
use crate::subjects::Set;
use crate::{EngineError, Subject, touches};

/// More values than a reader could make anything of.
const MOST_VALUES: usize = 1_000;
/// So few values always tell something, however few customers there are.
const FEW_VALUES: usize = 20;
/// What says who a customer is, and not of what kind.
const NAMES: [&str; 3] = ["name", "email", "phone"];
/// Columns of text that place a row or its money, and are no kind of it.
const NO_KIND: [&str; 7] = ["namespace", "source_name", "source_file", "month", "currency", "attributes", "properties"];

/// One part's numbers in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Side {
    /// What is above the line, or the sum itself.
    pub above: Decimal,
    /// What is below the line; of a sum the customers behind it, `None` where it names none.
    pub below: Option<Decimal>,
}

/// Both periods of each part of a dimension, by the part's value.
pub(super) type Parts = BTreeMap<Option<String>, [Side; 2]>;

/// A metric, read in both periods.
pub(super) struct Both<'a> {
    pub engine: &'a Engine,
    pub query: &'a DriversQuery,
    pub shape: &'a Shape<'a>,
    pub prepared: [Prepared<'a>; 2],
}

const SPOT: Spot = Spot { frame: 0, period: 0 };

impl Both<'_> {
    /// The whole in both periods.
    ///
    /// # Errors
    /// As [`Sum::at`].
    pub fn whole(&self) -> Result<[Side; 2], EngineError> {
        let side = |prepared: &Prepared<'_>| self.side(prepared, &prepared.cuts, &Group::default());
        Ok([side(&self.prepared[0])?, side(&self.prepared[1])?])
    }

    /// What the metric can be cut by: the attributes of its customers, and the columns of its rows where no customer
    /// would fall into two parts.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the customers or the rows cannot be read.
    pub async fn dimensions(&self, bench: &mut Bench) -> Result<Vec<String>, EngineError> {
        let subject = bench.subject();
        let mut names = BTreeSet::new();
        let reader = self.engine.reader_on(&bench.context, &self.prepared[0].params);
        let mut of_rows: Option<BTreeSet<String>> = None;
        for name in self.prepared[0].plan.measures() {
            let measure = self.engine.catalog_measure(name)?;
            let unkeyed = !reader.is_keyed(&measure.from).await?;
            let own = match unkeyed || measure.kind == Kind::Rows {
                true => kinds_of(&bench.context, &measure.from).await?,
                false => BTreeSet::new(),
            };
            of_rows = Some(of_rows.map_or_else(|| own.clone(), |so_far| &so_far & &own));
        }
        names.extend(of_rows.unwrap_or_default());
        let segments = Segments::open_once(&bench.context, subject, &mut bench.attributes).await?;
        names.extend(segments.names().filter(|name| is_kind(name, subject)).map(str::to_owned));
        Ok(names.into_iter().collect())
    }

    /// The parts of a dimension in both periods.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the metric cannot be cut so.
    pub async fn parts(&self, dimension: &str, bench: &mut Option<Bench>) -> Result<Result<Parts, Why>, EngineError> {
        let simple = !touches::are_asked(&self.query.asked(Some(dimension)), self.prepared[0].metric)
            && !dimension.contains(['@', ':', '.']);
        if let (true, Some(bench)) = (simple, bench.as_mut()) {
            let cuts = self.cuts(dimension, bench).await?;
            let by_rows = cuts.modes.values().any(|modes| modes.contains(&Mode::Row));
            if let Some(why) =
                cuts.dimensions.first().and_then(|dimension| self.unhelpful(dimension.attribute.as_deref()?))
            {
                return Ok(Err(why));
            }
            if !by_rows {
                return self.sides([&cuts, &cuts]);
            }
        }
        let asked = self.query.asked(Some(dimension));
        let metric = self.prepared[0].metric;
        let mut cut = Vec::with_capacity(2);
        for prepared in &self.prepared {
            cut.push(self.engine.prepare(&asked, metric, &prepared.plan.frames[0].periods, bench).await?);
        }
        let mut parts = Parts::new();
        for (index, prepared) in cut.iter().enumerate() {
            let reading = prepared.reading(&self.engine.catalog);
            let found = groups(&reading, &prepared.scope)?;
            if found.len() > MOST_VALUES {
                return Ok(Err(Why::TooMany));
            }
            for group in found {
                let side = self.side(prepared, &prepared.cuts, &group)?;
                parts.entry(group.0.into_iter().next().flatten()).or_default()[index] = side;
            }
        }
        Ok(Ok(parts))
    }

    /// The parts by an attribute of customers, over what was read already.
    fn sides(&self, cuts: [&Cuts; 2]) -> Result<Result<Parts, Why>, EngineError> {
        let mut parts = Parts::new();
        for (index, (prepared, cuts)) in self.prepared.iter().zip(cuts).enumerate() {
            let reading = Reading { cuts, ..prepared.reading(&self.engine.catalog) };
            for group in groups(&reading, &prepared.scope)? {
                let side = self.side(prepared, cuts, &group)?;
                parts.entry(group.0.into_iter().next().flatten()).or_default()[index] = side;
            }
        }
        Ok(Ok(parts))
    }

    fn side(&self, prepared: &Prepared<'_>, cuts: &Cuts, group: &Group) -> Result<Side, EngineError> {
        let reading = Reading { cuts, ..prepared.reading(&self.engine.catalog) };
        let part = Part { reading: &reading, group, scope: prepared.counted() };
        let at = |sum: &Sum<'_>| sum.at(&part, SPOT).map(Option::unwrap_or_default);
        Ok(match self.shape {
            Shape::Rate(above, below) => Side { above: at(above)?, below: Some(at(below)?) },
            Shape::Sum(sum) => {
                let customers = sum.customers(&part, SPOT)?;
                Side { above: at(sum)?, below: customers.map(|customers| Decimal::from(customers.len())) }
            }
        })
    }

    async fn cuts(&self, dimension: &str, bench: &mut Bench) -> Result<Cuts, EngineError> {
        let subject = bench.subject();
        let (engine, prepared) = (self.engine, &self.prepared[0]);
        let reader = engine.reader_on(&bench.context, &prepared.params);
        let cuttables = engine.cuttables(prepared.metric, &prepared.plan, &reader).await?;
        let segments = Segments::open_once(&bench.context, subject, &mut bench.attributes).await?;
        let everybody: Set = (0..engine.snapshot.key_bound()).collect();
        Cuts::resolve(&[dimension.to_owned()], &cuttables, (&segments, &Placements::new()), everybody).await
    }

    /// Why an attribute tells nothing of kinds of customers.
    fn unhelpful(&self, attribute: &crate::segments::Attribute) -> Option<Why> {
        let values = attribute.sets.len();
        let one_each = values > FEW_VALUES && values as u64 * 2 > attribute.valued.len();
        (one_each || values > MOST_VALUES).then_some(Why::TooMany)
    }
}

impl LeftOut {
    /// The error of a dimension that was asked for by name.
    pub(super) fn refused(&self) -> EngineError {
        EngineError::Question(self.why.message().with("name", &self.dimension))
    }
}

/// Whether an attribute says of what kind a customer is.
fn is_kind(name: &str, subject: Subject) -> bool {
    let table = match subject {
        Subject::Customer => &tables::CUSTOMERS,
        Subject::Account => &tables::ACCOUNTS,
    };
    let by_kind = |kind| matches!(kind, ColumnKind::Text | ColumnKind::Boolean | ColumnKind::Choice(_));
    !NAMES.contains(&name) && table.column(name).is_none_or(|column| by_kind(column.kind))
}

/// The columns of a relation that say of what kind a row is.
async fn kinds_of(session: &SessionContext, relation: &str) -> Result<BTreeSet<String>, EngineError> {
    let table = session.table(relation).await.map_err(|error| EngineError::sql(relation, error))?;
    let fields = table.schema().fields();
    let kinds = fields.iter().filter(|field| matches!(field.data_type(), DataType::Utf8 | DataType::Boolean));
    let names = kinds.map(|field| field.name().clone());
    Ok(names.filter(|name| !name.ends_with("_id") && !NO_KIND.contains(&name.as_str())).collect())
}

impl Why {
    /// The reason for a person; `{name}` is the dimension.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::OnePart => "engine.drivers_left_out.one_part",
            Self::TooMany => "engine.drivers_left_out.too_many",
            Self::Overlap => "engine.drivers_left_out.overlap",
            Self::NothingBelow => "engine.drivers_left_out.nothing_below",
            Self::TooLarge => "engine.drivers_left_out.too_large",
        })
    }
}
