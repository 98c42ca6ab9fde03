//! What the models expect of each customer, and of all together.

use model::Money;
use serde::Serialize;
use stats::Undefined;
use stats::value::{CustomerValue, History, Horizon, Spend};

use super::super::study::Study;
use super::fitted::Fitted;
use super::purchases::Shopper;
use super::{ValueHorizon, ValueQuery, money};
use crate::EngineError;
use crate::engine::Engine;
use crate::interval::LEVEL;

/// What a customer is expected to bring within the horizon, over all customers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeanWorth {
    pub mean: Money,
    /// 95 % interval of the mean: how well the parameters are known. `None` where the data do not bound them.
    pub low: Option<Money>,
    pub high: Option<Money>,
    /// All customers together.
    pub total: Money,
}

/// What is expected of one customer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerPrediction {
    pub customer_id: String,
    /// Days with a purchase after the first.
    pub x: u64,
    /// From the first purchase to the last, and to the end of observation, in the unit.
    pub t_x: f64,
    #[serde(rename = "T")]
    pub age: f64,
    /// Probability that they have not left, 0 to 1.
    pub p_alive: Option<f64>,
    /// Purchases expected within the horizon; `None` for all time.
    pub expected: Option<f64>,
    /// The same, each discounted.
    pub discounted: Option<f64>,
    /// What one is expected to be worth, before any margin.
    pub mean_spend: Option<Money>,
    /// What they are worth: discounted purchases times spend, times the gross margin where tenure.yaml has one.
    pub clv: Option<Money>,
    /// 95 % interval of `clv` as an expectation: how well the parameters are known, not how luck will vary.
    pub low: Option<Money>,
    pub high: Option<Money>,
}

/// Models ready to foretell.
pub(super) struct Foretold<'a> {
    pub engine: &'a Engine,
    pub query: &'a ValueQuery,
    pub fitted: &'a Fitted,
    pub horizon: &'a ValueHorizon,
}

impl Foretold<'_> {
    /// The mean over customers.
    pub fn mean(&self, shoppers: &[Shopper]) -> Result<MeanWorth, Undefined> {
        let mean = self.valued()?.mean(&self.known(shoppers))?;
        let worth = |amount: f64| self.worth(amount).ok_or(Undefined::NotFinite);
        let interval = mean.interval;
        Ok(MeanWorth {
            mean: worth(mean.value)?,
            low: interval.and_then(|interval| self.worth(interval.low)),
            high: interval.and_then(|interval| self.worth(interval.high)),
            total: worth(mean.value * shoppers.len() as f64)?,
        })
    }

    /// Everybody, the most valuable first.
    ///
    /// # Errors
    /// As [`Study::id_of`].
    pub fn each(&self, study: &Study<'_>, shoppers: &[Shopper]) -> Result<Vec<CustomerPrediction>, EngineError> {
        let known = self.known(shoppers);
        let found = self.valued().map(|value| value.of_each(&known));
        let mut told = Vec::with_capacity(shoppers.len());
        for (place, (shopper, (history, _))) in shoppers.iter().zip(&known).enumerate() {
            let found = found.as_ref().ok().and_then(|found| found[place].as_ref().ok());
            let interval = found.and_then(|found| found.interval);
            let alone = || self.fitted.purchases.model.p_alive(history).ok();
            told.push(CustomerPrediction {
                customer_id: study.id_of(shopper.customer)?,
                x: history.repeats,
                t_x: history.recency,
                age: history.age,
                p_alive: found.map(|found| found.p_alive).or_else(alone),
                expected: found.map_or_else(|| self.expected_alone(history), |found| found.expected),
                discounted: found.map(|found| found.discounted),
                mean_spend: found.and_then(|found| money(found.mean_spend, self.engine.currency)),
                clv: found.and_then(|found| self.worth(found.clv)),
                low: interval.and_then(|interval| self.worth(interval.low)),
                high: interval.and_then(|interval| self.worth(interval.high)),
            });
        }
        told.sort_by_key(|one| std::cmp::Reverse(one.clv.map(|clv| clv.ten_thousandths)));
        Ok(told)
    }

    /// Purchases of whom no value is known.
    fn expected_alone(&self, history: &History) -> Option<f64> {
        let ahead = f64::from(self.query.periods?) * self.length();
        self.fitted.purchases.model.expected(history, ahead).ok()
    }

    fn valued(&self) -> Result<CustomerValue, Undefined> {
        let spend = self.fitted.spend.as_ref().map_err(|reason| *reason)?;
        let horizon = Horizon {
            periods: self.horizon.periods,
            length: self.length(),
            discount: self.horizon.discount_per_period,
        };
        CustomerValue::new(&self.fitted.purchases, spend, horizon, LEVEL)
    }

    /// A period in units.
    fn length(&self) -> f64 {
        self.horizon.period_days / self.query.unit_days()
    }

    fn known(&self, shoppers: &[Shopper]) -> Vec<(History, Spend)> {
        let unit_days = self.query.unit_days();
        shoppers.iter().map(|shopper| (shopper.history(unit_days), shopper.spend())).collect()
    }

    /// Revenue as money, at the margin where there is one.
    fn worth(&self, revenue: f64) -> Option<Money> {
        money(revenue * self.horizon.gross_margin.unwrap_or(1.0), self.engine.currency)
    }
}
