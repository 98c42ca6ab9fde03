//! Sources whose columns are not those of the delivery before.

use lake::ColumnChange;
use model::{Looks, Message, SourceColumn};

use super::{Amount, Check, Finding, Found, Inspector, Severity};
use crate::EngineError;

impl Inspector<'_> {
    pub(super) fn schema(&self, found: &mut Found) -> Result<(), EngineError> {
        let severity = if self.settings().quality.fixed_schema { Severity::Error } else { Severity::Warning };
        for change in self.snapshot().column_changes()? {
            for (check, columns) in drift(&change) {
                found.look(check, usize::from(!change.before.is_empty()));
                if columns.is_empty() {
                    continue;
                }
                let names = Message::new("engine.check.columns_gone.detail");
                found.findings.push(Finding {
                    check,
                    severity,
                    place: format!("{}/{}", change.table, change.source),
                    value: Some(Amount::Count(columns.len() as u64)),
                    bar: (severity == Severity::Error).then_some(Amount::Count(0)),
                    detail: Some(names.with("columns", columns.join(", ")).with("import", change.import)),
                });
            }
        }
        Ok(())
    }
}

/// What is gone, what is new, and what has changed its kind since the delivery before.
fn drift(change: &ColumnChange) -> [(Check, Vec<String>); 3] {
    let ColumnChange { columns, before, .. } = change;
    if before.is_empty() || columns.is_empty() {
        return [Check::ColumnsGone, Check::ColumnsAdded, Check::ColumnKind].map(|check| (check, Vec::new()));
    }
    let lacking = |of: &[SourceColumn], from: &[SourceColumn]| {
        let missing = of.iter().filter(|column| !from.iter().any(|other| other.name == column.name));
        missing.map(|column| column.name.clone()).collect()
    };
    let kinds = columns.iter().filter_map(|column| {
        let earlier = before.iter().find(|earlier| earlier.name == column.name)?;
        let (was, is) = (earlier.looks, column.looks);
        let changed = was != is && was != Looks::Empty && is != Looks::Empty;
        changed.then(|| format!("{} ({} → {})", column.name, was.name(), is.name()))
    });
    [
        (Check::ColumnsGone, lacking(before, columns)),
        (Check::ColumnsAdded, lacking(columns, before)),
        (Check::ColumnKind, kinds.collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_come_go_and_change_are_told_apart() {
        let column = |name: &str, looks| SourceColumn { name: name.to_owned(), looks };
        let before = vec![column("id", Looks::Number), column("note", Looks::Empty), column("amount", Looks::Number)];
        let columns = vec![column("id", Looks::Text), column("note", Looks::Text), column("coupon", Looks::Text)];
        let (table, source) = ("orders".to_owned(), "shop".to_owned());
        let mut change = ColumnChange { table, source, import: 2, columns, before };
        let said: Vec<_> = drift(&change).into_iter().map(|(_, columns)| columns.join(", ")).collect();
        assert_eq!(said, ["amount", "coupon", "id (number → text)"]);
        change.before.clear();
        assert!(drift(&change).iter().all(|(_, columns)| columns.is_empty()));
    }
}
