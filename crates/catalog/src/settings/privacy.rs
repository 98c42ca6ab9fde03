//! Which data is personal, how long it is kept, and how small a group may be shown.

use std::collections::{BTreeMap, BTreeSet};

use super::set;
use crate::error::Wanted;
use crate::read::{Fields, Reader};

/// What is done to protect the people in the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Privacy {
    /// Columns with personal data, as `table.column`.
    pub personal: BTreeSet<String>,
    /// Days after which a table's rows are due for erasing, by table.
    pub retention_days: BTreeMap<String, i64>,
    /// The least number of customers that a part of an answer may be about; 1 shows every part.
    pub min_group: i64,
}

const PERSONAL: [&str; 6] = [
    "customers.name",
    "customers.email",
    "customers.phone",
    "customers.birth_date",
    "customers.gender",
    "survey_responses.comment",
];

impl Default for Privacy {
    fn default() -> Self {
        let personal = PERSONAL.iter().map(|column| (*column).to_owned()).collect();
        Self { personal, retention_days: BTreeMap::new(), min_group: 1 }
    }
}

impl Privacy {
    pub(super) fn read(&mut self, reader: &mut Reader, mut fields: Fields<'_>) {
        if let Some(list) = fields.take("personal").and_then(|yaml| reader.list(yaml)) {
            self.personal = list.iter().filter_map(|yaml| reader.table_column(yaml)).collect();
        }
        let retention = fields.take("retention_days").and_then(|yaml| reader.map(yaml));
        for (table, days) in retention.map_or(&[][..], |map| map.entries()) {
            if let (Some(table), Some(days)) = (reader.table(table), reader.some_days(days)) {
                self.retention_days.insert(table, days);
            }
        }
        let group = fields.take("min_group");
        set(&mut self.min_group, group.and_then(|yaml| reader.whole(yaml, 1, 1_000_000, Wanted::PositiveWholeNumber)));
        fields.finish(reader);
    }
}
