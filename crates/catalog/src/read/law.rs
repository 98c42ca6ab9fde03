//! Files with `laws:` → [`Law`]s.

use super::{Fields, Reader};
use crate::error::{Problem, Shape};
use crate::formula::Span;
use crate::law::{Law, Statement};
use crate::metric::Formula;
use crate::yaml::Yaml;

/// The keys of which a law has one.
const STATEMENTS: [&str; 4] = ["same_customers", "equal", "at_most", "parts_of"];

/// The laws of a file, in its order. Those that cannot be read are left out, and told.
pub(crate) fn laws(reader: &mut Reader, mut fields: Fields<'_>) -> Vec<Law> {
    let mut laws = Vec::new();
    if let Some(yaml) = fields.need("laws", reader) {
        for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
            laws.extend(law(reader, name, body));
        }
    }
    fields.finish(reader);
    laws
}

fn law(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<Law> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let about = fields.need("about", reader).and_then(|yaml| reader.words(yaml));
    let statements = STATEMENTS.map(|key| fields.take(key).map(|yaml| (key, yaml)));
    let by = fields.take("by").map(|yaml| reader.texts(yaml)).unwrap_or_default();
    fields.finish(reader);
    let mut given = statements.into_iter().flatten();
    let Some((key, yaml)) = given.next() else {
        reader.report(Problem::MissingKey { key: STATEMENTS.join("`, `") }, name.span);
        return None;
    };
    if let Some((second, yaml)) = given.next() {
        reader.report(Problem::UnknownKey { key: second.to_owned(), expected: vec![key.to_owned()] }, yaml.span);
    }
    let says = match key {
        "parts_of" => Some(Statement::Parts { metrics: reader.texts(yaml), by }),
        _ => two(reader, yaml).map(|(left, right)| match key {
            "same_customers" => Statement::SameCustomers(left, right),
            "equal" => Statement::Equal(left, right),
            _ => Statement::AtMost(left, right),
        }),
    };
    Some(Law { id, about: about?, says: says?, place: reader.place(Span::new(name.span.start, body.span.end)) })
}

/// A list of two formulas.
fn two(reader: &mut Reader, yaml: &Yaml) -> Option<(Formula, Formula)> {
    match reader.list(yaml)? {
        [left, right] => reader.formula(left).zip(reader.formula(right)),
        _ => {
            reader.shape(yaml, Shape::List);
            None
        }
    }
}
