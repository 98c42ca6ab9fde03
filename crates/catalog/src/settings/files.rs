//! The files that `tenure.yaml` names: lists of holidays beside it.

use std::sync::Arc;

use super::{HolidayList, Settings, holidays};
use crate::error::{CatalogErrors, Problem, Report};
use crate::source::{Place, Source};

impl Settings {
    /// These settings with the files they name read by `read`, which takes a path as it is written in `tenure.yaml`,
    /// relative to the workspace, and gives the file's text or why it cannot be read.
    ///
    /// # Errors
    /// [`CatalogErrors`] with every file that cannot be read, where it is named, and with every line of one that is no
    /// holiday.
    pub fn with_files(mut self, read: impl Fn(&str) -> Result<String, String>) -> Result<Self, CatalogErrors> {
        let mut reports = Vec::new();
        let calendars = self.business_hours.values_mut().filter_map(|calendar| calendar.holidays.as_mut());
        for list in calendars.chain([&mut self.holidays]) {
            list.read_files(&read, &mut reports);
        }
        if reports.is_empty() { Ok(self) } else { Err(CatalogErrors { reports }) }
    }

    /// The paths of every file that the settings name, as they are written, each once.
    #[must_use]
    pub fn files(&self) -> Vec<&str> {
        let calendars = self.business_hours.values().filter_map(|calendar| calendar.holidays.as_ref());
        let lists = calendars.chain([&self.holidays]);
        let mut paths: Vec<&str> = lists.flat_map(|list| list.files.iter().map(|file| file.path.as_str())).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

impl HolidayList {
    fn read_files(&mut self, read: impl Fn(&str) -> Result<String, String>, reports: &mut Vec<Report>) {
        for file in self.files.clone() {
            let text = match read(&file.path) {
                Ok(text) => text,
                Err(why) => {
                    reports.push(Report { problem: Problem::Unreadable { why }, place: file.place });
                    continue;
                }
            };
            match holidays::days_of_file(&text) {
                Ok(days) => self.add(days),
                Err((span, problem)) => {
                    let source = Arc::new(Source { name: file.path, text });
                    reports.push(Report { problem, place: Place { source, span } });
                }
            }
        }
    }
}
