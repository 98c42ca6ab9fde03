//! What the subscriptions cost, invoice by invoice, and what became of each.

use super::dice::{Concern, Dice};
use super::life::{Change, Life};
use super::names::PLACES;
use super::timeline::{DAY, HOUR, MINUTE, Seconds};
use super::truths::{SLOW_TRANSFER_DAYS, SLOW_TRANSFERS_UNTIL};
use super::{World, people::Person};

/// Share of customers who pay by bank transfer, companies and people.
const TRANSFERS: (f64, f64) = (0.75, 0.12);

/// One invoice.
pub struct Invoice {
    pub at: Seconds,
    pub customer: usize,
    /// Which subscription of the customer, from 1.
    pub subscription: u64,
    /// Cents, tax not included, and the tax.
    pub net: i64,
    pub tax: i64,
    /// Whether it is for a whole period, and not for the rest of one after a change of plan.
    pub recurring: bool,
    pub status: &'static str,
    pub paid: Option<Seconds>,
    /// When the money went back.
    pub refunded: Option<Seconds>,
}

impl Invoice {
    /// Cents in all.
    #[must_use]
    pub fn amount(&self) -> i64 {
        self.net + self.tax
    }
}

/// All invoices of the recording and the year before it, in the order of time: the position is the number in the id.
#[must_use]
pub fn invoices(world: &World) -> Vec<Invoice> {
    let mut dice = Dice::new(world.plan.seed, Concern::Payments);
    let mut invoices = Vec::new();
    for (customer, (person, life)) in world.people.iter().zip(&world.lives).enumerate() {
        let by_transfer = dice.chance(if person.company { TRANSFERS.0 } else { TRANSFERS.1 });
        let mut ledger = Ledger { world, customer, by_transfer, dice: &mut dice, due: None, invoices: Vec::new() };
        ledger.bill(life);
        invoices.append(&mut ledger.invoices);
    }
    invoices.sort_by_key(|invoice| (invoice.at, invoice.customer));
    invoices
}

/// One customer's invoices in the making.
struct Ledger<'a> {
    world: &'a World,
    customer: usize,
    by_transfer: bool,
    dice: &'a mut Dice,
    /// When the running period ends and the next is to be paid.
    due: Option<Seconds>,
    invoices: Vec<Invoice>,
}

impl Ledger<'_> {
    fn bill(&mut self, life: &Life) {
        let mut before: Option<&Change> = None;
        for change in &life.changes {
            if let Some(before) = before {
                // A change that falls on the end of a period decides what is billed there.
                self.renew(before, change.at - HOUR);
            }
            match change.status {
                "active" => self.begin_or_go_on(before, change),
                "past_due" => self.fail(change),
                "paused" => self.due = None,
                "canceled" => self.end(before, change),
                _ => {}
            }
            before = Some(change);
        }
        if let Some(last) = life.changes.last() {
            self.renew(last, self.world.timeline.end());
        }
    }

    /// Bills the periods that begin before an instant.
    fn renew(&mut self, running: &Change, before: Seconds) {
        while let Some(due) = self.due.filter(|due| *due < before) {
            self.invoice(due, running, price(running, due), true);
            self.due = Some(self.world.timeline.months_after(due, running.basket.months()));
        }
    }

    fn begin_or_go_on(&mut self, before: Option<&Change>, change: &Change) {
        let Some(due) = self.due else {
            self.invoice(change.at, change, price(change, change.at), true);
            self.due = Some(change.period_end);
            return;
        };
        match before {
            Some(before) if before.status == "past_due" => self.recover(change.at),
            _ if change.at >= due => {
                self.invoice(change.at, change, price(change, change.at), true);
                self.due = Some(change.period_end);
            }
            Some(before) if before.basket != change.basket => self.bill_the_rest(before, change, due),
            _ => {}
        }
    }

    /// Bills what a dearer basket costs more until the period ends; a cheaper one gives nothing back.
    fn bill_the_rest(&mut self, before: &Change, change: &Change, due: Seconds) {
        let period = i64::from(change.basket.months()) * 30 * DAY;
        let more = (change.amount - before.amount) * (due - change.at).clamp(0, period) / period;
        if more > 0 {
            self.invoice(change.at, change, more, false);
        }
    }

    fn fail(&mut self, change: &Change) {
        self.invoice(change.at, change, price(change, change.at), true);
        if let Some(invoice) = self.invoices.last_mut() {
            (invoice.status, invoice.paid) = ("open", None);
        }
        self.due = Some(change.period_end);
    }

    fn recover(&mut self, at: Seconds) {
        if let Some(invoice) = self.invoices.last_mut() {
            (invoice.status, invoice.paid) = ("paid", Some(at));
        }
    }

    fn end(&mut self, before: Option<&Change>, change: &Change) {
        self.due = None;
        let Some(invoice) = self.invoices.last_mut() else { return };
        if before.is_some_and(|before| before.status == "past_due") {
            invoice.status = "uncollectible";
        }
        if change.reason == "money_back" {
            let back = change.at.max(invoice.paid.unwrap_or(change.at)) + self.dice.between(HOUR, 3 * DAY);
            invoice.refunded = Some(back).filter(|back| invoice.paid.is_some() && *back < self.world.timeline.end());
        }
    }

    fn invoice(&mut self, at: Seconds, change: &Change, net: i64, recurring: bool) {
        let end = self.world.timeline.end();
        let paid = Some(at + self.wait(at)).filter(|paid| *paid < end);
        self.invoices.push(Invoice {
            at,
            customer: self.customer,
            subscription: change.subscription,
            net,
            tax: net * tax_percent(&self.world.people[self.customer]) / 100,
            recurring,
            status: if paid.is_some() { "paid" } else { "open" },
            paid,
            refunded: None,
        });
    }

    /// How long the money is on its way.
    fn wait(&mut self, at: Seconds) -> Seconds {
        if !self.by_transfer {
            return self.dice.between(2, 3 * MINUTE);
        }
        let slow = at < self.world.timeline.instant(SLOW_TRANSFERS_UNTIL);
        let median = if slow { SLOW_TRANSFER_DAYS } else { 1.0 };
        (self.dice.around(median, 0.35) * DAY as f64) as Seconds
    }
}

/// What a period that begins at an instant costs, in cents.
fn price(change: &Change, at: Seconds) -> i64 {
    let discount = change.discount.filter(|(_, until)| at < *until);
    change.amount - discount.map_or(0, |(off, _)| off)
}

/// Companies abroad pay no tax here.
fn tax_percent(person: &Person) -> i64 {
    match PLACES[person.place].0 {
        "DE" => 19,
        _ if person.company => 0,
        "AT" | "FR" => 20,
        "NL" | "BE" | "ES" => 21,
        "IT" => 22,
        "PL" => 23,
        _ => 25,
    }
}
