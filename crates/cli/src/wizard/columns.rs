//! Asks where each column of a table comes from.

use ingest::{Inspection, Request, Sifted, Target, Tried};
use model::{Column, Message};

use super::ask::{Ask, choice};
use crate::error::CliError;
use crate::render::wrap;
use crate::run::Run;

/// Columns of the table and the header or expression that makes each.
pub type Chosen = Vec<(String, String)>;

/// Shows the headers with some of their values, and how to answer.
pub fn introduce(source: &Inspection, target: &Target, run: &Run) {
    run.warn(&Message::new("cli.wizard.headers").with("file", &source.file));
    let width = source.headers.iter().map(|header| wrap::columns(&header.name)).max().unwrap_or_default().min(40);
    for (position, header) in source.headers.iter().enumerate() {
        let values = model::printable(&header.values.join(", ")).into_owned();
        let name = model::printable(&header.name);
        let gap = " ".repeat(width.saturating_sub(wrap::columns(&name)));
        Run::tell(format!("{:>4}  {name}{gap}  {values}", position + 1).trim_end());
    }
    run.warn(&Message::new("cli.wizard.how").with("table", target.name));
}

/// Asks for each column of the target, those that rows need first, then whether the other headers are kept.
///
/// # Errors
/// [`CliError::Usage`] when the answers end.
pub fn ask(target: &Target, source: &Inspection, request: &Request, ask: &mut Ask<'_>) -> Result<Chosen, CliError> {
    let mut order: Vec<usize> = (0..target.columns.len()).collect();
    order.sort_by_key(|position| !target.columns[*position].required);
    let mut chosen = Chosen::new();
    let mut all_suggested = false;
    for position in order {
        let column = target.columns[position];
        let guess = source.guesses[position].map(|header| source.headers[header].name.as_str());
        if all_suggested && (guess.is_some() || !column.required) {
            chosen.extend(guess.map(|guess| (column.name.to_owned(), guess.to_owned())));
            continue;
        }
        let asked = Asked { column, target, guess };
        match asked.ask(source, request, ask)? {
            Answer::From(expression) => chosen.push((column.name.to_owned(), expression)),
            Answer::Nothing => {}
            Answer::AllSuggested => {
                all_suggested = true;
                chosen.extend(guess.map(|guess| (column.name.to_owned(), guess.to_owned())));
            }
        }
    }
    chosen.extend(rest(target, source, &chosen, ask)?);
    Ok(chosen)
}

enum Answer {
    From(String),
    Nothing,
    /// This column and all that follow come from where it is suggested.
    AllSuggested,
}

struct Asked<'a> {
    column: &'static Column,
    target: &'a Target,
    guess: Option<&'a str>,
}

impl Asked<'_> {
    fn ask(&self, source: &Inspection, request: &Request, ask: &mut Ask<'_>) -> Result<Answer, CliError> {
        let names: Vec<String> = source.headers.iter().map(|header| header.name.clone()).collect();
        let key = if self.column.required { "cli.wizard.column_needed" } else { "cli.wizard.column" };
        let question = Message::new(key)
            .with("column", self.column.name)
            .with_message("about", self.column.about(self.target.name))
            .with("suggested", self.guess.unwrap_or("-"));
        loop {
            let answer = ask.answer(&question)?;
            match (answer.as_str(), self.guess) {
                ("", Some(guess)) => return Ok(Answer::From(guess.to_owned())),
                ("!", Some(_)) => return Ok(Answer::AllSuggested),
                ("!", None) if !self.column.required => return Ok(Answer::AllSuggested),
                ("" | "-", _) if !self.column.required => return Ok(Answer::Nothing),
                ("" | "-" | "!", _) => ask.tell(&Message::new("cli.wizard.needed").with("column", self.column.name)),
                (answer, _) => match choice(answer, &names) {
                    Some(header) => return Ok(Answer::From(names[header].clone())),
                    None => {
                        let expression = answer.trim_start_matches('=').trim();
                        match source.evaluate(request, self.column.name, expression) {
                            Ok(tried) => {
                                ask.tell(&gives(tried));
                                return Ok(Answer::From(expression.to_owned()));
                            }
                            Err(error) => ask.tell(&error.message()),
                        }
                    }
                },
            }
        }
    }
}

/// Asks which rows are wanted; none for all of them.
///
/// # Errors
/// [`CliError::Usage`] when the answers end.
pub fn condition(source: &Inspection, request: &Request, ask: &mut Ask<'_>) -> Result<Option<String>, CliError> {
    loop {
        let condition = ask.answer(&Message::new("cli.wizard.where"))?;
        if condition.is_empty() {
            return Ok(None);
        }
        match source.keeps(request, &condition) {
            Ok(Sifted { rows, kept, why }) => {
                let key = if why.is_none() { "cli.wizard.keeps" } else { "cli.wizard.keeps_but" };
                let mut said = Message::new(key).with("rows", rows).with("kept", kept);
                if let Some(why) = why {
                    said = said.with_message("why", why);
                }
                ask.tell(&said);
                return Ok(Some(condition));
            }
            Err(error) => ask.tell(&error.message()),
        }
    }
}

/// What an expression gives, and on how many rows it fails.
fn gives(tried: Tried) -> Message {
    let values = tried.values.join(", ");
    match tried.why {
        None => Message::new("cli.wizard.gives").with("values", values),
        Some(why) => Message::new("cli.wizard.gives_but")
            .with("values", values)
            .with("failed", tried.failed)
            .with("rows", tried.rows)
            .with_message("why", why),
    }
}

/// The headers that nothing was made of, where the table keeps others and they are wanted.
fn rest(target: &Target, source: &Inspection, chosen: &Chosen, ask: &mut Ask<'_>) -> Result<Chosen, CliError> {
    let Some(rest) = target.table.rest else { return Ok(Chosen::new()) };
    let taken = |name: &str| chosen.iter().any(|(_, from)| from == name);
    let others: Vec<&str> =
        source.headers.iter().map(|header| header.name.as_str()).filter(|name| !taken(name)).collect();
    if others.is_empty() {
        return Ok(Chosen::new());
    }
    let question = Message::new("cli.wizard.rest").with("rest", rest).with("headers", others.join(", "));
    if !ask.yes(&question, Some(true))? {
        return Ok(Chosen::new());
    }
    let free = |name: &&&str| target.column(name).is_none() && !chosen.iter().any(|(column, _)| column == **name);
    Ok(others.iter().filter(free).map(|name| ((*name).to_owned(), (*name).to_owned())).collect())
}
