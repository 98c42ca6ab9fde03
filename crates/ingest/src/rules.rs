//! Rules between the columns of one row: ends after starts, scores on their scale.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, StringArray, TimestampMicrosecondArray, new_null_array};
use arrow::datatypes::{Date32Type, Decimal128Type, TimestampMicrosecondType};
use model::{IDENTITIES, Rule};

use crate::failure::{BadRows, Failure};
use crate::shapes::Shape;
use crate::{Target, limits};

const UNIT: i128 = 10_000;

/// Holds rows to the rules of their target.
pub fn hold(target: &Target, columns: &[ArrayRef], bad: &mut BadRows) {
    let column = |name: &str| {
        let position = target.columns.iter().position(|column| column.name == name)?;
        columns.get(position)
    };
    match target.shape {
        Shape::Subscriptions => after(column("started_at"), column("ended_at"), bad),
        Shape::Tickets => {
            for name in ["first_response_at", "resolved_at", "reopened_at"] {
                after(column("opened_at"), column(name), bad);
            }
            if let Some(score) = column("satisfaction") {
                let kind: ArrayRef = Arc::new(StringArray::from(vec!["csat"; score.len()]));
                let usual = new_null_array(score.data_type(), score.len());
                scores(&kind, score, &usual, &usual, bad);
            }
        }
        Shape::Table if target.name == "survey_responses" => {
            let named = ["kind", "score", "scale_min", "scale_max"].map(column);
            if let [Some(kind), Some(score), Some(low), Some(high)] = named {
                scores(kind, score, low, high, bad);
            }
        }
        Shape::Table if target.name == "accounts" => after(column("contract_start"), column("renewal_date"), bad),
        Shape::Table if target.name == IDENTITIES.name => after(column("from"), column("to"), bad),
        Shape::Table if target.name == "leads" => {
            for name in ["qualified_at", "disqualified_at", "converted_at"] {
                after(column("created_at"), column(name), bad);
            }
        }
        // What holds within an order takes more than its row.
        Shape::Table | Shape::OrderLines => {}
    }
}

/// The second instant or day must not lie before the first.
fn after(start: Option<&ArrayRef>, end: Option<&ArrayRef>, bad: &mut BadRows) {
    let (Some(start), Some(end)) = (start.and_then(Times::of), end.and_then(Times::of)) else { return };
    for row in 0..end.rows() {
        if start.at(row).zip(end.at(row)).is_some_and(|(start, end)| end < start) {
            let failure = Failure::new(Rule::EndBeforeStart, |message| {
                message.with("start", start.say(row)).with("end", end.say(row))
            });
            bad.add(row, failure);
        }
    }
}

/// A column of times to be compared.
enum Times<'a> {
    Instants(&'a TimestampMicrosecondArray),
    Days(&'a Date32Array),
}

impl<'a> Times<'a> {
    fn of(array: &'a ArrayRef) -> Option<Self> {
        let instants = array.as_primitive_opt::<TimestampMicrosecondType>().map(Self::Instants);
        instants.or_else(|| array.as_primitive_opt::<Date32Type>().map(Self::Days))
    }

    fn rows(&self) -> usize {
        match self {
            Self::Instants(array) => array.len(),
            Self::Days(array) => array.len(),
        }
    }

    fn at(&self, row: usize) -> Option<i64> {
        match self {
            Self::Instants(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Days(array) => array.is_valid(row).then(|| i64::from(array.value(row))),
        }
    }

    fn say(&self, row: usize) -> String {
        match self {
            Self::Instants(array) => limits::say(array.value(row)),
            Self::Days(array) => array.value_as_date(row).map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

/// A score must lie on its scale: the row's own, or the usual one of its kind.
fn scores(kind: &ArrayRef, score: &ArrayRef, low: &ArrayRef, high: &ArrayRef, bad: &mut BadRows) {
    let kind = kind.as_string::<i32>();
    let [score, low, high] = [score, low, high].map(|array| array.as_primitive::<Decimal128Type>());
    for row in 0..score.len() {
        if kind.is_null(row) || score.is_null(row) {
            continue;
        }
        let (usual_low, usual_high) = match kind.value(row) {
            "nps" => (0, Some(10)),
            "csat" | "review" => (1, Some(5)),
            "ces" => (1, Some(7)),
            _ => (i128::MIN / UNIT, None),
        };
        let low = if low.is_valid(row) { low.value(row) } else { usual_low * UNIT };
        let high = if high.is_valid(row) { high.value(row) } else { usual_high.map_or(i128::MAX, |high| high * UNIT) };
        let score = score.value(row);
        if !(low..=high).contains(&score) {
            bad.add(
                row,
                Failure::new(Rule::ScoreScale, |message| {
                    message.with("value", shown(score)).with("low", shown(low)).with("high", shown(high))
                }),
            );
        }
    }
}

fn shown(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / UNIT.unsigned_abs(), value.unsigned_abs() % UNIT.unsigned_abs());
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:04}").trim_end_matches('0').to_owned(),
    }
}
