//! `account_of(customer_key)`: the key that stands for a customer's account; the customer's own without one.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{DataType, Int32Type};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

/// The function over a map from customers' keys to their accounts'.
#[must_use]
pub fn account_of(accounts: Arc<HashMap<u32, u32>>) -> ScalarUDF {
    ScalarUDF::from(AccountOf { accounts, signature: Signature::exact(vec![DataType::Int32], Volatility::Immutable) })
}

#[derive(PartialEq, Eq)]
struct AccountOf {
    accounts: Arc<HashMap<u32, u32>>,
    signature: Signature,
}

/// Plans print their functions: the map would be written out each time.
impl fmt::Debug for AccountOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountOf")
    }
}

impl Hash for AccountOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.accounts.len().hash(state);
    }
}

impl ScalarUDFImpl for AccountOf {
    fn name(&self) -> &'static str {
        "account_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let keys = args.args[0].to_array(args.number_rows)?;
        let Some(keys) = keys.as_primitive_opt::<Int32Type>() else {
            return exec_err!("account_of takes a customer key");
        };
        let mapped = keys.unary::<_, Int32Type>(|key| {
            self.accounts.get(&key.cast_unsigned()).map_or(key, |account| account.cast_signed())
        });
        Ok(ColumnarValue::Array(Arc::new(mapped)))
    }
}
