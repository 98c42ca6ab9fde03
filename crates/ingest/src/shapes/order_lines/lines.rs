//! Lines of orders, read by name, and which of them make an order.

use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Int64Type, TimestampMicrosecondType};

use crate::plan::Mapped;
use crate::{IngestError, Target};

const UNIT: i128 = 10_000;

/// The columns of a batch that say what order a line belongs to and what it costs.
pub struct Lines<'a> {
    /// The order's own texts, its id first.
    pub texts: [(&'static str, &'a StringArray); 5],
    pub times: &'a TimestampMicrosecondArray,
    pub amounts: &'a Decimal128Array,
    pub lines: &'a Int64Array,
    pub quantities: &'a Decimal128Array,
    pub prices: &'a Decimal128Array,
}

impl<'a> Lines<'a> {
    /// The columns of the target that were read; none where one is missing, which a target has all of.
    pub fn of(target: &Target, columns: &'a [ArrayRef]) -> Option<Self> {
        let column = |name: &str| {
            let position = target.columns.iter().position(|column| column.name == name)?;
            columns.get(position)
        };
        let text = |name: &'static str| Some((name, column(name)?.as_string_opt::<i32>()?));
        let decimal = |name: &str| column(name)?.as_primitive_opt::<Decimal128Type>();
        Some(Self {
            texts: [text("order_id")?, text("customer_id")?, text("status")?, text("currency")?, text("channel")?],
            times: column("ordered_at")?.as_primitive_opt::<TimestampMicrosecondType>()?,
            amounts: decimal("order_amount")?,
            lines: column("line")?.as_primitive_opt::<Int64Type>()?,
            quantities: decimal("quantity")?,
            prices: decimal("unit_price")?,
        })
    }

    /// The rows of each order in turn. A row that has no id and could not be the line of another order stands alone.
    pub fn orders<'b>(&'b self, file: impl Fn(usize) -> &'b str + 'b) -> impl Iterator<Item = Range<usize>> + 'b {
        let count = self.times.len();
        let mut next = 0;
        std::iter::from_fn(move || {
            let start = next;
            (start < count).then(|| {
                next = start + 1;
                while next < count && file(next) == file(start) && self.goes_on(start, next) {
                    next += 1;
                }
                start..next
            })
        })
    }

    /// The order's id; none for lines that have none.
    pub fn id(&self, order: &Range<usize>) -> Option<&'a str> {
        let (_, ids) = self.texts[0];
        ids.is_valid(order.start).then(|| ids.value(order.start))
    }

    /// The line's number in its order, where it has one.
    pub fn line(&self, row: usize) -> Option<i64> {
        self.lines.is_valid(row).then(|| self.lines.value(row))
    }

    /// The earliest time on the order's lines.
    pub fn ordered_at(&self, order: &Range<usize>) -> Option<i64> {
        order.clone().filter(|row| self.times.is_valid(*row)).map(|row| self.times.value(row)).min()
    }

    /// What is said of the order first.
    pub fn first(&self, array: &'a StringArray, order: &Range<usize>) -> Option<&'a str> {
        order.clone().find(|row| array.is_valid(*row)).map(|row| array.value(row))
    }

    /// The order's total: what is said first, else what its lines cost together. None where a line has no price and where
    /// the sum is no amount of money.
    pub fn amount(&self, order: &Range<usize>) -> Option<i128> {
        let told = order.clone().find(|row| self.amounts.is_valid(*row));
        if let Some(row) = told {
            return Some(self.amounts.value(row));
        }
        let mut sum = 0i128;
        for row in order.clone() {
            let price = self.prices.is_valid(row).then(|| self.prices.value(row))?;
            let quantity = if self.quantities.is_valid(row) { self.quantities.value(row) } else { UNIT };
            sum = sum.checked_add(price.checked_mul(quantity)?)?;
        }
        // Two columns of four decimals make eight: rounded once, half away from zero.
        let amount = (sum + UNIT / 2 * sum.signum()) / UNIT;
        (amount < 10i128.pow(18)).then_some(amount)
    }

    /// Whether a row is a line of the order that begins at `start`: it has the order's id, or says nothing of an order.
    fn goes_on(&self, start: usize, row: usize) -> bool {
        let (_, ids) = self.texts[0];
        if ids.is_valid(row) {
            return ids.is_valid(start) && ids.value(row) == ids.value(start);
        }
        ids.is_valid(start) && self.says_nothing_of_its_order(row)
    }

    fn says_nothing_of_its_order(&self, row: usize) -> bool {
        self.times.is_null(row) && self.amounts.is_null(row) && self.texts.iter().all(|(_, array)| array.is_null(row))
    }
}

/// The source row with which the last order of mapped rows begins; none without rows.
///
/// # Errors
/// [`IngestError::Arrow`] for ids that are no text.
pub fn last_order(target: &Target, mapped: &Mapped) -> Result<Option<usize>, IngestError> {
    let position = target.columns.iter().position(|column| column.name == "order_id");
    let Some(ids) = position.and_then(|position| mapped.columns.get(position)).and_then(Option::as_ref) else {
        return Ok(mapped.rows.first().copied());
    };
    let ids = cast(ids, &DataType::Utf8)?;
    let ids = ids.as_string::<i32>();
    let id = |row: usize| if ids.is_valid(row) { ids.value(row).trim() } else { "" };
    let named = |row: &usize| !id(*row).is_empty();
    let Some(last) = (0..ids.len()).rev().find(named) else { return Ok(mapped.rows.first().copied()) };
    // Lines without an id belong to the order above them, so the order begins with its own id.
    let other = (0..last).rev().find(|row| named(row) && id(*row) != id(last));
    let first = (other.map_or(0, |other| other + 1)..=last).find(named).unwrap_or(last);
    Ok(mapped.rows.get(first).copied())
}
