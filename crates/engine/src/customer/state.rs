//! How somebody stands now, or as late as is known: who has not been heard of since the data ends has not left.

use datafusion::prelude::SessionContext;

use super::{Standing, State};
use crate::EngineError;
use crate::engine::Engine;
use crate::params::instant;
use crate::records::Records;

/// The state of a key: active where the activity basis says so; else paused or on trial where a subscription is; else
/// churned where they were ever active; else a lead.
///
/// # Errors
/// [`EngineError::Sql`] when it cannot be read.
pub async fn of(engine: &Engine, context: &SessionContext, key: u32) -> Result<State, EngineError> {
    let basis = engine.settings.activity.basis;
    let known_to_us = engine.read_to(&["lifecycle"], basis)?.filter(|known| *known < engine.as_of_us());
    let now = instant(known_to_us.unwrap_or(engine.as_of_us()));
    let told = |standing, since_us| State { standing, since_us, known_to_us, basis };
    let holds = format!("valid_from < {now} and (valid_to is null or valid_to >= {now})");
    let lifecycle = format!(
        "select max(valid_from) filter (where {holds}) as active, max(valid_to) filter (where valid_to < {now}) as left \
         from lifecycle where customer_key = {key} and state = 'active'"
    );
    let lifecycle = Records::read(context, &lifecycle, "lifecycle").await?.one();
    if let Some(since) = lifecycle.instant("active") {
        return Ok(told(Standing::Active, Some(since)));
    }
    let intervals = format!(
        "select min(valid_from) filter (where state = 'paused') as paused, \
         min(valid_from) filter (where state = 'trialing') as trial \
         from subscription_intervals where customer_key = {key} and {holds}"
    );
    let intervals = Records::read(context, &intervals, "subscription_intervals").await?.one();
    if let Some(since) = intervals.instant("paused") {
        return Ok(told(Standing::Paused, Some(since)));
    }
    if let Some(since) = lifecycle.instant("left") {
        return Ok(told(Standing::Churned, Some(since)));
    }
    if let Some(since) = intervals.instant("trial") {
        return Ok(told(Standing::Trial, Some(since)));
    }
    let seen = format!("select at from first_seen where customer_key = {key}");
    let seen = Records::read(context, &seen, "first_seen").await?.one();
    Ok(told(Standing::Lead, seen.instant("at")))
}
