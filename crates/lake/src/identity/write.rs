//! Writing who is who: rows appended to the table `identities`, links undone in it.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::record_batch::RecordBatch;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::{Expr, lit};
use model::Micros;

use super::{Evidence, NewLink};
use crate::delta::Attempt;
use crate::lake::Writing;
use crate::state::{Publication, Published};
use crate::stored::{IDENTITIES, Stored};
use crate::{LakeError, OutsideId};

/// Writes a publication's new identities and links, and closes those it undoes.
pub(crate) async fn append(
    writing: &Writing,
    publication: &mut Publication,
    attempt: &Attempt<'_>,
) -> Result<(), LakeError> {
    let stored = Stored::identities();
    if !publication.undone.is_empty() {
        let numbers = publication.undone.iter().map(|number| lit(*number)).collect();
        let predicate = Expr::Column(Column::from_name("link")).in_list(numbers, false);
        let undone_at = lit(ScalarValue::TimestampMicrosecond(Some(publication.at_us), Some("UTC".into())));
        let version = writing.tables.update(&stored, predicate, ("undone_at", undone_at), attempt).await?;
        publication.tables.insert(IDENTITIES.to_owned(), Published { version, ..Published::default() });
    }
    if publication.identities.is_empty() && publication.links.is_empty() {
        return Ok(());
    }
    let plan = attempt.context.read_batch(batch(publication, &stored)?)?.into_unoptimized_plan();
    let version = writing.tables.append(&stored, plan, attempt).await?;
    let live_rows = (publication.identities.len() + publication.links.len()) as i64;
    publication.tables.insert(IDENTITIES.to_owned(), Published { version, live_rows, closed_rows: 0 });
    Ok(())
}

/// One row to be: an outside id with its key, or a link.
enum Row<'a> {
    Seen { key: u32, outside: &'a OutsideId },
    Linked { number: i64, link: &'a NewLink },
}

fn batch(publication: &Publication, stored: &Stored) -> Result<RecordBatch, LakeError> {
    let seen = (publication.first_key..).zip(&publication.identities).map(|(key, outside)| Row::Seen { key, outside });
    let linked = (publication.first_link..).zip(&publication.links).map(|(number, link)| Row::Linked { number, link });
    let rows: Vec<Row<'_>> = seen.chain(linked).collect();
    let columns = stored.columns().map(|name| column(name, &rows, publication.at_us));
    Ok(RecordBatch::try_new(stored.schema.clone(), columns.collect())?)
}

fn column(name: &str, rows: &[Row<'_>], at_us: Micros) -> ArrayRef {
    let instants = |of: &dyn Fn(&Row<'_>) -> Option<Micros>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    };
    let texts = |of: &dyn Fn(&Row<'_>) -> Option<String>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let keys = |of: &dyn Fn(&Row<'_>) -> u32| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(of(row).cast_signed())).collect::<Int32Array>())
    };
    match name {
        "link" => Arc::new(rows.iter().map(|row| row.link().map(|(number, _)| number)).collect::<Int64Array>()),
        "namespace" => texts(&|row| Some(row.outside().namespace.clone())),
        "outside_id" => texts(&|row| Some(row.outside().id.clone())),
        "outside_key" => keys(&|row| row.own_key()),
        "customer_key" => keys(&|row| row.link().map_or_else(|| row.own_key(), |(_, link)| link.with)),
        "evidence" => {
            texts(&|row| Some(row.link().map_or(Evidence::Seen, |(_, link)| link.evidence).as_str().to_owned()))
        }
        "record" => texts(&|row| row.link().and_then(|(_, link)| link.record.as_ref()).map(ToString::to_string)),
        "from" => instants(&|row| row.link().and_then(|(_, link)| link.tie.instants().0)),
        "to" => instants(&|row| row.link().and_then(|(_, link)| link.tie.instants().1)),
        "undone_at" => instants(&|row| row.link().filter(|(_, link)| link.refused).map(|_| at_us)),
        _ => instants(&|_| Some(at_us)),
    }
}

impl<'a> Row<'a> {
    fn link(&self) -> Option<(i64, &'a NewLink)> {
        match self {
            Self::Seen { .. } => None,
            Self::Linked { number, link } => Some((*number, link)),
        }
    }

    fn outside(&self) -> &'a OutsideId {
        match self {
            Self::Seen { outside, .. } => outside,
            Self::Linked { link, .. } => &link.outside,
        }
    }

    fn own_key(&self) -> u32 {
        match self {
            Self::Seen { key, .. } => *key,
            Self::Linked { link, .. } => link.key,
        }
    }
}
