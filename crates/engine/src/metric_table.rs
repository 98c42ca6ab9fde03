//! `metric('id', 'from', 'to'[, 'grain'[, 'cut', …]])` in SQL: an answer as a table. `account_metric` of the same arguments
//! counts accounts.
//!
//! One row a period and part: `start`, `end`, one text column a cut, `value`, `numerator` and `denominator`
//! (exact decimals in the metric's unit), `low`, `high`, `complete`.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{DataFusionError, Result, ScalarValue, plan_err};
use datafusion::datasource::MemTable;
use datafusion::logical_expr::Expr;
use jiff::civil::{Date, date};
use model::{Grain, Message};

use crate::engine::Engine;
use crate::{Answer, EngineError, Number, Query, Row, Subject};

/// Decimal places of a value in the table.
const PLACES: i8 = 10;

/// Takes one value out of a row.
type Pick<T> = fn(&Row) -> Option<T>;

/// The table function for one subject; it answers with the engine it was made from.
pub struct MetricTable {
    pub engine: Engine,
    pub subject: Subject,
}

impl std::fmt::Debug for MetricTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MetricTable")
    }
}

impl TableFunctionImpl for MetricTable {
    fn call_with_args(&self, arguments: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let texts = arguments.exprs().iter().map(text).collect::<Result<Vec<&str>>>()?;
        let [id, from, to, further @ ..] = texts.as_slice() else {
            return Err(question(Message::new("engine.metric_arguments")));
        };
        let grain = further.first().filter(|grain| !grain.is_empty()).map(|grain| grain.parse::<Grain>()).transpose();
        let grain = grain.map_err(|grain| question(Message::new("engine.metric_grain").with("grain", grain)))?;
        let by = further.iter().skip(1).map(|cut| (*cut).to_owned()).collect();
        let query = Query { by, subject: self.subject, ..Query::new(id, day(from)?, day(to)?, grain) };
        // SQL is planned inside an asynchronous call but asks for its tables without waiting: this worker waits.
        let answers =
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(self.engine.query(&query)));
        let answers = answers.map_err(|error| DataFusionError::External(Box::new(error)))?;
        match answers.into_iter().next() {
            Some(answer) => table(&answer),
            None => plan_err!("no answer"),
        }
    }
}

fn text(argument: &Expr) -> Result<&str> {
    match argument {
        Expr::Literal(ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)), _) => Ok(text),
        _ => Err(question(Message::new("engine.metric_arguments"))),
    }
}

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| question(Message::new("engine.metric_day").with("day", text)))
}

fn question(message: Message) -> DataFusionError {
    DataFusionError::External(Box::new(EngineError::Question(message)))
}

fn table(answer: &Answer) -> Result<Arc<dyn TableProvider>> {
    let mut fields = vec![Field::new("start", DataType::Date32, false), Field::new("end", DataType::Date32, false)];
    let mut columns: Vec<ArrayRef> = vec![days(answer, |row| &row.start), days(answer, |row| &row.end)];
    for (index, cut) in answer.by.iter().enumerate() {
        fields.push(Field::new(cut, DataType::Utf8, true));
        let values = answer.rows.iter().map(|row| row.by.get(index).and_then(|(_, value)| value.clone()));
        columns.push(Arc::new(values.collect::<StringArray>()));
    }
    let numbers: [(&str, Pick<Number>); 3] =
        [("value", |row| row.value), ("numerator", |row| row.numerator), ("denominator", |row| row.denominator)];
    for (name, number) in numbers {
        let values: Decimal128Array = answer.rows.iter().map(|row| number(row).map(unscaled)).collect();
        fields.push(Field::new(name, DataType::Decimal128(38, PLACES), true));
        columns.push(Arc::new(values.with_precision_and_scale(38, PLACES)?));
    }
    let bounds: [(&str, Pick<f64>); 2] = [("low", |row| row.low), ("high", |row| row.high)];
    for (name, bound) in bounds {
        fields.push(Field::new(name, DataType::Float64, true));
        columns.push(Arc::new(answer.rows.iter().map(bound).collect::<Float64Array>()));
    }
    fields.push(Field::new("complete", DataType::Boolean, false));
    columns.push(Arc::new(answer.rows.iter().map(|row| Some(row.complete)).collect::<BooleanArray>()));
    let schema = Arc::new(Schema::new(fields));
    let rows = RecordBatch::try_new(schema.clone(), columns)?;
    Ok(Arc::new(MemTable::try_new(schema, vec![vec![rows]])?))
}

fn days(answer: &Answer, boundary: fn(&Row) -> &String) -> ArrayRef {
    let epoch = date(1970, 1, 1);
    let since = |row: &Row| {
        let day: Date = boundary(row).parse().ok()?;
        epoch.until(day).ok().map(|span| span.get_days())
    };
    Arc::new(answer.rows.iter().map(since).collect::<Date32Array>())
}

/// The number in 10⁻¹⁰ of its unit.
fn unscaled(number: Number) -> i128 {
    let places = u32::from(PLACES.unsigned_abs());
    match number {
        Number::Whole(value) => value * 10_i128.pow(places),
        Number::Money(money) => money.ten_thousandths * 10_i128.pow(places - 4),
        Number::Real(value) => {
            let mut exact = value.round_dp(places);
            exact.rescale(places);
            exact.mantissa()
        }
    }
}
