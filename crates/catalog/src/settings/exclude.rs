//! Who is not counted: staff, test accounts and bots, by rules that answers and `status` name.

use crate::error::{Problem, Wanted};
use crate::read::Reader;
use crate::sql::quote;
use crate::yaml::{Value, Yaml};

/// One rule: whoever meets any part of it is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclusion {
    /// What answers call it; a bare condition is its own name.
    pub name: String,
    /// A SQL condition over the customer's attributes.
    pub customers: Option<String>,
    /// Mail domains, in small letters, of which addresses are excluded; those of subdomains too.
    pub email_domains: Vec<String>,
    /// A SQL condition over events: whoever has an event that meets it is excluded.
    pub events: Option<String>,
}

impl Exclusion {
    /// A SQL condition over customers that the rule comes to, but for its events; `None` when it is about events only.
    #[must_use]
    pub fn condition(&self) -> Option<String> {
        let domains = self.email_domains.iter().map(|domain| {
            // A domain has no sign that `like` gives a meaning to.
            let (own, sub) = (quote(&format!("%@{domain}")), quote(&format!("%@%.{domain}")));
            format!("(lower(email) like {own} or lower(email) like {sub})")
        });
        let own = self.customers.iter().map(|condition| format!("(\n{condition}\n)"));
        let parts: Vec<String> = own.chain(domains).collect();
        (!parts.is_empty()).then(|| parts.join(" or "))
    }
}

/// A list of conditions and rules.
pub(super) fn read(reader: &mut Reader, yaml: &Yaml) -> Vec<Exclusion> {
    let Value::List(items) = &yaml.value else {
        return rule(reader, yaml).into_iter().collect();
    };
    let mut rules: Vec<Exclusion> = Vec::new();
    for item in items {
        let Some(rule) = rule(reader, item) else { continue };
        if rules.iter().any(|earlier| earlier.name == rule.name) {
            reader.report(Problem::DuplicateKey { key: rule.name }, item.span);
        } else {
            rules.push(rule);
        }
    }
    rules
}

fn rule(reader: &mut Reader, yaml: &Yaml) -> Option<Exclusion> {
    if !matches!(yaml.value, Value::Map(_)) {
        let condition = reader.text(yaml)?.to_owned();
        return Some(Exclusion { name: condition.clone(), customers: Some(condition), ..Exclusion::default() });
    }
    let mut fields = reader.map(yaml)?;
    let name = reader.needed_text(&mut fields, "name");
    let customers = reader.optional_text(&mut fields, "customers");
    let mut email_domains = Vec::new();
    let by_domain = fields.peek("email_domains").is_some();
    if let Some(yaml) = fields.take("email_domains") {
        for domain in reader.texts(yaml) {
            match domain_of(&domain) {
                Some(domain) => email_domains.push(domain),
                None => drop(reader.wanted::<()>(yaml, &domain, Wanted::Domain)),
            }
        }
    }
    let events = reader.optional_text(&mut fields, "events");
    fields.finish(reader);
    let rule = Exclusion { name: name?, customers, email_domains, events };
    if rule.customers.is_none() && !by_domain && rule.events.is_none() {
        reader.report(Problem::MissingKey { key: "customers".to_owned() }, yaml.span);
    }
    Some(rule)
}

/// A mail domain in small letters, with or without the sign before it.
fn domain_of(text: &str) -> Option<String> {
    let domain = text.strip_prefix('@').unwrap_or(text).to_lowercase();
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
    (domain.contains('.') && domain.split('.').all(label)).then_some(domain)
}
