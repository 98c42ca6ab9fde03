//! What is wrong with a SQL text, in words of SQL: the machinery below speaks of its own plans, rules and types.

use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;
use model::{Message, nearest};

/// How the machinery begins what it says, whatever it says.
const BEGINNINGS: [&str; 7] = [
    "Error during planning: ",
    "Execution error: ",
    "Arrow error: ",
    "Cast error: ",
    "Schema error: ",
    "This feature is not implemented: ",
    "Internal error: ",
];

/// The failure of the SQL text `what`.
pub fn said(what: &str, error: &DataFusionError) -> Message {
    let root = error.find_root();
    if let DataFusionError::SchemaError(error, _) = root
        && let SchemaError::FieldNotFound { field, valid_fields } = error.as_ref()
    {
        let mut known: Vec<_> = valid_fields.iter().map(|column| format!("`{}`", column.name)).collect();
        known.sort_unstable();
        known.dedup();
        let near = nearest(&field.name, valid_fields.iter().map(|column| column.name.as_str()));
        let key = if near.is_some() { "engine.sql_column_near" } else { "engine.sql_column" };
        let message = Message::new(key).with("what", what).with("name", &field.name).with("known", known.join(", "));
        return near.map_or(message.clone(), |near| message.with("nearest", near));
    }
    let why = plain(root);
    if let Some(table) = why.strip_prefix("table '").and_then(|rest| rest.strip_suffix("' not found")) {
        return Message::new("engine.sql_table").with("what", what).with("name", table);
    }
    let refused = |kind: &str| why.starts_with(kind);
    if refused("DDL not supported") || refused("DML not supported") || refused("Statement not supported") {
        return Message::new("engine.sql_changes").with("what", what);
    }
    if why.contains("only supports a single SQL statement") {
        return Message::new("engine.sql_several").with("what", what);
    }
    Message::new("engine.sql").with("what", what).with("why", why)
}

/// The text of an error without where it came from and whom to tell of it.
fn plain(error: &DataFusionError) -> String {
    let text = match error {
        DataFusionError::SQL(error, _) => match error.as_ref() {
            ParserError::ParserError(text) | ParserError::TokenizerError(text) => text.clone(),
            ParserError::RecursionLimitExceeded => error.to_string(),
        },
        _ => error.strip_backtrace(),
    };
    let text = text.find("No function matches").map_or(text.as_str(), |from| &text[from..]);
    let mut text = text;
    while let Some(rest) = BEGINNINGS.iter().find_map(|beginning| text.strip_prefix(beginning)) {
        text = rest;
    }
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Candidate functions"));
    let lines: Vec<_> = lines.filter(|line| !line.contains("github.com")).collect();
    lines.join(" ").replace("datafusion.public.", "").replace("Utf8View", "text").replace("Utf8", "text")
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::SessionContext;
    use model::Language;

    use super::*;

    async fn refusal(sql: &str) -> String {
        let context = SessionContext::new();
        context.sql("create table orders as select 'anna' as customer_id, 1 as amount").await.unwrap();
        let options = datafusion::execution::context::SQLOptions::new().with_allow_ddl(false).with_allow_dml(false);
        let error = match context.sql_with_options(sql, options).await {
            Ok(rows) => rows.collect().await.unwrap_err(),
            Err(error) => error,
        };
        said("sql", &error).say(Language::English)
    }

    #[tokio::test]
    async fn a_failed_text_is_told_in_words_of_sql() {
        for (sql, expected) in [
            (
                "select amuont from orders",
                "there is no column `amuont`; did you mean `amount`? There are `amount`, `customer_id`",
            ),
            ("select zzz from orders", "there is no column `zzz`; there are `amount`, `customer_id`"),
            ("select * from nope", "there is no table `nope`"),
            ("drop table orders", "nothing can be changed"),
            ("insert into orders select * from orders", "nothing can be changed"),
            ("select 1; select 2", "one question at a time"),
            ("select amount +", "Expected: an expression, found: EOF"),
            ("select sum(customer_id) from orders", "No function matches the given name and argument types 'sum("),
            ("select cast('a' as int)", "Cannot cast string 'a'"),
            ("select 1/0", "Divide by zero"),
        ] {
            let text = refusal(sql).await;
            assert!(text.contains(expected), "{sql}: {text}");
            for internal in ["DataFusion", "datafusion", "Error during", "ParserError", "Utf8", "\n", "Optimizer"] {
                assert!(!text.contains(internal), "{sql}: {text}");
            }
        }
    }
}
