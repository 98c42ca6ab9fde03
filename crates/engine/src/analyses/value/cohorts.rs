//! What each cohort of customers has brought by its age, what it is expected to bring still, and when that covers what it cost to win.
//!
//! A cohort is who bought for the first time in one period. Ages are whole months from each customer's own first purchase; a
//! month counts as known once everybody of the cohort has been observed through it.

use std::collections::BTreeMap;

use catalog::Basis;
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use model::{Grain, Message, Micros, Money, Period};
use rust_decimal::Decimal;
use serde::Serialize;
use stats::Undefined;
use stats::value::Histories;

use super::super::study::Study;
use super::fitted::Fitted;
use super::purchases::{Shopper, number, shoppers};
use super::{ValueModel, ValueQuery, money};
use crate::analyses::Provenance;
use crate::curve::Curve;
use crate::engine::Engine;
use crate::frame::Frame;
use crate::measures::Measurement;
use crate::subjects::{Set, exact_total};
use crate::{EngineError, Reason};

/// The measures of the catalog that say what customers brought since they were won, and what was spent to win them.
const REVENUE: &str = "acquired_revenue";
const SPEND: &str = "acquisition_spend_in_period";

/// The most months that a cohort is followed for.
const MOST_MONTHS: u32 = 240;

/// A question about the value of cohorts.
#[derive(Clone, Debug)]
pub struct CohortValueQuery {
    /// What is foretold, and from when: its `until` is the last day that the model knows.
    pub value: ValueQuery,
    /// First day on which a cohort may begin.
    pub from: Date,
    /// First day after the cohorts' range.
    pub to: Date,
    pub grain: Grain,
    /// How many months of age are told.
    pub months: u32,
}

/// Cohorts by the time of the first purchase.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortValues {
    /// The model of purchases that stands.
    pub model: ValueModel,
    /// `None`, with `reason`, where there is none and nothing is foretold.
    #[serde(serialize_with = "super::as_optional_map")]
    pub parameters: Option<Vec<(&'static str, f64)>>,
    #[serde(serialize_with = "crate::analyses::undefined", skip_serializing_if = "Option::is_none")]
    pub reason: Option<Undefined>,
    /// Last day whose purchases the model knows.
    pub until: String,
    pub grain: Grain,
    /// Of tenure.yaml; `None` where it has none, and there is no margin and no payback.
    pub gross_margin: Option<f64>,
    #[serde(flatten)]
    pub provenance: Provenance,
    /// By time. A cohort without customers is among them.
    pub cohorts: Vec<CohortValue>,
}

/// One cohort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortValue {
    /// First day of its period, and first day after.
    pub start: String,
    pub end: String,
    /// Customers who first bought in it.
    pub size: u64,
    /// Whether the period is over and known to its end, so that nobody can still join.
    pub complete: bool,
    /// Marketing and sales spend of the period; `None` while it is not known to the period's end.
    pub spend: Option<Money>,
    /// The same for each customer; `None` likewise, and where nobody was won.
    pub cac: Option<Money>,
    /// The first month by whose end the margin of all has covered the spend; `None` with `payback_reason`.
    pub payback_month: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payback_reason: Option<Reason>,
    /// The same by what is foretold; `None` where it lies beyond the months told, or nothing is foretold.
    pub expected_payback_month: Option<u32>,
    pub points: Vec<CohortValuePoint>,
}

/// One cohort by the end of one month of age. Revenue is paid orders less refunds, for each customer of the cohort.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortValuePoint {
    /// From 1.
    pub month: u32,
    /// Customers who have been observed through it.
    pub matured: u64,
    /// Brought so far; `None` until everybody has been observed so long.
    pub revenue: Option<Money>,
    /// The same times the gross margin.
    pub margin: Option<Money>,
    /// What is known of each, and foretold of the rest of their time; not discounted. `None` where nothing is foretold.
    pub expected_revenue: Option<Money>,
    pub expected_margin: Option<Money>,
}

/// What is known of everybody beside the curves.
struct Known<'a> {
    query: &'a CohortValueQuery,
    fitted: Option<&'a Fitted>,
    shoppers: BTreeMap<u32, &'a Shopper>,
    margin: Option<(f64, Decimal)>,
}

