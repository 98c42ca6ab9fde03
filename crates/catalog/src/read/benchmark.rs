//! Files with `benchmarks:` → [`Benchmark`]s.

use model::Grain;

use super::{Fields, Reader};
use crate::benchmark::{Band, Benchmark, Bound, Range, Says};
use crate::error::Problem;
use crate::formula::Span;
use crate::yaml::Yaml;

pub(crate) const PERIODS: &[(&str, Grain)] = &[
    ("day", Grain::Day),
    ("week", Grain::Week),
    ("month", Grain::Month),
    ("quarter", Grain::Quarter),
    ("year", Grain::Year),
];

/// The benchmarks of a file, in its order. Those that cannot be read are left out, and told.
pub(crate) fn benchmarks(reader: &mut Reader, mut fields: Fields<'_>) -> Vec<Benchmark> {
    let mut benchmarks = Vec::new();
    if let Some(yaml) = fields.need("benchmarks", reader) {
        for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
            benchmarks.extend(benchmark(reader, name, body));
        }
    }
    fields.finish(reader);
    benchmarks
}

fn benchmark(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<Benchmark> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let metric = reader.needed_text(&mut fields, "metric");
    let group = fields.need("group", reader).and_then(|yaml| reader.words(yaml));
    let period = fields.take("period").map(|yaml| reader.choice(yaml, PERIODS));
    let (low, high) = (fields.take("low"), fields.take("high"));
    let range = Range { low: bound(reader, low, true), high: bound(reader, high, true) };
    let bands_yaml = fields.take("bands");
    let source = reader.needed_text(&mut fields, "source");
    fields.finish(reader);
    let says = match (low.or(high), bands_yaml) {
        (None, None) => {
            reader.report(Problem::MissingKey { key: "low".to_owned() }, name.span);
            return None;
        }
        (Some(end), None) => {
            not_empty(reader, &range, end.span);
            Says::Range(range)
        }
        (end, Some(yaml)) => {
            if let Some(end) = end {
                let expected = vec!["bands".to_owned()];
                reader.report(Problem::UnknownKey { key: "low".to_owned(), expected }, end.span);
            }
            Says::Bands(bands(reader, yaml))
        }
    };
    let place = reader.place(Span::new(name.span.start, body.span.end));
    let period = period.map_or(Some(None), |period| period.map(Some))?;
    Some(Benchmark { id, metric: metric?, group: group?, period, says, source: source?, place })
}

fn bands(reader: &mut Reader, yaml: &Yaml) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for (name, body) in reader.map(yaml).map_or(&[][..], |fields| fields.entries()) {
        let Some(band) = band(reader, name, body) else { continue };
        if let Some(other) = bands.iter().find(|other| other.range.meets(&band.range)) {
            let problem = Problem::Overlap { one: other.id.clone(), other: band.id.clone() };
            reader.report(problem, name.span);
        }
        bands.push(band);
    }
    bands
}

fn band(reader: &mut Reader, name: &Yaml, body: &Yaml) -> Option<Band> {
    let id = reader.named(name)?;
    let mut fields = reader.map(body)?;
    let title = fields.need("title", reader).and_then(|yaml| reader.words(yaml));
    let mut end = |reader: &mut Reader, included: &'static str, excluded: &'static str| {
        let (with, without) = (fields.take(included), fields.take(excluded));
        if let (Some(_), Some(second)) = (with, without) {
            let expected = vec![included.to_owned()];
            reader.report(Problem::UnknownKey { key: excluded.to_owned(), expected }, second.span);
        }
        bound(reader, with, true).or(bound(reader, without, false))
    };
    let range = Range { low: end(reader, "from", "above"), high: end(reader, "to", "below") };
    fields.finish(reader);
    not_empty(reader, &range, name.span);
    Some(Band { id, title: title?, range })
}

fn bound(reader: &mut Reader, yaml: Option<&Yaml>, included: bool) -> Option<Bound> {
    Some(Bound { digits: reader.number(yaml?)?, included })
}

fn not_empty(reader: &mut Reader, range: &Range, span: Span) {
    if let (true, Some((low, high))) = (range.is_empty(), range.low.as_ref().zip(range.high.as_ref())) {
        let problem = Problem::EmptyRange { low: low.digits.clone(), high: high.digits.clone() };
        reader.report(problem, span);
    }
}
