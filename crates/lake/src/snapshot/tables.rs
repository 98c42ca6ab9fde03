//! What of a pinned table is visible: rows known at the instant, customers under their surviving key.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::{Column, ScalarValue};
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, lit, when};
use model::{Micros, system};

use super::PinnedTable;
use crate::functions::survivor;
use crate::identity::Survivors;

/// The rows that are the newest version at the instant.
pub(crate) fn visible(pinned: &Arc<PinnedTable>, as_of_us: Option<Micros>) -> Result<Arc<dyn TableProvider>> {
    filtered(pinned, predicate(pinned, as_of_us))
}

/// The rows that meet a condition; all where there is none.
pub(super) fn filtered(pinned: &Arc<PinnedTable>, visible: Option<Expr>) -> Result<Arc<dyn TableProvider>> {
    Ok(match visible {
        None => pinned.clone(),
        Some(predicate) => view(rows(pinned)?.filter(predicate)?)?,
    })
}

/// Such rows with `customer_key` mapped to the surviving key, at the time of the row where that matters.
pub(super) fn mapped(
    pinned: &Arc<PinnedTable>,
    visible: Option<Expr>,
    survivors: &Arc<Survivors>,
) -> Result<Arc<dyn TableProvider>> {
    if survivors.is_empty() || !pinned.stored().columns().any(|name| name == system::CUSTOMER_KEY) {
        return filtered(pinned, visible);
    }
    let time = pinned.stored().time.filter(|_| survivors.has_timelines());
    let columns = pinned.stored().columns().map(|name| match name {
        system::CUSTOMER_KEY => survivor(survivors, column(name), time.map(column)).alias(name),
        _ => column(name),
    });
    let mut plan = rows(pinned)?;
    if let Some(visible) = visible {
        plan = plan.filter(visible)?;
    }
    view(plan.project(columns)?)
}

/// Every version that was known at the instant, with `customer_key` mapped to the surviving key, at the time of the row
/// where that matters.
pub(crate) fn versions(
    pinned: &Arc<PinnedTable>,
    as_of_us: Option<Micros>,
    survivors: &Arc<Survivors>,
) -> Result<Arc<dyn TableProvider>> {
    let closed = column(system::SUPERSEDED_AT);
    let closed = match as_of_us {
        None => closed,
        Some(as_of_us) => when(closed.clone().lt_eq(instant(as_of_us)), closed).end()?,
    };
    let time = pinned.stored().time.filter(|_| survivors.has_timelines());
    let columns = pinned.stored().columns().map(|name| match name {
        system::CUSTOMER_KEY => survivor(survivors, column(name), time.map(column)).alias(name),
        system::SUPERSEDED_AT => closed.clone().alias(name),
        _ => column(name),
    });
    let mut plan = rows(pinned)?;
    if let Some(as_of_us) = as_of_us {
        plan = plan.filter(loaded_by(as_of_us))?;
    }
    view(plan.project(columns)?)
}

/// Who was who: a link undone after the instant still holds.
pub(super) fn identities(pinned: &Arc<PinnedTable>, as_of_us: Option<Micros>) -> Result<Arc<dyn TableProvider>> {
    let Some(as_of_us) = as_of_us else {
        return Ok(pinned.clone());
    };
    let undone = column("undone_at");
    let undone_by_then = when(undone.clone().lt_eq(instant(as_of_us)), undone).end()?;
    let columns = pinned.stored().columns().map(|name| match name {
        "undone_at" => undone_by_then.clone().alias(name),
        _ => column(name),
    });
    view(rows(pinned)?.filter(loaded_by(as_of_us))?.project(columns)?)
}

/// Which rows are visible at the instant; none when all are.
pub(super) fn predicate(pinned: &PinnedTable, as_of_us: Option<Micros>) -> Option<Expr> {
    let superseded_at = column(system::SUPERSEDED_AT);
    match as_of_us {
        Some(as_of_us) => {
            Some(loaded_by(as_of_us).and(superseded_at.clone().is_null().or(superseded_at.gt(instant(as_of_us)))))
        }
        None => pinned.has_closed_rows().then(|| superseded_at.is_null()),
    }
}

pub(super) fn loaded_by(as_of_us: Micros) -> Expr {
    column(system::LOADED_AT).lt_eq(instant(as_of_us))
}

fn rows(pinned: &Arc<PinnedTable>) -> Result<LogicalPlanBuilder> {
    let provider: Arc<dyn TableProvider> = pinned.clone();
    LogicalPlanBuilder::scan(pinned.stored().name, provider_as_source(provider), None)
}

fn view(plan: LogicalPlanBuilder) -> Result<Arc<dyn TableProvider>> {
    Ok(Arc::new(ViewTable::new(plan.build()?, None)))
}

pub(super) fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

pub(super) fn instant(us: Micros) -> Expr {
    lit(ScalarValue::TimestampMicrosecond(Some(us), Some("UTC".into())))
}
