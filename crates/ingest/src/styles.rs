//! How dates and numbers are written where they could be read in two ways: as it was told, or as the values of a file show it.

use std::collections::BTreeMap;

use crate::{DayOrder, DecimalSign};

/// What was told for the whole import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub day_order: Option<DayOrder>,
    pub decimal_sign: Option<DecimalSign>,
}

/// What holds for the file that is read.
#[derive(Clone, Debug, Default)]
pub struct Styles {
    pub told: Told,
    /// The order of day and month that the values of a column showed, by the target's column.
    pub day_orders: BTreeMap<&'static str, DayOrder>,
    /// The sign before decimals that the values of a column showed, by the source's header.
    pub decimal_signs: BTreeMap<String, DecimalSign>,
}

impl Styles {
    /// The order of day and month in a column of the target; none where nothing has said it so far.
    pub fn day_order(&self, column: &str) -> Option<DayOrder> {
        self.told.day_order.or_else(|| self.day_orders.get(column).copied())
    }

    /// The sign before decimals under a header of the source; none where nothing has said it so far.
    pub fn decimal_sign(&self, header: &str) -> Option<DecimalSign> {
        self.told.decimal_sign.or_else(|| self.decimal_signs.get(header).copied())
    }

    /// Forgets what the values of a file showed: another file may be written otherwise.
    pub fn next_file(&mut self) {
        self.day_orders.clear();
        self.decimal_signs.clear();
    }
}
