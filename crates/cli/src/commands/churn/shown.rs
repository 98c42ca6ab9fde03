//! Who is likely to leave, for a person: how such scores did, what matters, then the customers with what makes it so.

use catalog::Catalog;
use engine::Churn;
use model::Message;

use crate::render::{Cell, Column, Format, List, Report, analysis, scores};
use crate::run::Run;

/// An answer with the catalog that its score is in.
pub struct Shown<'a> {
    pub answer: &'a Churn,
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
        report.fact("model", Cell::text(scores::name(answer.model.kind, run)), run.language);
        report.fact("at", Cell::text(&answer.at), run.language);
        scores::known((answer.complete, answer.known_to.as_deref()), &mut report, run);
        report.fact("customers", Cell::count(all as u64), run.language);
        scores::model((&answer.model, scores::Foretold::Leaving), &mut report, run);
        analysis::provenance(&answer.provenance, &mut report, run);
        if run.format == Format::Table {
            report.lists.extend(scores::tests((&answer.model, scores::Foretold::Leaving), run));
            report.lists.extend(self.fitted());
        }
        analysis::finest(self.customers(), &mut report, run);
        report
    }

    /// What matters, the most first.
    fn fitted(&self) -> Option<List> {
        let run = self.run;
        let fitted = self.answer.fitted.as_ref()?;
        let (columns, title): (&[&str], _) = match fitted.trees {
            None => (&["component", "importance", "coefficient", "odds"], "cli.churn.fitted"),
            Some(_) => (&["component", "importance"], "cli.churn.grown"),
        };
        let mut list = List::new("fitted", columns, run.language).titled(Message::new(title), run.language);
        let mut components: Vec<_> = fitted.components.iter().collect();
        components.sort_by(|a, b| b.importance.total_cmp(&a.importance));
        for component in components {
            let coefficient = component.coefficient.map(|known| [Cell::Number(known), Cell::Number(known.exp())]);
            let own = [Cell::text(self.title(&component.component)), Cell::Number(component.importance)];
            list.rows.push(own.into_iter().chain(coefficient.into_iter().flatten()).collect());
        }
        Some(list)
    }

    fn customers(&self) -> List {
        let (answer, run) = (self.answer, self.run);
        let mut list = List::new("scores", &["customer_id", "risk"], run.language)
            .titled(Message::new("cli.churn.customers"), run.language);
        if let Some(score) = self.catalog.scores.get(&answer.score) {
            list.columns.extend(score.components.iter().map(|component| Column {
                key: component.name.clone(),
                title: component.title.say(run.language).to_owned(),
            }));
        }
        for one in &answer.scores {
            let ledger = one.ledger.iter().map(|entry| Cell::Number(entry.points));
            let own = [Cell::text(&one.customer_id), Cell::Share(one.score)];
            list.rows.push(own.into_iter().chain(ledger).collect());
        }
        list
    }

    fn title(&self, component: &str) -> String {
        let score = self.catalog.scores.get(&self.answer.score);
        let known = score.and_then(|score| score.components.iter().find(|known| known.name == component));
        known.map_or_else(|| component.to_owned(), |known| known.title.say(self.run.language).to_owned())
    }
}
