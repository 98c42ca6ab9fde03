//! The language of a workspace, read before its settings are.

use model::Language;

use super::Settings;

impl Settings {
    /// What `language:` says in the text of a `tenure.yaml`, even where other lines are wrong: those mistakes are
    /// then told in this language. None when the key is absent or names no language.
    #[must_use]
    pub fn language_in(text: &str) -> Option<Language> {
        let value = text.lines().find_map(|line| line.strip_prefix("language:"))?;
        let value = value.split(" #").next().unwrap_or(value);
        value.trim().trim_matches(['"', '\'']).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_read_of_a_file_with_mistakes() {
        let text = "nmae: [acme\nlanguage: \"zh-CN\" # for the team\n";
        assert_eq!(Settings::language_in(text), Some(Language::Chinese));
        assert_eq!(Settings::language_in("activity:\n  language: zh-CN\n"), None);
        assert_eq!(Settings::language_in("language: klingon"), None);
    }
}
