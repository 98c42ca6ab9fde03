//! The lifetimes behind the curves: when each began, how long it has lasted, and whether it has ended.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use model::{Micros, Period};

use super::super::occurrence::Occurrence;
use super::super::study::Study;
use super::clock::Clock;
use super::{Leaving, LifeOf, SurvivalQuery};
use crate::EngineError;
use crate::measures::{column, integers};

/// One lifetime.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    pub customer: u32,
    /// In parts of a unit.
    pub duration: i64,
    /// Whether it had ended then; otherwise it was last seen.
    pub ended: bool,
}

/// Which lifetimes to read.
pub(super) struct Wanted<'a> {
    pub query: &'a SurvivalQuery,
    pub start: &'a Occurrence,
    pub end: Option<&'a Occurrence>,
    /// Only those that began in it.
    pub began: Option<Period>,
    pub horizon: Micros,
}

/// A stretch `[from, to)` of one customer; without an end it still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    from: Micros,
    to: Option<Micros>,
}

/// Whose stretch it is, and of which subscription where these are told apart.
type Owner = (u32, String);

impl Wanted<'_> {
    /// Reads them, in the order of customers.
    ///
    /// # Errors
    /// [`EngineError`] when the rows cannot be read.
    pub async fn read(&self, study: &Study<'_>, clock: &Clock<'_>) -> Result<Vec<Life>, EngineError> {
        let stretches = match self.end {
            Some(end) => self.until(study, end).await?,
            None => self.lasting(study).await?,
        };
        let in_time = |from: Micros| {
            from < self.horizon && self.began.is_none_or(|range| range.start_us <= from && from < range.end_us)
        };
        let mut lives = Vec::with_capacity(stretches.len());
        for (customer, Stretch { from, to }) in stretches.into_iter().filter(|(_, stretch)| in_time(stretch.from)) {
            let ended = to.filter(|to| *to <= self.horizon);
            let duration = clock.parts(from, ended.unwrap_or(self.horizon))?;
            lives.push(Life { customer, duration, ended: ended.is_some() });
        }
        Ok(lives)
    }

    /// From a state's beginning to its end.
    async fn lasting(&self, study: &Study<'_>) -> Result<Vec<(u32, Stretch)>, EngineError> {
        let columns = study.reader().columns(&self.start.from).await?;
        let told_apart = self.query.each == LifeOf::Every && columns.iter().any(|column| column == "subscription_id");
        let owner = if told_apart { "concat(namespace, ' ', subscription_id)" } else { "''" };
        let catalog::TimeColumns::Interval(from, to) = &self.start.time else { return Ok(Vec::new()) };
        let sql = format!(
            "select customer_key as k, {owner} as o, {from} as f, {to} as t from {table} \
             where customer_key is not null and ({condition}) order by k, o, f, t",
            table = self.start.from,
            condition = self.start.condition.as_deref().unwrap_or("true"),
        );
        let (first_of_each, leaving) = (told_apart || self.query.each == LifeOf::First, self.query.leaving);
        let mut lives = Vec::new();
        for own in self.rows(study, &sql).await?.chunk_by(|(one, _), (next, _)| one == next) {
            let islands = self.known(own.iter().map(|(_, stretch)| *stretch));
            let Some(((customer, _), first, last)) = own
                .first()
                .zip(islands.first())
                .zip(islands.last())
                .map(|(((owner, _), first), last)| (owner, first, last))
            else {
                continue;
            };
            match (first_of_each, leaving) {
                (false, _) => lives.extend(islands.iter().map(|island| (*customer, *island))),
                (true, Leaving::First) => lives.push((*customer, *first)),
                (true, Leaving::ForGood) => lives.push((*customer, Stretch { from: first.from, to: last.to })),
            }
        }
        Ok(lives)
    }

    /// Stretches joined, without those that are to begin only when nothing is known yet: who has left has not come back by
    /// the horizon because they will after it.
    fn known(&self, stretches: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
        let mut islands = joined(stretches);
        islands.retain(|island| island.from < self.horizon);
        islands
    }

    /// From the first start to the first of something else at or after it; of the same, to the second.
    async fn until(&self, study: &Study<'_>, end: &Occurrence) -> Result<Vec<(u32, Stretch)>, EngineError> {
        let later = if end == self.start { ">" } else { ">=" };
        let sql = format!(
            "with began as (select customer_key as k, min({at}) as f from {from} \
             where customer_key is not null and ({starts}) group by customer_key), \
             ends as (select customer_key as e, {ends_at} as t from {ends_from} \
             where customer_key is not null and ({ends})) \
             select k, '' as o, f, min(t) as t from began left join ends on e = k and t {later} f group by k, f order by k",
            at = self.start.at()?,
            from = self.start.from,
            starts = self.start.condition.as_deref().unwrap_or("true"),
            ends_at = end.at()?,
            ends_from = end.from,
            ends = end.condition.as_deref().unwrap_or("true"),
        );
        Ok(self.rows(study, &sql).await?.into_iter().map(|((customer, _), stretch)| (customer, stretch)).collect())
    }

    async fn rows(&self, study: &Study<'_>, sql: &str) -> Result<Vec<(Owner, Stretch)>, EngineError> {
        let mut rows = Vec::new();
        for batch in study.reader().rows(&self.start.set(catalog::TimeRule::Ever), sql).await? {
            let (keys, from, to) = (integers(&batch, "k")?, integers(&batch, "f")?, integers(&batch, "t")?);
            let owners =
                cast(column(&batch, "o")?, &DataType::Utf8).map_err(|error| EngineError::sql("o", error.into()))?;
            let owners = owners.as_string::<i32>();
            for (row, key) in keys.into_iter().enumerate() {
                let key = key.and_then(|key| u32::try_from(key).ok());
                let (Some(key), Some(from)) = (key, from[row]) else { continue };
                rows.push(((key, owners.value(row).to_owned()), Stretch { from, to: to[row] }));
            }
        }
        Ok(rows)
    }
}

/// Stretches in the order of their beginnings, those that touch or overlap as one. One that is over when it begins is none.
fn joined(stretches: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut islands: Vec<Stretch> = Vec::new();
    for stretch in stretches.filter(|stretch| stretch.to.is_none_or(|to| to > stretch.from)) {
        match islands.last_mut().filter(|last| last.to.is_none_or(|to| stretch.from <= to)) {
            Some(last) => last.to = last.to.zip(stretch.to).map(|(one, other)| one.max(other)),
            None => islands.push(stretch),
        }
    }
    islands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_that_touch_are_one_and_an_open_end_stays_open() {
        let stretch = |from, to| Stretch { from, to };
        let join = |stretches: &[Stretch]| joined(stretches.iter().copied());
        assert_eq!(
            join(&[stretch(0, Some(5)), stretch(5, Some(9)), stretch(20, Some(30)), stretch(21, Some(25))]),
            [stretch(0, Some(9)), stretch(20, Some(30))]
        );
        assert_eq!(join(&[stretch(0, None), stretch(3, Some(4))]), [stretch(0, None)]);
        assert_eq!(join(&[stretch(0, Some(4)), stretch(3, None), stretch(9, Some(12))]), [stretch(0, None)]);
        assert_eq!(join(&[stretch(7, Some(7))]), []);
    }
}
