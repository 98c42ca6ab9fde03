//! Why a number does not exist.

/// The reason a method has no answer for what it was given. Each is an ordinary outcome of small or odd
/// data, not a failure: the caller shows the value without an interval and says why.
///
/// It is displayed as the key of its sentence in `locales/<language>/stats.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Undefined {
    /// The confidence level does not lie strictly between 0 and 1.
    #[error("stats.level")]
    Level,
    /// There is nothing to measure.
    #[error("stats.no_observations")]
    NoObservations,
    /// There are observations, but too few to tell how far they scatter.
    #[error("stats.too_few")]
    TooFew,
    /// All observations agree, so their scatter is zero and an interval from it would claim certainty.
    #[error("stats.no_spread")]
    NoSpread,
    /// A part is larger than its whole.
    #[error("stats.part_exceeds_whole")]
    PartExceedsWhole,
    /// An observation is infinite or no number, or so large that the method overflows.
    #[error("stats.not_finite")]
    NotFinite,
    /// The denominators sum to zero.
    #[error("stats.zero_denominator")]
    ZeroDenominator,
    /// The observations are not in rising order.
    #[error("stats.unsorted")]
    Unsorted,
    /// The asked quantile does not lie between 0 and 1.
    #[error("stats.quantile")]
    Quantile,
    /// A customer's purchases do not fit the time they were observed for.
    #[error("stats.history")]
    History,
    /// Nobody was observed for any length of time.
    #[error("stats.no_time")]
    NoTime,
    /// A parameter lies outside what it can be.
    #[error("stats.parameter")]
    Parameter,
    /// The distribution has no mean: its tail is too heavy.
    #[error("stats.no_mean")]
    NoMean,
    /// The horizon is so long that the sum does not end.
    #[error("stats.horizon")]
    Horizon,
    /// What was waited for happened to nobody.
    #[error("stats.no_events")]
    NoEvents,
    /// Lists that belong together differ in length.
    #[error("stats.lengths")]
    Lengths,
    /// A feature never varies, or follows from others, so that its effect cannot be told apart.
    #[error("stats.dependent")]
    Dependent,
    /// A feature tells the outcome exactly, so that its effect is infinite.
    #[error("stats.separated")]
    Separated,
    /// Every outcome is the same, so nothing tells them apart.
    #[error("stats.one_outcome")]
    OneOutcome,
}

impl Undefined {
    /// The key of the sentence that tells a person the reason.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Level => "stats.level",
            Self::NoObservations => "stats.no_observations",
            Self::TooFew => "stats.too_few",
            Self::NoSpread => "stats.no_spread",
            Self::PartExceedsWhole => "stats.part_exceeds_whole",
            Self::NotFinite => "stats.not_finite",
            Self::ZeroDenominator => "stats.zero_denominator",
            Self::Unsorted => "stats.unsorted",
            Self::Quantile => "stats.quantile",
            Self::History => "stats.history",
            Self::NoTime => "stats.no_time",
            Self::Parameter => "stats.parameter",
            Self::NoMean => "stats.no_mean",
            Self::Horizon => "stats.horizon",
            Self::NoEvents => "stats.no_events",
            Self::Lengths => "stats.lengths",
            Self::Dependent => "stats.dependent",
            Self::Separated => "stats.separated",
            Self::OneOutcome => "stats.one_outcome",
        }
    }
}
