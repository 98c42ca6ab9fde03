//! `metrics/scores/<name>.yaml` with `lead_score:` → [`LeadScore`].

use rust_decimal::Decimal;

use super::metric::same_as_file;
use super::{Fields, Reader};
use crate::error::Problem;
use crate::formula::Span;
use crate::lead_score::{LeadRule, LeadScore, LeadTrigger, Unqualified};
use crate::metric::Origin;
use crate::yaml::Yaml;

/// The score of a file. Everything wrong with it is told; with anything needed missing there is no score.
pub(crate) fn lead_score(
    reader: &mut Reader,
    root: &Yaml,
    mut fields: Fields<'_>,
    origin: Origin,
) -> Option<LeadScore> {
    let name_yaml = fields.need("lead_score", reader);
    let name = name_yaml.and_then(|yaml| reader.named(yaml));
    if let (Some(yaml), Some(name)) = (name_yaml, &name) {
        same_as_file(reader, yaml, name);
    }
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let about = fields.need("about", reader).and_then(|yaml| reader.words(yaml));
    let mut rules = Vec::new();
    if let Some(yaml) = fields.need("rules", reader) {
        for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
            rules.extend(rule(reader, name, body));
        }
    }
    let mut unqualified = Vec::new();
    if let Some(yaml) = fields.take("unqualified") {
        for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
            unqualified.extend(reason(reader, name, body));
        }
    }
    fields.finish(reader);
    let place = reader.place(root.span);
    Some(LeadScore { name: name?, title: title?, about: about?, rules, unqualified, origin, place })
}

fn rule(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<LeadRule> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let condition = fields.take("where").map(|yaml| reader.text(yaml).map(str::to_owned));
    let events = fields.take("events").map(|yaml| (reader.texts(yaml), yaml.span));
    let points = fields.need("points", reader).and_then(|yaml| number(reader, yaml));
    let most = fields.take("most").map(|yaml| reader.positive(yaml).and_then(|text| text.parse().ok()));
    let half_life = fields.take("half_life_days").map(|yaml| reader.positive(yaml).and_then(|text| text.parse().ok()));
    fields.finish(reader);
    let when = match (condition, events) {
        (Some(condition), None) => condition.map(LeadTrigger::Condition),
        (None, Some((events, _))) => Some(LeadTrigger::Events(events)),
        (Some(_), Some((_, span))) => {
            let expected = vec!["where".to_owned()];
            reader.report(Problem::UnknownKey { key: "events".to_owned(), expected }, span);
            None
        }
        (None, None) => {
            reader.report(Problem::MissingKey { key: "where".to_owned() }, name.span);
            None
        }
    };
    Some(LeadRule {
        name: id,
        title: title?,
        when: when?,
        points: points?,
        most: most.map_or(Some(None), |most: Option<Decimal>| most.map(Some))?,
        half_life_days: half_life.map_or(Some(None), |days: Option<Decimal>| days.map(Some))?,
        place: reader.place(Span::new(name.span.start, body.span.end)),
    })
}

fn reason(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<Unqualified> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let condition = reader.needed_text(&mut fields, "where");
    fields.finish(reader);
    Some(Unqualified { name: id, title: title?, condition: condition? })
}

fn number(reader: &mut Reader, yaml: &Yaml) -> Option<Decimal> {
    reader.number(yaml).and_then(|text| text.parse().ok())
}
