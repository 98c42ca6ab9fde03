//! Predicted value for a person: the models, how far to trust them, what they expect; and for a spreadsheet, the customers.

use engine::{CustomerPrediction, HoldoutAnswer, LifeUnit, Value, ValueLimit, ValueModel};
use model::{Message, Money};

use crate::render::{Cell, Format, List, Report, analysis, number};
use crate::run::Run;

/// The most steps of a track on a page.
const MOST_STEPS: usize = 20;

/// The models and what they expect.
pub fn report(answer: &Value, run: &Run) -> Report {
    let mut report = Report::default();
    let language = run.language;
    report.fact("model", Cell::text(run.word(name(answer.fitted))), language);
    if let Some(limit) = answer.limit {
        report.fact("note", Cell::Text(run.say(&limit_said(limit))), language);
    }
    if let Some(reason) = answer.reason {
        report.fact("note", Cell::Text(run.say(&Message::new(reason.key()))), language);
    }
    report.fact("observed_through", Cell::text(&answer.until), language);
    report.fact("unit", Cell::text(run.word(unit(answer.unit))), language);
    report.fact("customers", Cell::count(answer.customers), language);
    report.fact("repeats", Cell::count(answer.repeats), language);
    if let Some(log_likelihood) = answer.log_likelihood {
        report.fact("log_likelihood", Cell::Text(number::decimals(log_likelihood, 3)), language);
    }
    if let Some(converged) = answer.converged {
        report.fact("converged", Cell::Flag(converged), language);
    }
    worth(answer, &mut report, run);
    analysis::provenance(&answer.provenance, &mut report, run);
    report.lists.push(parameters(answer, run));
    if let Some(holdout) = &answer.holdout {
        report.lists.push(judged(holdout, run));
        report.lists.push(tracked(holdout, run));
    }
    report.lists.extend(answer.predictions.as_ref().map(|all| customers(all, run)));
    report
}

/// The customers; without them the parameters.
pub fn rows(answer: &Value, run: &Run) -> Report {
    let list = match &answer.predictions {
        Some(all) => customers(all, run),
        None => parameters(answer, run),
    };
    Report { facts: Vec::new(), lists: vec![list] }
}

fn worth(answer: &Value, report: &mut Report, run: &Run) {
    let horizon = &answer.horizon;
    let rate = number::share(horizon.discount_rate);
    let message = match horizon.periods {
        Some(periods) => Message::new("cli.value_of_customers.horizon")
            .with("periods", periods)
            .with("days", number::number(horizon.period_days)),
        None => Message::new("cli.value_of_customers.for_ever"),
    };
    report.fact("horizon", Cell::Text(run.say(&message.with("rate", rate))), run.language);
    let margin = match horizon.gross_margin {
        Some(margin) => Message::new("cli.value_of_customers.margin").with("margin", number::share(margin)),
        None => Message::new("cli.value_of_customers.revenue"),
    };
    report.fact("worth_is", Cell::Text(run.say(&margin)), run.language);
    match (&answer.clv, answer.clv_reason) {
        (Some(clv), _) => {
            let said = match (clv.low, clv.high) {
                (Some(low), Some(high)) => run.say(
                    &Message::new("cli.value_of_customers.mean")
                        .with("mean", number::money(clv.mean))
                        .with("low", number::money(low))
                        .with("high", number::money(high)),
                ),
                _ => number::money(clv.mean),
            };
            report.fact("clv_mean", Cell::Text(said), run.language);
            report.fact("clv_total", Cell::Money(clv.total), run.language);
        }
        (None, Some(reason)) => {
            report.fact("clv_mean", Cell::Text(run.say(&Message::new(reason.key()))), run.language);
        }
        (None, None) => {}
    }
    if let Some(mean) = answer.spend.mean {
        report.fact("mean_spend", Cell::Money(mean), run.language);
    }
    if let Some(reason) = answer.spend.reason {
        let message =
            Message::new("cli.value_of_customers.spend_alike").with_message("why", Message::new(reason.key()));
        report.fact("spend", Cell::Text(run.say(&message)), run.language);
    }
    if let Some(correlation) = answer.spend.correlation {
        report.fact("spend_correlation", Cell::Text(number::decimals(correlation, 3)), run.language);
    }
}

