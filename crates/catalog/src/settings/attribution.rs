//! How conversions are credited to the touches before them.

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};

/// The rule of attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribution {
    pub model: AttributionModel,
    /// Days before a conversion in which touches count.
    pub lookback_days: i64,
}

/// Which touches are credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributionModel {
    FirstTouch,
    LastTouch,
    /// All alike.
    Linear,
    /// Two fifths each to the first and the last, the rest to those between.
    PositionBased,
}

const MODELS: &[(&str, AttributionModel)] = &[
    ("first_touch", AttributionModel::FirstTouch),
    ("last_touch", AttributionModel::LastTouch),
    ("linear", AttributionModel::Linear),
    ("position_based", AttributionModel::PositionBased),
];

/// The setting that names the model, as questions may give it too.
pub const ATTRIBUTION_MODEL: &str = "attribution_model";

impl Default for Attribution {
    fn default() -> Self {
        Self { model: AttributionModel::LastTouch, lookback_days: 90 }
    }
}

impl Attribution {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        set(&mut self.model, fields.take("model").and_then(|yaml| reader.choice(yaml, MODELS)));
        let days = fields.take("lookback_days");
        set(&mut self.lookback_days, days.and_then(|yaml| reader.whole(yaml, 1, 3660, Wanted::PositiveWholeNumber)));
        fields.finish(reader);
    }
}

impl AttributionModel {
    /// The model's stable name, as files and questions write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        MODELS.iter().find(|(_, model)| *model == self).map_or("last_touch", |(name, _)| name)
    }

    /// The names of all models, in the order documents list them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        MODELS.iter().map(|(name, _)| *name)
    }
}
