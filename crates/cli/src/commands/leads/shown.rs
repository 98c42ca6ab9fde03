//! Leads for a person: how such scores did, then the most promising with what their scores are made of.

use catalog::Catalog;
use engine::Leads;
use model::Message;

use crate::render::{Cell, Column, Format, List, Report, analysis, scores};
use crate::run::Run;

/// An answer with the catalog that its score is in.
pub struct Shown<'a> {
    pub answer: &'a Leads,
    pub catalog: &'a Catalog,
    pub run: &'a Run,
}

impl Shown<'_> {
    /// The report, of so many leads in all and so many of them unqualified.
    pub fn report(&self, all: usize, unqualified: usize) -> Report {
        let (answer, run) = (self.answer, self.run);
        let mut report = Report::default();
        let title = self.catalog.lead_scores.get(&answer.score).map(|score| score.title.say(run.language));
        report.fact("score", Cell::text(title.unwrap_or(&answer.score)), run.language);
        report.fact("at", Cell::text(&answer.at), run.language);
        scores::known((answer.complete, answer.known_to.as_deref()), &mut report, run);
        report.fact("open_leads", Cell::count(all as u64), run.language);
        report.fact("unqualified_leads", Cell::count(unqualified as u64), run.language);
        scores::model((&answer.model, scores::Foretold::Winning), &mut report, run);
        analysis::provenance(&answer.provenance, &mut report, run);
        if run.format == Format::Table {
            report.lists.extend(scores::tests((&answer.model, scores::Foretold::Winning), run));
        }
        analysis::finest(self.leads(), &mut report, run);
        report
    }

    fn leads(&self) -> List {
        let (answer, run) = (self.answer, self.run);
        let mut list = List::new("scores", &["lead_id", "customer_id", "score", "unqualified"], run.language)
            .titled(Message::new("cli.leads.leads"), run.language);
        let score = self.catalog.lead_scores.get(&answer.score);
        if let Some(score) = score {
            list.columns.extend(
                score
                    .rules
                    .iter()
                    .map(|rule| Column { key: rule.name.clone(), title: rule.title.say(run.language).to_owned() }),
            );
        }
        let is_table = run.format == Format::Table;
        let reason = |name: &str| {
            let known = score.and_then(|score| score.unqualified.iter().find(|known| known.name == name));
            Cell::text(known.filter(|_| is_table).map_or(name, |known| known.title.say(run.language)))
        };
        for one in &answer.scores {
            let own = [
                Cell::text(&one.lead_id),
                one.customer_id.as_deref().map_or(Cell::Null, Cell::text),
                Cell::Tenths(one.score),
                one.unqualified.as_deref().map_or(Cell::Null, reason),
            ];
            list.rows.push(own.into_iter().chain(one.ledger.iter().map(|entry| Cell::Tenths(entry.points))).collect());
        }
        list
    }
}
