//! How each customer's subscriptions run: trial, payment, changes of plan, failed cards, pauses, the end, the return.

use super::Plan;
use super::channels::channel;
use super::dice::{Concern, Dice};
use super::life::{Change, Life};
use super::people::Person;
use super::prices::{self, Basket};
use super::timeline::{DAY, MINUTE, Seconds, Timeline};
use super::truths::{BROKEN_CHURN_TIMES, BROKEN_EARLY_END, PRICE_RISE, churn_times};

const TRIAL_DAYS: i64 = 14;
/// Voluntary cancellations a month of a customer who is average in everything.
const MONTHLY_CHURN: f64 = 0.031;
/// Cards that fail in a month, and how many of them are put right.
const FAILED_PAYMENTS: f64 = 0.018;
const RECOVERED_PAYMENTS: f64 = 0.70;
const PAUSES: f64 = 0.003;
/// Share of those who left that come back.
const WIN_BACKS: f64 = 0.16;
const REASONS: [&str; 6] =
    ["too_expensive", "not_using_it", "missing_features", "moved_house", "poor_support", "competitor"];

/// The subscriptions of everybody.
#[must_use]
pub fn lives(plan: &Plan, timeline: &Timeline, people: &[Person]) -> Vec<Life> {
    let mut dice = Dice::new(plan.seed, Concern::Subscriptions);
    people.iter().map(|person| Run::new(person, timeline, &mut dice).live()).collect()
}

/// One customer's subscriptions in the making.
struct Run<'a> {
    person: &'a Person,
    timeline: &'a Timeline,
    dice: &'a mut Dice,
    changes: Vec<Change>,
    subscription: u64,
    basket: Basket,
    discount: Option<(i64, Seconds)>,
    /// Payment periods since the first, over all subscriptions.
    months_paid: u32,
}

/// What follows a payment period.
enum Next {
    Period(Seconds),
    Left(Seconds),
}

impl<'a> Run<'a> {
    fn new(person: &'a Person, timeline: &'a Timeline, dice: &'a mut Dice) -> Self {
        let seats = if person.company { dice.around(4.0, 0.6).clamp(2.0, 40.0) as i64 } else { 1 };
        let basket = Basket { plan: person.plan, seats, yearly: person.yearly, add_on: false };
        Self { person, timeline, dice, changes: Vec::new(), subscription: 1, basket, discount: None, months_paid: 0 }
    }

    fn live(mut self) -> Life {
        let paid_from = match self.dice.share() {
            share if share < 0.84 => self.try_out(),
            share if share < 0.92 => Some(self.person.created + self.dice.between(5 * MINUTE, 2 * DAY)),
            _ => None,
        };
        let mut from = paid_from;
        while let Some(at) = from.filter(|at| *at < self.timeline.end()) {
            from = self.pay(at).and_then(|left| self.return_after(left));
        }
        Life::new(self.changes, self.timeline.end())
    }

    /// The trial; when they begin to pay, if they do.
    fn try_out(&mut self) -> Option<Seconds> {
        let soon = if self.dice.chance(0.75) { 40 * MINUTE } else { 3 * DAY };
        let from = self.person.created + self.dice.between(3 * MINUTE, soon);
        let to = from + TRIAL_DAYS * DAY;
        self.change(from, "trialing", to, "");
        let company = if self.person.company { 1.15 } else { 1.0 };
        let broken = if self.person.broken { 0.9 } else { 1.0 };
        if self.dice.chance(channel(self.person.channel).trial_to_paid * company * broken) {
            let wait = (self.dice.wait(3.5 * DAY as f64) as Seconds).clamp(20 * MINUTE, TRIAL_DAYS * DAY);
            return Some(from + wait);
        }
        self.change(to, "canceled", to, "trial_ended");
        None
    }

    /// Pays from an instant on; when they left, if they did.
    fn pay(&mut self, at: Seconds) -> Option<Seconds> {
        let mut from = at;
        let mut to = self.period_end(from);
        if !self.basket.yearly && self.dice.chance(0.07) {
            let off = self.amount(from) / 4;
            self.discount = Some((off, self.timeline.months_after(from, 3)));
        }
        self.change(from, "active", to, "");
        let mut first = true;
        while from < self.timeline.end() {
            match self.period(from, to, first) {
                Next::Left(at) => return Some(at),
                Next::Period(next) => from = next,
            }
            to = self.period_end(from);
            first = false;
            self.months_paid += self.months();
        }
        None
    }

    /// One period of payment, from its beginning to what follows it.
    fn period(&mut self, from: Seconds, to: Seconds, first: bool) -> Next {
        if first && self.subscription == 1 {
            let usual = 0.035 * channel(self.person.channel).churn;
            if self.dice.chance(if self.person.broken { BROKEN_EARLY_END } else { usual }) {
                let at = from + self.dice.between(2 * DAY, 27 * DAY);
                self.change(at, "canceled", at, "money_back");
                return Next::Left(at);
            }
        }
        self.change_within(from, to);
        if self.dice.chance(self.leaves(to)) {
            return self.cancel(from, to);
        }
        if self.dice.chance(PAUSES * f64::from(self.months()).sqrt()) {
            return self.pause(to);
        }
        if self.dice.chance(FAILED_PAYMENTS * f64::from(self.months()).sqrt()) {
            return self.fail_payment(to);
        }
        // A renewal is no change, unless the price is another one.
        if self.changes.last().is_some_and(|last| last.amount != self.amount(to)) {
            self.change(to, "active", self.period_end(to), "price_rise");
        }
        Next::Period(to)
    }

