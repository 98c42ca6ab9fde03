//! Fits a model of repeat purchases to a file of customers and prints what it found: what `benches/fit_customers.py` times
//! beside its peer.
//!
//! Arguments: `bg_nbd` or `pareto_nbd`, and a CSV file with a heading and the columns repeats, recency and age.

#![expect(clippy::print_stdout, reason = "what a program of its own has to say")]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use stats::value::{Histories, History, ModelKind, fit_purchases};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(model), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("arguments: bg_nbd|pareto_nbd FILE".into());
    };
    let kind = if model == "pareto_nbd" { ModelKind::ParetoNbd } else { ModelKind::BgNbd };
    let mut lines = BufReader::new(File::open(file)?);
    let (mut line, mut histories) = (String::new(), Vec::new());
    lines.read_line(&mut line)?;
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            break;
        }
        let mut fields = line.trim_end().split(',');
        let (Some(repeats), Some(recency), Some(age)) = (fields.next(), fields.next(), fields.next()) else {
            return Err("a line has not three fields".into());
        };
        histories.push(History { repeats: repeats.parse()?, recency: recency.parse()?, age: age.parse()? });
    }
    let histories = Histories::collect(histories).map_err(|why| why.key())?;
    let fit = fit_purchases(kind, &histories).map_err(|why| why.key())?;
    let parameters: Vec<String> =
        fit.model.parameters().iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    println!(
        "{{\"customers\": {}, \"distinct\": {}, \"converged\": {}, \"log_likelihood\": {}, \"parameters\": {{{}}}}}",
        histories.customers(),
        histories.distinct(),
        fit.converged,
        fit.log_likelihood,
        parameters.join(", ")
    );
    Ok(())
}
