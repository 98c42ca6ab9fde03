//! Writing an object of JSON member by member, values as they came.

use crate::source::{Member, ValueKind};

/// An object under way.
pub struct Object(String);

impl Object {
    pub fn new() -> Self {
        Self("{".to_owned())
    }

    /// Adds a member whose value is text.
    pub fn text(&mut self, key: &str, text: &str) {
        let text = serde_json::Value::from(text).to_string();
        self.raw(key, &text);
    }

    /// Adds a member whose value is JSON already.
    pub fn raw(&mut self, key: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&serde_json::Value::from(key).to_string());
        self.0.push(':');
        self.0.push_str(value);
    }

    /// Adds a member as it stands in another object.
    pub fn member(&mut self, key: &str, member: &Member<'_>) {
        match member.kind {
            ValueKind::Text => self.text(key, &member.value),
            ValueKind::Bare | ValueKind::Null => self.raw(key, &member.value),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.len() == 1
    }

    pub fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
