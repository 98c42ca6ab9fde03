//! Customers shared out among the touches they were won by, for cuts by what a touch says.
//!
//! A metric that asks for it (`by_touch`) is cut by channel or campaign as the attribution model credits the customers'
//! acquisition: who came by two channels belongs half to each under the linear model. What is counted or summed over
//! customers is then weighed by these shares, so that the parts sum to the whole under every model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{ATTRIBUTION_MODEL, Basis, Catalog, Metric, quote_name};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int32Type};
use datafusion::prelude::SessionContext;

use crate::measures::Part;
use crate::params::Params;
use crate::prepare::Prepared;
use crate::shares::Shares;
use crate::subjects::Set;
use crate::{Attribution, EngineError, Query};

/// The relation that says which touches a conversion is credited to.
pub const CREDITS: &str = "conversion_credits";
/// What a touch says of itself.
const SAID: [&str; 4] = ["source", "medium", "campaign", "channel"];

/// Customers by what the touches that won them say, read for one question.
#[derive(Debug, Default)]
pub struct Touches {
    shares: BTreeMap<Part, Shares>,
    nobody: Shares,
}

/// Whether a cut is by what a touch says.
#[must_use]
pub fn is_said(name: &str) -> bool {
    SAID.contains(&name)
}

/// Whether a question shares the customers of a metric out among touches.
#[must_use]
pub fn are_asked(query: &Query, metric: &Metric) -> bool {
    metric.by_touch && query.by.iter().any(|cut| is_said(cut))
}

impl Touches {
    /// Reads who was won by what, by these columns of the credits. Who was never won, or by no touch, is among those
    /// without a value.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the credits cannot be read.
    pub async fn read(session: &SessionContext, columns: &[String]) -> Result<Self, EngineError> {
        let failed = |error| EngineError::sql(CREDITS, error);
        let named: String = columns.iter().map(|column| format!(", {}", quote_name(column))).collect();
        let sql = format!(
            "select customer_key, sum(credit) as credit{named} from {CREDITS} \
             where kind = 'acquisition' and customer_key is not null group by customer_key{named}"
        );
        let mut shares: BTreeMap<Part, Shares> = BTreeMap::new();
        let mut won = Set::new();
        for batch in session.sql(&sql).await.map_err(failed)?.collect().await.map_err(failed)? {
            let to =
                |index: usize, kind: &DataType| cast(batch.column(index), kind).map_err(|error| failed(error.into()));
            let keys = to(0, &DataType::Int32)?;
            let places = i8::try_from(Shares::PLACES).unwrap_or_default();
            let credits = to(1, &DataType::Decimal128(38, places))?;
            let texts =
                (0..columns.len()).map(|index| to(index + 2, &DataType::Utf8)).collect::<Result<Vec<_>, _>>()?;
            let rows = keys.as_primitive::<Int32Type>().iter().zip(credits.as_primitive::<Decimal128Type>().iter());
            for (row, (key, credit)) in rows.enumerate() {
                let (Some(key), Some(credit)) = (key.map(i32::cast_unsigned), credit) else { continue };
                let said = texts.iter().map(|text| text.as_string::<i32>());
                let part = said.map(|text| text.iter().nth(row).flatten().map(str::to_owned)).collect();
                shares.entry(part).or_default().of.insert(key, credit);
                won.insert(key);
            }
        }
        shares.entry(vec![None; columns.len()]).or_default().all_but = Some(Arc::new(won));
        Ok(Self { shares, nobody: Shares::default() })
    }

    /// The shares of customers who belong to a part.
    #[must_use]
    pub fn of(&self, part: &Part) -> &Shares {
        self.shares.get(part).unwrap_or(&self.nobody)
    }

    /// The values of one of the columns.
    pub fn values(&self, index: usize) -> BTreeSet<Option<String>> {
        self.shares.keys().filter_map(|part| part.get(index).cloned()).collect()
    }
}

/// The model of attribution that an answer follows; `None` where none of its numbers depends on one.
#[must_use]
pub fn followed(catalog: &Catalog, prepared: &Prepared<'_>, basis: Basis) -> Option<Attribution> {
    let mut relations = prepared.plan.measures().into_iter().map(|name| catalog.measures[name].from.as_str());
    if prepared.cuts.touches.is_none() && !relations.any(|relation| follows(catalog, relation, basis)) {
        return None;
    }
    let text = |params: &Params, name: &str| params.0.get(name).map(|literal| literal.trim_matches('\'').to_owned());
    Some(Attribution {
        model: text(&prepared.params, ATTRIBUTION_MODEL)?,
        lookback_days: text(&prepared.params, "attribution_lookback_days")?.parse().ok()?,
    })
}

/// Whether a relation, or one it reads, depends on the model.
fn follows(catalog: &Catalog, relation: &str, basis: Basis) -> bool {
    catalog.relation(relation, basis).is_some_and(|relation| {
        relation.variables.iter().any(|name| name == ATTRIBUTION_MODEL)
            || relation.reads.iter().any(|read| follows(catalog, read, basis))
    })
}
