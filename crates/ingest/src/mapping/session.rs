//! The SQL that mappings are written in: DataFusion's, with names as they are written, decimals for decimals and without
//! anything that gives another answer tomorrow.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::{FunctionRegistry, SessionStateBuilder};
use datafusion::logical_expr::{ScalarUDF, Volatility};
use datafusion::prelude::{SessionConfig, SessionContext};
use jiff::tz::TimeZone;

use super::arithmetic::DecimalArithmetic;
use super::functions::{Number, ToTimestamp};
use super::{Signs, Turns};
use crate::styles::Told;

/// What expressions depend on besides their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlOptions {
    /// The zone of times without an offset.
    pub zone: TimeZone,
    pub told: Told,
    /// Where times are noted that a change of the clock touched.
    pub turns: Turns,
    /// The signs before decimals in the columns of the source.
    pub signs: Signs,
}

impl SqlOptions {
    /// Nothing was noted and nothing is known of columns yet.
    pub fn new(zone: TimeZone, told: Told) -> Self {
        Self { zone, told, turns: Turns::default(), signs: Signs::default() }
    }
}

/// Functions of DataFusion that read the clock without being volatile.
const CLOCKS: [&str; 5] = ["now", "current_timestamp", "current_date", "current_time", "today"];

/// A session for the mappings of one import.
///
/// # Errors
/// DataFusion's, when a function cannot be registered.
pub fn session(options: &SqlOptions) -> Result<SessionContext> {
    let mut config = SessionConfig::new().with_target_partitions(1).with_information_schema(false);
    config.options_mut().sql_parser.enable_ident_normalization = false;
    config.options_mut().sql_parser.parse_float_as_decimal = true;
    let mut state = SessionStateBuilder::new().with_default_features().with_config(config).build();
    let unsteady: Vec<String> = state
        .scalar_functions()
        .iter()
        .filter(|(name, function)| {
            function.signature().volatility == Volatility::Volatile || CLOCKS.contains(&name.as_str())
        })
        .map(|(name, _)| name.clone())
        .collect();
    for name in unsteady {
        state.deregister_udf(&name)?;
    }
    let number = Arc::new(ScalarUDF::new_from_impl(Number::new(options.clone())));
    let to_timestamp = Arc::new(ScalarUDF::new_from_impl(ToTimestamp::new(options.clone())));
    state.register_udf(Arc::clone(&number))?;
    state.register_udf(Arc::clone(&to_timestamp))?;
    state.register_expr_planner(Arc::new(DecimalArithmetic { number, to_timestamp }))?;
    Ok(SessionContext::new_with_state(state))
}
