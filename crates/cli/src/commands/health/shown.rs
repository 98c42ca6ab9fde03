//! Health for a person: how scores did, then the customers who need somebody most, with what their scores are made of.

use catalog::Catalog;
use engine::Health;
use model::Message;

use crate::render::{Cell, Column, Format, List, Report, analysis, scores};
use crate::run::Run;

/// An answer with the catalog that its score is in.
pub struct Shown<'a> {
    pub answer: &'a Health,
    pub catalog: &'a Catalog,
    pub run: &'a Run,
}

impl Shown<'_> {
    /// The report, of so many customers in all.
    pub fn report(&self, all: usize) -> Report {
        let (answer, run) = (self.answer, self.run);
        let mut report = Report::default();
        let title = self.catalog.scores.get(&answer.score).map(|score| score.title.say(run.language));
        report.fact("score", Cell::text(title.unwrap_or(&answer.score)), run.language);
        report.fact("at", Cell::text(&answer.at), run.language);
        scores::known((answer.complete, answer.known_to.as_deref()), &mut report, run);
        report.fact("customers", Cell::count(all as u64), run.language);
        scores::model((&answer.model, scores::Foretold::Leaving), &mut report, run);
        analysis::provenance(&answer.provenance, &mut report, run);
        if run.format == Format::Table {
            report.lists.extend(self.history());
            report.lists.extend(scores::tests((&answer.model, scores::Foretold::Leaving), run));
        }
        analysis::finest(self.customers(), &mut report, run);
        report
    }

    fn customers(&self) -> List {
        let (answer, run) = (self.answer, self.run);
        let mut list = List::new("scores", &["customer_id", "score"], run.language)
            .titled(Message::new("cli.health.customers"), run.language);
        if let Some(score) = self.catalog.scores.get(&answer.score) {
            list.columns.extend(score.components.iter().map(|component| Column {
                key: component.name.clone(),
                title: component.title.say(run.language).to_owned(),
            }));
        }
        list.columns.extend(answer.history.iter().map(|then| Column { key: then.at.clone(), title: then.at.clone() }));
        let tenths = |value: Option<f64>| value.map_or(Cell::Null, Cell::Tenths);
        for one in &answer.scores {
            let ledger = one.ledger.iter().map(|entry| tenths(entry.points()));
            let own = [Cell::text(&one.customer_id), tenths(one.score)];
            list.rows.push(own.into_iter().chain(ledger).chain(one.history.iter().map(|then| tenths(*then))).collect());
        }
        list
    }

    fn history(&self) -> Option<List> {
        let (answer, run) = (self.answer, self.run);
        let columns = ["at", "customers", "mean", "p25", "median", "p75"];
        let mut list =
            List::new("history", &columns, run.language).titled(Message::new("cli.health.history"), run.language);
        let tenths = |value: Option<f64>| value.map_or(Cell::Null, Cell::Tenths);
        for then in &answer.history {
            list.rows.push(vec![
                Cell::text(&then.at),
                Cell::count(then.customers),
                tenths(then.mean),
                tenths(then.p25),
                tenths(then.median),
                tenths(then.p75),
            ]);
        }
        (!list.rows.is_empty()).then_some(list)
    }
}
