//! From a batch of source columns to the columns of the target: by headers, or by a mapping's expressions.

use std::collections::BTreeSet;

use arrow::array::{Array, ArrayRef, BooleanArray};

use model::Kind;

use crate::calls::Calls;
use crate::evidence::{Of, Use};
use crate::failure::BadRows;
use crate::header::{self, Match};
use crate::mapping::Expressions;
use crate::rest::{Part, Rest};
use crate::source::{Format, Header, SourceBatch};
use crate::{IngestError, Matched, MatchedBy, Target};

/// What is done with batches of one header.
pub enum Plan {
    Headers(ByHeader),
    Mapping(Box<Expressions>),
}

/// Source columns taken as they are.
pub struct ByHeader {
    matched: Match,
    /// Columns kept in the rest, sorted by name so that their order in a file does not matter.
    rest: Vec<usize>,
    keeps_rest: bool,
    /// Where a file of events holds calls of a tracking library: which column the event's name is, and how it is made.
    calls: Option<(usize, Calls)>,
}

/// Columns of the target, still to be read, for the rows that the mapping keeps.
pub struct Mapped {
    /// One for each column of the target; none where the source has nothing for it.
    pub columns: Vec<Option<ArrayRef>>,
    /// For each column of the target, the column of the source that it is; none where it is made of several or of none.
    pub sources: Vec<Option<usize>>,
    pub rest: Option<Rest>,
    /// For each row its position in the source batch.
    pub rows: Vec<usize>,
    /// Rows whose expressions failed, by position among the kept.
    pub bad: BadRows,
    /// Rows that `where` left out.
    pub filtered: u64,
    /// Rows that the source has deleted; of these what identifies them is told for certain, the rest as far as it can be read.
    pub deleted: Option<Box<Mapped>>,
}

impl Plan {
    /// Matches headers with the target's columns.
    ///
    /// # Errors
    /// [`IngestError`] for headers that do not fit.
    pub fn by_header(file: &str, header: &Header, target: &Target) -> Result<Self, IngestError> {
        let mut matched = header::match_headers(file, header, target)?;
        let name = target.columns.iter().position(|column| column.name == "name").unwrap_or_default();
        let calls = Calls::take(header, target, &mut matched).map(|calls| (name, calls));
        header::need_columns(file, header, target, &matched)?;
        // A query may say where each of its rows comes from; that is no data.
        if header.layout.format == Format::Query {
            matched.others.retain(|position| !matches!(header.names[*position].as_str(), "_file" | "_line"));
        }
        let keeps_rest = target.table.rest.is_some();
        let mut rest = matched.others.clone();
        rest.sort_by(|a, b| header.names[*a].cmp(&header.names[*b]));
        Ok(Self::Headers(ByHeader { matched, rest, keeps_rest, calls }))
    }

    /// # Errors
    /// [`IngestError`] when columns do not fit together.
    pub fn apply(&self, batch: &SourceBatch) -> Result<Mapped, IngestError> {
        match self {
            Self::Headers(plan) => plan.apply(batch),
            Self::Mapping(expressions) => expressions.apply(batch),
        }
    }

    /// The columns of the source whose values are read as dates and as numbers.
    pub fn uses(&self, target: &Target) -> Vec<Use> {
        let sources = match self {
            Self::Headers(plan) => &plan.matched.columns,
            Self::Mapping(expressions) => &expressions.sources,
        };
        let direct = target.columns.iter().zip(sources).filter_map(|(column, source)| {
            let of = match column.kind {
                Kind::Time | Kind::Date => Of::Days(column.name),
                Kind::Money | Kind::Decimal | Kind::Rate | Kind::Integer | Kind::Duration => Of::Numbers,
                _ => return None,
            };
            Some(Use { source: (*source)?, of })
        });
        let mut uses: Vec<Use> = direct.collect();
        if let Self::Mapping(expressions) = self {
            uses.extend(expressions.numbers.iter().map(|source| Use { source: *source, of: Of::Numbers }));
        }
        let mut once = Vec::with_capacity(uses.len());
        uses.into_iter().for_each(|one| {
            if !once.contains(&one) {
                once.push(one)
            }
        });
        once
    }

    /// Which column comes from where, for the report.
    pub fn matched(&self, header: &Header, target: &Target) -> Vec<Matched> {
        match self {
            Self::Headers(plan) => {
                let own = target.columns.iter().zip(&plan.matched.columns).filter_map(|(column, source)| {
                    let from = header.names[(*source)?].clone();
                    let own = header::normal(&from) == column.name;
                    let by = if own { MatchedBy::Name } else { MatchedBy::Alias };
                    Some(Matched { column: column.name.to_owned(), from, by })
                });
                let rest = target.table.rest.unwrap_or_default();
                let kept = plan.rest.iter().chain(&plan.matched.rest_object).filter(|_| plan.keeps_rest);
                own.chain(kept.map(|position| {
                    let from = header.names[*position].clone();
                    Matched { column: format!("{rest}.{from}"), from, by: MatchedBy::Rest }
                }))
                .collect()
            }
            Self::Mapping(expressions) => expressions.matched(),
        }
    }

    /// The columns of the target that the source has something for, and the keys of the rest; none for a rest that is given
    /// as a whole.
    pub fn has(&self, header: &Header, target: &Target) -> (BTreeSet<&'static str>, Option<BTreeSet<String>>) {
        match self {
            Self::Headers(plan) => {
                let own = target.columns.iter().zip(&plan.matched.columns).filter(|(_, source)| source.is_some());
                let made = plan.calls.iter().flat_map(|(name, calls)| std::iter::once(*name).chain(calls.made()));
                let called = made.filter_map(|column| target.columns.get(column));
                let columns = own.map(|(column, _)| column.name).chain(called.map(|column| column.name)).collect();
                let keys = || plan.rest.iter().map(|position| header.names[*position].clone()).collect();
                (columns, plan.matched.rest_object.is_none().then(keys))
            }
            Self::Mapping(expressions) => expressions.has(target),
        }
    }

    /// The source columns that nothing is made of.
    pub fn ignored(&self, header: &Header) -> Vec<String> {
        match self {
            Self::Headers(plan) if plan.keeps_rest => Vec::new(),
            Self::Headers(plan) => plan.matched.others.iter().map(|position| header.names[*position].clone()).collect(),
            Self::Mapping(expressions) => expressions.ignored(header),
        }
    }
}

impl ByHeader {
    fn apply(&self, batch: &SourceBatch) -> Result<Mapped, IngestError> {
        let columns = self.matched.columns.iter().map(|source| source.map(|source| batch.columns[source].clone()));
        let mut columns: Vec<_> = columns.collect();
        if let Some((name, calls)) = &self.calls {
            columns[*name] = Some(calls.names(batch)?);
            for (column, array) in calls.campaigns(batch)? {
                columns[column] = Some(array);
            }
        }
        let rest = self.keeps_rest.then(|| Rest {
            parts: self.rest.iter().map(|position| part(batch, *position)).collect(),
            object: self.matched.rest_object.map(|position| part(batch, position)),
        });
        Ok(Mapped {
            sources: self.matched.columns.clone(),
            columns,
            rest,
            rows: (0..batch.rows()).collect(),
            bad: BadRows::default(),
            filtered: 0,
            deleted: None,
        })
    }
}

fn part(batch: &SourceBatch, position: usize) -> Part {
    let bare: Option<BooleanArray> = batch.bare.as_ref().and_then(|bare| bare.get(position)).cloned();
    debug_assert_eq!(batch.columns[position].len(), batch.rows());
    Part { name: batch.header.names[position].clone(), array: batch.columns[position].clone(), bare }
}
