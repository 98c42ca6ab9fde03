//! A text in both languages of the catalog.

/// What a definition says, in English and in Simplified Chinese. Neither is empty in a checked catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub en: String,
    pub zh_cn: String,
}

/// A language of the catalog's texts and pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tongue {
    #[default]
    English,
    Chinese,
}

impl Words {
    /// The text in the language of a tag: Chinese for `zh` and every `zh-…`, English for all others.
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        self.say(Tongue::from_tag(language))
    }

    #[must_use]
    pub fn say(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::English => &self.en,
            Tongue::Chinese => &self.zh_cn,
        }
    }
}

impl Tongue {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Chinese for `zh` and every `zh-…`, English for all others.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        match tag.split(['-', '_']).next() {
            Some(main) if main.eq_ignore_ascii_case("zh") => Self::Chinese,
            _ => Self::English,
        }
    }

    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}
