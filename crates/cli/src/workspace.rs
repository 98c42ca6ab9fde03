//! The workspace a command works on: the folder with `tenure.yaml`, its settings and its catalog.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use catalog::{Catalog, CatalogErrors, Definitions, Settings};
use engine::{Engine, EngineError};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use lake::{Defined, Lake, Snapshot};
use model::{Calendar, Language, Message, Micros};

use crate::error::CliError;
use crate::render::Names;
use crate::run::Run;

/// The language of the workspace a command will work on, read before anything else so that the first complaint is
/// made in it: of the folder of `-C`, else of the nearest above the current one. None without a workspace.
pub fn language(folder: Option<&Path>) -> Option<Language> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => above(&std::env::current_dir().ok()?).ok()?,
    };
    Settings::language_in(&std::fs::read_to_string(folder.join(FILE)).ok()?)
}

/// The file that makes a folder a workspace.
pub const FILE: &str = "tenure.yaml";

/// A workspace whose settings and catalog have been read and found sound.
#[derive(Clone)]
pub struct Workspace {
    pub folder: PathBuf,
    pub settings: Arc<Settings>,
    pub catalog: Arc<Catalog>,
    pub calendar: Calendar,
    /// What its settings and its catalog were read from.
    pub definitions: Arc<Definitions>,
    /// The moment of the run; none where nobody said which, and then the definitions are not kept.
    now_us: Option<Micros>,
    /// Its lake, where that is open already.
    lake: Option<Lake>,
}

impl Workspace {
    /// The workspace of `-C`, else the one that holds the current folder.
    ///
    /// # Errors
    /// [`CliError::NoWorkspace`] when there is none, [`CliError::Catalog`] when its files are wrong.
    pub fn find(run: &Run) -> Result<Self, CliError> {
        if let Some(open) = &run.workspace {
            let now_us = Some(run.now_us(open.zone())?);
            return Ok(Self { now_us, ..open.clone() });
        }
        let folder = match &run.folder {
            Some(folder) if folder.join(FILE).is_file() => folder.clone(),
            Some(folder) => return Err(CliError::NoWorkspace { folder: folder.clone(), above: false }),
            None => above(&std::env::current_dir()?)?,
        };
        let mut workspace = Self::open(&folder)?;
        workspace.now_us = Some(run.now_us(workspace.zone())?);
        Ok(workspace)
    }

    /// The workspace of this folder.
    ///
    /// # Errors
    /// [`CliError::File`] when its settings cannot be read, [`CliError::Catalog`] when its files are wrong.
    pub fn open(folder: &Path) -> Result<Self, CliError> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|source| CliError::File { path: path.clone(), source })?;
        let settings = Settings::parse(&text, &path.display().to_string())?;
        let settings = settings.with_files(|file| {
            std::fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}"))
        })?;
        let calendar = settings.calendar().map_err(EngineError::from)?;
        let own = folder.join("metrics");
        let mut catalog = Catalog::builtin()?;
        if own.is_dir() {
            catalog = catalog.with_folder(&own)?;
        }
        let definitions = Arc::new(Definitions::of_workspace(&text, folder)?);
        let (settings, catalog) = (Arc::new(settings), Arc::new(catalog));
        Ok(Self { folder: folder.to_owned(), settings, catalog, calendar, definitions, now_us: None, lake: None })
    }

    /// Whether its files still say what was read from them.
    ///
    /// # Errors
    /// [`CliError::File`] and [`CliError::Catalog`] when they cannot be read any more.
    pub fn is_as_written(&self) -> Result<bool, CliError> {
        let path = self.folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|source| CliError::File { path, source })?;
        Ok(Definitions::of_workspace(&text, &self.folder)?.hash() == self.definitions.hash())
    }

    /// The same workspace, over a lake that is open.
    #[must_use]
    pub fn over(self, lake: Lake) -> Self {
        Self { lake: Some(lake), ..self }
    }

    /// The same folder under other definitions.
    ///
    /// # Errors
    /// [`CatalogErrors`] when they cannot be read.
    pub fn under(&self, definitions: Definitions) -> Result<Self, CatalogErrors> {
        let settings = definitions.settings()?;
        let calendar = settings.calendar().unwrap_or_else(|_| self.calendar.clone());
        let catalog = Arc::new(definitions.catalog()?);
        let definitions = Arc::new(definitions);
        Ok(Self { settings: Arc::new(settings), catalog, calendar, definitions, ..self.clone() })
    }

    pub fn zone(&self) -> &TimeZone {
        self.calendar.zone()
    }

    /// The civil day of an instant in the workspace's zone.
    ///
    /// # Errors
    /// A usage error for an instant outside the years tenure knows.
    pub fn day_of(&self, at: Micros) -> Result<Date, CliError> {
        let outside = |error| CliError::Usage(Message::new("cli.error.calendar").with("why", error));
        self.calendar.day_of(at).map_err(outside)
    }

    /// What the workspace's metrics are called.
    pub fn names(&self, run: &Run) -> Names<'_> {
        Names { catalog: &self.catalog, language: run.language }
    }

    /// The workspace's lake.
    ///
    /// # Errors
    /// [`CliError::Lake`] when it cannot be opened.
    pub async fn lake(&self, run: &Run) -> Result<Lake, CliError> {
        let language = run.language;
        let tell = move |waiting: &Message| Run::tell(&waiting.say(language));
        let now_us = match self.now_us {
            Some(now_us) => now_us,
            None => run.now_us(self.zone())?,
        };
        Ok(self.open_lake(Some(now_us)).await?.on_waiting(tell))
    }

    /// What is known, or was known at a moment.
    ///
    /// # Errors
    /// [`CliError::Lake`] when the lake cannot be read.
    pub async fn snapshot(&self, as_of_us: Option<Micros>) -> Result<Snapshot, CliError> {
        Ok(self.open_lake(self.now_us).await?.snapshot(as_of_us).await?)
    }

    /// Opens the lake, and has it keep the definitions as they stand where it last knew others: whoever asks later for
    /// this moment is answered under them.
    async fn open_lake(&self, now_us: Option<Micros>) -> Result<Lake, CliError> {
        let lake = match &self.lake {
            Some(lake) => lake.clone(),
            None => Lake::open(&self.folder).await?,
        };
        if let Some(now_us) = now_us {
            let hash = self.definitions.hash();
            let (tenure, files) = (env!("CARGO_PKG_VERSION"), self.definitions.files());
            lake.keep_definitions(Defined { hash: &hash, tenure, files }, now_us).await?;
        }
        Ok(lake)
    }

    /// An engine over what a snapshot knows.
    ///
    /// # Errors
    /// [`CliError::Engine`] when the workspace cannot be asked.
    pub fn engine(&self, snapshot: Snapshot, now_us: Micros) -> Result<Engine, CliError> {
        let engine = Engine::new(Arc::clone(&self.catalog), Arc::clone(&self.settings), snapshot, now_us)?;
        let engine = engine.under(&self.definitions.hash());
        // On a terminal one question has the machine; a service shares it out.
        let shared = self.lake.is_some();
        let memory = usize::try_from(self.settings.serve.limits.memory_mib << 20).unwrap_or(usize::MAX);
        Ok(if shared { engine.within(memory) } else { engine })
    }
}

fn above(folder: &Path) -> Result<PathBuf, CliError> {
    let found = folder.ancestors().find(|folder| folder.join(FILE).is_file());
    found.map(Path::to_owned).ok_or_else(|| CliError::NoWorkspace { folder: folder.to_owned(), above: true })
}
