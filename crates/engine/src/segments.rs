//! Customers cut by what they are: attributes as sets, and the condition of `--where`.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{quote, quote_name};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type};
use datafusion::prelude::SessionContext;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::Token;
use model::{Message, nearest, tables};

use crate::EngineError;
use crate::subjects::Set;

/// The view of customers with one column an attribute, declared or found in `attributes`.
pub const CUSTOMER_ATTRIBUTES: &str = "customer_attributes";

/// One attribute: value → customers. Customers without a value are in none of the sets.
#[derive(Clone, Debug, Default)]
pub struct Attribute {
    pub sets: BTreeMap<String, Set>,
    pub valued: Set,
}

/// The attributes that customers of this workspace have.
pub struct Segments<'a> {
    session: &'a SessionContext,
    names: BTreeSet<String>,
}

impl<'a> Segments<'a> {
    /// Finds the attributes and registers the view [`CUSTOMER_ATTRIBUTES`].
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the customers cannot be read.
    pub async fn open(session: &'a SessionContext) -> Result<Self, EngineError> {
        let declared = tables::CUSTOMERS.columns.iter().map(|column| column.name.to_owned());
        let mut names: BTreeSet<String> = declared.filter(|name| name != "customer_id").collect();
        let found = found_attributes(session).await?;
        let further: String = found
            .iter()
            .filter(|name| !names.contains(*name))
            .map(|name| format!(", json_text(attributes, {}) as {}", quote(name), quote_name(name)))
            .collect();
        // Merged customers have several rows: the newest speaks for them.
        let sql = format!(
            "select * except (newest) from (select * except (channel), \
             channel_of(channel, source, medium, campaign, null) as channel{further}, row_number() over \
             (partition by customer_key order by loaded_at desc, row_id) as newest from customers \
             where customer_key is not null) where newest = 1"
        );
        let failed = |error| EngineError::sql(CUSTOMER_ATTRIBUTES, error);
        let view = session.sql(&sql).await.map_err(failed)?.into_view();
        session.deregister_table(CUSTOMER_ATTRIBUTES).map_err(failed)?;
        session.register_table(CUSTOMER_ATTRIBUTES, view).map_err(failed)?;
        names.extend(found);
        Ok(Self { session, names })
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The values of one attribute.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the customers cannot be read.
    pub async fn attribute(&self, name: &str) -> Result<Attribute, EngineError> {
        let column = quote_name(name);
        let sql = format!(
            "select cast({column} as varchar) as v, customer_key as k from {CUSTOMER_ATTRIBUTES} where {column} is not null"
        );
        let mut attribute = Attribute::default();
        for (value, key) in pairs(self.session, &sql, name).await? {
            attribute.valued.insert(key);
            attribute.sets.entry(value).or_default().insert(key);
        }
        Ok(attribute)
    }

    /// The customers who meet a SQL condition over their attributes.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the condition is no condition over attributes.
    pub async fn meeting(&self, condition: &str) -> Result<Set, EngineError> {
        one_condition(condition).map_err(|error| EngineError::sql(condition, error.into()))?;
        let sql = format!("select '' as v, customer_key as k from {CUSTOMER_ATTRIBUTES} where (\n{condition}\n)");
        Ok(pairs(self.session, &sql, condition).await?.into_iter().map(|(_, key)| key).collect())
    }

    /// The customers and visitors who have an event that meets a SQL condition.
    ///
    /// # Errors
    /// [`EngineError::Sql`] when the condition is no condition over events.
    pub async fn having_event(&self, condition: &str) -> Result<Set, EngineError> {
        one_condition(condition).map_err(|error| EngineError::sql(condition, error.into()))?;
        let sql = format!(
            "select distinct '' as v, customer_key as k from events where customer_key is not null and (\n{condition}\n)"
        );
        Ok(pairs(self.session, &sql, condition).await?.into_iter().map(|(_, key)| key).collect())
    }

    /// The error of a cut by an attribute nobody has.
    #[must_use]
    pub fn unknown(&self, name: &str) -> EngineError {
        EngineError::Question(match nearest(name, self.names.iter().map(String::as_str)) {
            Some(near) => Message::new("engine.unknown_attribute_near").with("name", name).with("nearest", near),
            None => Message::new("engine.unknown_attribute").with("name", name),
        })
    }
}

/// Refuses a text that is more than one condition, as one that closes the brackets it stands in is.
fn one_condition(text: &str) -> Result<(), ParserError> {
    let mut parser = Parser::new(&GenericDialect {}).try_with_sql(text)?;
    parser.parse_expr()?;
    let next = parser.peek_token();
    if next.token == Token::EOF { Ok(()) } else { parser.expected("the end of the condition", next) }
}

async fn found_attributes(session: &SessionContext) -> Result<BTreeSet<String>, EngineError> {
    let sql = "select attributes as v, customer_key as k from customers where attributes is not null and customer_key is not null";
    let mut names = BTreeSet::new();
    for (object, _) in pairs(session, sql, "customers").await? {
        if let Ok(serde_json::Value::Object(attributes)) = serde_json::from_str(&object) {
            names.extend(attributes.into_iter().map(|(name, _)| name));
        }
    }
    Ok(names)
}

/// Columns `v` and `k` of a query.
async fn pairs(session: &SessionContext, sql: &str, what: &str) -> Result<Vec<(String, u32)>, EngineError> {
    let failed = |error| EngineError::sql(what, error);
    let mut pairs = Vec::new();
    for batch in session.sql(sql).await.map_err(failed)?.collect().await.map_err(failed)? {
        let texts = cast(batch.column(0), &DataType::Utf8).map_err(|error| failed(error.into()))?;
        let keys = cast(batch.column(1), &DataType::Int32).map_err(|error| failed(error.into()))?;
        let rows = texts.as_string::<i32>().iter().zip(keys.as_primitive::<Int32Type>().iter());
        pairs.extend(rows.filter_map(|(text, key)| Some((text?.to_owned(), key?.cast_unsigned()))));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_one_expression_and_no_more() {
        for whole in ["plan = 'a'", "plan in ('a', 'b') or (country is null)", "plan = 'a' -- only these"] {
            assert_eq!(one_condition(whole), Ok(()), "{whole}");
        }
        for more in ["1=1) union (select 'x', 1", "plan = 'a') or (1=1", "plan = 'a' order by 1", "plan =", "", "a; b"]
        {
            assert!(one_condition(more).is_err(), "{more}");
        }
    }
}
