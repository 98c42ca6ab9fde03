//! Where an import's batches come from: files read ahead on a thread of their own, or a mapping's query.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::sync::mpsc;

use crate::IngestError;
use crate::files::STDIN;
use crate::mapping::Query;
use crate::source::{How, SourceBatch, open};

/// Batches read ahead: enough to keep both sides busy, few enough to bound memory.
const AHEAD: usize = 4;

/// Gives batches, and how many bytes were read for them.
pub struct Feed {
    batches: Batches,
    done: Arc<AtomicU64>,
    total: Option<u64>,
}

enum Batches {
    Files(mpsc::Receiver<Result<SourceBatch, IngestError>>),
    Query(Box<Query>),
}

impl Feed {
    /// Begins to read files, one after the other.
    pub fn files(files: Vec<PathBuf>, how: How) -> Self {
        let done = Arc::new(AtomicU64::new(0));
        let total = size(&files);
        let (sender, receiver) = mpsc::channel(AHEAD);
        let count = Arc::clone(&done);
        std::thread::spawn(move || {
            let reading = AtomicUsize::new(0);
            // A reader that gives up must not be taken for the end of a file.
            let done = catch_unwind(AssertUnwindSafe(|| read(&files, (&how, &count), &reading, &sender)));
            if done.is_err() {
                let file = files.get(reading.load(Ordering::Relaxed));
                let file = file.map(|file| how.name(file)).unwrap_or_default();
                let _ = sender.blocking_send(Err(IngestError::Fault { file }));
            }
        });
        Self { batches: Batches::Files(receiver), done, total }
    }

    /// The rows of a query over files that were read already, counted in `done`.
    pub fn query(query: Query, files: &[PathBuf], done: Arc<AtomicU64>) -> Self {
        Self { batches: Batches::Query(Box::new(query)), done, total: size(files) }
    }

    /// # Errors
    /// [`IngestError`] when the source cannot be read on.
    pub async fn next(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        match &mut self.batches {
            Batches::Files(receiver) => receiver.recv().await.transpose(),
            Batches::Query(query) => query.next().await,
        }
    }

    /// Bytes read from the disk so far.
    pub fn bytes_done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Bytes of all files on the disk; unknown with standard input among them.
    pub fn bytes_total(&self) -> Option<u64> {
        self.total
    }
}

/// Sends every batch, then closes; stops when nobody listens any more. `reading` is the position of the present file.
fn read(
    files: &[PathBuf],
    (how, done): (&How, &Arc<AtomicU64>),
    reading: &AtomicUsize,
    to: &mpsc::Sender<Result<SourceBatch, IngestError>>,
) {
    for (position, file) in files.iter().enumerate() {
        reading.store(position, Ordering::Relaxed);
        let mut source = match open(file, how, done) {
            Ok(source) => source,
            Err(error) => {
                // Nobody listening is no error: the import is over.
                let _ = to.blocking_send(Err(error));
                return;
            }
        };
        while let Some(batch) = source.next().transpose() {
            let failed = batch.is_err();
            if to.blocking_send(batch).is_err() || failed {
                return;
            }
        }
    }
}

fn size(files: &[PathBuf]) -> Option<u64> {
    files.iter().map(|file| if file.as_os_str() == STDIN { None } else { Some(file.metadata().ok()?.len()) }).sum()
}
