//! What a command has to say beyond answers: facts and lists, each under a key for programs and a title for people.

use model::{Language, Message};

use super::Cell;

/// Facts about one thing, then lists. One list is the main one: the rows of its CSV and Parquet renderings.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub facts: Vec<Fact>,
    pub lists: Vec<List>,
}

/// One named value.
#[derive(Clone, Debug)]
pub struct Fact {
    pub key: String,
    pub title: String,
    pub cell: Cell,
}

/// One row per thing.
#[derive(Clone, Debug)]
pub struct List {
    pub key: &'static str,
    /// Shown above the list; none for a list that needs no heading.
    pub title: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

/// One column of a list.
#[derive(Clone, Debug)]
pub struct Column {
    pub key: String,
    pub title: String,
}

impl Report {
    /// Adds a fact titled by the words of `cli.column.<key>`.
    pub fn fact(&mut self, key: &'static str, cell: Cell, language: Language) {
        self.facts.push(Fact { key: key.to_owned(), title: title(key, language), cell });
    }

    /// The facts as a list of one row, for a report that has no list.
    pub fn as_list(&self) -> List {
        let columns = self.facts.iter().map(|fact| Column { key: fact.key.clone(), title: fact.title.clone() });
        let row = self.facts.iter().map(|fact| fact.cell.clone());
        List { key: "facts", title: None, columns: columns.collect(), rows: vec![row.collect()] }
    }

    /// The list whose rows are the report's own: the first.
    pub fn main(&self) -> Option<&List> {
        self.lists.first()
    }
}

impl List {
    /// A list without rows, its columns titled by the words of `cli.column.<key>`.
    pub fn new(key: &'static str, columns: &[&str], language: Language) -> Self {
        let columns =
            columns.iter().map(|key| Column { key: (*key).to_owned(), title: title(key, language) }).collect();
        Self { key, title: None, columns, rows: Vec::new() }
    }

    /// Adds the heading that stands above the list.
    pub fn titled(mut self, title: Message, language: Language) -> Self {
        self.title = Some(title.say(language));
        self
    }
}

/// The words for a column; a name that has none, such as a dimension of the user's own, is its own title.
pub fn title(key: &str, language: Language) -> String {
    let path = format!("cli.column.{key}");
    let keys = language.keys();
    match keys.binary_search(&path.as_str()) {
        Ok(index) => Message::new(keys[index]).say(language),
        Err(_) => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_words_is_its_own_title() {
        assert_eq!(title("table", Language::English), "Table");
        assert_eq!(title("favourite_colour", Language::English), "favourite_colour");
    }
}