fn parameters(answer: &Value, run: &Run) -> List {
    let mut list = List::new("parameters", &["model", "parameter", "value", "standard_error"], run.language);
    let number = |value: Option<f64>| value.map_or(Cell::Null, Cell::Number);
    let of_people = run.format == Format::Table;
    let model = if of_people { run.word(name(answer.fitted)) } else { answer.fitted.name().to_owned() };
    let spend = if of_people { run.word("cli.value_of_customers.gamma_gamma") } else { "gamma_gamma".to_owned() };
    for (place, (parameter, value)) in answer.parameters.iter().enumerate() {
        let error = answer.standard_errors.as_ref().and_then(|errors| errors.get(place)).map(|(_, error)| *error);
        list.rows.push(vec![Cell::text(&model), Cell::text(*parameter), Cell::Number(*value), number(error)]);
    }
    if let Some(found) = answer.spend.parameters {
        let errors = answer.spend.standard_errors;
        for (parameter, value, error) in [
            ("p", found.p, errors.map(|errors| errors.p)),
            ("q", found.q, errors.map(|errors| errors.q)),
            ("v", found.v, errors.map(|errors| errors.v)),
        ] {
            list.rows.push(vec![Cell::text(&spend), Cell::text(parameter), Cell::Number(value), number(error)]);
        }
    }
    list
}

fn judged(holdout: &HoldoutAnswer, run: &Run) -> List {
    let title = Message::new("cli.value_of_customers.holdout")
        .with("until", &holdout.until)
        .with("actual", number::count(i64::try_from(holdout.actual).unwrap_or(i64::MAX)))
        .with("expected", number::number(holdout.expected))
        .with("error", number::number(holdout.mean_absolute_error));
    let columns = ["repeats", "customers", "purchases_made", "purchases_expected"];
    let mut list = List::new("holdout", &columns, run.language).titled(title, run.language);
    let last = holdout.by_repeats.last().map_or(0, |class| class.x);
    for class in &holdout.by_repeats {
        let more = class.x == last && holdout.by_repeats.len() > 1;
        let repeats = if more { format!("{}+", class.x) } else { class.x.to_string() };
        list.rows.push(vec![
            Cell::Text(repeats),
            Cell::count(class.customers),
            Cell::Number(class.actual),
            Cell::Number(class.expected),
        ]);
    }
    list
}

fn tracked(holdout: &HoldoutAnswer, run: &Run) -> List {
    let columns = ["through", "purchases_made", "purchases_expected"];
    let mut list = List::new("tracking", &columns, run.language)
        .titled(Message::new("cli.value_of_customers.tracking"), run.language);
    let every = holdout.tracking.len().div_ceil(MOST_STEPS).max(1);
    // Counted from the last, so that the end of the hold-out is always told.
    let kept = holdout.tracking.iter().rev().step_by(every).rev();
    list.rows
        .extend(kept.map(|step| vec![Cell::text(&step.day), Cell::count(step.actual), Cell::Number(step.expected)]));
    list
}

fn customers(all: &[CustomerPrediction], run: &Run) -> List {
    let columns = [
        "customer_id",
        "x",
        "t_x",
        "T",
        "p_alive",
        "expected_purchases",
        "discounted",
        "mean_spend",
        "clv",
        "low",
        "high",
    ];
    let mut list = List::new("predictions", &columns, run.language)
        .titled(Message::new("cli.value_of_customers.customers"), run.language);
    let number = |value: Option<f64>| value.map_or(Cell::Null, Cell::Number);
    let money = |money: Option<Money>| money.map_or(Cell::Null, Cell::Money);
    list.rows.extend(all.iter().map(|one| {
        vec![
            Cell::text(&one.customer_id),
            Cell::count(one.x),
            Cell::Number(one.t_x),
            Cell::Number(one.age),
            analysis::share(one.p_alive),
            number(one.expected),
            number(one.discounted),
            money(one.mean_spend),
            money(one.clv),
            money(one.low),
            money(one.high),
        ]
    }));
    list
}

/// What a model is called.
pub fn name(model: ValueModel) -> &'static str {
    match model {
        ValueModel::BgNbd => "cli.value_of_customers.bg_nbd",
        ValueModel::ParetoNbd => "cli.value_of_customers.pareto_nbd",
        ValueModel::Nbd => "cli.value_of_customers.nbd",
    }
}

fn limit_said(limit: ValueLimit) -> Message {
    Message::new(match limit {
        ValueLimit::NoRepeats => "cli.value_of_customers.no_repeats",
        ValueLimit::NoDropout => "cli.value_of_customers.no_dropout",
        ValueLimit::Alike => "cli.value_of_customers.alike",
    })
}

fn unit(unit: LifeUnit) -> &'static str {
    match unit {
        LifeUnit::Day => "cli.survival.unit.day",
        LifeUnit::Week => "cli.survival.unit.week",
        LifeUnit::Month => "cli.survival.unit.month",
    }
}
