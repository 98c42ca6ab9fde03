//! How far a customer gets through the steps of a funnel: attempts found in a row of events, in one pass.
//!
//! The best attempt is not the first. Somebody who looks at a product, leaves and comes back a week later to buy has
//! one attempt that ended at the look and one that reached the purchase; within a window of a day only the second
//! counts, and a match that clings to the first look misses it.

/// One thing that happened: when, and which steps it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// In any unit; happenings are given in their order.
    pub at: i64,
    /// Bit `k` is set where it is step `k`; no bit for what only stands between.
    pub steps: u64,
    /// Ends every attempt that is under way.
    pub excludes: bool,
}

/// What counts as going through a funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunnelRules {
    /// How many steps there are, 1 to 64.
    pub steps: usize,
    /// The longest time from the first step to the last.
    pub window: i64,
    pub order: FunnelOrder,
    /// Attempts begin at or after the first of these and before the second.
    pub begins: (i64, i64),
}

/// How steps must follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunnelOrder {
    /// One after the other, with anything between.
    Ordered,
    /// One after the other, with nothing between.
    Strict,
    /// The first `k` of them in any order, for every `k`.
    Any,
}

/// The times of the steps that an attempt took, the first first; never empty.
pub type Attempt = Vec<i64>;

impl FunnelRules {
    /// The attempt that gets furthest; of several the one that got there first. `None` for who never began.
    ///
    /// An attempt that is under way at each step begins as late as it can, because whatever still lies within the
    /// window of an earlier beginning lies within that of a later one. So one time a step is all that is kept, and the
    /// pass is linear in the happenings.
    ///
    /// # Example
    /// ```
    /// use stats::{FunnelOrder, FunnelRules, Happening};
    /// let happened = [(0, 0b01), (90, 0b01), (100, 0b10)].map(|(at, steps)| Happening { at, steps, excludes: false });
    /// let rules = FunnelRules { steps: 2, window: 60, order: FunnelOrder::Ordered, begins: (0, 1000) };
    /// assert_eq!(rules.best(&happened), Some(vec![90, 100]));
    /// assert_eq!(rules.attempts(&happened), [vec![0], vec![90, 100]]);
    /// ```
    #[must_use]
    pub fn best(&self, happened: &[Happening]) -> Option<Attempt> {
        match self.order {
            FunnelOrder::Any => self.best_of_any_order(happened),
            FunnelOrder::Ordered | FunnelOrder::Strict => self.best_in_order(happened),
        }
    }

