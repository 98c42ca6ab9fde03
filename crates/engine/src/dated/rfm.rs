//! The classes of RFM at each of some instants.

use std::collections::BTreeMap;

use jiff::civil::date;
use model::Message;
use stats::{Buyer, Rfm, RfmScoring};

use crate::EngineError;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::measures::{Measurement, Reader};
use crate::segments::Attribute;
use crate::subjects::{Amounts, Set};

/// When each customer last bought, on how many days they did, and what they brought.
pub const RFM_MEASURES: [&str; 3] = ["last_purchase_day", "purchase_days_to_date", "revenue_to_date"];

/// Everybody who has bought by an instant, in the order of their keys.
#[derive(Clone, Debug, Default)]
pub struct Buyers {
    pub keys: Vec<u32>,
    /// One a key.
    pub buyers: Vec<Buyer>,
}

impl Engine {
    /// Who has bought by the end of each period, without those who are not counted.
    pub(crate) async fn buyers(
        &self,
        at: &Frame,
        reader: &Reader<'_>,
        without: &Set,
    ) -> Result<Vec<Buyers>, EngineError> {
        let mut read = Vec::with_capacity(RFM_MEASURES.len());
        for name in RFM_MEASURES {
            let missing = || EngineError::Definition(Message::new("engine.unread_measure").with("measure", name));
            let measure = self.catalog.measures.get(name).ok_or_else(missing)?;
            read.push(reader.read(measure, at, &[]).await?);
        }
        let mut found = Vec::with_capacity(at.periods.len());
        for (index, period) in at.periods.iter().enumerate() {
            let today = date(1970, 1, 1).until(period.end).map_or(0, |span| i64::from(span.get_days()));
            let amounts = |measure: usize| match read[measure].periods[index].values().next() {
                Some(Measurement::Amounts(amounts)) => amounts.as_ref().clone(),
                _ => Amounts::default(),
            };
            found.push(buyers(today, [amounts(0), amounts(1), amounts(2)], without)?);
        }
        Ok(found)
    }
}

impl Buyers {
    /// The scores of each, in their order.
    pub fn scored(&self, scoring: RfmScoring) -> Rfm {
        stats::rfm(&self.buyers, scoring)
    }

    /// Class → customers. Who has never bought has no class.
    pub fn classes(&self, scoring: RfmScoring) -> Attribute {
        let mut attribute = Attribute::default();
        for (key, scores) in self.keys.iter().zip(self.scored(scoring).scores) {
            attribute.sets.entry(scores.class().name().to_owned()).or_default().insert(*key);
            attribute.valued.insert(*key);
        }
        attribute
    }
}

fn buyers(today: i64, [last, days, revenue]: [Amounts; 3], without: &Set) -> Result<Buyers, EngineError> {
    let whole = |amounts: &Amounts, amount: i128, places: u32| {
        let digits = places.checked_sub(amounts.scale).map(|digits| 10_i128.pow(digits));
        let scaled = digits.and_then(|factor| amount.checked_mul(factor));
        let fits = scaled.and_then(|amount| i64::try_from(amount).ok());
        fits.ok_or_else(|| EngineError::Definition(Message::new("engine.too_many_digits").with("what", "rfm")))
    };
    let by_key = |amounts: &Amounts| amounts.entries.iter().copied().collect::<BTreeMap<u32, i128>>();
    let (days_of, revenue_of) = (by_key(&days), by_key(&revenue));
    let mut found = Buyers::default();
    for (key, day) in &last.entries {
        if without.contains(*key) {
            continue;
        }
        let of = |amounts: &BTreeMap<u32, i128>| amounts.get(key).copied().unwrap_or_default();
        found.keys.push(*key);
        found.buyers.push(Buyer {
            recency_days: today - whole(&last, *day, 0)?,
            frequency: whole(&days, of(&days_of), 0)?,
            monetary: whole(&revenue, of(&revenue_of), 4)?,
        });
    }
    Ok(found)
}
