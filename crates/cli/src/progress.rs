//! Progress on stderr, for whatever takes longer than a second and only where a person watches.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use model::{Language, Message};

use crate::render::number;
use crate::run::Run;

/// How long a person waits before wondering.
const PATIENCE: Duration = Duration::from_secs(1);

/// Rows read, their rate and the time left. Gone when dropped.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: AtomicBool,
    wanted: bool,
    what: String,
    language: Language,
    told: Option<serve::Progress>,
}

/// A sign of life for work whose length nobody knows. Gone when dropped.
pub struct Spinner {
    bar: ProgressBar,
    waiting: tokio::task::JoinHandle<()>,
}

impl Progress {
    /// Progress of reading `what`, a name the user gave.
    pub fn new(what: &str, run: &Run) -> Self {
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            started: Instant::now(),
            shown: AtomicBool::new(false),
            wanted: run.shows_progress(),
            what: what.to_owned(),
            language: run.language,
            told: run.progress.clone(),
        }
    }

    fn show(&self, read: u64, done: u64, total: Option<u64>) {
        let passed = self.started.elapsed();
        if !self.wanted || passed < PATIENCE {
            return;
        }
        if !self.shown.swap(true, Ordering::Relaxed) {
            let template = if total.is_some() { "{bar:24} {msg}" } else { "{spinner} {msg}" };
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style);
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Some(total) = total {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
        self.bar.set_message(self.words(read, done, total, passed));
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a rate and a guess for a person")]
    fn words(&self, read: u64, done: u64, total: Option<u64>, passed: Duration) -> String {
        let seconds = passed.as_secs_f64();
        let message = |key| {
            Message::new(key)
                .with("what", &self.what)
                .with("rows", number::count(i64::try_from(read).unwrap_or(i64::MAX)))
                .with("rate", number::count((read as f64 / seconds) as i64))
        };
        let left = total.filter(|total| *total > done && done > 0);
        match left.map(|total| seconds * (total - done) as f64 / done as f64) {
            Some(left) => message("cli.progress.reading_left")
                .with("left", number::duration((left.ceil() * 1000.0) as i64, self.language)),
            None => message("cli.progress.reading"),
        }
        .say(self.language)
    }
}

impl ingest::Progress for Progress {
    fn rows(&self, read: u64, bytes_done: u64, bytes_total: Option<u64>) {
        if let Some(told) = &self.told {
            told(read, bytes_done, bytes_total);
        }
        self.show(read, bytes_done, bytes_total);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Spinner {
    /// A sign of life with these words, from a second on. Needs the runtime.
    pub fn new(words: &Message, run: &Run) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_message(run.say(words));
        let (shown, wanted) = (bar.clone(), run.shows_progress());
        let waiting = tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            if wanted {
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                    shown.set_style(style);
                }
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Self { bar, waiting }
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.waiting.abort();
        self.bar.finish_and_clear();
    }
}
