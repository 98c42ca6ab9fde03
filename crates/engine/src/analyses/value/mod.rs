//! Predicted value: whether customers are still there, how often they will buy again, and what that is worth.
//!
//! A purchase is a day with a paid order. A model of purchases and one of what they are worth are fitted to what was known on the
//! last day observed; what came after it judges them, where the question names a hold-out.

mod cohorts;
mod fitted;
mod holdout;
mod predictions;
mod purchases;

use jiff::civil::Date;
use model::{Message, Money};
use serde::Serialize;
use stats::Undefined;
use stats::value::{Histories, ModelKind};

use super::study::Study;
use super::survival::LifeUnit;
use super::{Population, Provenance};
use crate::EngineError;
use crate::engine::Engine;

pub use cohorts::{CohortValue, CohortValuePoint, CohortValueQuery, CohortValues};
pub use fitted::{SpendAnswer, SpendParameters};
pub use holdout::{HoldoutAnswer, HoldoutStep, RepeatClass};
pub use predictions::{CustomerPrediction, MeanWorth};

use fitted::Fitted;
use purchases::Shopper;

/// The most periods that are looked ahead.
const MOST_PERIODS: u32 = 1_200;

/// A question about the value to come.
#[derive(Clone, Debug)]
pub struct ValueQuery {
    pub model: ValueModel,
    /// The last day whose purchases the models know.
    pub until: Date,
    /// The last day of those that judge the models; `None` for no judgement.
    pub holdout: Option<Date>,
    /// What the parameters' times, and `t_x` and `T`, are counted in.
    pub unit: LifeUnit,
    /// How many periods are looked ahead; `None` for all time.
    pub periods: Option<u32>,
    /// How long a period is, in days; more than zero.
    pub period_days: f64,
    /// Parameters of the model of purchases, in its order, in place of those that fit best.
    pub parameters: Option<[f64; 4]>,
    /// `p`, `q` and `v` of the model of spend, likewise.
    pub spend_parameters: Option<[f64; 3]>,
    /// Whether the answer lists the customers.
    pub customers: bool,
    pub population: Population,
}

/// How customers leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueModel {
    /// After a purchase, for good.
    #[default]
    BgNbd,
    /// At any moment.
    ParetoNbd,
    /// Never: what is left of either where nobody seems to leave.
    Nbd,
}

/// What is odd about the data, so that a model's limit stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueLimit {
    /// Nobody ever bought again.
    NoRepeats,
    /// Nobody seems to have left.
    NoDropout,
    /// Customers seem to be all alike.
    Alike,
}

/// The models, how far they can be trusted, and what they expect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// The model that was asked for.
    pub model: ValueModel,
    /// The one that stands: [`ValueModel::Nbd`] where the data know no leaving.
    pub fitted: ValueModel,
    /// Last day whose purchases the models know.
    pub until: String,
    pub unit: LifeUnit,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// By the names of the papers; times in the unit. Empty, with `reason`, where there is no model.
    #[serde(serialize_with = "as_map")]
    pub parameters: Vec<(&'static str, f64)>,
    /// Likewise; `None` where the data do not bound every parameter, or the parameters were given.
    #[serde(serialize_with = "as_optional_map")]
    pub standard_errors: Option<Vec<(&'static str, f64)>>,
    pub log_likelihood: Option<f64>,
    /// Whether the search ended at the top; `None` where the parameters were given.
    pub converged: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<ValueLimit>,
    #[serde(serialize_with = "super::undefined", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Undefined>,
    /// Who had bought by the last day observed, and on how many further days they did.
    pub customers: u64,
    pub repeats: u64,
    pub spend: SpendAnswer,
    pub horizon: ValueHorizon,
    /// Over all customers; `None`, with its reason in `clv_reason`, where it cannot be told.
    pub clv: Option<MeanWorth>,
    #[serde(serialize_with = "super::undefined", skip_serializing_if = "Option::is_none")]
    pub clv_reason: Option<Undefined>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holdout: Option<HoldoutAnswer>,
    /// The most valuable first, where the question asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predictions: Option<Vec<CustomerPrediction>>,
}

/// What a value to come is reckoned with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueHorizon {
    /// `None` for all time.
    pub periods: Option<u32>,
    pub period_days: f64,
    /// A year, of tenure.yaml.
    pub discount_rate: f64,
    /// The same for one period.
    pub discount_per_period: f64,
    /// The gross margin of tenure.yaml that values are multiplied by; `None` where it has none, and values are revenue.
    pub gross_margin: Option<f64>,
}