impl Engine {
    /// Follows the value of cohorts, known and foretold.
    ///
    /// # Errors
    /// [`EngineError::Question`] when the question cannot be asked so, and as for [`Engine::query`].
    pub async fn cohort_values(&self, query: &CohortValueQuery) -> Result<CohortValues, EngineError> {
        query.value.check()?;
        if query.months == 0 || query.months > MOST_MONTHS {
            return Err(EngineError::Question(Message::new("engine.value_months").with("most", MOST_MONTHS)));
        }
        let mut population = query.value.population.clone();
        population.basis = Some(Basis::Purchase);
        let mut study = Study::open(self, &population).await?;
        let shoppers = shoppers(self, &mut study, (query.value.until, query.value.until)).await?;
        let unit_days = query.value.unit_days();
        let fitted = Histories::collect(shoppers.iter().map(|shopper| shopper.history(unit_days)))
            .and_then(|histories| Fitted::of(&query.value, &histories, &shoppers));
        if matches!(fitted, Err(Undefined::Parameter)) {
            return Err(EngineError::Question(Message::new("engine.value_parameters")));
        }
        let horizon = self.value_horizon(&query.value)?;
        let margin = match &self.settings.gross_margin {
            Some(text) => horizon.gross_margin.zip(text.parse::<Decimal>().ok()),
            None => None,
        };
        let periods = self.calendar.periods(query.from, query.to, query.grain)?;
        let subjects = counted(&mut study).await?;
        let (curves, spent) =
            (self.curves(&mut study, &periods, &subjects, query).await?, self.spent(&mut study, &periods).await?);
        let known = Known {
            query,
            fitted: fitted.as_ref().ok(),
            shoppers: shoppers.iter().map(|shopper| (shopper.customer, shopper)).collect(),
            margin,
        };
        let end_us = self.calendar.start_of_day(self.calendar.shift(query.value.until, 1)?)?;
        let cohorts = periods.iter().zip(curves).zip(spent);
        let cohorts = cohorts.map(|((period, curve), spent)| known.cohort(self, period, (&curve, spent), end_us));
        Ok(CohortValues {
            model: fitted.as_ref().map_or(query.value.model, |fitted| ValueModel::of(&fitted.purchases.model)),
            parameters: fitted.as_ref().ok().map(|fitted| fitted.purchases.model.parameters()),
            reason: fitted.as_ref().err().copied(),
            until: query.value.until.to_string(),
            grain: query.grain,
            gross_margin: horizon.gross_margin,
            provenance: study.provenance().await?,
            cohorts: cohorts.collect(),
        })
    }

    /// What the customers won in each period have brought since, as known at the end of the last day observed.
    async fn curves(
        &self,
        study: &mut Study<'_>,
        periods: &[Period],
        subjects: &Set,
        query: &CohortValueQuery,
    ) -> Result<Vec<Curve>, EngineError> {
        let measure = self.catalog_measure(REVENUE)?;
        study.lay_out(&measure.from).await?;
        let until_us = self.calendar.start_of_day(self.calendar.shift(query.value.until, 1)?)?;
        let horizon = study.horizon(&[measure.from.as_str()])?.map(|known| known.min(until_us));
        let frame = Frame { periods: periods.to_vec(), horizon, latest: None };
        let read = study.reader().read(measure, &frame, &[]).await?;
        let own = |parts: &BTreeMap<_, _>| match parts.values().next() {
            Some(Measurement::Curve(curve)) => curve.of(|customer| subjects.contains(customer)),
            _ => Curve::default(),
        };
        Ok(read.periods.iter().map(own).collect())
    }

    /// What was spent to win customers in each period; `None` where that is not known to its end.
    async fn spent(&self, study: &mut Study<'_>, periods: &[Period]) -> Result<Vec<Option<Decimal>>, EngineError> {
        let measure = self.catalog_measure(SPEND)?;
        study.lay_out(&measure.from).await?;
        let horizon = study.horizon(&[measure.from.as_str()])?;
        let frame = Frame { periods: periods.to_vec(), horizon, latest: None };
        let read = study.reader().read(measure, &frame, &[]).await?;
        let total = |(period, parts): (&Period, &BTreeMap<_, Measurement>)| {
            let total = match parts.values().next() {
                Some(Measurement::Amounts(amounts)) => amounts.total(),
                _ => Some(Decimal::ZERO),
            };
            total.filter(|_| frame.complete(period))
        };
        Ok(periods.iter().zip(&read.periods).map(total).collect())
    }
}

