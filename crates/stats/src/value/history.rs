//! What a model of repeat purchases needs to know of a customer, and of many.

use crate::Undefined;

use super::rising::Rising;

/// The purchases of one customer. Times are in one unit of the caller's choice, from the first purchase on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct History {
    /// Repeat purchases, `x`: days with a purchase, without the first.
    pub repeats: u64,
    /// Time from the first to the last purchase, `t_x`; 0 where none was repeated.
    pub recency: f64,
    /// Time from the first purchase to the end of observation, `T`.
    pub age: f64,
}

/// The histories of all customers, equal ones collapsed: what the likelihoods are summed over.
#[derive(Clone, Debug, PartialEq)]
pub struct Histories {
    groups: Vec<Group>,
    rising: Rising,
    customers: u64,
    repeats: f64,
    age: f64,
    longest: f64,
}

/// A history and how many customers have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Group {
    pub history: History,
    pub customers: f64,
}

/// A log-likelihood and up to four derivatives of it.
pub(crate) type Sums = [f64; 5];

/// So many groups are summed at a time. The parts are added in their order, so that the sum does not depend on how many
/// processors there are.
const PART: usize = 4_096;

impl History {
    /// # Errors
    /// [`Undefined::NotFinite`]; [`Undefined::History`] where a time is negative, the last purchase lies after the end of
    /// observation, or there is a recency without repeat purchase or the other way round.
    pub(crate) fn check(&self) -> Result<(), Undefined> {
        if !(self.recency.is_finite() && self.age.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let ordered = 0.0 <= self.recency && self.recency <= self.age;
        if ordered && (self.repeats > 0) == (self.recency > 0.0) { Ok(()) } else { Err(Undefined::History) }
    }

    pub(crate) fn over(&self, unit: f64) -> Self {
        Self { repeats: self.repeats, recency: self.recency / unit, age: self.age / unit }
    }
}

impl Histories {
    /// Collapses one history per customer.
    ///
    /// # Errors
    /// [`Undefined::NoObservations`], [`Undefined::History`], [`Undefined::NotFinite`].
    ///
    /// # Example
    /// ```
    /// use stats::value::{Histories, History};
    ///
    /// let once = History { repeats: 0, recency: 0.0, age: 4.0 };
    /// let twice = History { repeats: 1, recency: 3.0, age: 4.0 };
    /// let all = Histories::collect([once, twice, once]).unwrap();
    /// assert_eq!((all.customers(), all.distinct()), (3, 2));
    /// ```
    pub fn collect(histories: impl IntoIterator<Item = History>) -> Result<Self, Undefined> {
        let mut all: Vec<History> = histories.into_iter().collect();
        all.iter().try_for_each(History::check)?;
        // Numbers that are not negative are ordered as their bits are.
        let key = |h: &History| (h.repeats, (h.recency + 0.0).to_bits(), (h.age + 0.0).to_bits());
        all.sort_unstable_by_key(key);
        let groups = all
            .chunk_by(|a, b| key(a) == key(b))
            .map(|same| Group { history: same[0], customers: same.len() as f64 })
            .collect();
        Self::of(groups, all.len() as u64)
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// How many different histories they have.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.groups.len()
    }

    /// Repeat purchases of all customers.
    #[must_use]
    pub fn repeats(&self) -> f64 {
        self.repeats
    }

    /// The longest age.
    pub(crate) fn longest(&self) -> f64 {
        self.longest
    }

    /// Repeat purchases per unit of time.
    pub(crate) fn rate(&self) -> f64 {
        self.repeats / self.age
    }

    pub(crate) fn rising(&self) -> &Rising {
        &self.rising
    }

    /// The same with times counted in another unit.
    pub(crate) fn over(&self, unit: f64) -> Result<Self, Undefined> {
        let scaled = |group: &Group| Group { history: group.history.over(unit), ..*group };
        Self::of(self.groups.iter().map(scaled).collect(), self.customers)
    }

    /// Every so manyth of the histories, about `most` of them: enough to tell a good start from a bad one.
    pub(crate) fn thinned(&self, most: usize) -> Result<Self, Undefined> {
        let every = self.groups.len().div_ceil(most).max(1);
        let groups: Vec<Group> = self.groups.iter().step_by(every).copied().collect();
        let customers = groups.iter().map(|group| group.customers).sum::<f64>() as u64;
        Self::of(groups, customers)
    }

    /// The sum of `each` over customers, on as many processors as there are.
    pub(crate) fn sum(&self, each: impl Fn(&History) -> Sums + Sync) -> Sums {
        let mut parts = vec![[0.0; 5]; self.groups.len().div_ceil(PART)];
        let fill = |parts: &mut [Sums], groups: &[Group]| {
            for (part, groups) in parts.iter_mut().zip(groups.chunks(PART)) {
                for group in groups {
                    let terms = each(&group.history);
                    part.iter_mut().zip(terms).for_each(|(sum, term)| *sum += group.customers * term);
                }
            }
        };
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = parts.len().div_ceil(processors);
        if parts.len() < 4 || processors == 1 {
            fill(&mut parts, &self.groups);
        } else {
            std::thread::scope(|scope| {
                for (parts, groups) in parts.chunks_mut(share).zip(self.groups.chunks(share * PART)) {
                    scope.spawn(|| fill(parts, groups));
                }
            });
        }
        parts.iter().fold([0.0; 5], |mut total, part| {
            total.iter_mut().zip(part).for_each(|(sum, term)| *sum += term);
            total
        })
    }

    /// `groups` in rising order of repeats.
    fn of(groups: Vec<Group>, customers: u64) -> Result<Self, Undefined> {
        if groups.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let sum = |of: fn(&History) -> f64| groups.iter().map(|group| group.customers * of(&group.history)).sum();
        let longest = groups.iter().fold(0.0_f64, |most, group| most.max(group.history.age));
        let (repeats, age) = (sum(|h| h.repeats as f64), sum(|h| h.age));
        let rising = Rising::of(groups.iter().map(|group| (group.history.repeats, group.customers)));
        Ok(Self { groups, rising, customers, repeats, age, longest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused() {
        for (repeats, recency, age, reason) in [
            (1, 5.0, 4.0, Undefined::History),
            (0, 1.0, 4.0, Undefined::History),
            (1, 0.0, 4.0, Undefined::History),
            (1, -1.0, 4.0, Undefined::History),
            (1, f64::NAN, 4.0, Undefined::NotFinite),
            (1, 1.0, f64::INFINITY, Undefined::NotFinite),
        ] {
            assert_eq!(Histories::collect([History { repeats, recency, age }]), Err(reason));
        }
        assert_eq!(Histories::collect([]), Err(Undefined::NoObservations));
    }

    #[test]
    fn many_parts_sum_as_one_does() {
        let histories = (0..20_000_u64).map(|i| History { repeats: i, recency: i as f64, age: 30_000.0 });
        let all = Histories::collect(histories).unwrap();
        let sums = all.sum(|h| [1.0, h.repeats as f64, h.age, 0.0, 0.0]);
        assert_eq!(sums, [20_000.0, 19_999.0 * 10_000.0, 6e8, 0.0, 0.0]);
    }
}
