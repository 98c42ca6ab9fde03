//! Orders, their lines, and what is given back.

use std::path::Path;

use super::dice::{Concern, Dice};
use super::life::Life;
use super::people::push_id;
use super::products::{self, PRODUCTS};
use super::sessions::{Kind, Session};
use super::timeline::{DAY, MINUTE, Seconds, Timeline};
use super::write::{Rows, push_padded};
use super::{DemoError, Source, World, seasons};

/// The highest factor of the season, and what a customer without a subscription still buys.
const SEASON_PEAK: f64 = 1.8;
const WITHOUT_SUBSCRIPTION: f64 = 0.2;
const CANCELLED: f64 = 0.025;
const REFUNDED: f64 = 0.03;
const BAD: f64 = 0.001;

/// One order.
pub struct Order {
    pub at: Seconds,
    pub customer: usize,
    pub status: &'static str,
    pub channel: &'static str,
    pub lines: Vec<Line>,
    /// When money went back, and how many cents.
    pub refund: Option<(Seconds, i64)>,
}

/// One line of an order.
pub struct Line {
    pub product: usize,
    pub quantity: i64,
    pub returned: i64,
    /// Cents for one, after the sale's discount.
    pub price: i64,
}

impl Order {
    /// Cents in all, before anything went back.
    #[must_use]
    pub fn amount(&self) -> i64 {
        self.lines.iter().map(|line| line.price * line.quantity).sum()
    }

    /// The visit to the shop that led to it.
    #[must_use]
    pub fn session(&self) -> Session {
        let customer = Some(self.customer as u32);
        Session { start: self.at - 5 * MINUTE, customer, visitor: None, channel: None, kind: Kind::Shop }
    }
}

/// All orders, in the order of time: the position is the number in the id.
#[must_use]
pub fn orders(world: &World) -> Vec<Order> {
    let mut dice = Dice::new(world.plan.seed, Concern::Shop);
    let mut orders = Vec::new();
    let opening = world.timeline.midnight(world.timeline.opening());
    for (customer, (person, life)) in world.people.iter().zip(&world.lives).enumerate() {
        if person.orders_a_year <= 0.0 {
            continue;
        }
        let mean_wait = 365.0 * DAY as f64 / (person.orders_a_year * SEASON_PEAK);
        let mut at = person.created.max(opening);
        loop {
            at += (dice.wait(mean_wait) as Seconds).max(MINUTE);
            if at >= world.timeline.end() {
                break;
            }
            // Waits are drawn for the busiest season; in every other one some of the orders do not happen.
            if dice.chance(appetite(&world.timeline, life, at)) {
                orders.push(order(world, customer, at, &mut dice));
            }
        }
    }
    orders.sort_by_key(|order| (order.at, order.customer));
    orders
}

/// Writes orders, their lines and refunds.
///
/// # Errors
/// [`DemoError::Write`]
pub fn write(folder: &Path, world: &World, orders: &[Order]) -> Result<Vec<Source>, DemoError> {
    let mut dice = Dice::numbered(world.plan.seed, Concern::Faces, 1);
    let mut sold = Rows::create(
        "orders",
        folder.join("orders.csv"),
        "order_id,order_date,customer_id,status,total,currency,sales_channel",
    )?;
    let mut lines = Rows::create(
        "order_items",
        folder.join("order_items.csv"),
        "order_id,line,sku,category,qty,returned_quantity,unit_price,unit_cost",
    )?;
    let mut refunds =
        Rows::create("refunds", folder.join("refunds.csv"), "refund_id,order_id,refunded_at,amount,currency")?;
    for (number, order) in orders.iter().enumerate() {
        write_order(&mut sold, &world.timeline, (number, order), "EUR")?;
        if dice.chance(BAD) {
            sold.id(|text| push_order_id(text, orders.len() + number));
            sold.instant(&world.timeline, order.at).id(|text| push_id(text, order.customer)).word("paid");
            // An amount that lost its number, or a currency that is none.
            if dice.chance(0.5) {
                sold.word("n/a").word("EUR")
            } else {
                sold.cents(order.amount()).word("EURO")
            };
            sold.word(order.channel).end_bad()?;
        }
        write_lines(&mut lines, (number, order))?;
        if let Some((at, cents)) = order.refund {
            refunds.id(|text| push_numbered(text, b'r', number)).id(|text| push_order_id(text, number));
            refunds.instant(&world.timeline, at).cents(cents).word("EUR").end()?;
        }
    }
    refunds.word("r900001,o000001,soon,5.00,EUR").end_bad()?;
    lines.word("o000001,first,seed-basil,seeds,1,,2.90,0.80").end_bad()?;
    Ok(vec![sold.finish()?, lines.finish()?, refunds.finish()?])
}

