//! Questions that would tell by the way what is kept from whoever asks.
//!
//! A viewer sees no names and addresses, so a question may not be cut by them either, nor tell them by trying: how many
//! customers have an e-mail address that begins with `a`. Whoever may see only some customers may not put a question inside
//! a condition, because that one would be about everybody.

use std::collections::BTreeSet;

use engine::Condition;
use model::{Language, Message};

use super::{Caller, refusal};
use crate::Problem;

/// Refuses parameters of a question by which the caller would learn what is kept from them. `personal` are the columns with
/// personal data, as `table.column`.
///
/// # Errors
/// [`Problem`] 403.
pub fn may_ask(
    caller: &Caller,
    params: &[(String, String)],
    personal: &BTreeSet<String>,
    language: Language,
) -> Result<(), Problem> {
    if !caller.is_masked() && caller.rule.is_none() {
        return Ok(());
    }
    let personal: BTreeSet<&str> = personal.iter().map(|column| last(column)).collect();
    for (name, value) in params {
        match name.as_str() {
            "where" => {
                // What is no condition is refused by whoever answers, in words of its own.
                let Ok(condition) = Condition::read(value) else { continue };
                if condition.asks {
                    return Err(refusal::forbidden(&Message::new("serve.access.inner_query"), language));
                }
                if let Some(name) = condition.names.iter().find(|name| personal.contains(last(name))) {
                    masked(caller, name, language)?;
                }
            }
            "by" => {
                for cut in value.split(',') {
                    let cut = cut.trim().trim_matches('"').to_lowercase();
                    if personal.contains(last(&cut)) {
                        masked(caller, &cut, language)?;
                    }
                }
            }
            "customers" if caller.is_masked() && !matches!(value.as_str(), "false" | "no" | "0") => {
                return Err(refusal::forbidden(&Message::new("serve.access.customers"), language));
            }
            // What is looked for is looked for in names and addresses.
            "search" if caller.is_masked() => {
                return Err(refusal::forbidden(&Message::new("serve.access.search"), language));
            }
            // Accounts are cut by what they are, which a rule about customers says nothing of.
            "subject" if caller.rule.is_some() && value != "customer" => {
                return Err(refusal::forbidden(&Message::new("serve.access.accounts"), language));
            }
            // Whatever else a parameter may name, it may not name these.
            _ => {
                let words = value.split(|sign: char| !(sign.is_alphanumeric() || sign == '_'));
                if let Some(word) = words.map(str::to_lowercase).find(|word| personal.contains(word.as_str())) {
                    masked(caller, &word, language)?;
                }
            }
        }
    }
    Ok(())
}

fn masked(caller: &Caller, name: &str, language: Language) -> Result<(), Problem> {
    if !caller.is_masked() {
        return Ok(());
    }
    Err(refusal::forbidden(&Message::new("serve.access.personal").with("name", name), language))
}

/// The column of `table.column`, without the quotes and the `@time` that may stand around it.
fn last(name: &str) -> &str {
    let name = name.split('@').next().unwrap_or(name);
    name.rsplit(['.', ':']).next().unwrap_or(name).trim_matches('"')
}

#[cfg(test)]
mod tests {
    use model::Role;

    use super::super::CallerKind;
    use super::*;

    fn asks(role: Role, rule: Option<&str>, name: &str, value: &str) -> bool {
        let rule = rule.map(str::to_owned);
        let caller = Caller { name: "token:1".to_owned(), role, rule, kind: CallerKind::Token(1), language: None };
        let personal = ["customers.email", "customers.name"].map(str::to_owned).into();
        may_ask(&caller, &[(name.to_owned(), value.to_owned())], &personal, Language::English).is_ok()
    }

    #[test]
    fn a_viewer_neither_cuts_by_personal_data_nor_guesses_it() {
        for (name, value) in [
            ("by", "email"),
            ("by", "plan,customer.Email"),
            ("by", "\"email\""),
            ("by", "email@time"),
            ("where", "email like 'a%'"),
            ("customers", "true"),
            ("customers", ""),
            ("covariates", "plan,name"),
            ("search", "ann"),
            ("sort", "email"),
            ("where", "plan = 'pro' or lower(customer.\"email\") = 'x'"),
            ("where", "exists (select 1 from customers where email like 'a%')"),
        ] {
            assert!(!asks(Role::Viewer, None, name, value), "{name}={value}");
            assert!(asks(Role::Analyst, None, name, value), "{name}={value}");
        }
        for (name, value) in [("by", "plan"), ("where", "plan = 'email'"), ("from", "2024-01-01"), ("where", "plan =")]
        {
            assert!(asks(Role::Viewer, None, name, value), "{name}={value}");
        }
    }

    #[test]
    fn who_sees_some_customers_asks_nothing_about_all() {
        let rule = Some("country = 'DE'");
        let inner = "country in (select country from customers)";
        assert!(!asks(Role::Analyst, rule, "where", inner));
        assert!(asks(Role::Analyst, None, "where", inner));
        assert!(!asks(Role::Analyst, rule, "subject", "account"));
        assert!(asks(Role::Analyst, rule, "subject", "customer"));
        assert!(asks(Role::Analyst, rule, "by", "email"));
    }
}