impl Known<'_> {
    fn cohort(
        &self,
        engine: &Engine,
        period: &Period,
        (curve, spent): (&Curve, Option<Decimal>),
        end_us: Micros,
    ) -> CohortValue {
        let size = curve.observed.len() as u64;
        let complete = period.end_us <= end_us;
        let points: Vec<CohortValuePoint> =
            (1..=self.query.months).map(|month| self.point(engine, curve, month, complete)).collect();
        let payback = self.payback(curve, spent, complete);
        let cac = spent.filter(|_| complete && size > 0).map(|spent| spent / Decimal::from(size));
        let covered = |cac: Decimal| {
            let own = |point: &CohortValuePoint| point.expected_margin.map(|margin| decimal(margin) >= cac);
            points.iter().find(|point| own(point) == Some(true)).map(|point| point.month)
        };
        CohortValue {
            start: period.start.to_string(),
            end: period.end.to_string(),
            size,
            complete,
            spend: spent.filter(|_| complete).and_then(|spent| exact(spent, engine)),
            cac: cac.and_then(|cac| exact(cac, engine)),
            payback_month: payback.ok(),
            payback_reason: payback.err(),
            expected_payback_month: payback.ok().or_else(|| cac.filter(|cac| !cac.is_zero()).and_then(covered)),
            points,
        }
    }

    /// The month by whose end the margin of everybody together has covered the spend.
    fn payback(&self, curve: &Curve, spent: Option<Decimal>, complete: bool) -> Result<u32, Reason> {
        let Some((_, margin)) = self.margin.filter(|(_, margin)| *margin > Decimal::ZERO) else {
            return Err(Reason::SettingMissing);
        };
        let spent = spent.filter(|_| complete).ok_or(Reason::NotKnownYet)?;
        if spent.is_zero() || curve.observed.is_empty() {
            return Err(Reason::NothingToDivideBy);
        }
        curve.reaches(spent / margin, None).and_then(|month| u32::try_from(month).ok()).ok_or(Reason::NotYet)
    }

    fn point(&self, engine: &Engine, curve: &Curve, month: u32, complete: bool) -> CohortValuePoint {
        let (months, size) = (i64::from(month), curve.observed.len());
        let matured = curve.observed.values().filter(|observed| **observed >= months).count();
        let known = complete && size > 0 && matured == size;
        let each = |total: Decimal| exact(total / Decimal::from(size.max(1)), engine);
        let brought = curve.upto(months);
        let total = known.then(|| brought.total()).flatten();
        let revenue = total.and_then(each);
        let margin = total.zip(self.margin).and_then(|(total, (_, margin))| each(total * margin));
        let expected = if known { None } else { self.expected(curve, (months, complete)) };
        let of_each = |rate: f64| money(expected? / size.max(1) as f64 * rate, engine.currency);
        let own_margin = self.margin.map(|(margin, _)| margin);
        CohortValuePoint {
            month,
            matured: matured as u64,
            revenue,
            margin,
            expected_revenue: revenue.or_else(|| of_each(1.0)),
            expected_margin: margin.or_else(|| own_margin.and_then(of_each)),
        }
    }

    /// What the customers of a cohort come to by the end of a month of age, known or foretold; `None` where the model foretells none, or
    /// customers can still join.
    fn expected(&self, curve: &Curve, (months, complete): (i64, bool)) -> Option<f64> {
        let fitted = self.fitted.filter(|_| complete && !curve.observed.is_empty())?;
        let spend = fitted.spend.as_ref().ok()?;
        let mut so_far: i128 = 0;
        for (month, customer, sum) in &curve.entries {
            let is_known = curve.observed.get(customer).is_some_and(|observed| *observed >= months);
            if !is_known || *month <= months {
                so_far += sum;
            }
        }
        let mut total = exact_total(so_far, curve.scale).and_then(|sum| f64::try_from(sum).ok())?;
        let unit_days = self.query.value.unit_days();
        for (customer, _) in curve.observed.iter().filter(|(_, observed)| **observed < months) {
            // Who was won but has bought on no day that the model knows is expected to bring nothing.
            let Some(shopper) = self.shoppers.get(customer) else { continue };
            let grown = date(1970, 1, 1)
                .checked_add(Span::new().days(shopper.first))
                .ok()?
                .checked_add(months.months())
                .ok()?;
            let ahead = (number(grown) - shopper.until).max(0) as f64 / unit_days;
            let purchases = fitted.purchases.model.expected(&shopper.history(unit_days), ahead).ok()?;
            total += purchases * spend.model.mean(&shopper.spend()).ok()?;
        }
        Some(total)
    }
}

/// Everybody of the population.
async fn counted(study: &mut Study<'_>) -> Result<Set, EngineError> {
    let measure = study.find("orders").await?.set(catalog::TimeRule::Ever);
    let parts = study.divide(&measure).await?;
    Ok(parts.into_iter().fold(Set::new(), |all, part| all | part.subjects))
}

fn exact(amount: Decimal, engine: &Engine) -> Option<Money> {
    let mut kept = amount.round_dp(4);
    kept.rescale(4);
    Some(Money { ten_thousandths: kept.mantissa(), currency: engine.currency })
}

fn decimal(money: Money) -> Decimal {
    Decimal::try_from_i128_with_scale(money.ten_thousandths, 4).unwrap_or_default()
}
