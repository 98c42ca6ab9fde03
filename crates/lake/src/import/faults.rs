//! Rows whose fault only shows beside other rows: what is wrong with them, and they themselves as they are rejected.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::json::LineDelimitedWriter;
use datafusion::prelude::{SessionContext, col};
use model::{Message, Place, Recipe, Reject, Rule, Table, system};
use roaring::RoaringTreemap;

use super::rows::SEQUENCE;
use super::staging::staged;
use crate::LakeError;
use crate::functions::kept;

/// A staged row that breaks a rule beside others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub sequence: u64,
    pub place: Place,
    pub rule: Rule,
    pub message: Message,
}

/// The rejects of faulty rows, at most `most` of them. Their raw text is the row's values as JSON, and they are
/// to be read as rows of the table itself: the source's own text is not known here.
pub(super) async fn rejects(
    context: &SessionContext,
    table: &'static Table,
    faults: &[Fault],
    most: usize,
) -> Result<Vec<Reject>, LakeError> {
    let mut wanted: Vec<_> = faults.iter().collect();
    wanted.sort_unstable_by_key(|fault| fault.sequence);
    wanted.truncate(most);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let sequences = wanted.iter().map(|fault| fault.sequence).collect();
    let rows = written(context, table, sequences).await?;
    let rejects = wanted.into_iter().zip(rows).map(|(fault, row)| Reject {
        table: table.name,
        place: fault.place.clone(),
        rule: fault.rule,
        message: fault.message.clone(),
        raw: row.raw,
        recipe: row.recipe,
        replaces: None,
    });
    Ok(rejects.collect())
}

/// A staged row as JSON, and how that is read.
struct Written {
    raw: String,
    recipe: Arc<Recipe>,
}

/// Staged rows by their sequence numbers, in that order.
async fn written(
    context: &SessionContext,
    table: &'static Table,
    sequences: RoaringTreemap,
) -> Result<Vec<Written>, LakeError> {
    let header: Vec<&str> = table.columns.iter().map(|column| column.name).chain(table.rest).collect();
    let columns = header.iter().copied().chain([system::NAMESPACE, system::SOURCE]).map(col);
    let rows = context
        .table(staged(table.name))
        .await?
        .filter(!kept(&Arc::new(sequences), col(SEQUENCE)))?
        .sort(vec![col(SEQUENCE).sort(true, false)])?
        .select(columns.collect::<Vec<_>>())?;
    let mut recipes = BTreeMap::new();
    let mut written = Vec::new();
    for batch in rows.collect().await? {
        let namespaces = cast(batch.column(header.len()), &DataType::Utf8)?;
        let sources = cast(batch.column(header.len() + 1), &DataType::Utf8)?;
        let own: Vec<usize> = (0..header.len()).collect();
        let mut writer = LineDelimitedWriter::new(Vec::new());
        writer.write(&batch.project(&own)?)?;
        writer.finish()?;
        let text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
        for (row, raw) in text.lines().enumerate() {
            let said = |array: &ArrayRef| array.as_string::<i32>().value(row).to_owned();
            let whose = (said(&namespaces), said(&sources));
            let recipe = recipes.entry(whose).or_insert_with_key(|whose| Arc::new(recipe(table, &header, whose)));
            written.push(Written { raw: raw.to_owned(), recipe: recipe.clone() });
        }
    }
    Ok(written)
}

fn recipe(table: &Table, header: &[&str], (namespace, source): &(String, String)) -> Recipe {
    Recipe {
        target: table.name.to_owned(),
        source: source.clone(),
        namespace: namespace.clone(),
        mapping: None,
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        delimiter: None,
        time_zone: "UTC".to_owned(),
        day_order: None,
        day_orders: BTreeMap::new(),
        decimal_sign: None,
        decimal_signs: Default::default(),
        currency: None,
    }
}
