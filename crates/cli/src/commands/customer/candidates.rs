//! `tenure customer candidates`: customers that declared rules take for one and a person has to decide about.

use std::collections::BTreeMap;
use std::io::BufRead;

use lake::{Candidate, CandidateId, Candidates, Evidence, IdentityRules, OutsideId};
use model::Message;

use crate::error::CliError;
use crate::exit::Exit;
use crate::progress::Spinner;
use crate::render::{self, Cell, Format, List, Report};
use crate::run::Run;
use crate::workspace::Workspace;

/// Pairs a person is shown unless more are asked for.
const SHOWN: usize = 20;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "CANDIDATE", value_delimiter = ',')]
    accept: Vec<String>,
    #[arg(long, value_name = "CANDIDATE", value_delimiter = ',')]
    refuse: Vec<String>,
    #[arg(long, value_name = "ROWS")]
    limit: Option<usize>,
}

/// # Errors
/// [`CliError`] when the customers cannot be read, or a candidate is named that there is not.
pub async fn run(args: Args, run: &Run) -> Result<Exit, CliError> {
    let workspace = Workspace::find(run)?;
    let now_us = run.now_us(workspace.zone())?;
    let rules = engine::identity_rules(&workspace.settings);
    let lake = workspace.lake(run).await?;
    let working = Spinner::new(&Message::new("cli.progress.computing"), run);
    let found = lake.snapshot(None).await?.candidates(&rules).await?;
    drop(working);
    if args.accept.is_empty() && args.refuse.is_empty() {
        return show(&found, &rules, &args, run);
    }
    let (accepted, refused) = (pairs(&found, &args.accept)?, pairs(&found, &args.refuse)?);
    if let Some((a, b, _)) = accepted.iter().find(|pair| refused.contains(pair)) {
        return Err(CliError::Usage(Message::new("cli.error.both_ways").with("a", a).with("b", b)));
    }
    lake.decide(&accepted, &refused, now_us).await?;
    let mut report = Report::default();
    report.fact("accepted", Cell::count(accepted.len() as u64), run.language);
    report.fact("kept_apart", Cell::count(refused.len() as u64), run.language);
    render::print_report(&report, run)?;
    Ok(Exit::Done)
}

fn show(found: &Candidates, rules: &IdentityRules, args: &Args, run: &Run) -> Result<Exit, CliError> {
    let mut list = List::new(
        "candidates",
        &["candidate", "confidence", "customer", "name", "other", "other_name", "because"],
        run.language,
    )
    .titled(Message::new("cli.customer.candidates"), run.language);
    // Only a person is spared the rest; a program gets what it asked for.
    let limit = args.limit.or((run.format == Format::Table).then_some(SHOWN)).unwrap_or(usize::MAX);
    list.rows = found.pairs.iter().take(limit).map(|pair| cells(pair, run)).collect();
    let shown = list.rows.len();
    let mut lists = vec![list];
    if !found.shared.is_empty() {
        let columns = ["column", "value", "customers"];
        let mut shared =
            List::new("shared", &columns, run.language).titled(Message::new("cli.customer.shared"), run.language);
        shared.rows = found
            .shared
            .iter()
            .map(|shared| {
                vec![Cell::text(shared.column), Cell::text(&shared.value), Cell::count(shared.customers as u64)]
            })
            .collect();
        lists.push(shared);
    }
    render::print_report(&Report { facts: Vec::new(), lists }, run)?;
    if rules.rules.is_empty() {
        run.note(&Message::new("cli.customer.no_rules"));
    } else if found.pairs.is_empty() {
        run.note(&Message::new("cli.customer.no_candidates"));
    }
    if shown < found.pairs.len() {
        run.note(&Message::new("cli.customer.more_candidates").with("shown", shown).with("all", found.pairs.len()));
    }
    Ok(Exit::Done)
}

fn cells(pair: &Candidate, run: &Run) -> Vec<Cell> {
    let ids = |ids: &[OutsideId]| Cell::text(ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let names = |names: &[String]| if names.is_empty() { Cell::Null } else { Cell::text(names.join(", ")) };
    let because = pair.because.iter().map(|(by, value)| format!("{} {value}", by.column()));
    let confidence = match run.format {
        Format::Table => run.word(match pair.confidence {
            lake::Confidence::High => "cli.customer.high",
            lake::Confidence::Medium => "cli.customer.medium",
            lake::Confidence::Low => "cli.customer.low",
        }),
        _ => pair.confidence.as_str().to_owned(),
    };
    vec![
        Cell::text(pair.id.to_string()),
        Cell::text(confidence),
        ids(&pair.a),
        names(&pair.names.0),
        ids(&pair.b),
        names(&pair.names.1),
        Cell::text(because.collect::<Vec<_>>().join("; ")),
    ]
}

/// The pairs that are named, `-` for those on standard input, one a line.
fn pairs(found: &Candidates, named: &[String]) -> Result<Vec<(OutsideId, OutsideId, Evidence)>, CliError> {
    let known: BTreeMap<CandidateId, &Candidate> = found.pairs.iter().map(|pair| (pair.id, pair)).collect();
    let mut texts = Vec::new();
    for text in named {
        if text == "-" {
            for line in std::io::stdin().lock().lines() {
                texts.push(line?);
            }
        } else {
            texts.push(text.clone());
        }
    }
    let mut pairs = Vec::new();
    for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        let pair = text.parse().ok().and_then(|id: CandidateId| known.get(&id));
        let pair = pair.ok_or_else(|| CliError::Usage(Message::new("cli.error.no_candidate").with("id", text)))?;
        let evidence = pair.because.first().map_or(Evidence::Merge, |(by, _)| by.evidence());
        pairs.extend(pair.a.first().cloned().zip(pair.b.first().cloned()).map(|(a, b)| (a, b, evidence)));
    }
    Ok(pairs)
}
