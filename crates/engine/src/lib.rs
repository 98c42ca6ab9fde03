//! From a question to an answer: `Query → plan → sets, vectors and rows → formula → Answer`.
//!
//! This is the only crate that plans metrics. It reads one pinned [`lake::Snapshot`], no clock and no
//! environment, and lets no number out without its unit, maturity, interval and provenance.

mod accounts;
mod alone;
mod analyses;
mod answer;
mod benchmark;
mod condition;
mod curve;
mod customer;
mod cuts;
mod dated;
mod diff;
mod engine;
mod error;
mod evaluate;
mod example;
mod exclusion;
mod explain;
mod explanation;
mod frame;
mod functions;
mod golden_record;
mod ground;
mod identity;
mod interval;
mod known;
mod measures;
mod metric_table;
mod missing;
mod mrr;
mod params;
mod plan;
mod prepare;
mod quality;
mod query;
mod rates;
mod reads;
mod reason;
mod records;
mod report;
mod rows;
mod segmentation;
mod segments;
mod session;
mod shares;
mod source_rows;
mod sql;
mod subject;
mod subjects;
mod surveys;
mod touches;
mod units;
mod yielding;

pub use analyses::{
    Adjusted, AlwaysValid, AverageCell, Churn, ChurnQuery, Cohort, CohortBy, CohortCell, CohortValue, CohortValuePoint,
    CohortValueQuery, CohortValues, Covariate, CoxCoefficient, CoxModel, CustomerHealth, CustomerPrediction,
    CustomerRisk, Driver, DriverPeriod, DriverSide, DriversMethod, DriversQuery, EffectInterval, Experiment,
    ExperimentQuery, Fifth, FittedComponent, FittedModel, Funnel, FunnelCount, FunnelCustomer, FunnelMatch,
    FunnelQuery, FunnelResult, FunnelStep, Health, HealthQuery, HealthThen, HoldoutAnswer, HoldoutStep, IntervalOf,
    Judged, LeadPoints, LeadStanding, Leads, LeadsQuery, Leaving, LedgerEntry, LeftOut, LifeOf, LifeUnit, LogRankTest,
    MeanWorth, MetricDrivers, ModelBeside, OutcomeValue, Planned, Planning, Population, Projection, ProjectionPoint,
    Provenance, RepeatClass, RestrictedMean, Retention, RetentionClock, RetentionMode, RetentionOf, RetentionQuery,
    RiskEntry, RiskModel, ScoreModel, SpendAnswer, SpendParameters, SplitCheck, Survival, SurvivalCurve,
    SurvivalInterval, SurvivalPoint, SurvivalQuery, Tenth, Tested, Value, ValueHorizon, ValueLimit, ValueModel,
    ValueQuery, Variant, VariantComparison, Why, YEAR_DAYS, plan_experiment,
};
pub use analyses::{
    AffinityOf, AffinityOrder, AffinityPair, AffinityPart, AffinityQuery, MinSupport, ProductAffinity, Suggestion,
};
pub use analyses::{
    Changepoint, ForecastError, ForecastHoldout, ForecastKind, ForecastModel, ForecastQuery, ForecastRow, HistoryRow,
    HoldoutRow, MetricForecast, Omission, OmittedPeriod, Outlier, PartForecasts, PartWithout,
};
pub use analyses::{PathDirection, PathNode, PathPart, Paths, PathsQuery};
pub use answer::{Answer, Attribution, Comparison, Interval, Number, Row, Surveyed, Unit};
pub use condition::{Condition, within};
pub use customer::{
    AccountRef, Change, CustomerList, CustomerQuery, CustomerView, Entry, Found, KnownId, ListQuery, ListedCustomer,
    Numbers, Person, Profile, Score, Standing, State, Version, listed_attributes, sortable,
};
pub use diff::{
    BroughtBy, Cause, ChangedCell, ChangedRow, DiffQuery, Difference, KnownState, Part as ChangePart, diff,
};
pub use engine::Engine;
pub use error::EngineError;
pub use example::{Worked, work, work_segment};
pub use exclusion::Excluded;
pub use explanation::{CustomerPart, Explanation, MeasureValue, SourceRow, TableFiles};
pub use identity::identity_rules;
pub use known::Behind;
pub use mrr::{
    CustomerMovements, MOVEMENTS, MRR_REASON, Movements, MrrBasis, MrrBridge, MrrPart, MrrPeriod, MrrQuery,
    MrrReconciliation, RuleDifference,
};
pub use quality::{
    Amount, Breach, Check, Checked, ColumnNulls, Delivery, Duplicates, Finding, LawResult, Likeness, Listed, Orphan,
    Quality, Severity, SourceAge, TableState, UnknownCustomer,
};
pub use query::{Basis, Compare, ExplainQuery, Query};
pub use rates::MissingRate;
pub use reason::Reason;
pub use report::{Against, Direction, ReportQuery, Reported, ReportedCell, ReportedColumn, ReportedTable};
pub use segmentation::{
    ClassMove, CustomerMove, GridCell, Overlap, RfmCustomer, RfmMovement, RfmMovementPeriod, RfmMovementQuery,
    RfmSegments, SavedSegments, SegmentCustomer, SegmentSize, SegmentValue, SegmentationBasis, SegmentsQuery,
};
pub use stats::{Buyer, RfmClass, RfmScores, RfmScoring, Undefined};
pub use subject::Subject;
pub use units::unit_of;