impl Engine {
    /// The newest day whose purchases are known to its end; `None` where no order was ever delivered.
    ///
    /// # Errors
    /// [`EngineError::Calendar`] when it lies outside the representable years.
    pub fn purchases_known_through(&self) -> Result<Option<Date>, EngineError> {
        let Some(known_us) = self.read_to(&[purchases::ORDERS], self.settings.activity.basis)? else { return Ok(None) };
        Ok(Some(self.calendar.shift(self.calendar.day_of(known_us)?, -1)?))
    }

    /// Foretells purchases and their value.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the question cannot be asked so, and as for [`Engine::query`].
    pub async fn value(&self, query: &ValueQuery) -> Result<Value, EngineError> {
        query.check()?;
        let mut study = Study::open(self, &query.population).await?;
        let last = query.holdout.unwrap_or(query.until);
        let shoppers = purchases::shoppers(self, &mut study, (query.until, last)).await?;
        let unit_days = query.unit_days();
        let histories = shoppers.iter().map(|shopper| shopper.history(unit_days));
        let horizon = self.value_horizon(query)?;
        let collected = Histories::collect(histories);
        let fitted = collected.and_then(|histories| Fitted::of(query, &histories, &shoppers));
        let mut answer = Value {
            model: query.model,
            fitted: query.model,
            until: query.until.to_string(),
            unit: query.unit,
            provenance: study.provenance().await?,
            parameters: Vec::new(),
            standard_errors: None,
            log_likelihood: None,
            converged: None,
            limit: None,
            reason: None,
            customers: shoppers.len() as u64,
            repeats: shoppers.iter().map(Shopper::repeats).sum(),
            spend: SpendAnswer::default(),
            horizon,
            clv: None,
            clv_reason: None,
            holdout: None,
            predictions: query.customers.then(Vec::new),
        };
        match fitted {
            Ok(fitted) => self.foretell(&mut answer, query, &fitted, (&study, &shoppers))?,
            // Parameters that somebody gave and that cannot be are theirs to mend.
            Err(Undefined::Parameter) => {
                return Err(EngineError::Question(Message::new("engine.value_parameters")));
            }
            Err(reason) => {
                answer.reason = Some(reason);
                answer.clv_reason = Some(reason);
            }
        }
        Ok(answer)
    }

    /// Fills in what a model tells.
    fn foretell(
        &self,
        answer: &mut Value,
        query: &ValueQuery,
        fitted: &Fitted,
        (study, shoppers): (&Study<'_>, &[Shopper]),
    ) -> Result<(), EngineError> {
        let purchases = &fitted.purchases;
        let named = purchases.model.parameters();
        answer.fitted = ValueModel::of(&purchases.model);
        answer.standard_errors = purchases
            .standard_errors
            .as_ref()
            .map(|errors| named.iter().map(|(name, _)| *name).zip(errors.iter().copied()).collect());
        answer.parameters = named;
        answer.log_likelihood = Some(purchases.log_likelihood);
        answer.converged = query.parameters.is_none().then_some(purchases.converged);
        answer.limit = purchases.limit.map(ValueLimit::from);
        answer.spend = fitted.spend_answer(self.currency);
        if let Some(last) = query.holdout {
            answer.holdout = holdout::judged(&purchases.model, query, last, shoppers)?;
        }
        let foretold = predictions::Foretold { engine: self, query, fitted, horizon: &answer.horizon };
        match foretold.mean(shoppers) {
            Ok(mean) => answer.clv = Some(mean),
            Err(reason) => answer.clv_reason = Some(reason),
        }
        if query.customers {
            answer.predictions = Some(foretold.each(study, shoppers)?);
        }
        Ok(())
    }

    fn value_horizon(&self, query: &ValueQuery) -> Result<ValueHorizon, EngineError> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        let unreadable = |text: &str| {
            EngineError::Definition(
                Message::new("engine.given_unreadable").with("name", "tenure.yaml").with("value", text),
            )
        };
        let rate = number(&self.settings.discount_rate).ok_or_else(|| unreadable(&self.settings.discount_rate))?;
        let margin = match &self.settings.gross_margin {
            Some(text) => Some(number(text).ok_or_else(|| unreadable(text))?),
            None => None,
        };
        if query.periods.is_none() && rate <= 0.0 {
            return Err(EngineError::Question(Message::new("engine.value_undiscounted")));
        }
        Ok(ValueHorizon {
            periods: query.periods,
            period_days: query.period_days,
            discount_rate: rate,
            discount_per_period: (1.0 + rate).powf(query.period_days / YEAR_DAYS) - 1.0,
            gross_margin: margin,
        })
    }
}

