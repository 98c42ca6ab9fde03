//! An object store on the local file system whose writes are durable when they return.
//!
//! The library's own local store never syncs, so a power cut could take back a commit or tear it. Here a data
//! file is synced, then the folders that lead to it, before its write returns; Delta writes its log entry after
//! its data files, and the log entry is written beside its place, synced, and only then linked into it. A reader
//! therefore never sees a log entry that is torn or that names a file the disk does not hold.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};

use super::Disk;

/// The wrapper. Paths are those of the whole file system.
#[derive(Clone, Debug)]
pub(crate) struct SyncingStore {
    inner: Arc<dyn ObjectStore>,
    places: Arc<LocalFileSystem>,
    disk: Arc<dyn Disk>,
    /// Folders above this one are not ours to sync.
    top: PathBuf,
    /// Folders whose own entry is known to be durable.
    durable: Arc<Mutex<HashSet<PathBuf>>>,
}

impl SyncingStore {
    /// Wraps `inner`, which must be a store over the local file system's root, for files under `top`.
    pub(crate) fn new(inner: Arc<dyn ObjectStore>, disk: Arc<dyn Disk>, top: PathBuf) -> Self {
        Self { inner, places: Arc::new(LocalFileSystem::new()), disk, top, durable: Arc::default() }
    }

    async fn put_log_entry(
        &self,
        location: &Path,
        payload: PutPayload,
        opts: PutOptions,
        beside: &Path,
    ) -> Result<PutResult> {
        let create = matches!(opts.mode, PutMode::Create);
        let result = self.inner.put_opts(beside, payload, PutOptions { mode: PutMode::Overwrite, ..opts }).await?;
        self.sync(beside).await?;
        if create {
            let linked = self.inner.copy_if_not_exists(beside, location).await;
            let removed = self.inner.delete(beside).await;
            linked.and(removed)?;
        } else {
            self.inner.rename(beside, location).await?;
        }
        self.sync_entry(location).await?;
        Ok(result)
    }

    /// Syncs a file, then every folder between it and the top whose entry may not be durable yet.
    async fn sync(&self, location: &Path) -> Result<()> {
        let path = self.places.path_to_filesystem(location)?;
        let this = self.clone();
        blocking(move || {
            this.disk.sync_file(&path)?;
            this.sync_folders(&path)
        })
        .await
    }

    /// Syncs only the folders: the file's bytes are durable already.
    async fn sync_entry(&self, location: &Path) -> Result<()> {
        let path = self.places.path_to_filesystem(location)?;
        let this = self.clone();
        blocking(move || this.sync_folders(&path)).await
    }

    fn sync_folders(&self, path: &FilePath) -> std::io::Result<()> {
        for folder in path.ancestors().skip(1) {
            self.disk.sync_folder(folder)?;
            let known = !self.durable.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_path_buf());
            if known || folder == self.top {
                break;
            }
        }
        Ok(())
    }
}

async fn blocking(work: impl FnOnce() -> std::io::Result<()> + Send + 'static) -> Result<()> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => {
            done.map_err(|source| object_store::Error::Generic { store: "SyncingStore", source: source.into() })
        }
        Err(stopped) => Err(object_store::Error::JoinError { source: stopped }),
    }
}

/// Where the entry is written before it is linked into the log; none for files outside a log.
fn beside(location: &Path) -> Option<Path> {
    let (folder, name) = location.as_ref().rsplit_once('/')?;
    // Parsed, not built of parts: building escapes what a folder's name may hold, and names another folder.
    let is_log = folder.rsplit('/').next() == Some("_delta_log");
    if is_log { Path::parse(format!("{folder}/_writing_{name}")).ok() } else { None }
}

impl fmt::Display for SyncingStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SyncingStore({})", self.inner)
    }
}

#[async_trait]
impl ObjectStore for SyncingStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        if let Some(beside) = beside(location) {
            return self.put_log_entry(location, payload, opts, &beside).await;
        }
        let result = self.inner.put_opts(location, payload, opts).await?;
        self.sync(location).await?;
        Ok(result)
    }

    async fn put_multipart_opts(&self, location: &Path, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        let inner = self.inner.put_multipart_opts(location, opts).await?;
        Ok(Box::new(SyncingUpload { inner, store: self.clone(), location: location.clone() }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await?;
        self.sync(to).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.inner.rename_opts(from, to, options).await?;
        self.sync(to).await
    }
}

/// A file written in parts, synced when it is complete.
#[derive(Debug)]
struct SyncingUpload {
    inner: Box<dyn MultipartUpload>,
    store: SyncingStore,
    location: Path,
}

#[async_trait]
impl MultipartUpload for SyncingUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.inner.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let result = self.inner.complete().await?;
        self.store.sync(&self.location).await?;
        Ok(result)
    }

    async fn abort(&mut self) -> Result<()> {
        self.inner.abort().await
    }
}

#[cfg(test)]
mod tests {
    use object_store::CopyMode;

    use super::*;

    #[derive(Debug, Default)]
    struct Counting(Mutex<Vec<String>>);

    impl Counting {
        fn note(&self, call: &str, path: &FilePath) {
            let name = path.file_name().unwrap().to_str().unwrap();
            self.0.lock().unwrap().push(format!("{call} {name}"));
        }

        fn taken(&self) -> Vec<String> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    impl Disk for Counting {
        fn sync_file(&self, path: &FilePath) -> std::io::Result<()> {
            self.note("file", path);
            Ok(())
        }

        fn sync_folder(&self, path: &FilePath) -> std::io::Result<()> {
            self.note("folder", path);
            Ok(())
        }
    }

    #[tokio::test]
    async fn data_files_are_synced_then_their_folders_then_the_log_entry() {
        let folder = tempfile::tempdir().unwrap();
        // Escaped in a URL, this would be the name of another folder.
        let top = folder.path().canonicalize().unwrap().join("söhne 100% #1").join("lake");
        let disk = Arc::new(Counting::default());
        let store = SyncingStore::new(Arc::new(LocalFileSystem::new()), disk.clone(), top.clone());
        let place = |name: &str| Path::from_absolute_path(top.join("events").join(name)).unwrap();

        store.put(&place("month=2024-01/a.parquet"), "a".into()).await.unwrap();
        assert_eq!(disk.taken(), ["file a.parquet", "folder month=2024-01", "folder events", "folder lake"]);

        let mut upload = store.put_multipart(&place("month=2024-01/b.parquet")).await.unwrap();
        upload.put_part("b".into()).await.unwrap();
        assert_eq!(disk.taken(), Vec::<String>::new());
        upload.complete().await.unwrap();
        assert_eq!(disk.taken(), ["file b.parquet", "folder month=2024-01"]);

        let entry = place("_delta_log/0.json");
        store.put_opts(&entry, "{}".into(), PutMode::Create.into()).await.unwrap();
        assert_eq!(disk.taken(), ["file _writing_0.json", "folder _delta_log", "folder events", "folder _delta_log"]);

        let again = store.put_opts(&entry, "{}".into(), PutMode::Create.into()).await;
        assert!(matches!(again, Err(object_store::Error::AlreadyExists { .. })), "{again:?}");
        let copied = CopyOptions { mode: CopyMode::Overwrite, ..Default::default() };
        store.copy_opts(&entry, &place("_delta_log/_last_checkpoint"), copied).await.unwrap();
        let left: Vec<_> = std::fs::read_dir(top.join("events/_delta_log")).unwrap().collect();
        assert_eq!(left.len(), 2, "nothing is left beside the log");
        let made: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(made, ["söhne 100% #1"], "nor in a folder of another name");
    }
}
