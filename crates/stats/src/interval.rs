//! What the methods return: a value and the range it is believed to lie in.

use crate::Undefined;

/// A confidence interval; both ends are finite and `low <= high`. In the unit of what was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// A value and its interval, which contains it. In the unit of what was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// A confidence interval among observed integers. An end is `None` when the observations cannot bound that
/// side: too few lie beyond it, or too few customers have left yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub low: Option<i64>,
    pub high: Option<i64>,
}

impl Estimate {
    /// `value` give or take `half_width`, which is not negative.
    pub(crate) fn around(value: f64, half_width: f64) -> Result<Self, Undefined> {
        let (low, high) = (value - half_width, value + half_width);
        if low.is_finite() && high.is_finite() { Ok(Self { value, low, high }) } else { Err(Undefined::NotFinite) }
    }

    /// The same with the interval's ends cut to a scale that the value cannot leave.
    pub(crate) fn within(self, least: f64, most: f64) -> Self {
        Self { value: self.value, low: self.low.clamp(least, most), high: self.high.clamp(least, most) }
    }
}
