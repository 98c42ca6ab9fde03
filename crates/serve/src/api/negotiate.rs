//! In which form and which language an answer is wanted, as the request's headers say.

use axum::http::{HeaderMap, header};
use model::Language;

use crate::Format;

/// The media types of answers, and what they are.
const TYPES: [(&str, Format); 4] = [
    ("application/json", Format::Json),
    ("text/csv", Format::Csv),
    ("application/vnd.apache.parquet", Format::Parquet),
    ("application/vnd.apache.arrow.stream", Format::Arrow),
];

/// The media type of a form.
#[must_use]
pub fn media_type(format: Format) -> &'static str {
    TYPES.iter().find(|(_, known)| *known == format).map_or(TYPES[0].0, |(name, _)| name)
}

/// The form that `Accept` wants most of those there are; JSON without one. None when it wants none of them.
#[must_use]
pub fn wanted(headers: &HeaderMap) -> Option<Format> {
    let Some(accept) = headers.get(header::ACCEPT) else { return Some(Format::Json) };
    let weighed = weighed(accept.to_str().ok()?);
    let of = |(name, format): &(&str, Format)| {
        let kind = name.split('/').next().unwrap_or_default();
        let matches = |range: &str| range == "*/*" || range == *name || range.strip_suffix("/*") == Some(kind);
        // What is said of a type itself counts before what is said of all.
        let weight = weighed
            .iter()
            .filter(|(range, _)| matches(range))
            .max_by_key(|(range, _)| range.len() * usize::from(!range.contains('*')) + usize::from(*range != "*/*"));
        weight.map(|(_, weight)| (*weight, *format)).filter(|(weight, _)| *weight > 0)
    };
    // Of several that are wanted alike the first that there is.
    TYPES.iter().rev().filter_map(of).max_by_key(|(weight, _)| *weight).map(|(_, format)| format)
}

/// The language that `Accept-Language` wants most of those tenure speaks; English without one.
#[must_use]
pub fn language(headers: &HeaderMap) -> Language {
    let Some(text) = headers.get(header::ACCEPT_LANGUAGE).and_then(|text| text.to_str().ok()) else {
        return Language::default();
    };
    let mut tags = weighed(text);
    tags.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let spoken = |tag: &str| match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => Some(Language::English),
        "zh" => Some(Language::Chinese),
        _ => None,
    };
    tags.into_iter().filter(|(_, weight)| *weight > 0).find_map(|(tag, _)| spoken(tag)).unwrap_or_default()
}

/// The parts of a header with weights, `text/csv;q=0.5`, each with its weight in thousandths.
fn weighed(text: &str) -> Vec<(&str, u32)> {
    let part = |part| {
        let mut fields = str::split(part, ';').map(str::trim);
        let name = fields.next()?;
        let weight = fields.find_map(|field| field.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse::<f32>().ok());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
        let thousandths = (weight.unwrap_or(0.0).clamp(0.0, 1.0) * 1000.0) as u32;
        (!name.is_empty()).then_some((name, thousandths))
    };
    text.split(',').filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn the_form_is_the_one_wanted_most() {
        for (accept, expected) in [
            ("application/json", Some(Format::Json)),
            ("*/*", Some(Format::Json)),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Some(Format::Json)),
            ("text/csv", Some(Format::Csv)),
            ("text/*", Some(Format::Csv)),
            ("application/json;q=0.5, text/csv;q=0.9", Some(Format::Csv)),
            ("application/*;q=0.2, application/vnd.apache.parquet", Some(Format::Parquet)),
            ("application/vnd.apache.arrow.stream", Some(Format::Arrow)),
            ("application/json;q=0, */*", Some(Format::Csv)),
            ("image/png", None),
            ("", None),
        ] {
            assert_eq!(wanted(&headers(header::ACCEPT, accept)), expected, "{accept}");
        }
        assert_eq!(wanted(&HeaderMap::new()), Some(Format::Json));
    }

    #[test]
    fn the_language_is_the_one_wanted_most() {
        for (accept, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("en-US,en;q=0.9,zh;q=0.8", Language::English),
            ("fr, zh;q=0.3", Language::Chinese),
            ("fr", Language::English),
            ("en;q=0, zh;q=0.1", Language::Chinese),
        ] {
            assert_eq!(language(&headers(header::ACCEPT_LANGUAGE, accept)), expected, "{accept}");
        }
    }
}
