//! The words around a metric's own words, from `labels.yaml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::words::Words;
use crate::yaml::{self, Value, Yaml};
use model::Language;

/// The label under a key such as `formula` or `units.share`; a key that is not there, which a test forbids, stands for
/// itself.
pub(super) fn label(key: &'static str, language: Language) -> &'static str {
    LABELS.get(key).map_or(key, |words| words.say(language))
}

/// A label with its placeholders filled.
pub(super) fn filled(key: &'static str, language: Language, values: &[(&str, &str)]) -> String {
    let mut text = label(key, language).to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

static LABELS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    let mut labels = BTreeMap::new();
    if let Ok(root) = yaml::parse(include_str!("labels.yaml")) {
        flatten("", &root, &mut labels);
    }
    labels
});

fn flatten(path: &str, yaml: &Yaml, into: &mut BTreeMap<String, Words>) {
    let Value::Map(entries) = &yaml.value else { return };
    let text = |key: &str| {
        let (_, value) = entries.iter().find(|(name, _)| name.scalar() == Some(key))?;
        value.scalar().map(|text| text.trim_end().to_owned())
    };
    if let (Some(en), Some(zh_cn)) = (text("en"), text("zh-CN")) {
        into.insert(path.to_owned(), Words { en, zh_cn });
        return;
    }
    for (name, value) in entries {
        let name = name.scalar().unwrap_or_default();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        flatten(&path, value, into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_that_a_page_names_is_there() {
        for code in
            [include_str!("mod.rs"), include_str!("parts.rs"), include_str!("examples.rs"), include_str!("index.rs")]
        {
            for (at, _) in code.match_indices("label(\"").chain(code.match_indices("filled(\"")) {
                let key = code[at..].split('"').nth(1).unwrap();
                assert!(LABELS.contains_key(key), "{key}");
            }
        }
        assert!(LABELS.contains_key("units.share") && LABELS.contains_key("areas.value"));
    }
}
