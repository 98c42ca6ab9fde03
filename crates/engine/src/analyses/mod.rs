//! Questions whose answer is no series of numbers: one folder or file each, over the same sets, periods and maturity
//! as the metrics.

mod affinity;
mod churn;
mod drivers;
mod experiment;
mod features;
mod forecast;
mod funnel;
mod health;
mod judgement;
mod leads;
mod occurrence;
mod paths;
mod readings;
mod retention;
mod study;
mod survival;
mod value;

pub use affinity::{
    AffinityOf, AffinityOrder, AffinityPair, AffinityPart, AffinityQuery, MinSupport, ProductAffinity, Suggestion,
};
pub use churn::{Churn, ChurnQuery, CustomerRisk, FittedComponent, FittedModel, RiskEntry, RiskModel};
pub use drivers::{Driver, DriverPeriod, DriverSide, DriversMethod, DriversQuery, LeftOut, MetricDrivers, Why};
pub use experiment::{
    Adjusted, AlwaysValid, Difference as EffectInterval, Experiment, ExperimentQuery, Judged, OutcomeValue, Planned,
    Planning, SplitCheck, Variant, VariantComparison, plan_experiment,
};
pub use forecast::{
    Changepoint, ForecastError, ForecastHoldout, ForecastKind, ForecastModel, ForecastQuery, ForecastRow, HistoryRow,
    HoldoutRow, MetricForecast, Omission, OmittedPeriod, Outlier, PartForecasts, PartWithout,
};
pub use funnel::{Funnel, FunnelCount, FunnelCustomer, FunnelMatch, FunnelQuery, FunnelResult, FunnelStep};
pub use health::{CustomerHealth, Health, HealthQuery, HealthThen, LedgerEntry};
pub use judgement::{Fifth, ModelBeside, ScoreModel, Tenth, Tested};
pub use leads::{LeadPoints, LeadStanding, Leads, LeadsQuery};
pub use paths::{PathDirection, PathNode, PathPart, Paths, PathsQuery};
pub use retention::{
    AverageCell, Cohort, CohortBy, CohortCell, Retention, RetentionClock, RetentionMode, RetentionOf, RetentionQuery,
};
pub use study::{Population, Provenance};
pub use survival::{
    Covariate, CoxCoefficient, CoxModel, IntervalOf, Leaving, LifeOf, LifeUnit, LogRankTest, Projection,
    ProjectionPoint, RestrictedMean, Survival, SurvivalCurve, SurvivalInterval, SurvivalPoint, SurvivalQuery,
};
pub use value::{
    CohortValue, CohortValuePoint, CohortValueQuery, CohortValues, CustomerPrediction, HoldoutAnswer, HoldoutStep,
    MeanWorth, RepeatClass, SpendAnswer, SpendParameters, Value, ValueHorizon, ValueLimit, ValueModel, ValueQuery,
    YEAR_DAYS,
};

use catalog::Unit;
use serde::Serialize as _;

/// A unit by its name.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn unit_name<S: serde::Serializer>(unit: &Unit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(unit.name())
}

/// The cuts of a part as an object: name → value.
fn by_name<S: serde::Serializer>(by: &[(String, Option<String>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(by.iter().map(|(name, value)| (name, value)))
}

/// Why a method has no answer, as a stable word.
fn undefined<S: serde::Serializer>(reason: &Option<stats::Undefined>, serializer: S) -> Result<S::Ok, S::Error> {
    let word = |reason: &stats::Undefined| reason.key().trim_start_matches("stats.");
    reason.as_ref().map(word).serialize(serializer)
}
