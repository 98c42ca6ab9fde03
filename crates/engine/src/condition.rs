//! Conditions over attributes as somebody wrote them: each is one expression, and cannot reach beyond the brackets it is
//! put into.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Expr, ObjectName, Query, Visit, Visitor};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::Token;
use model::Message;

use crate::EngineError;

/// What stands in a condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// The names of attributes, in lower case; of `customer.country` the last part.
    pub names: BTreeSet<String>,
    /// Whether it asks a question of its own inside, as `exists (select …)` does.
    pub asks: bool,
}

impl Condition {
    /// Reads a text that must be one condition: one that closes the brackets it is put into is refused.
    ///
    /// # Errors
    /// [`EngineError::Question`] when it is none, or more than one.
    pub fn read(text: &str) -> Result<Self, EngineError> {
        let expression = one_condition(text).map_err(|error| EngineError::sql(text, error.into()).of_question())?;
        Ok(Self::of(&expression))
    }

    fn of(expression: &Expr) -> Self {
        let mut condition = Self::default();
        // Nothing in it breaks off.
        let _ = expression.visit(&mut condition);
        condition
    }
}

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
    if Condition::of(&asked).asks {
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

impl Visitor for Condition {
    type Break = ();

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.asks = true;
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, _: &ObjectName) -> ControlFlow<()> {
        self.asks = true;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Identifier(name) => {
                self.names.insert(name.value.to_lowercase());
            }
            Expr::CompoundIdentifier(parts) => {
                self.names.extend(parts.last().map(|name| name.value.to_lowercase()));
            }
            // It takes the key of a customer, who may be any.
            Expr::Function(function) if function.name.to_string().to_lowercase().contains("dated_value") => {
                self.asks = true;
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
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
            "exists (from customers)",
            "dated_value('segment:vip', 17) = 'in'",
        ] {
            assert!(within(Some(around)).is_err(), "{around}");
        }
    }

    #[test]
    fn what_it_asks_of_is_known() {
        let names = |text: &str| Condition::read(text).unwrap().names.into_iter().collect::<Vec<_>>();
        assert_eq!(names("Country = 'DE' and customer.\"Email\" like 'a%'"), ["country", "email"]);
        assert_eq!(names("lower(name) in ('x', phone) or case when age > 3 then true end"), ["age", "name", "phone"]);
        for (text, asks) in [
            ("exists (select 1 from customers)", true),
            ("country in (select country from customers)", true),
            ("(select count(*) from customers) > 3", true),
            ("country = any (select 1)", true),
            ("DATED_VALUE('segment:vip', 17) = 'in'", true),
            ("country = 'select 1 from customers'", false),
            ("country in ('DE')", false),
        ] {
            assert_eq!(Condition::read(text).unwrap().asks, asks, "{text}");
        }
    }
}
