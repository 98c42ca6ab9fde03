//! `metrics/<area>/<id>.yaml` → [`Metric`].

use std::collections::BTreeMap;

use super::example::example;
use super::{Fields, Reader};
use crate::error::Problem;
use crate::formula::{Expr, Function, Node, Span};
use crate::metric::{Area, Better, Formula, Interval, Matures, Metric, Origin, Param, Survey, Unit};
use crate::yaml::Yaml;

pub(crate) const AREAS: &[(&str, Area)] = &[
    ("acquisition", Area::Acquisition),
    ("retention", Area::Retention),
    ("product", Area::Product),
    ("satisfaction", Area::Satisfaction),
    ("sales", Area::Sales),
    ("value", Area::Value),
];
pub(crate) const UNITS: &[(&str, Unit)] = &[
    ("share", Unit::Share),
    ("points", Unit::Points),
    ("count", Unit::Count),
    ("money", Unit::Money),
    ("duration", Unit::Duration),
    ("ratio", Unit::Ratio),
    ("months", Unit::Months),
];
pub(crate) const BETTER: &[(&str, Better)] =
    &[("higher", Better::Higher), ("lower", Better::Lower), ("neither", Better::Neither)];
pub(crate) const INTERVALS: &[(&str, Interval)] = &[
    ("wilson", Interval::Wilson),
    ("nps", Interval::Nps),
    ("student", Interval::Student),
    ("quantile", Interval::Quantile),
    ("delta", Interval::Delta),
    ("none", Interval::None),
];

const SURVEYS: &[(&str, &str)] = &[("nps", "nps"), ("csat", "csat"), ("ces", "ces"), ("review", "review")];

/// The metric of a file. Everything wrong with it is told; with anything needed missing there is no metric.
pub(crate) fn metric(reader: &mut Reader, root: &Yaml, mut fields: Fields<'_>, origin: Origin) -> Option<Metric> {
    let id_yaml = fields.need("metric", reader);
    let id = id_yaml.and_then(|yaml| reader.named(yaml));
    if let (Some(yaml), Some(id)) = (id_yaml, &id) {
        same_as_file(reader, yaml, id);
    }
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let area = fields.need("area", reader).and_then(|yaml| reader.choice(yaml, AREAS));
    let question = fields.need("question", reader).and_then(|yaml| reader.words(yaml));
    let unit = fields.need("unit", reader).and_then(|yaml| reader.choice(yaml, UNITS));
    let better = fields.need("better", reader).and_then(|yaml| reader.choice(yaml, BETTER));
    let formula = fields.need("formula", reader).and_then(|yaml| reader.formula(yaml));
    let numerator = fields.take("numerator").and_then(|yaml| reader.words(yaml));
    let denominator = fields.take("denominator").and_then(|yaml| reader.words(yaml));
    let also = fields.take("also").map_or_else(Vec::new, |yaml| also(reader, yaml));
    let matures = fields.take("matures").and_then(|yaml| matures(reader, yaml));
    let interval = fields.take("interval").and_then(|yaml| reader.choice(yaml, INTERVALS));
    let by_touch = fields.take("by_touch").and_then(|yaml| reader.boolean(yaml)).unwrap_or_default();
    let params = fields.take("params").map_or_else(BTreeMap::new, |yaml| params(reader, yaml));
    let survey = fields.take("survey").and_then(|yaml| survey(reader, yaml));
    let edge = fields.take("edge").and_then(|yaml| reader.words(yaml));
    let notes = fields.take("notes").and_then(|yaml| reader.words(yaml));
    let source = reader.needed_text(&mut fields, "source");
    let examples = fields.need("examples", reader).map_or_else(Vec::new, |yaml| examples(reader, yaml));
    fields.finish(reader);

    let (unit, formula) = (unit?, formula?);
    Some(Metric {
        id: id?,
        title: title?,
        area: area?,
        question: question?,
        unit,
        better: better?,
        interval: interval.unwrap_or_else(|| usual_interval(&formula, unit)),
        formula,
        numerator,
        denominator,
        also,
        matures,
        by_touch,
        params,
        survey,
        edge,
        notes,
        source: source?,
        examples,
        origin,
        place: reader.place(root.span),
    })
}

/// The file of a metric has its name, so that anybody can find it.
pub(super) fn same_as_file(reader: &mut Reader, yaml: &Yaml, id: &str) {
    let name = reader.source.name.clone();
    let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    let stem = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    if stem != id {
        reader.report(Problem::FileName { name: id.to_owned(), file: file.to_owned() }, yaml.span);
    }
}

/// The interval that goes with the shape of a formula: a share of customers, a ratio of sums, a mean, a quantile.
fn usual_interval(formula: &Formula, unit: Unit) -> Interval {
    let call = |expr: &Expr| match &expr.node {
        Node::Call { function, .. } => Some(*function),
        _ => None,
    };
    match call(&formula.expr) {
        Some(Function::Mean) => return Interval::Student,
        Some(Function::Median | Function::Quantile) => return Interval::Quantile,
        _ => {}
    }
    let Some((over, under)) = formula.expr.ratio() else { return Interval::None };
    match (call(over), call(under)) {
        (Some(Function::Count), Some(Function::Count)) if unit == Unit::Share => Interval::Wilson,
        (Some(Function::Sum), Some(Function::Sum | Function::Count)) => Interval::Delta,
        _ => Interval::None,
    }
}

fn also(reader: &mut Reader, yaml: &Yaml) -> Vec<(String, Formula)> {
    let mut found = Vec::new();
    for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        let word = reader.named(name);
        let formula = reader.formula(body);
        found.extend(word.zip(formula));
    }
    found
}

fn matures(reader: &mut Reader, yaml: &Yaml) -> Option<Matures> {
    let mut fields = reader.map(yaml)?;
    let window_days = fields.need("window", reader).and_then(|yaml| reader.days(yaml));
    let after = reader.needed_text(&mut fields, "after");
    fields.finish(reader);
    Some(Matures { window_days: window_days?, after: after? })
}

fn survey(reader: &mut Reader, yaml: &Yaml) -> Option<Survey> {
    let mut fields = reader.map(yaml)?;
    let kind = fields.need("kind", reader).and_then(|yaml| reader.choice(yaml, SURVEYS));
    let scales = fields.take("scales").map_or_else(Vec::new, |yaml| reader.texts(yaml));
    fields.finish(reader);
    Some(Survey { kind: kind?.to_owned(), scales })
}

fn params(reader: &mut Reader, yaml: &Yaml) -> BTreeMap<String, Param> {
    let mut params = BTreeMap::new();
    for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        let Some(word) = reader.named(name) else { continue };
        let Some(mut fields) = reader.map(body) else { continue };
        let default = fields.take("default").and_then(|yaml| reader.param_value(yaml));
        let choices = fields.take("choices").map_or_else(Vec::new, |yaml| reader.texts(yaml));
        let about = fields.take("about").and_then(|yaml| reader.words(yaml));
        fields.finish(reader);
        params.insert(word, Param { default, choices, about });
    }
    params
}

fn examples(reader: &mut Reader, yaml: &Yaml) -> Vec<crate::example::Example> {
    let items = reader.list(yaml).unwrap_or_default();
    if items.is_empty() {
        reader.report(Problem::Empty { key: "examples".to_owned() }, Span::new(yaml.span.start, yaml.span.end));
    }
    items.iter().filter_map(|item| example(reader, item)).collect()
}