/// Days of a mean year, of which a month is the twelfth.
pub const YEAR_DAYS: f64 = 365.25;

impl ValueQuery {
    fn check(&self) -> Result<(), EngineError> {
        let refused = |message: Message| Err(EngineError::Question(message));
        if let Some(holdout) = self.holdout.filter(|holdout| *holdout <= self.until) {
            let message = Message::new("engine.value_holdout").with("holdout", holdout).with("until", self.until);
            return refused(message);
        }
        if self.periods.is_some_and(|periods| periods == 0 || periods > MOST_PERIODS) {
            return refused(Message::new("engine.value_periods").with("most", MOST_PERIODS));
        }
        if !(self.period_days > 0.0 && self.period_days <= 36_600.0) {
            return refused(Message::new("engine.value_period_days"));
        }
        if self.periods.is_none() && self.model == ValueModel::BgNbd {
            return refused(Message::new("engine.value_for_ever"));
        }
        Ok(())
    }

    /// Days of one unit of time.
    fn unit_days(&self) -> f64 {
        match self.unit {
            LifeUnit::Day => 1.0,
            LifeUnit::Week => 7.0,
            LifeUnit::Month => YEAR_DAYS / 12.0,
        }
    }

    fn kind(&self) -> ModelKind {
        if self.model == ValueModel::ParetoNbd { ModelKind::ParetoNbd } else { ModelKind::BgNbd }
    }
}

impl ValueModel {
    /// The name that questions and answers have.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BgNbd => "bg_nbd",
            Self::ParetoNbd => "pareto_nbd",
            Self::Nbd => "nbd",
        }
    }

    fn of(model: &stats::value::PurchaseModel) -> Self {
        match model {
            stats::value::PurchaseModel::BgNbd(_) => Self::BgNbd,
            stats::value::PurchaseModel::ParetoNbd(_) => Self::ParetoNbd,
            stats::value::PurchaseModel::Nbd(_) => Self::Nbd,
        }
    }
}

impl From<stats::value::Limit> for ValueLimit {
    fn from(limit: stats::value::Limit) -> Self {
        match limit {
            stats::value::Limit::NoRepeats => Self::NoRepeats,
            stats::value::Limit::NoDropout => Self::NoDropout,
            stats::value::Limit::Alike => Self::Alike,
        }
    }
}

fn as_map<S: serde::Serializer>(named: &[(&'static str, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(named.iter().copied())
}

fn as_optional_map<S: serde::Serializer>(
    named: &Option<Vec<(&'static str, f64)>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match named {
        Some(named) => as_map(named, serializer),
        None => serializer.serialize_none(),
    }
}

/// An amount of floating point as money, rounded once; `None` where it has more digits than money can hold.
fn money(amount: f64, currency: model::Currency) -> Option<Money> {
    let rounded = (amount * 10_000.0).round();
    (rounded.abs() < 9.0e17).then_some(Money { ten_thousandths: rounded as i128, currency })
}
