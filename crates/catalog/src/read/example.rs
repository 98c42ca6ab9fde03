//! An entry of `examples:` → [`Example`].

use std::collections::BTreeMap;

use serde_json::Map;

use super::Reader;
use super::given::given;
use crate::error::{ExampleFault, Problem, Shape};
use crate::example::{Example, ExampleQuery, Expect, Expected, Given};
use crate::yaml::{Value, Yaml};

pub(crate) fn example(reader: &mut Reader, yaml: &Yaml) -> Option<Example> {
    let mut fields = reader.map(yaml)?;
    let why = fields.need("why", reader).and_then(|yaml| reader.words(yaml));
    let given_yaml = fields.need("given", reader);
    let given = given_yaml.and_then(|yaml| given(reader, yaml));
    let settings = fields.take("settings").map_or_else(Map::new, |yaml| {
        reader.map(yaml);
        yaml.json_map()
    });
    let params = fields.take("params").map_or_else(BTreeMap::new, |yaml| params(reader, yaml));
    let query_yaml = fields.take("query");
    let query = query_yaml.and_then(|yaml| query(reader, yaml));
    let expect = fields.need("expect", reader).and_then(|yaml| expect(reader, yaml));
    fields.finish(reader);
    let given = given?;
    if matches!(given, Given::Tables(_)) && query_yaml.is_none() {
        let span = given_yaml.map_or(yaml.span, |yaml| yaml.span);
        reader.report(Problem::Example { name: "query".to_owned(), why: ExampleFault::Query }, span);
    }
    let place = reader.place(yaml.span);
    Some(Example { why: why?, given, settings, params, query, expect: expect?, place })
}

fn params(reader: &mut Reader, yaml: &Yaml) -> BTreeMap<String, crate::metric::ParamValue> {
    let mut params = BTreeMap::new();
    for (name, value) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        if let (Some(name), Some(value)) = (name.scalar(), reader.param_value(value)) {
            params.insert(name.to_owned(), value);
        }
    }
    params
}

fn query(reader: &mut Reader, yaml: &Yaml) -> Option<ExampleQuery> {
    let mut fields = reader.map(yaml)?;
    let from = reader.needed_text(&mut fields, "from");
    let to = reader.needed_text(&mut fields, "to");
    let grain = reader.optional_text(&mut fields, "grain");
    let by = fields.take("by").map_or_else(Vec::new, |yaml| reader.texts(yaml));
    let filter = reader.optional_text(&mut fields, "where");
    let basis = reader.optional_text(&mut fields, "basis");
    let now = reader.optional_text(&mut fields, "now");
    let include_immature = fields.take("include_immature").and_then(|yaml| reader.boolean(yaml)).unwrap_or(false);
    fields.finish(reader);
    Some(ExampleQuery { from: from?, to: to?, grain, by, filter, basis, now, include_immature })
}

fn expect(reader: &mut Reader, yaml: &Yaml) -> Option<Expect> {
    let mut fields = reader.map(yaml)?;
    let value = fields.given("value").and_then(|yaml| expected(reader, yaml));
    let numerator = fields.given("numerator").and_then(|yaml| expected(reader, yaml));
    let denominator = fields.given("denominator").and_then(|yaml| expected(reader, yaml));
    let mut also = BTreeMap::new();
    if let Some(yaml) = fields.take("also") {
        for (name, value) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
            if let (Some(name), Some(value)) = (name.scalar(), expected(reader, value)) {
                also.insert(name.to_owned(), value);
            }
        }
    }
    let rows = fields.take("rows").map_or(&[][..], |yaml| reader.list(yaml).unwrap_or_default());
    let mut objects = Vec::new();
    for row in rows {
        if matches!(row.value, Value::Map(_)) {
            reader.map(row);
            objects.push(row.json_map());
        } else {
            reader.shape(row, Shape::Map);
        }
    }
    if fields.entries().is_empty() {
        reader.report(Problem::Empty { key: "expect".to_owned() }, yaml.span);
    }
    fields.finish(reader);
    Some(Expect { value, numerator, denominator, also, rows: objects })
}

fn expected(reader: &mut Reader, yaml: &Yaml) -> Option<Expected> {
    if yaml.is_null() {
        return Some(Expected::Null);
    }
    reader.number(yaml).map(Expected::Number)
}
