//! The words for what a number lacks: no null leaves the engine without one.

use model::Message;
use serde::Serialize;
use stats::Undefined;

/// Why there is no value, no number beside it, or no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The denominator is zero.
    NothingToDivideBy,
    /// The period begins after the last instant that every source is complete to.
    NotKnownYet,
    /// No row that the metric is read from has been imported, or none lies in the period.
    NoData,
    /// The workspace's settings do not say something that the metric needs.
    SettingMissing,
    /// A parameter of the metric has no value; asked alone it is refused with the parameter's name.
    ParamMissing,
    /// Money of the period is in a currency that has no exchange rate on its day.
    RateMissing,
    /// The customers followed have not come so far in the months that all of them have been observed for.
    NotYet,
    /// So few of what is waited for has happened that the quantile asked for lies beyond what has been seen.
    NotReached,
    /// Too few observations to tell how far they scatter: there is a value and no interval.
    TooFew,
    /// All observations agree: an interval from them would claim certainty.
    NoSpread,
}

impl Reason {
    /// The stable word that answers carry.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NothingToDivideBy => "nothing_to_divide_by",
            Self::NotKnownYet => "not_known_yet",
            Self::NoData => "no_data",
            Self::SettingMissing => "setting_missing",
            Self::ParamMissing => "param_missing",
            Self::RateMissing => "rate_missing",
            Self::NotYet => "not_yet",
            Self::NotReached => "not_reached",
            Self::TooFew => "too_few",
            Self::NoSpread => "no_spread",
        }
    }

    /// The same for a person.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::NothingToDivideBy => "engine.reason.nothing_to_divide_by",
            Self::NotKnownYet => "engine.reason.not_known_yet",
            Self::NoData => "engine.reason.no_data",
            Self::SettingMissing => "engine.reason.setting_missing",
            Self::ParamMissing => "engine.reason.param_missing",
            Self::RateMissing => "engine.reason.rate_missing",
            Self::NotYet => "engine.reason.not_yet",
            Self::NotReached => "engine.reason.not_reached",
            Self::TooFew => "engine.reason.too_few",
            Self::NoSpread => "engine.reason.no_spread",
        })
    }
}

impl From<Undefined> for Reason {
    fn from(undefined: Undefined) -> Self {
        match undefined {
            Undefined::NoSpread => Self::NoSpread,
            Undefined::ZeroDenominator => Self::NothingToDivideBy,
            Undefined::TooFew => Self::TooFew,
            Undefined::NoObservations => Self::NoData,
            // What intervals of a formula's counts and sums are not refused for.
            Undefined::Level
            | Undefined::PartExceedsWhole
            | Undefined::NotFinite
            | Undefined::Unsorted
            | Undefined::Quantile
            | Undefined::History
            | Undefined::NoTime
            | Undefined::Parameter
            | Undefined::NoMean
            | Undefined::Horizon
            | Undefined::NoEvents
            | Undefined::Lengths
            | Undefined::Dependent
            | Undefined::Separated
            | Undefined::OneOutcome => Self::TooFew,
        }
    }
}
