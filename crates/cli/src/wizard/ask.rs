//! Questions on stderr, answers from stdin.

use std::io::{IsTerminal, Write};

use model::Message;

use crate::error::CliError;
use crate::run::Run;

/// Asks one person.
pub struct Ask<'a> {
    run: &'a Run,
    input: std::io::Stdin,
    /// Whether answers are typed, and so seen, by whoever sees the questions.
    seen: bool,
}

impl<'a> Ask<'a> {
    pub fn new(run: &'a Run) -> Self {
        let stdin = std::io::stdin();
        Self { run, seen: stdin.is_terminal(), input: stdin }
    }

    /// The answer, without the spaces around it.
    ///
    /// # Errors
    /// [`CliError::Usage`] when the answers have ended.
    pub fn answer(&mut self, question: &Message) -> Result<String, CliError> {
        let mut stderr = std::io::stderr().lock();
        // Where stderr itself cannot be written there is nobody left to ask, and the answers may still come.
        let _ = write!(stderr, "{} ", self.run.say(question));
        let _ = stderr.flush();
        drop(stderr);
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            Run::tell("");
            return Err(CliError::Usage(Message::new("cli.wizard.ended")));
        }
        let answer = line.trim().to_owned();
        if !self.seen {
            Run::tell(if answer.is_empty() { "↵" } else { &answer });
        }
        Ok(answer)
    }

    /// The answer, or what is suggested where it is empty.
    ///
    /// # Errors
    /// As [`Ask::answer`].
    pub fn or(&mut self, question: &Message, suggested: &str) -> Result<String, CliError> {
        let question = Message::new("cli.wizard.suggested").with_message("question", question.clone());
        let answer = self.answer(&question.with("suggested", suggested))?;
        Ok(if answer.is_empty() { suggested.to_owned() } else { answer })
    }

    /// Yes or no; what is suggested where the answer is empty.
    ///
    /// # Errors
    /// As [`Ask::answer`].
    pub fn yes(&mut self, question: &Message, suggested: Option<bool>) -> Result<bool, CliError> {
        let hint = Message::new(match suggested {
            None => "cli.wizard.yes_or_no",
            Some(true) => "cli.wizard.yes_unless_no",
            Some(false) => "cli.wizard.no_unless_yes",
        });
        let question = Message::new("cli.wizard.suggested").with_message("question", question.clone());
        let question = question.with_message("suggested", hint);
        loop {
            let answer = self.answer(&question)?.to_lowercase();
            match (answer.as_str(), suggested) {
                ("", Some(suggested)) => return Ok(suggested),
                ("y" | "yes" | "是", _) => return Ok(true),
                ("n" | "no" | "否", _) => return Ok(false),
                _ => self.tell(&Message::new("cli.wizard.not_yes_or_no")),
            }
        }
    }

    /// One of some names, by its number or itself.
    ///
    /// # Errors
    /// As [`Ask::answer`].
    pub fn one_of(&mut self, question: &Message, names: &[String]) -> Result<String, CliError> {
        for (position, name) in names.iter().enumerate() {
            Run::tell(&format!("  {}  {name}", position + 1));
        }
        loop {
            let answer = self.answer(question)?;
            if let Some(position) = choice(&answer, names) {
                return Ok(names[position].clone());
            }
            self.tell(&Message::new("cli.wizard.not_one_of").with("answer", answer));
        }
    }

    /// Says something between two questions.
    pub fn tell(&self, message: &Message) {
        self.run.warn(message);
    }
}

/// Which of some names an answer means: by its number from 1, word for word, or in other case.
pub fn choice(answer: &str, names: &[String]) -> Option<usize> {
    let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < names.len());
    let exact = || names.iter().position(|name| name == answer);
    let alike = || names.iter().position(|name| name.to_lowercase() == answer.to_lowercase());
    exact().or_else(alike).or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_a_name_or_a_number() {
        let names = ["Nr", "2", "Kunde"].map(str::to_owned);
        for (answer, expected) in
            [("Nr", Some(0)), ("nr", Some(0)), ("2", Some(1)), ("3", Some(2)), ("4", None), ("0", None), ("", None)]
        {
            assert_eq!(choice(answer, &names), expected, "{answer}");
        }
    }
}
