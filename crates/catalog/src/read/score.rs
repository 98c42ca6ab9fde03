//! `metrics/scores/<name>.yaml` → [`Score`].

use rust_decimal::Decimal;

use super::metric::same_as_file;
use super::{Fields, Reader};
use crate::error::{Problem, Shape};
use crate::formula::Span;
use crate::metric::Origin;
use crate::score::{Component, Scale, Score, Towards};
use crate::yaml::Yaml;

const TOWARDS: &[(&str, Towards)] = &[("higher", Towards::Higher), ("lower", Towards::Lower)];
const SCALES: &[(&str, Scale)] = &[("linear", Scale::Linear), ("log", Scale::Log)];

/// The score of a file. Everything wrong with it is told; with anything needed missing there is no score.
pub(crate) fn score(reader: &mut Reader, root: &Yaml, mut fields: Fields<'_>, origin: Origin) -> Option<Score> {
    let name_yaml = fields.need("score", reader);
    let name = name_yaml.and_then(|yaml| reader.named(yaml));
    if let (Some(yaml), Some(name)) = (name_yaml, &name) {
        same_as_file(reader, yaml, name);
    }
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let about = fields.need("about", reader).and_then(|yaml| reader.words(yaml));
    let of = fields.need("of", reader).and_then(|yaml| reader.formula(yaml));
    let mut components = Vec::new();
    if let Some(yaml) = fields.need("components", reader) {
        let entries = reader.map(yaml);
        for (name, body) in entries.as_ref().map_or(&[][..], Fields::entries) {
            components.extend(component(reader, name, body));
        }
        if entries.is_some_and(|fields| fields.entries().is_empty()) {
            reader.report(Problem::Empty { key: "components".to_owned() }, yaml.span);
        }
    }
    fields.finish(reader);
    let place = reader.place(root.span);
    Some(Score { name: name?, title: title?, about: about?, of: of?, components, origin, place })
}

fn component(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<Component> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let formula = fields.need("formula", reader).and_then(|yaml| reader.formula(yaml));
    let better = fields.take("better").map(|yaml| reader.choice(yaml, TOWARDS));
    let weight = fields.take("weight").map(|yaml| positive(reader, yaml));
    let range = fields.take("range").map(|yaml| range(reader, yaml));
    let scale = fields.take("scale").map(|yaml| reader.choice(yaml, SCALES));
    let absent = fields.take("absent").map(|yaml| number(reader, yaml));
    fields.finish(reader);
    Some(Component {
        name: id,
        title: title?,
        formula: formula?,
        better: better.map_or(Some(Towards::default()), |better| better)?,
        weight: optional(weight)?,
        range: optional(range)?,
        scale: scale.map_or(Some(Scale::default()), |scale| scale)?,
        absent: optional(absent)?,
        place: reader.place(Span::new(name.span.start, body.span.end)),
    })
}

/// What was given and could be read; `None` altogether for what was given and could not.
#[expect(clippy::option_option, reason = "what is left out is well, and what cannot be read is not")]
fn optional<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

/// The values that bring nothing and everything, in rising order.
fn range(reader: &mut Reader, yaml: &Yaml) -> Option<(Decimal, Decimal)> {
    let [low, high] = reader.list(yaml)? else {
        reader.shape(yaml, Shape::List);
        return None;
    };
    let (low, high) = (number(reader, low)?, number(reader, high)?);
    if low >= high {
        let problem = Problem::EmptyRange { low: low.to_string(), high: high.to_string() };
        reader.report(problem, yaml.span);
        return None;
    }
    Some((low, high))
}

fn number(reader: &mut Reader, yaml: &Yaml) -> Option<Decimal> {
    reader.number(yaml).and_then(|text| text.parse().ok())
}

fn positive(reader: &mut Reader, yaml: &Yaml) -> Option<Decimal> {
    reader.positive(yaml).and_then(|text| text.parse().ok())
}
