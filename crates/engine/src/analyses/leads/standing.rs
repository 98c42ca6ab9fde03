//! Leads as they stood at one instant: what had happened to each by then, and no more.

use std::collections::BTreeMap;

use catalog::{LeadScore, LeadTrigger};
use model::Micros;
use rust_decimal::Decimal;

use super::super::study::Study;
use super::points::points;
use crate::EngineError;
use crate::params::instant;
use crate::records::{Record, Records};
use crate::subjects::Set;

/// What leads are looked at with.
pub(super) struct Open<'a> {
    pub study: &'a Study<'a>,
    pub score: &'a LeadScore,
    /// The customers who count; a lead that names another does not.
    pub counted: Set,
}

/// One lead that was no customer yet.
pub(super) struct Standing {
    pub lead_id: String,
    pub customer: Option<u32>,
    /// By rule.
    pub points: Vec<Decimal>,
    /// The first rule that makes it none.
    pub unqualified: Option<usize>,
    /// Whether it became a customer before the later instant.
    pub converts: bool,
}

impl Standing {
    pub fn score(&self) -> Decimal {
        self.points.iter().sum()
    }
}

impl Open<'_> {
    /// Leads at an instant, and which of them had become customers by a later one.
    ///
    /// When a lead was given its customer nobody has written down: many are given one only when they become one. So what the
    /// customer did counts where leads are scored now, and for no lead where a score is tested: counted for those alone that
    /// never became one, it would tell the outcome.
    ///
    /// # Errors
    /// [`EngineError::Sql`] for a condition that cannot be read.
    pub async fn at(&self, at_us: Micros, later_us: Option<Micros>) -> Result<Vec<Standing>, EngineError> {
        let (study, score) = (self.study, self.score);
        let then = known_then(study, at_us).await?;
        let condition = |index: usize, name: &str, condition: &str| format!(", ({condition}) as {name}{index}");
        let mut columns = String::new();
        for (index, rule) in score.rules.iter().enumerate() {
            if let LeadTrigger::Condition(sql) = &rule.when {
                columns += &condition(index, "rule_", sql);
            }
        }
        for (index, rule) in score.unqualified.iter().enumerate() {
            columns += &condition(index, "none_", &rule.condition);
        }
        let sql = format!(
            "select namespace, lead_id, customer_key, created_at, becomes_at {columns} from ({then}) l order by namespace, lead_id"
        );
        let events = events(study, score, at_us).await?;
        let mut found = Vec::new();
        for record in Records::read(study.context(), &sql, &score.name).await?.iter() {
            let (Some(lead), Some(created_us)) = (record.text("lead_id"), record.instant("created_at")) else {
                continue;
            };
            let customer: Option<u32> = record.text("customer_key").and_then(|key| key.parse().ok());
            if customer.is_some_and(|customer| !self.counted.contains(customer)) {
                continue;
            }
            let becomes = record.instant("becomes_at");
            let linked = customer.filter(|_| later_us.is_none());
            let held = |index: usize| -> Vec<Micros> {
                match &score.rules[index].when {
                    LeadTrigger::Condition(_) if holds(record, &format!("rule_{index}")) => vec![created_us],
                    LeadTrigger::Condition(_) => Vec::new(),
                    LeadTrigger::Events(_) => {
                        linked.and_then(|customer| events.get(&(index, customer))).cloned().unwrap_or_default()
                    }
                }
            };
            let points = (0..score.rules.len()).map(|index| points(&score.rules[index], &held(index), at_us)).collect();
            let unqualified = (0..score.unqualified.len()).find(|index| holds(record, &format!("none_{index}")));
            found.push(Standing {
                lead_id: record
                    .text("namespace")
                    .map_or_else(|| lead.to_owned(), |namespace| format!("{namespace}:{lead}")),
                customer: linked,
                points,
                unqualified,
                converts: becomes.zip(later_us).is_some_and(|(becomes, later)| becomes < later),
            });
        }
        Ok(found)
    }
}

/// SQL of the leads that had come by an instant and were no customers yet, without being qualified, disqualified or won
/// only later. Other columns hold no time, and are as they are known now.
async fn known_then(study: &Study<'_>, at_us: Micros) -> Result<String, EngineError> {
    let at = instant(at_us);
    let columns = study.reader().columns("leads").await?;
    let columns = columns.iter().map(|name| match name.as_str() {
        "qualified_at" | "disqualified_at" => format!("case when {name} < {at} then {name} end as {name}"),
        "converted_at" => format!("cast(null as timestamp) as {name}, {name} as becomes_at"),
        _ => catalog::quote_name(name),
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    Ok(format!(
        "select {columns} from leads where created_at < {at} and (converted_at is null or converted_at >= {at})"
    ))
}

/// By rule and customer, when each of the events that it counts happened.
async fn events(
    study: &Study<'_>,
    score: &LeadScore,
    at_us: Micros,
) -> Result<BTreeMap<(usize, u32), Vec<Micros>>, EngineError> {
    let mut found: BTreeMap<(usize, u32), Vec<Micros>> = BTreeMap::new();
    for (index, rule) in score.rules.iter().enumerate() {
        let LeadTrigger::Events(names) = &rule.when else { continue };
        let names = names.iter().map(|name| catalog::quote(name)).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "select e.customer_key, e.ts from events e where e.name in ({names}) and e.ts < {} \
             and e.customer_key in (select customer_key from leads) order by e.customer_key, e.ts",
            instant(at_us)
        );
        for record in Records::read(study.context(), &sql, &score.name).await?.iter() {
            let key = record.text("customer_key").and_then(|key| key.parse().ok());
            if let (Some(key), Some(at)) = (key, record.instant("ts")) {
                found.entry((index, key)).or_default().push(at);
            }
        }
    }
    Ok(found)
}

fn holds(record: &Record, column: &str) -> bool {
    record.text(column) == Some("true")
}
