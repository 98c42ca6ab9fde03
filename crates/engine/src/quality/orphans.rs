//! Rows that belong to a row that is not there: lines without their order, changes without their ticket.

use model::Message;

use super::{Amount, Check, Finding, Found, Gathering, Inspector, Listed, Severity, bar, counts, share, text, texts};
use crate::EngineError;

/// A thing that rows belong to and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Orphan {
    /// The table of the rows.
    pub table: &'static str,
    /// The table that the thing should be in.
    pub parent: &'static str,
    /// `namespace:id` of the thing.
    pub id: String,
    /// Rows that belong to it.
    pub rows: u64,
}

/// Rows of `child` name a row of `parent` by `column`.
struct Belonging {
    child: &'static str,
    parent: &'static str,
    column: &'static str,
    /// Whether the parent's table must be there. Without it, companies of one's customers or the subscriptions that invoices
    /// are for are simply not known.
    always: bool,
}

const BELONGINGS: [Belonging; 6] = [
    Belonging { child: "order_items", parent: "orders", column: "order_id", always: true },
    Belonging { child: "refunds", parent: "orders", column: "order_id", always: true },
    Belonging { child: "refunds", parent: "payments", column: "payment_id", always: false },
    Belonging { child: "ticket_changes", parent: "tickets", column: "ticket_id", always: true },
    Belonging { child: "payments", parent: "subscription_changes", column: "subscription_id", always: false },
    Belonging { child: "customers", parent: "accounts", column: "account_id", always: false },
];

impl Inspector<'_> {
    pub(super) async fn orphans(&self, found: &mut Found) -> Result<Listed<Orphan>, EngineError> {
        let known: Vec<&str> = self.snapshot().tables().into_iter().map(|table| table.name).collect();
        let max_share = bar(self.settings().quality.max_orphan_share.as_ref());
        let mut all_orphans = Listed::default();
        for belonging in &BELONGINGS {
            let has = |table| known.contains(&table);
            if !has(belonging.child) || !(belonging.always || has(belonging.parent)) {
                continue;
            }
            let (orphans, rows) = self.orphans_of(belonging).await?;
            let Belonging { child, parent, column, .. } = belonging;
            let sql = format!("select count({column}) from {child}");
            let all =
                self.read(&sql, child).await?.iter().map(|batch| counts(batch, 0)).collect::<Result<Vec<_>, _>>()?;
            let value = share(rows, all.into_iter().flatten().sum());
            found.look(Check::Orphans, 1);
            found.findings.extend(Severity::of(value, max_share).map(|severity| Finding {
                check: Check::Orphans,
                severity,
                place: format!("{child}.{column}"),
                value: Some(Amount::Share(value)),
                bar: max_share.map(Amount::Share),
                detail: Some(Message::new("engine.check.orphans.detail").with("rows", rows).with("parent", parent)),
            }));
            all_orphans.append(orphans);
        }
        Ok(all_orphans)
    }

    /// The things that are not there, and how many rows belong to them.
    async fn orphans_of(&self, belonging: &Belonging) -> Result<(Listed<Orphan>, u64), EngineError> {
        let Belonging { child, parent, column, .. } = belonging;
        let sql = format!(
            "select c.namespace, c.{column}, count(*)
             from {child} c
             left anti join (select distinct namespace, {column} from {parent}) p
               on p.namespace = c.namespace and p.{column} = c.{column}
             where c.{column} is not null
             group by 1, 2"
        );
        let (mut orphans, mut all) = (Gathering::default(), 0);
        for batch in self.read(&sql, child).await? {
            let (namespaces, ids) = (texts(&batch, 0)?, texts(&batch, 1)?);
            for (row, rows) in counts(&batch, 2)?.into_iter().enumerate() {
                let said = |array| text(array, row).unwrap_or_default();
                let id = format!("{}:{}", said(&namespaces), said(&ids));
                orphans.add(Orphan { table: child, parent, id, rows });
                all += rows;
            }
        }
        Ok((orphans.listed(), all))
    }
}