/// The chance, of the busiest season's, that an order happens at an instant.
fn appetite(timeline: &Timeline, life: &Life, at: Seconds) -> f64 {
    let season = seasons::orders(timeline.date_of(at)) / SEASON_PEAK;
    season * if life.pays_at(at) { 1.0 } else { WITHOUT_SUBSCRIPTION }
}

fn order(world: &World, customer: usize, about: Seconds, dice: &mut Dice) -> Order {
    let day = world.timeline.day_of(about);
    let date = world.timeline.date(day);
    let signed_up = world.people[customer].created + 10 * MINUTE;
    let at = (world.timeline.midnight(day) + seasons::hour(dice)).max(signed_up).min(world.timeline.end() - MINUTE);
    let lines = lines(seasons::sale(date), dice);
    let recent = world.timeline.end() - at < 3 * DAY;
    let status = match dice.share() {
        share if share < CANCELLED => "cancelled",
        share if share < CANCELLED + if recent { 0.3 } else { 0.003 } => "pending",
        _ => "paid",
    };
    let channel = ["web", "app", "marketplace"][dice.weighted([0.55, 0.33, 0.12].into_iter())];
    let mut order = Order { at, customer, status, channel, lines, refund: None };
    if status == "paid" && dice.chance(REFUNDED) {
        give_back(&mut order, world.timeline.end(), dice);
    }
    order
}

fn lines(sale: bool, dice: &mut Dice) -> Vec<Line> {
    let mut chosen = vec![products::draw(dice)];
    let mut more = 0.62;
    while dice.chance(more) && chosen.len() < 7 {
        let partner = chosen.last().and_then(|last| products::goes_with(*last)).filter(|_| dice.chance(0.45));
        let next = partner.unwrap_or_else(|| products::draw(dice));
        if !chosen.contains(&next) {
            chosen.push(next);
        }
        more = 0.55;
    }
    let line = |product: usize| {
        let price = PRODUCTS[product].price;
        let quantity = 1 + dice.weighted([0.66, 0.22, 0.08, 0.04].into_iter()) as i64;
        Line { product, quantity, returned: 0, price: if sale { price * 80 / 100 } else { price } }
    };
    chosen.into_iter().map(line).collect()
}

/// Sends part of a paid order back, or all of it.
fn give_back(order: &mut Order, end: Seconds, dice: &mut Dice) {
    let at = order.at + dice.between(3 * DAY, 21 * DAY);
    if at >= end {
        return;
    }
    let all = dice.chance(0.45);
    let one = dice.below(order.lines.len());
    for (index, line) in order.lines.iter_mut().enumerate() {
        if all || index == one {
            line.returned = line.quantity;
        }
    }
    let cents = order.lines.iter().map(|line| line.price * line.returned).sum();
    order.refund = Some((at, cents));
}

fn write_order(
    rows: &mut Rows,
    timeline: &Timeline,
    (number, order): (usize, &Order),
    currency: &str,
) -> Result<(), DemoError> {
    rows.id(|text| push_order_id(text, number)).instant(timeline, order.at);
    rows.id(|text| push_id(text, order.customer)).word(order.status).cents(order.amount());
    rows.word(currency).word(order.channel).end()
}

fn write_lines(rows: &mut Rows, (number, order): (usize, &Order)) -> Result<(), DemoError> {
    for (index, line) in order.lines.iter().enumerate() {
        let product = &PRODUCTS[line.product];
        rows.id(|text| push_order_id(text, number)).number(index as u64 + 1);
        rows.word(product.id).word(product.category).number(line.quantity.unsigned_abs());
        rows.number(line.returned.unsigned_abs()).cents(line.price).cents(product.cost).end()?;
    }
    Ok(())
}

fn push_order_id(into: &mut Vec<u8>, number: usize) {
    push_numbered(into, b'o', number);
}

fn push_numbered(into: &mut Vec<u8>, letter: u8, number: usize) {
    into.push(letter);
    push_padded(into, number as u64 + 1, 6);
}