    /// Attempts one after the other: each begins at the first step that lies after the one before it has ended, takes
    /// the first happening that is its next step, and ends at its last step, at the end of its window or where it is
    /// excluded. The first of them is the greedy match that other tools report.
    ///
    /// In any order an attempt begins at the first happening that is any step.
    #[must_use]
    pub fn attempts(&self, happened: &[Happening]) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        let mut next = 0;
        while let Some(first) = (next..happened.len()).find(|index| self.begins_at(&happened[*index])) {
            let (attempt, ended) = self.greedy(happened, first);
            attempts.extend(attempt);
            next = ended.max(first + 1);
        }
        attempts
    }

    fn best_in_order(&self, happened: &[Happening]) -> Option<Attempt> {
        let mut under_way: Vec<Option<Attempt>> = vec![None; self.steps];
        let mut best: Option<Attempt> = None;
        for happening in happened {
            if happening.excludes {
                under_way.fill(None);
            }
            if happening.steps == 0 && self.order == FunnelOrder::Ordered {
                continue;
            }
            // From the last step down, so that one happening is not two steps of an attempt.
            for step in (0..self.steps).rev() {
                let before = if step == 0 { None } else { under_way[step - 1].as_ref() };
                let reached = if happening.steps >> step & 1 == 0 {
                    None
                } else if step == 0 {
                    self.may_begin(happening.at).then(|| vec![happening.at])
                } else {
                    before.filter(|attempt| self.within(attempt, happening.at)).map(|attempt| {
                        let mut taken = attempt.clone();
                        taken.push(happening.at);
                        taken
                    })
                };
                if let Some(taken) = &reached
                    && best.as_ref().is_none_or(|best| best.len() < taken.len())
                {
                    best = Some(taken.clone());
                }
                match (&reached, self.order) {
                    (None, FunnelOrder::Ordered) => {}
                    _ => under_way[step] = reached,
                }
            }
        }
        best
    }

    fn best_of_any_order(&self, happened: &[Happening]) -> Option<Attempt> {
        // Of each step the last time it happened, and the last at which an attempt may begin.
        let mut last: Vec<Option<i64>> = vec![None; self.steps];
        let mut beginning: Vec<Option<i64>> = vec![None; self.steps];
        let mut best: Attempt = Vec::new();
        for happening in happened {
            if happening.excludes {
                last.fill(None);
                beginning.fill(None);
            }
            for step in (0..self.steps).filter(|step| happening.steps >> step & 1 == 1) {
                last[step] = Some(happening.at);
                if self.may_begin(happening.at) {
                    beginning[step] = Some(happening.at);
                }
            }
            if happening.steps != 0
                && let Some(attempt) = self.any_order_until(happening.at, &last, &beginning, best.len())
            {
                best = attempt;
            }
        }
        (!best.is_empty()).then_some(best)
    }

    /// The most first steps, more than `known`, that lie in one window which ends at an instant. An attempt in any order
    /// begins with any of the steps: where the last times of those taken are too late for that, one step's earlier time
    /// begins it.
    fn any_order_until(
        &self,
        until: i64,
        last: &[Option<i64>],
        beginning: &[Option<i64>],
        known: usize,
    ) -> Option<Attempt> {
        let within = |at: i64| until.saturating_sub(at) <= self.window;
        let taken: Vec<i64> = last.iter().map_while(|at| at.filter(|at| within(*at))).collect();
        (known + 1..=taken.len()).rev().find_map(|steps| {
            let mut times = taken[..steps].to_vec();
            let first = times.iter().copied().min()?;
            if !self.may_begin(first) {
                let begun =
                    beginning.iter().enumerate().filter_map(|(step, at)| Some((at.filter(|at| within(*at))?, step)));
                let (at, step) = begun.max().filter(|(at, _)| *at <= first)?;
                if let Some(time) = times.get_mut(step) {
                    *time = at;
                }
            }
            Some(times)
        })
    }

    /// The attempt that begins at a happening, and the place of the first happening after it.
    fn greedy(&self, happened: &[Happening], first: usize) -> (Option<Attempt>, usize) {
        let begin = happened[first].at;
        let over = |happening: &Happening| happening.excludes || happening.at.saturating_sub(begin) > self.window;
        let mut seen: Vec<Option<i64>> = vec![None; self.steps];
        let mut taken = if self.order == FunnelOrder::Any { Vec::new() } else { vec![begin] };
        let mut next = first;
        while let Some(happening) = happened.get(next).filter(|happening| next == first || !over(happening)) {
            if self.order == FunnelOrder::Any {
                for (step, at) in seen.iter_mut().enumerate() {
                    if happening.steps >> step & 1 == 1 && at.is_none() {
                        *at = Some(happening.at);
                    }
                }
                if seen.iter().all(Option::is_some) {
                    next += 1;
                    break;
                }
            } else if next > first {
                if happening.steps >> taken.len() & 1 == 1 {
                    taken.push(happening.at);
                } else if self.order == FunnelOrder::Strict {
                    break;
                }
                if taken.len() == self.steps {
                    next += 1;
                    break;
                }
            }
            next += 1;
        }
        if self.order == FunnelOrder::Any {
            taken = seen.into_iter().map_while(|at| at).collect();
        }
        ((!taken.is_empty()).then_some(taken), next)
    }

    fn begins_at(&self, happening: &Happening) -> bool {
        let begins = if self.order == FunnelOrder::Any { happening.steps != 0 } else { happening.steps & 1 == 1 };
        begins && self.may_begin(happening.at)
    }

    fn may_begin(&self, at: i64) -> bool {
        self.begins.0 <= at && at < self.begins.1
    }

    fn within(&self, attempt: &Attempt, at: i64) -> bool {
        attempt.first().is_some_and(|first| at.saturating_sub(*first) <= self.window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happened(told: &[(i64, &str)]) -> Vec<Happening> {
        let happening = |(at, words): &(i64, &str)| Happening {
            at: *at,
            steps: words.bytes().filter(|word| (b'a'..=b'c').contains(word)).map(|step| 1 << (step - b'a')).sum(),
            excludes: words.contains('!'),
        };
        told.iter().map(happening).collect()
    }

    fn rules(steps: usize, window: i64, order: FunnelOrder) -> FunnelRules {
        FunnelRules { steps, window, order, begins: (i64::MIN, i64::MAX) }
    }

    #[test]
    fn a_later_beginning_can_get_further() {
        let events = happened(&[(0, "a"), (50, "b"), (100, "a"), (110, "b"), (120, "c")]);
        let ordered = rules(3, 60, FunnelOrder::Ordered);
        assert_eq!(ordered.best(&events), Some(vec![100, 110, 120]));
        assert_eq!(ordered.attempts(&events)[0], [0, 50]);
    }

    #[test]
    fn the_window_holds_its_own_end() {
        let events = happened(&[(0, "a"), (60, "b")]);
        assert_eq!(rules(2, 60, FunnelOrder::Ordered).best(&events), Some(vec![0, 60]));
        assert_eq!(rules(2, 59, FunnelOrder::Ordered).best(&events), Some(vec![0]));
    }

    #[test]
    fn one_happening_is_not_two_steps() {
        let events = happened(&[(0, "ab"), (5, "ab")]);
        assert_eq!(rules(2, 60, FunnelOrder::Ordered).best(&events[..1]), Some(vec![0]));
        assert_eq!(rules(2, 60, FunnelOrder::Ordered).best(&events), Some(vec![0, 5]));
    }

    #[test]
    fn strict_allows_nothing_between() {
        let between = happened(&[(0, "a"), (1, "x"), (2, "b"), (3, "a"), (4, "b")]);
        assert_eq!(rules(2, 60, FunnelOrder::Strict).best(&between), Some(vec![3, 4]));
        assert_eq!(rules(2, 60, FunnelOrder::Strict).attempts(&between), [vec![0], vec![3, 4]]);
        assert_eq!(rules(2, 60, FunnelOrder::Ordered).best(&between), Some(vec![0, 2]));
    }

    #[test]
    fn any_order_asks_for_the_first_steps_within_one_window() {
        let events = happened(&[(0, "c"), (10, "b"), (20, "a")]);
        assert_eq!(rules(3, 60, FunnelOrder::Any).best(&events), Some(vec![20, 10, 0]));
        assert_eq!(rules(3, 15, FunnelOrder::Any).best(&events), Some(vec![20, 10]));
        assert_eq!(rules(3, 60, FunnelOrder::Any).best(&events[..2]), None);
    }

    #[test]
    fn an_exclusion_ends_the_attempt_but_not_the_next() {
        let events = happened(&[(0, "a"), (1, "!"), (2, "b"), (3, "a"), (4, "b")]);
        for order in [FunnelOrder::Ordered, FunnelOrder::Any] {
            assert_eq!(rules(2, 60, order).best(&events).map(|attempt| attempt.len()), Some(2), "{order:?}");
            assert_eq!(rules(2, 60, order).best(&events[..3]).map(|attempt| attempt.len()), Some(1), "{order:?}");
        }
        assert_eq!(rules(2, 60, FunnelOrder::Ordered).attempts(&events), [vec![0], vec![3, 4]]);
    }

    #[test]
    fn only_beginnings_in_the_range_count() {
        let events = happened(&[(0, "a"), (10, "a"), (20, "b")]);
        let late = FunnelRules { begins: (5, 15), ..rules(2, 60, FunnelOrder::Ordered) };
        assert_eq!(late.best(&events), Some(vec![10, 20]));
        assert_eq!(FunnelRules { begins: (30, 40), ..late }.best(&events), None);
    }

    #[test]
    fn an_attempt_in_any_order_begins_where_it_may_though_it_ends_later() {
        let until_100 = FunnelRules { begins: (0, 100), ..rules(2, 60, FunnelOrder::Any) };
        let ends_later = happened(&[(90, "b"), (120, "a")]);
        assert_eq!(until_100.best(&ends_later), Some(vec![120, 90]));
        let twice = happened(&[(90, "b"), (101, "b"), (120, "a")]);
        assert_eq!(until_100.best(&twice), Some(vec![120, 90]));
        let too_late = happened(&[(100, "b"), (120, "a")]);
        assert_eq!(until_100.best(&too_late), None);
    }

    #[test]
    fn the_best_is_as_far_as_any_beginning_gets() {
        // Every word of five letters over three steps and a gap, against trying every beginning by hand.
        for order in [FunnelOrder::Ordered, FunnelOrder::Strict, FunnelOrder::Any] {
            let rules = FunnelRules { begins: (0, 4), ..rules(3, 2, order) };
            for word in 0..4_u32.pow(5) {
                let letter = |place: u32| ["a", "b", "c", "x"][((word / 4_u32.pow(place)) % 4) as usize];
                let letters: Vec<(i64, &str)> = (0..5).map(|place| (i64::from(place), letter(place))).collect();
                let events = happened(&letters);
                let furthest = (0..events.len())
                    .filter(|first| rules.begins_at(&events[*first]))
                    .filter_map(|first| rules.greedy(&events, first).0)
                    .map(|attempt| attempt.len())
                    .max();
                let best = rules.best(&events).map(|attempt| attempt.len());
                assert_eq!(best, furthest, "{order:?} {letters:?}");
            }
        }
    }
}
