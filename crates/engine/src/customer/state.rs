//! How somebody stands now, or as late as is known: who has not been heard of since the data ends has not left.

use datafusion::prelude::SessionContext;
use model::Micros;

use super::{Standing, State};
use crate::EngineError;
use crate::engine::Engine;
use crate::params::instant;
use crate::records::{Record, Records};

/// The relations that [`standings`] reads.
pub const RELATIONS: [&str; 3] = ["first_seen", "lifecycle", "subscription_intervals"];

/// The state of a key.
///
/// # Errors
/// [`EngineError::Sql`] when it cannot be read.
pub async fn of(engine: &Engine, context: &SessionContext, key: u32) -> Result<State, EngineError> {
    let known_to_us = known_to(engine)?;
    let sql = standings(engine, &format!("select {key} as customer_key"))?;
    let found = Records::read(context, &sql, "lifecycle").await?.one();
    let (standing, since_us) = told(&found);
    Ok(State { standing, since_us, known_to_us, basis: engine.settings.activity.basis })
}

/// The instant to which states are known, where that has passed; none where they are known to now.
///
/// # Errors
/// [`EngineError`] when it lies outside the representable years.
pub fn known_to(engine: &Engine) -> Result<Option<Micros>, EngineError> {
    let known_to_us = engine.read_to(&["lifecycle"], engine.settings.activity.basis)?;
    Ok(known_to_us.filter(|known| *known < engine.as_of_us()))
}

/// The query of `customer_key`, `standing` and `since` for the keys of another: active where the activity basis says so;
/// else paused where a subscription is; else churned where they were ever active; else on trial; else a lead.
///
/// # Errors
/// As [`known_to`].
pub fn standings(engine: &Engine, keys: &str) -> Result<String, EngineError> {
    let now = instant(known_to(engine)?.unwrap_or(engine.as_of_us()));
    let holds = format!("valid_from < {now} and (valid_to is null or valid_to >= {now})");
    Ok(format!(
        "select k.customer_key, \
           case when l.active is not null then 'active' when s.paused is not null then 'paused' \
                when l.left_at is not null then 'churned' when s.trial is not null then 'trial' else 'lead' end as standing, \
           coalesce(l.active, s.paused, l.left_at, s.trial, f.at) as since \
         from ({keys}) k \
         left join (select customer_key, max(valid_from) filter (where {holds}) as active, \
                           max(valid_to) filter (where valid_to < {now}) as left_at \
                    from lifecycle where state = 'active' group by customer_key) l on l.customer_key = k.customer_key \
         left join (select customer_key, min(valid_from) filter (where state = 'paused') as paused, \
                           min(valid_from) filter (where state = 'trialing') as trial \
                    from subscription_intervals where {holds} group by customer_key) s on s.customer_key = k.customer_key \
         left join first_seen f on f.customer_key = k.customer_key"
    ))
}

/// A row of [`standings`].
pub fn told(row: &Record) -> (Standing, Option<Micros>) {
    let standing = row.text("standing").and_then(Standing::find).unwrap_or(Standing::Lead);
    (standing, row.instant("since"))
}
