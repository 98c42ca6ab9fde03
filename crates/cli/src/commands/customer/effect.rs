//! What a change of who is who would do to the headline metrics.

use engine::{Answer, Number, Query, Row, Unit};
use jiff::civil::Date;
use lake::Snapshot;
use model::{Grain, Message, Micros};

use crate::asked::recent;
use crate::error::CliError;
use crate::render::{self, Cell, Format, List, Names};
use crate::run::Run;
use crate::span;
use crate::workspace::Workspace;

/// The metrics that are shown, where the catalog has them.
const HEADLINES: [&str; 10] = [
    "customers_at_end",
    "new_customers",
    "customer_retention_rate",
    "churn_rate",
    "repurchase_rate",
    "purchase_frequency",
    "arpu",
    "mrr",
    "revenue",
    "orders",
];

/// The headline metrics as they are and as they would be: one entry per metric and period that has a value in either.
#[derive(Clone, Debug, Default)]
pub struct Effect(Vec<Shift>);

/// One number before and after.
#[derive(Clone, Debug)]
struct Shift {
    metric: String,
    unit: Unit,
    start: String,
    end: String,
    grain: Option<Grain>,
    before: Option<Number>,
    after: Option<Number>,
}

impl Effect {
    /// Whether any number changes.
    pub fn moves(&self) -> bool {
        self.0.iter().any(Shift::moves)
    }

    /// Asks both states for the last full month and for twelve months as one.
    ///
    /// # Errors
    /// [`CliError::Engine`] when the workspace cannot be asked. A metric that cannot be computed is left out.
    pub async fn between(
        workspace: &Workspace,
        before: &Snapshot,
        after: &Snapshot,
        now_us: Micros,
    ) -> Result<Self, CliError> {
        let (from, to) = recent(Grain::Month, workspace, before, now_us)?;
        let last = workspace.calendar.floor(to.saturating_sub(jiff::Span::new().days(1)), Grain::Month);
        let mut effect = Self::default();
        for (from, grain) in [(last, Some(Grain::Month)), (from, None)] {
            let query = question(workspace, from, to, grain);
            let (earlier, later) =
                (workspace.engine(before.clone(), now_us)?, workspace.engine(after.clone(), now_us)?);
            for metric in &query.metrics {
                let asked = Query { metrics: vec![metric.clone()], ..query.clone() };
                // A number that cannot be had, for want of a rate for example, keeps nobody from merging.
                if let (Ok(before), Ok(after)) = (earlier.query(&asked).await, later.query(&asked).await) {
                    effect
                        .0
                        .extend(before.iter().zip(&after).filter_map(|(before, after)| shift(before, after, grain)));
                }
            }
        }
        Ok(effect)
    }
}

fn question(workspace: &Workspace, from: Date, to: Date, grain: Option<Grain>) -> Query {
    let known = HEADLINES.into_iter().filter(|id| workspace.catalog.metrics.contains_key(*id));
    Query { metrics: known.map(ToOwned::to_owned).collect(), ..Query::new("", from, to, grain) }
}

/// None where the metric has no value in either state.
fn shift(before: &Answer, after: &Answer, grain: Option<Grain>) -> Option<Shift> {
    let (row, later): (&Row, &Row) = (before.rows.first()?, after.rows.first()?);
    if row.value.is_none() && later.value.is_none() {
        return None;
    }
    Some(Shift {
        metric: before.metric.clone(),
        unit: before.unit,
        start: row.start.clone(),
        end: row.end.clone(),
        grain,
        before: row.value,
        after: later.value,
    })
}

/// One row per metric and period: titles and units for a person, who sees only what changes; ids and exact numbers for a
/// program.
pub fn list(effect: &Effect, workspace: &Workspace, run: &Run) -> List {
    let names = workspace.names(run);
    let human = run.format == Format::Table;
    let columns: &[&str] = match human {
        true => &["metric", "period", "before", "after"],
        false => &["metric", "unit", "start", "end", "before", "after"],
    };
    let list = List::new("effect", columns, run.language);
    let mut list = list.titled(Message::new("cli.customer.effect"), run.language);
    let day = |text: &str| text.parse().map_or_else(|_| Cell::text(text), Cell::Day);
    list.rows = match human {
        true => effect.0.iter().filter(|shift| shift.moves()).map(|shift| shift.shown(&names)).collect(),
        false => effect
            .0
            .iter()
            .map(|shift| {
                vec![
                    Cell::text(&shift.metric),
                    Cell::text(shift.unit.name()),
                    day(&shift.start),
                    day(&shift.end),
                    render::exact(shift.before),
                    render::exact(shift.after),
                ]
            })
            .collect(),
    };
    list
}

/// Says what the report does not: that no number changes, and that nothing was done.
pub fn notes(effect: &Effect, done: bool, run: &Run) {
    if run.format == Format::Table && !effect.moves() {
        run.note(&Message::new("cli.customer.unmoved"));
    }
    if !done {
        run.note(&Message::new("cli.customer.previewed"));
    }
}

impl Shift {
    fn moves(&self) -> bool {
        self.before != self.after
    }

    fn shown(&self, names: &Names<'_>) -> Vec<Cell> {
        vec![
            Cell::text(names.title(&self.metric)),
            Cell::text(span::label(&self.start, &self.end, self.grain)),
            render::in_unit(self.before, self.unit),
            render::in_unit(self.after, self.unit),
        ]
    }
}
