//! The numbers that sum somebody up, each from the relation that metrics read it from.

use model::{Message, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::desk::Desk;
use super::{Numbers, Score};
use crate::EngineError;
use crate::engine::Engine;
use crate::params::instant;
use crate::records::{Record, Records};

/// Reads the numbers. One that needs a rate of exchange which is missing is left out, and `notes` say so.
///
/// # Errors
/// [`EngineError`] when they cannot be read.
pub async fn of(engine: &Engine, desk: &Desk, notes: &mut Vec<Message>) -> Result<Numbers, EngineError> {
    let key = desk.key;
    let now = instant(engine.as_of_us());
    let one = async |relation: &str, what: &str| {
        let sql = format!("select {what} from {relation} where customer_key = {key}");
        Ok::<Record, EngineError>(Records::read(&desk.whole, &sql, relation).await?.one())
    };
    let happened = format!("filter (where at <= {now})");
    let seen = one("first_seen", "min(at) as at").await?;
    let activated = one("first_activations", "min(at) as at").await?;
    let contact = one("contacts", &format!("max(coalesce(ended_at, at)) {happened} as at")).await?;
    let orders = one("paid_orders", &format!("count(*) {happened} as n")).await;
    let revenue = one("revenue_lines", &format!("sum(amount) {happened} as v")).await;
    let mrr = one(
        "subscription_intervals",
        &format!("sum(mrr) filter (where valid_from < {now} and (valid_to is null or valid_to >= {now})) as v"),
    )
    .await;
    let tickets = one("resolutions", &format!("count(*) filter (where at <= {now} and not ended) as n")).await?;
    let revenue = amount(engine, revenue, notes)?;
    Ok(Numbers {
        first_seen_us: seen.instant("at"),
        customer_since_us: activated.instant("at"),
        last_contact_us: contact.instant("at"),
        orders: known(orders, notes)?.count("n"),
        revenue,
        mrr: amount(engine, mrr, notes)?,
        open_tickets: tickets.count("n"),
        nps: last(engine, desk, "nps_answers", "cast(null as int)").await?,
        csat: last(engine, desk, "csat_answers", "scale_max").await?,
        lifetime_value: revenue.and_then(|revenue| margin(engine, revenue)),
    })
}

/// What a query gave; nothing where a rate was missing, which is then noted once.
fn known(read: Result<Record, EngineError>, notes: &mut Vec<Message>) -> Result<Record, EngineError> {
    match read {
        Err(EngineError::RateMissing(message)) => {
            if !notes.contains(&message) {
                notes.push(message);
            }
            Ok(Record::default())
        }
        read => read,
    }
}

fn amount(
    engine: &Engine,
    read: Result<Record, EngineError>,
    notes: &mut Vec<Message>,
) -> Result<Option<Money>, EngineError> {
    Ok(known(read, notes)?.money("v", engine.currency))
}

/// The last answer of a relation of answers.
async fn last(engine: &Engine, desk: &Desk, relation: &str, scale: &str) -> Result<Option<Score>, EngineError> {
    let (key, now) = (desk.key, instant(engine.as_of_us()));
    let sql = format!(
        "select at, score, {scale} as scale_max from {relation} where customer_key = {key} and at <= {now} \
         order by at desc, row_id desc limit 1"
    );
    let answer = Records::read(&desk.whole, &sql, relation).await?.one();
    let digits = |column: &str| answer.text(column).map(super::said::digits);
    Ok(answer.instant("at").zip(digits("score")).map(|(at_us, score)| Score {
        score,
        scale_max: digits("scale_max"),
        at_us,
    }))
}

/// Revenue times the gross margin, rounded once to a ten-thousandth; none without a margin.
fn margin(engine: &Engine, revenue: Money) -> Option<Money> {
    let margin: Decimal = engine.settings.gross_margin.as_ref()?.parse().ok()?;
    let value = Decimal::try_from_i128_with_scale(revenue.ten_thousandths, 0).ok()?.checked_mul(margin)?;
    Some(Money { ten_thousandths: value.round().to_i128()?, ..revenue })
}
