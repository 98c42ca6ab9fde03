//! JSON schemas of the files that a person writes, for editors.
//!
//! They are kept as YAML beside this file, with their descriptions. The tests hold them to the readers: neither knows a
//! key or word that the other does not.

#[cfg(test)]
mod tests;

use crate::yaml;

const FILES: [(&str, &str); 9] = [
    ("tenure.schema.json", include_str!("tenure.yaml")),
    ("metric.schema.json", include_str!("metric.yaml")),
    ("measures.schema.json", include_str!("measures.yaml")),
    ("benchmarks.schema.json", include_str!("benchmarks.yaml")),
    ("laws.schema.json", include_str!("laws.yaml")),
    ("segment.schema.json", include_str!("segment.yaml")),
    ("lead_score.schema.json", include_str!("lead_score.yaml")),
    ("score.schema.json", include_str!("score.yaml")),
    ("report_tables.schema.json", include_str!("report_tables.yaml")),
];

/// Every schema: its file name below `docs/schema` and its text, ending in one line feed.
#[must_use]
pub fn schemas() -> Vec<(&'static str, String)> {
    FILES
        .into_iter()
        .map(|(name, text)| {
            let schema = yaml::parse(text).map_or(serde_json::Value::Null, |yaml| yaml.json());
            (name, format!("{schema:#}\n"))
        })
        .collect()
}
