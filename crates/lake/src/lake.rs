//! A workspace's lake: opening it, and the ways in and out.

use std::fmt;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::{Message, Micros};
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use crate::delta::Tables;
use crate::identity::rebuild;
use crate::lock::WriteLock;
use crate::state::State;
use crate::store::{Disk, RealDisk, SyncingStore};
use crate::{Import, Journal, JournalLimits, LakeError, Snapshot, forget, sweep};

/// What a disk must still take to be called writable.
const TRIAL_BYTES: usize = 64 * 1024;

/// The folder `lake/` and the state `tenure.db` of one workspace. Any number of readers, one writer at a time.
#[derive(Clone, Debug)]
pub struct Lake {
    folder: PathBuf,
    state: Arc<State>,
    tables: Tables,
    waiting: Waiting,
}

/// Who is told that a writer has to wait for another.
#[derive(Clone)]
struct Waiting(Arc<dyn Fn(&Message) + Send + Sync>);

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
}

/// Held while something is written: nobody else writes, and everything before is published.
#[derive(Debug)]
pub(crate) struct Writing {
    #[expect(dead_code, reason = "held until the writing is over")]
    lock: WriteLock,
    pub state: Arc<State>,
    pub tables: Tables,
    /// A folder for files that need not outlive this writing.
    pub scratch: PathBuf,
}

impl Lake {
    /// Opens a workspace's lake, makes it when there is none, and brings up the state that an earlier tenure wrote.
    ///
    /// # Errors
    /// [`LakeError::NewerSchema`] when a newer tenure wrote it, [`LakeError::EarlierSchema`] when an earlier one did
    /// and the state cannot be written, [`LakeError::EarlierWriter`] when an import of an earlier tenure is at work, [`LakeError::StateMissing`] when there are
    /// tables but no state, [`LakeError::Folder`] and [`LakeError::State`] when files cannot be read or made.
    pub async fn open(workspace: &Path) -> Result<Self, LakeError> {
        let workspace = workspace.to_path_buf();
        let open = move || Self::open_on(&workspace, Arc::new(LocalFileSystem::new()), Arc::new(RealDisk));
        tokio::task::spawn_blocking(open).await.map_err(|_| LakeError::Stopped)?
    }

    /// Sets who is told, once, that a writer waits for another one to end.
    #[must_use]
    pub fn on_waiting(mut self, tell: impl Fn(&Message) + Send + Sync + 'static) -> Self {
        self.waiting = Waiting(Arc::new(tell));
        self
    }

    /// Begins an import whose rows become known at `now_us`, or at the last import's instant if that is later:
    /// knowledge time never runs backwards. Waits while another writer is at work.
    ///
    /// # Errors
    /// [`LakeError`] when the lake cannot be written.
    pub async fn import(&self, now_us: Micros) -> Result<Import, LakeError> {
        Import::begin(self.write().await?, now_us)
    }

    /// Opens the journal of the live door, which goes on behind what imports have taken of it.
    ///
    /// # Errors
    /// [`LakeError::JournalHeld`] when another process has it open, [`LakeError`] when it cannot be read or made.
    pub async fn journal(&self, limits: JournalLimits) -> Result<Journal, LakeError> {
        let (workspace, state) = (self.workspace().to_path_buf(), Arc::clone(&self.state));
        let open = move || Journal::open(&workspace, state.flushed()?, limits);
        tokio::task::spawn_blocking(open).await.map_err(|_| LakeError::Stopped)?
    }

    /// Pins what is known now, or what was known at an instant.
    ///
    /// # Errors
    /// [`LakeError::State`] when the state cannot be read.
    pub async fn snapshot(&self, as_of_us: Option<Micros>) -> Result<Snapshot, LakeError> {
        if !self.state.cache_is_sound(false)? {
            // A writer makes it anew before anything else.
            self.write().await?;
        }
        Snapshot::new(self.state.clone(), &self.tables, as_of_us)
    }

    /// Whether the state can be read.
    ///
    /// # Errors
    /// [`LakeError::State`] with what keeps it from being read.
    pub fn is_readable(&self) -> Result<(), LakeError> {
        self.state.published().map(|_| ())
    }

    /// Whether the disk takes writes: writes some bytes, makes them durable and removes them.
    ///
    /// # Errors
    /// [`LakeError::Folder`] with what keeps it from being written, such as a full disk.
    pub fn is_writable(&self) -> Result<(), LakeError> {
        // Several may look at once.
        static TRIALS: AtomicU64 = AtomicU64::new(0);
        let number = TRIALS.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("_trial-{}-{number}", std::process::id()));
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(&[0; TRIAL_BYTES])?;
            file.sync_all()
        });
        let removed = fs::remove_file(&path);
        written.and(removed).map_err(|source| LakeError::Folder { path, source })
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// The workspace's own folder.
    #[must_use]
    pub fn workspace(&self) -> &Path {
        self.folder.parent().unwrap_or(&self.folder)
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Takes the write lock and sweeps away what an earlier writer left unpublished.
    pub(crate) async fn write(&self) -> Result<Writing, LakeError> {
        let writing = self.write_unswept().await?;
        sweep::sweep(&self.folder, &writing.scratch, &self.state, &self.tables).await?;
        if !self.state.cache_is_sound(true)? {
            rebuild::rebuild(&self.state, &self.tables).await?;
        }
        forget::resume(&writing).await?;
        Ok(writing)
    }

    /// Takes the write lock and leaves everything as it lies.
    pub(crate) async fn write_unswept(&self) -> Result<Writing, LakeError> {
        let waiting = self.waiting.clone();
        let lock = WriteLock::take(&self.folder, move || waiting.0(&Message::new("lake.waiting"))).await?;
        let scratch = self.folder.join("_staging");
        Ok(Writing { lock, state: self.state.clone(), tables: self.tables.clone(), scratch })
    }

    /// Opens a lake over another store of the local file system, synced by another disk.
    pub(crate) fn open_on(
        workspace: &Path,
        store: Arc<dyn ObjectStore>,
        disk: Arc<dyn Disk>,
    ) -> Result<Self, LakeError> {
        let folder = workspace.join("lake");
        let path = workspace.join("tenure.db");
        let failed = |source| LakeError::Folder { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(failed)?;
        let folder = folder.canonicalize().map_err(failed)?;
        if !path.exists() && sweep::tables_in(&folder)?.next().is_some() {
            return Err(LakeError::StateMissing { path });
        }
        let state = Arc::new(State::open(&path, || WriteLock::take_soon(&folder))?);
        let store = SyncingStore::new(store, disk, folder.clone());
        let tables = Tables::new(folder.clone(), Arc::new(store));
        Ok(Self { folder, state, tables, waiting: Waiting(Arc::new(|_| ())) })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // What stays behind is swept by the next writer.
        let _ = fs::remove_dir_all(&self.scratch);
    }
}