    /// Changes of plan, seats or extras, and the price rise of those who pay by the month.
    fn change_within(&mut self, from: Seconds, to: Seconds) {
        let rise = self.timeline.instant(PRICE_RISE) + self.dice.between(MINUTE, 50 * MINUTE);
        let rises = !self.basket.yearly && from < rise && rise < to;
        let months = f64::from(self.months()).sqrt();
        let wanted = self.dice.chance(0.030 * months).then(|| self.wanted()).filter(|wanted| *wanted != self.basket);
        let at = from + self.dice.between((to - from) / 10, (to - from) * 9 / 10);
        if rises && (wanted.is_none() || at > rise) {
            self.change(rise, "active", to, "price_rise");
        }
        if let Some(wanted) = wanted {
            self.basket = wanted;
            self.change(at, "active", to, "");
        }
        if rises && wanted.is_some() && at < rise {
            self.change(rise, "active", to, "price_rise");
        }
    }

    /// What they would rather have.
    fn wanted(&mut self) -> Basket {
        let Basket { plan, seats, add_on, .. } = self.basket;
        if self.person.company {
            let more = self.dice.between(1, 4);
            let seats = if self.dice.chance(0.72) { seats + more } else { (seats - more).max(1) };
            return Basket { seats, ..self.basket };
        }
        match self.dice.share() {
            share if share < 0.50 => Basket { plan: (plan + 1).min(2), ..self.basket },
            share if share < 0.72 => Basket { plan: plan.saturating_sub(1), ..self.basket },
            share if share < 0.94 => Basket { add_on: true, ..self.basket },
            _ => Basket { add_on: add_on && plan == 0, ..self.basket },
        }
    }

    /// The chance that they leave at the end of a period.
    fn leaves(&self, to: Seconds) -> f64 {
        let person = self.person;
        let early = match self.months_paid {
            0 => 1.6,
            1 => 1.35,
            2 => 1.15,
            3..12 => 1.0,
            _ => 0.85,
        };
        let broken = if person.broken && self.months_paid < 4 { BROKEN_CHURN_TIMES } else { 1.0 };
        let feeling = (-0.30 * person.happiness).exp() * person.keenness.max(0.1).powf(-0.2);
        let times = channel(person.channel).churn * prices::plan(self.basket.plan).churn * early * broken * feeling;
        let month = MONTHLY_CHURN * times * churn_times(self.timeline.date_of(to));
        // A year's decision is taken once: it is less than twelve months' decisions, and more than one.
        if self.basket.yearly { (month * 6.5).min(0.8) } else { month.min(0.8) }
    }

    fn cancel(&mut self, from: Seconds, to: Seconds) -> Next {
        let reason = if self.person.broken { "never_got_started" } else { self.dice.word(&REASONS) };
        let told = (to - self.dice.between(DAY, 20 * DAY)).max(from + DAY);
        if self.dice.chance(0.5) && told < self.timeline.end() {
            self.change(told, "active", to, reason);
            if let Some(last) = self.changes.last_mut() {
                last.cancel_at = Some(to);
            }
        }
        self.change(to, "canceled", to, reason);
        Next::Left(to)
    }

    fn pause(&mut self, at: Seconds) -> Next {
        let back = at + self.dice.between(25 * DAY, 70 * DAY);
        self.change(at, "paused", back, "pause");
        if self.dice.chance(0.75) {
            self.change(back, "active", self.period_end(back), "");
            return Next::Period(back);
        }
        self.change(back, "canceled", back, "not_using_it");
        Next::Left(back)
    }

    fn fail_payment(&mut self, at: Seconds) -> Next {
        self.change(at, "past_due", self.period_end(at), "payment_failed");
        if self.dice.chance(RECOVERED_PAYMENTS) {
            let paid = at + self.dice.between(DAY, 10 * DAY);
            self.change(paid, "active", self.period_end(at), "");
            return Next::Period(at);
        }
        let given_up = at + self.dice.between(14 * DAY, 21 * DAY);
        self.change(given_up, "canceled", given_up, "payment_failed");
        Next::Left(given_up)
    }

    /// When somebody who left comes back with a new subscription, if they do.
    fn return_after(&mut self, left: Seconds) -> Option<Seconds> {
        let back = left + self.dice.between(25 * DAY, 210 * DAY);
        let returns = self.dice.chance(WIN_BACKS * if self.person.broken { 0.5 } else { 1.0 });
        self.subscription += 1;
        self.discount = None;
        returns.then_some(back)
    }

    /// Notes a change, a minute after the last one where it would come before it; none after the end of the recording.
    fn change(&mut self, at: Seconds, status: &'static str, period_end: Seconds, reason: &'static str) {
        let at = self.changes.last().map_or(at, |last| at.max(last.at + MINUTE));
        if at >= self.timeline.end() {
            return;
        }
        let amount = self.amount(at);
        let discount = self.discount.filter(|(_, until)| at < *until);
        self.changes.push(Change {
            at,
            subscription: self.subscription,
            status,
            basket: self.basket,
            amount,
            discount,
            period_end,
            cancel_at: None,
            reason,
        });
    }

    fn amount(&self, at: Seconds) -> i64 {
        prices::amount(self.basket, self.timeline.date_of(at))
    }

    fn months(&self) -> u32 {
        self.basket.months()
    }

    fn period_end(&self, from: Seconds) -> Seconds {
        self.timeline.months_after(from, self.months())
    }
}
