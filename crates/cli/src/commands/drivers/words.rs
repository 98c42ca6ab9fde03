//! What a part did to a metric, as a sentence.

use engine::{Driver, DriversMethod, MetricDrivers, Number};
use model::Message;

use crate::render::{change_in_unit, column_title, exact, in_unit, number};
use crate::run::Run;

/// One part's effect as a sentence.
pub fn of(driver: &Driver, answer: &MetricDrivers, run: &Run) -> String {
    let key = match answer.method {
        DriversMethod::Rate => "cli.drivers.found.rate",
        DriversMethod::Sum => "cli.drivers.found.sum",
        DriversMethod::Parts => "cli.drivers.found.parts",
    };
    let value = |number: Option<Number>| match number {
        Some(_) => in_unit(number, answer.unit).human(run.language),
        None => run.word("cli.drivers.no_value"),
    };
    let share = |share: Option<f64>| share.map_or_else(|| run.word("cli.word.none"), number::share);
    let size = |size: Option<Number>| exact(size).human(run.language);
    let message = Message::new(key)
        .with("part", part(driver, run))
        .with("before", value(driver.before.value))
        .with("after", value(driver.after.value))
        .with("share_before", share(driver.before.share))
        .with("share_after", share(driver.after.share))
        .with("size_before", size(driver.before.size))
        .with("size_after", size(driver.after.size));
    run.say(
        &message
            .with("effect", signed(driver.effect, answer, run))
            .with("mix", signed(driver.mix, answer, run))
            .with("rate", signed(driver.rate, answer, run)),
    )
}

/// A part as a person names it: its dimension and its value.
fn part(driver: &Driver, run: &Run) -> String {
    let value = driver.value.clone().unwrap_or_else(|| run.word("cli.drivers.without"));
    let message = Message::new("cli.part").with("name", column_title(&driver.dimension, run.language));
    run.say(&message.with("value", value))
}

/// A change with its sign.
fn signed(change: Number, answer: &MetricDrivers, run: &Run) -> String {
    let text = change_in_unit(Some(change), answer.unit).human(run.language);
    if change.to_f64() > 0.0 { format!("+{text}") } else { text }
}
