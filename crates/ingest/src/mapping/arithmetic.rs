//! Makes arithmetic over text columns decimal: `Quantity * UnitPrice` and `Quantity > 0` read the text as numbers, exactly.
//!
//! An operand that is text, beside arithmetic or beside a number in a comparison, becomes `number(operand)`; text plus or minus
//! an interval becomes `to_timestamp(operand)`. Text compared with text stays text.

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DFSchema, Result};
use datafusion::logical_expr::Operator;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawAggregateExpr, RawBinaryExpr};
use datafusion::logical_expr::{Expr, ExprSchemable, ScalarUDF, binary_expr, cast};
use datafusion::prelude::lit;
use datafusion::sql::sqlparser::ast::BinaryOperator;

/// Decimals that an operand of a product keeps, so that a product of two has room for twice as many.
const OPERAND: DataType = DataType::Decimal128(38, 9);

/// Plans operators and sums over text.
#[derive(Debug)]
pub struct DecimalArithmetic {
    pub number: Arc<ScalarUDF>,
    pub to_timestamp: Arc<ScalarUDF>,
}

impl DecimalArithmetic {
    fn number(&self, operand: Expr) -> Expr {
        number_of(&self.number, operand)
    }

    fn operand(&self, operand: Expr, own: &DataType, other: &DataType, arithmetic: bool) -> Expr {
        match own {
            own if is_text(own) && matches!(other, DataType::Interval(_)) => self.to_timestamp.call(vec![operand]),
            own if is_text(own) && (other.is_numeric() || (arithmetic && is_text(other))) => self.number(operand),
            DataType::Decimal128(_, scale) if arithmetic && *scale > 9 => cast(operand, OPERAND),
            _ => operand,
        }
    }
}

impl ExprPlanner for DecimalArithmetic {
    fn plan_binary_op(&self, raw: RawBinaryExpr, schema: &DFSchema) -> Result<PlannerResult<RawBinaryExpr>> {
        let (operator, arithmetic) = match raw.op {
            BinaryOperator::Plus => (Operator::Plus, true),
            BinaryOperator::Minus => (Operator::Minus, true),
            BinaryOperator::Multiply => (Operator::Multiply, true),
            BinaryOperator::Divide => (Operator::Divide, true),
            BinaryOperator::Modulo => (Operator::Modulo, true),
            BinaryOperator::Gt => (Operator::Gt, false),
            BinaryOperator::GtEq => (Operator::GtEq, false),
            BinaryOperator::Lt => (Operator::Lt, false),
            BinaryOperator::LtEq => (Operator::LtEq, false),
            BinaryOperator::Eq => (Operator::Eq, false),
            BinaryOperator::NotEq => (Operator::NotEq, false),
            _ => return Ok(PlannerResult::Original(raw)),
        };
        // What has no type yet, such as a column that does not exist, gets its error where it always does.
        let (Ok(left_type), Ok(right_type)) = (raw.left.get_type(schema), raw.right.get_type(schema)) else {
            return Ok(PlannerResult::Original(raw));
        };
        let left = self.operand(raw.left, &left_type, &right_type, arithmetic);
        let right = self.operand(raw.right, &right_type, &left_type, arithmetic);
        Ok(PlannerResult::Planned(binary_expr(left, operator, right)))
    }

    fn plan_aggregate(&self, mut raw: RawAggregateExpr) -> Result<PlannerResult<RawAggregateExpr>> {
        // There is no schema here, so `number` takes whatever is summed: text is read, a number passes.
        if matches!(raw.func.name(), "sum" | "avg") {
            raw.args = raw.args.into_iter().map(|argument| self.number(argument)).collect();
        }
        Ok(PlannerResult::Original(raw))
    }
}

/// `number(operand)`; a column is told by its name too, so that its values are read as the whole column is written.
pub fn number_of(number: &ScalarUDF, operand: Expr) -> Expr {
    let name = match &operand {
        Expr::Column(column) => Some(lit(column.name.clone())),
        _ => None,
    };
    number.call(std::iter::once(operand).chain(name).collect())
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}
