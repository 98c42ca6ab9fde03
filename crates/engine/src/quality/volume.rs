//! Days on which a source brought far fewer or far more rows than on such days before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{Message, Micros, Table};
use stats::{OddDay, VolumeRule, odd_days};

use super::freshness::SourceAge;
use super::{Amount, Check, Finding, Found, Inspector, Severity, counts, text, texts};
use crate::EngineError;
use crate::functions::bucket;

/// The days that are looked at, and those before them that they are held against.
struct Days {
    /// The first instant of every day, and of the one after the last.
    starts: Vec<Micros>,
    dates: Vec<Date>,
}

impl Inspector<'_> {
    pub(super) async fn volume(&self, sources: &[SourceAge], found: &mut Found) -> Result<(), EngineError> {
        let days = self.days()?;
        self.session.register_udf(bucket(days.starts.clone(), self.engine.calendar.clone()));
        for table in self.snapshot().tables() {
            let Some(time) = table.time else { continue };
            let volumes = self.volumes(table, time, &days).await?;
            for source in sources.iter().filter(|source| source.state.table == table.name) {
                let (Some(volume), Some(complete_us)) = (volumes.get(&source.state.source), source.state.watermark_us)
                else {
                    continue;
                };
                // A day counts once it is over and delivered.
                let over = days.starts.partition_point(|start| *start <= complete_us).saturating_sub(1);
                let known = volume.get(..over.min(volume.len())).unwrap_or(volume);
                self.judge_volume(&format!("{}/{}", table.name, source.state.source), known, &days, found)?;
            }
        }
        Ok(())
    }

    fn days(&self) -> Result<Days, EngineError> {
        let bar = &self.settings().quality.volume;
        let calendar = &self.engine.calendar;
        let today = calendar.day_of(self.engine.as_of_us())?;
        let mut day = calendar.shift(today, -(bar.days + 7 * bar.weeks))?;
        let (mut starts, mut dates) = (Vec::new(), Vec::new());
        while day < today {
            starts.push(calendar.start_of_day(day)?);
            dates.push(day);
            day = calendar.shift(day, 1)?;
        }
        starts.push(calendar.start_of_day(today)?);
        Ok(Days { starts, dates })
    }

    /// Rows by source and day, from the first day of the source or of those looked at.
    async fn volumes(&self, table: &Table, time: &str, days: &Days) -> Result<BTreeMap<String, Vec<u64>>, EngineError> {
        let sql = format!(
            "select source_name, bucket({time}), count(*) from {} where {time} is not null group by 1, 2",
            table.name
        );
        let mut volumes: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for batch in self.read(&sql, table.name).await? {
            let (names, places, rows) = (texts(&batch, 0)?, counts(&batch, 1)?, counts(&batch, 2)?);
            for (row, (place, rows)) in places.into_iter().zip(rows).enumerate() {
                let Some(name) = text(&names, row) else { continue };
                // Before the first day lies bucket 0, after the last the one beyond.
                let volume = volumes.entry(name.to_owned()).or_insert_with(|| vec![0; days.dates.len() + 1]);
                if let Some(count) = usize::try_from(place).ok().and_then(|place| volume.get_mut(place)) {
                    *count += rows;
                }
            }
        }
        for volume in volumes.values_mut() {
            volume.remove(0);
        }
        Ok(volumes)
    }

    fn judge_volume(&self, place: &str, volume: &[u64], days: &Days, found: &mut Found) -> Result<(), EngineError> {
        let bar = &self.settings().quality.volume;
        let begun = volume.iter().position(|count| *count > 0).unwrap_or(volume.len());
        let since = volume.get(begun..).unwrap_or_default();
        let looked_at = days.dates.len().saturating_sub(usize::try_from(bar.days).unwrap_or(usize::MAX));
        let rule = VolumeRule {
            weeks: usize::try_from(bar.weeks).unwrap_or(usize::MAX),
            deviations: bar.deviations.parse().unwrap_or(f64::INFINITY),
            least_median: bar.min_rows as f64,
        };
        found.look(Check::VolumeGap, 1);
        found.look(Check::VolumeSpike, 1);
        found.look(Check::VolumeDays, usize::from(bar.max_days.is_some()));
        let odd = odd_days(since, looked_at.saturating_sub(begun), rule).unwrap_or_default();
        found.findings.extend(odd.iter().filter_map(|odd| {
            let day = days.dates.get(begun + odd.day)?;
            Some(odd_day(place, *day, odd))
        }));
        if let Some(most) = bar.max_days.and_then(|most| u64::try_from(most).ok())
            && odd.len() as u64 > most
        {
            found.findings.push(Finding {
                check: Check::VolumeDays,
                severity: Severity::Error,
                place: place.to_owned(),
                value: Some(Amount::Count(odd.len() as u64)),
                bar: Some(Amount::Count(most)),
                detail: None,
            });
        }
        Ok(())
    }
}

fn odd_day(place: &str, day: Date, odd: &OddDay) -> Finding {
    Finding {
        check: if odd.deviations < 0.0 { Check::VolumeGap } else { Check::VolumeSpike },
        severity: Severity::Warning,
        place: format!("{place} {day}"),
        value: Some(Amount::Count(odd.count)),
        bar: None,
        detail: Some(
            Message::new("engine.check.volume_gap.detail")
                .with("median", odd.median)
                .with("deviations", format!("{:+.1}", odd.deviations)),
        ),
    }
}
