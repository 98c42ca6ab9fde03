//! Who bought on which days, and what for.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type};
use jiff::civil::{Date, date};
use model::{Message, Micros};
use stats::value::{History, Spend};

use super::super::study::Study;
use crate::EngineError;
use crate::engine::Engine;
use crate::measures::{column, integers};
use crate::params::instant;

/// Orders less the refunds they were given: what is read is known as far as it is.
pub(super) const ORDERS: &str = "order_proceeds";

/// A customer who had bought by the last day observed. Days are counted from 1970.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shopper {
    pub customer: u32,
    pub first: i64,
    /// Days with a purchase after the first, up to the last one observed.
    pub repeat_days: Vec<i64>,
    /// What the purchases after the first came to, and the first, in ten-thousandths.
    pub repeats_worth: i128,
    pub first_worth: i128,
    /// The last day observed.
    pub until: i64,
    /// Days with a purchase after it.
    pub later: Vec<i64>,
}

impl Shopper {
    pub fn repeats(&self) -> u64 {
        self.repeat_days.len() as u64
    }

    /// What a model of purchases knows, in units of so many days.
    pub fn history(&self, unit_days: f64) -> History {
        let units = |days: i64| days as f64 / unit_days;
        History {
            repeats: self.repeats(),
            recency: units(self.repeat_days.last().map_or(0, |last| last - self.first)),
            age: units(self.until - self.first),
        }
    }

    /// What a model of spend knows, in units of money. Refunds beyond what was paid count as nothing.
    pub fn spend(&self) -> Spend {
        let worth = self.repeats_worth.max(0) as f64 / 10_000.0;
        Spend { purchases: self.repeats(), mean: worth / self.repeats().max(1) as f64 }
    }
}

/// Days since 1970.
pub(super) fn number(day: Date) -> i64 {
    date(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// Everybody of the population who had bought by one day, with what they bought by a later one, in the order of customers.
/// What purchases came to is less the refunds given by the end of the first day: later ones nobody knew then.
///
/// # Errors
/// [`EngineError::Question`] where the orders are not complete to the later day; [`EngineError`] where they cannot be read.
pub(super) async fn shoppers(
    engine: &Engine,
    study: &mut Study<'_>,
    (until, last): (Date, Date),
) -> Result<Vec<Shopper>, EngineError> {
    study.lay_out(ORDERS).await?;
    let end_of = |day: Date| engine.calendar.start_of_day(engine.calendar.shift(day, 1)?);
    let (until_us, end_us) = (end_of(until)?, end_of(last)?);
    refuse_unknown(engine, study.horizon(&[ORDERS])?, (last, end_us))?;
    let measure = study.find("orders").await?.set(catalog::TimeRule::Ever);
    let division = study.divide(&measure).await?;
    let sql = format!(
        "with refunded as (select namespace, order_id, \
         case when count(*) = count(in_base) then sum(in_base) end as amount \
         from (select namespace, order_id, to_base(amount, currency, refunded_at) as in_base from refunds \
         where order_id is not null and refunded_at < {until}) valued group by namespace, order_id) \
         select customer_key as k, arrow_cast(arrow_cast(day, 'Date32'), 'Int32') as d, \
         arrow_cast(sum(amount), 'Decimal128(38, 4)') as v \
         from (select o.customer_key, date_trunc('day', o.at at time zone $time_zone) as day, \
         o.amount - case when r.order_id is null then arrow_cast(0, 'Decimal128(18, 4)') else r.amount end as amount \
         from paid_orders o left join refunded r on r.namespace = o.namespace and r.order_id = o.order_id \
         where o.customer_key is not null and o.at < {end}) days group by customer_key, day order by k, d",
        until = instant(until_us),
        end = instant(end_us),
    );
    let until = number(until);
    let mut found: Vec<Shopper> = Vec::new();
    for batch in study.reader().rows(&measure, &sql).await? {
        let (keys, days) = (integers(&batch, "k")?, integers(&batch, "d")?);
        let amounts = cast(column(&batch, "v")?, &DataType::Decimal128(38, 4));
        let amounts = amounts.map_err(|error| EngineError::sql(ORDERS, error.into()))?;
        let amounts = amounts.as_primitive::<Decimal128Type>();
        for (row, amount) in amounts.iter().enumerate() {
            let key = keys[row].and_then(|key| u32::try_from(key).ok());
            let (Some(customer), Some(day)) = (key, days[row]) else { continue };
            if division.iter().any(|part| part.subjects.contains(customer)) {
                add(&mut found, customer, (day, amount.unwrap_or_default()), until);
            }
        }
    }
    Ok(found)
}

/// Adds a day of a customer, in the order of customers and days.
fn add(found: &mut Vec<Shopper>, customer: u32, (day, worth): (i64, i128), until: i64) {
    match found.last_mut().filter(|shopper| shopper.customer == customer) {
        Some(shopper) if day <= until => {
            shopper.repeat_days.push(day);
            shopper.repeats_worth += worth;
        }
        Some(shopper) => shopper.later.push(day),
        None if day <= until => found.push(Shopper {
            customer,
            first: day,
            repeat_days: Vec::new(),
            repeats_worth: 0,
            first_worth: worth,
            until,
            later: Vec::new(),
        }),
        // Won after the models end.
        None => {}
    }
}

/// Purchases that may still be delivered cannot be told from purchases that were never made.
fn refuse_unknown(engine: &Engine, horizon: Option<Micros>, (last, end_us): (Date, Micros)) -> Result<(), EngineError> {
    let known = horizon.unwrap_or(Micros::MIN);
    if end_us <= known {
        return Ok(());
    }
    let message = match horizon {
        Some(known) => {
            let day = engine.calendar.shift(engine.calendar.day_of(known)?, -1)?;
            Message::new("engine.value_not_known").with("known", day)
        }
        None => Message::new("engine.value_no_orders"),
    };
    Err(EngineError::Question(message.with("day", last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_make_a_history() {
        let until = number(date(1997, 9, 30));
        let mut found = Vec::new();
        for (customer, day, worth) in
            [(1, date(1997, 1, 1), 20_000), (1, date(1997, 1, 18), 30_000), (1, date(1997, 8, 2), 10_000)]
        {
            add(&mut found, customer, (number(day), worth), until);
        }
        add(&mut found, 1, (number(date(1997, 12, 12)), 90_000), until);
        add(&mut found, 2, (number(date(1997, 12, 12)), 90_000), until);
        let [one] = found.as_slice() else { panic!("{found:?}") };
        // The published history of CDNOW's first customer.
        let history = one.history(7.0);
        assert_eq!(
            (history.repeats, (history.recency * 100.0).round(), (history.age * 100.0).round()),
            (2, 3043.0, 3886.0)
        );
        assert_eq!((one.spend().mean, one.later.len(), one.first_worth), (2.0, 1, 20_000));
    }
}
