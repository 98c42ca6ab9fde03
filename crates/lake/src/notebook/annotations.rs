//! Annotations: what happened on a day that numbers may show, "price rise" or "outage".

use model::Micros;
use rusqlite::{Row, params};

use super::{Notebook, checked};
use crate::access::write_audit;
use crate::{Actor, LakeError};

/// One annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    pub number: i64,
    /// `2025-06-01`, by the workspace's calendar.
    pub day: String,
    pub text: String,
    /// The metric it is about; none for all.
    pub metric: Option<String>,
    /// Who wrote it, as in the audit log.
    pub made_by: String,
    pub made_at_us: Micros,
}

/// An annotation to write.
#[derive(Clone, Copy, Debug)]
pub struct NewAnnotation<'a> {
    pub day: jiff::civil::Date,
    pub text: &'a str,
    pub metric: Option<&'a str>,
}

impl Notebook {
    /// Writes an annotation.
    ///
    /// # Errors
    /// [`LakeError::NoteText`] when its text is none, [`LakeError::State`] when the state cannot be written.
    pub fn annotate(&self, new: &NewAnnotation<'_>, actor: &Actor<'_>) -> Result<Annotation, LakeError> {
        let text = checked(new.text)?;
        let metric = new.metric.map(checked).transpose()?;
        self.access.change(|transaction| {
            let sql = "insert into annotation (day, text, metric, made_by, made_at_us) values (?1, ?2, ?3, ?4, ?5)
                       returning number, day, text, metric, made_by, made_at_us";
            let columns = params![new.day.to_string(), text, metric, actor.who, actor.at_us];
            let made = transaction.query_row(sql, columns, read)?;
            write_audit(transaction, actor, "annotation.add", &made.number.to_string())?;
            Ok(made)
        })
    }

    /// The annotations of the days from `from` up to and without `to`, in their order; of all days where a bound is none.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub fn annotations(
        &self,
        from: Option<jiff::civil::Date>,
        to: Option<jiff::civil::Date>,
    ) -> Result<Vec<Annotation>, LakeError> {
        let connection = self.access.reading();
        let mut query = connection.prepare_cached(
            "select number, day, text, metric, made_by, made_at_us from annotation
             where (?1 is null or day >= ?1) and (?2 is null or day < ?2) order by day, number",
        )?;
        let day = |bound: Option<jiff::civil::Date>| bound.map(|day| day.to_string());
        let found = query.query_map(params![day(from), day(to)], read)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Removes an annotation.
    ///
    /// # Errors
    /// [`LakeError::UnknownAnnotation`] when there is none of this number, [`LakeError::State`] when the state cannot be
    /// written.
    pub fn remove_annotation(&self, number: i64, actor: &Actor<'_>) -> Result<(), LakeError> {
        self.access.change(|transaction| {
            if transaction.execute("delete from annotation where number = ?1", [number])? == 0 {
                return Err(LakeError::UnknownAnnotation { number });
            }
            Ok(write_audit(transaction, actor, "annotation.remove", &number.to_string())?)
        })
    }
}

fn read(row: &Row<'_>) -> Result<Annotation, rusqlite::Error> {
    Ok(Annotation {
        number: row.get(0)?,
        day: row.get(1)?,
        text: row.get(2)?,
        metric: row.get(3)?,
        made_by: row.get(4)?,
        made_at_us: row.get(5)?,
    })
}
