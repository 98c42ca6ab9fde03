//! Conditions over attributes as somebody wrote them: each is one expression, and cannot reach beyond the brackets it is
//! put into.

use datafusion::sql::sqlparser::ast::Expr;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use model::Message;

use crate::EngineError;

/// The condition of somebody who may see only those for whom `rule` holds: both hold, whatever was written. Without a
/// condition it is the rule.
///
/// # Errors
/// [`EngineError::Question`] when one of them is no condition, or the second asks a question of its own, by which it could
/// tell of others.
pub fn within(rule: &str, condition: Option<&str>) -> Result<String, EngineError> {
    let refused = |text: &str, error: ParserError| EngineError::sql(text, error.into()).of_question();
    let rule = one_condition(rule).map_err(|error| refused(rule, error))?;
    let Some(text) = condition else { return Ok(rule.to_string()) };
    let asked = one_condition(text).map_err(|error| refused(text, error))?;
    if asks(text) {
        return Err(EngineError::Question(Message::new("engine.condition_asks").with("condition", text)));
    }
    Ok(format!("({rule}) and ({asked})"))
}

/// The one condition that a text is; a text that is more, as one that closes the brackets it stands in is, is refused.
pub(crate) fn one_condition(text: &str) -> Result<Expr, ParserError> {
    let mut parser = Parser::new(&GenericDialect {}).try_with_sql(text)?;
    let condition = parser.parse_expr()?;
    let next = parser.peek_token();
    if next.token == Token::EOF { Ok(condition) } else { parser.expected("the end of the condition", next) }
}

/// Whether a text holds a question of its own.
fn asks(text: &str) -> bool {
    let tokens = Tokenizer::new(&GenericDialect {}, text).tokenize().unwrap_or_default();
    let asks = |token: &Token| matches!(token, Token::Word(word) if matches!(word.keyword, Keyword::SELECT | Keyword::TABLE | Keyword::VALUES));
    tokens.iter().any(asks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_one_expression_and_no_more() {
        for whole in ["plan = 'a'", "plan in ('a', 'b') or (country is null)", "plan = 'a' -- only these"] {
            assert!(one_condition(whole).is_ok(), "{whole}");
        }
        for more in ["1=1) union (select 'x', 1", "plan = 'a') or (1=1", "plan = 'a' order by 1", "plan =", "", "a; b"]
        {
            assert!(one_condition(more).is_err(), "{more}");
        }
    }

    #[test]
    fn nobody_gets_around_a_rule() {
        let within = |condition| within("country = 'DE'", condition);
        assert_eq!(within(None).unwrap(), "country = 'DE'");
        assert_eq!(within(Some("plan = 'a' or 1 = 1")).unwrap(), "(country = 'DE') and (plan = 'a' OR 1 = 1)");
        assert_eq!(within(Some("plan = 'a' -- )")).unwrap(), "(country = 'DE') and (plan = 'a')");
        for around in [
            "1 = 1) or (1 = 1",
            "plan = 'a' /*",
            "plan = 'a\\' or '",
            "exists (select 1 from orders)",
            "plan in (select plan from customers)",
            "'' = (table customers)",
        ] {
            assert!(within(Some(around)).is_err(), "{around}");
        }
    }
}
