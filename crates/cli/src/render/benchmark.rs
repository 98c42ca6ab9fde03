//! What others report beside a value, in words.

use catalog::{Benchmark, Says, Unit};
use engine::{Answer, Row};
use model::Message;

use super::number;
use crate::run::Run;

/// Where a row's value stands: `within the range of E-commerce`, or the band it is in. Empty where there is no benchmark.
pub fn standing(row: &Row, answer: &Answer, run: &Run) -> String {
    let told = row.standings.iter().filter_map(|(id, standing)| {
        let benchmark = answer.benchmarks.iter().find(|benchmark| benchmark.id == *id)?;
        Some(match &benchmark.says {
            Says::Bands(bands) => bands.iter().find(|band| band.id == *standing)?.title.say(run.language).to_owned(),
            Says::Range(_) => {
                let said = Message::new(match standing.as_str() {
                    "below" => "cli.benchmark.below",
                    "above" => "cli.benchmark.above",
                    _ => "cli.benchmark.within",
                });
                run.say(&said.with("group", benchmark.group.say(run.language)))
            }
        })
    });
    told.collect::<Vec<_>>().join("; ")
}

/// One line for each benchmark of an answer: whom it describes, its ranges and who reported it.
pub fn lines(answer: &Answer, run: &Run) -> Vec<String> {
    answer.benchmarks.iter().map(|benchmark| line(benchmark, answer.unit, run)).collect()
}

fn line(benchmark: &Benchmark, unit: Unit, run: &Run) -> String {
    let digits = |digits: &str| match (unit, digits.parse::<f64>()) {
        (Unit::Share, Ok(share)) => number::share(share),
        _ => digits.to_owned(),
    };
    let ranges = match &benchmark.says {
        Says::Range(range) => range.say_with(run.language, &digits),
        Says::Bands(bands) => {
            let band = |band: &catalog::Band| {
                let range = band.range.say_with(run.language, &digits);
                run.say(
                    &Message::new("cli.benchmark.band")
                        .with("title", band.title.say(run.language))
                        .with("range", range),
                )
            };
            bands.iter().map(band).collect::<Vec<_>>().join("; ")
        }
    };
    let message = Message::new("cli.benchmark.line").with("group", benchmark.group.say(run.language));
    run.say(&message.with("ranges", ranges).with("source", &benchmark.source))
}
