//! Rules: conditions over what a customer is, each standing by itself.

use engine::{Condition, EngineError};
use model::Message;

/// Checks that a rule is one condition over what a customer is. One that asked tables of its own could tell of customers it
/// is there to hide.
///
/// # Errors
/// What is wrong with it.
pub fn check_rule(rule: &str) -> Result<(), Message> {
    let refused =
        |why: Message| Message::new("serve.access.rule").with("rule", model::printable(rule)).with_message("why", why);
    match Condition::read(rule) {
        Ok(condition) if condition.asks => Err(refused(Message::new("serve.access.rule_query"))),
        Ok(_) => Ok(()),
        Err(EngineError::Question(why)) => Err(refused(why)),
        Err(why) => Err(Message::new("serve.access.rule").with("rule", model::printable(rule)).with("why", why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_one_condition_that_asks_nothing() {
        for rule in ["country = 'DE'", "plan in ('pro', 'team') or country is null", "segment:vip"] {
            check_rule(rule).unwrap();
        }
        for rule in [
            "",
            "country = 'DE') or (1 = 1",
            "country = 'DE'; drop table user",
            "country in (select 'DE')",
            "'DE",
            "/*",
        ] {
            assert!(check_rule(rule).is_err(), "{rule}");
        }
    }
}
