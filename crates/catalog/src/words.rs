//! A text in both languages of the catalog.

use model::Language;

/// What a definition says, in English and in Simplified Chinese. Neither is empty in a checked catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub en: String,
    pub zh_cn: String,
}

impl Words {
    #[must_use]
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh_cn,
        }
    }
}
