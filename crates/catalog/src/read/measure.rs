//! `metrics/measures/*.yaml` → [`Measure`]s.

use super::time_rule::time_rule;
use super::value::value;
use super::{Fields, Reader};
use crate::error::{Misplaced, Problem, Wanted};
use crate::formula::Span;
use crate::measure::{Cut, Kind, Measure, Value, ValueUnit};
use crate::yaml::Yaml;

const KINDS: &[(&str, Kind)] = &[("set", Kind::Set), ("vector", Kind::Vector), ("rows", Kind::Rows)];
const CUTS: &[(&str, Cut)] = &[("customer", Cut::Customer), ("row", Cut::Row), ("end", Cut::End)];
const UNITS: &[(&str, ValueUnit)] = &[
    ("money", ValueUnit::Money),
    ("count", ValueUnit::Count),
    ("duration", ValueUnit::Duration),
    ("number", ValueUnit::Number),
    ("time", ValueUnit::Time),
];

/// The measures of a file, in its order. Those that cannot be read are left out, and told.
pub(crate) fn measures(reader: &mut Reader, mut fields: Fields<'_>) -> Vec<Measure> {
    let mut measures = Vec::new();
    if let Some(yaml) = fields.need("measures", reader) {
        for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
            measures.extend(measure(reader, name, body));
        }
    }
    fields.finish(reader);
    measures
}

fn measure(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<Measure> {
    let word = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let kind = fields.need("kind", reader).and_then(|yaml| reader.choice(yaml, KINDS));
    let from = reader.needed_text(&mut fields, "from");
    let condition = reader.optional_text(&mut fields, "where");
    let when = fields.take("when").map(|yaml| {
        let text = reader.text(yaml)?.to_owned();
        time_rule(&text).or_else(|| reader.wanted(yaml, &text, Wanted::TimeRule))
    });
    let value_yaml = fields.take("value");
    let value = value_yaml.map(|yaml| {
        let text = reader.text(yaml)?.to_owned();
        value(&text).or_else(|| reader.wanted(yaml, &text, Wanted::Aggregate))
    });
    let at = reader.optional_text(&mut fields, "at");
    let cut = fields.take("cut").map(|yaml| reader.choice(yaml, CUTS));
    let unit = fields.take("unit").map(|yaml| reader.choice(yaml, UNITS));
    let about = fields.need("about", reader).and_then(|yaml| reader.words(yaml));
    fields.finish(reader);

    let kind = kind?;
    fits(reader, kind, value.as_ref().and_then(Option::as_ref), value_yaml.map(|yaml| yaml.span), name.span);
    let value = unfailed(value)?;
    let counts = matches!(value, Some(Value::Count)).then_some(ValueUnit::Count);
    Some(Measure {
        name: word,
        kind,
        from: from?.to_lowercase(),
        condition,
        when: unfailed(when)?,
        value,
        at,
        cut: unfailed(cut)?.unwrap_or(if kind == Kind::Rows { Cut::Row } else { Cut::Customer }),
        unit: unfailed(unit)?.or(counts),
        about: about?,
        place: reader.place(Span::new(name.span.start, body.span.end)),
    })
}

/// Whether the value goes with the kind.
fn fits(reader: &mut Reader, kind: Kind, value: Option<&Value>, value_span: Option<Span>, name: Span) {
    let why = match (kind, value, value_span) {
        (Kind::Set, _, Some(_)) => Misplaced::SetWithValue,
        (Kind::Vector | Kind::Rows, _, None) => Misplaced::ValueMissing,
        (Kind::Vector, Some(Value::Values { .. } | Value::Curve { .. }), _) => Misplaced::ValuesOutsideRows,
        _ => return,
    };
    reader.report(Problem::Misplaced { key: "value", why }, value_span.unwrap_or(name));
}

/// Absent stays absent; present and failed fails.
fn unfailed<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(None) => None,
        Some(found) => Some(found),
    }
}
