//! `metrics/segments/<name>.yaml` → [`Segment`].

use super::given::{measures, ranges};
use super::metric::same_as_file;
use super::{Fields, Reader};
use crate::error::{Problem, Wanted};
use crate::formula::Span;
use crate::metric::Origin;
use crate::segment::{Segment, SegmentExample};
use crate::yaml::{Value, Yaml};

/// The segment of a file. Everything wrong with it is told; with anything needed missing there is no segment.
pub(crate) fn segment(reader: &mut Reader, root: &Yaml, mut fields: Fields<'_>, origin: Origin) -> Option<Segment> {
    let name_yaml = fields.need("segment", reader);
    let name = name_yaml.and_then(|yaml| reader.named(yaml));
    if let (Some(yaml), Some(name)) = (name_yaml, &name) {
        same_as_file(reader, yaml, name);
    }
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let about = fields.need("about", reader).and_then(|yaml| reader.words(yaml));
    let formula = fields.need("formula", reader).and_then(|yaml| reader.formula(yaml));
    let examples = fields.need("examples", reader).map_or_else(Vec::new, |yaml| examples(reader, yaml));
    fields.finish(reader);
    Some(Segment {
        name: name?,
        title: title?,
        about: about?,
        formula: formula?,
        examples,
        origin,
        place: reader.place(root.span),
    })
}

fn examples(reader: &mut Reader, yaml: &Yaml) -> Vec<SegmentExample> {
    let items = reader.list(yaml).unwrap_or_default();
    if items.is_empty() {
        reader.report(Problem::Empty { key: "examples".to_owned() }, Span::new(yaml.span.start, yaml.span.end));
    }
    items.iter().filter_map(|item| example(reader, item)).collect()
}

fn example(reader: &mut Reader, yaml: &Yaml) -> Option<SegmentExample> {
    let mut fields = reader.map(yaml)?;
    let why = fields.need("why", reader).and_then(|yaml| reader.words(yaml));
    let given = fields.need("given", reader).map(|yaml| measures(reader, yaml));
    let expect = fields.need("expect", reader).and_then(|yaml| customers(reader, yaml));
    fields.finish(reader);
    Some(SegmentExample { why: why?, given: given?, expect: expect?, place: reader.place(yaml.span) })
}

/// `[2, 3]`, `2-5, 7` or an empty text for nobody.
fn customers(reader: &mut Reader, yaml: &Yaml) -> Option<Vec<u32>> {
    if let Value::List(items) = &yaml.value {
        let mut found = Vec::new();
        for item in items {
            found.extend(customers(reader, item)?);
        }
        found.sort_unstable();
        found.dedup();
        return Some(found);
    }
    let text = reader.text(yaml)?.to_owned();
    ranges(&text).or_else(|| reader.wanted(yaml, &text, Wanted::Customers))
}
