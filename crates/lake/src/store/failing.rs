//! A disk on which the n-th call fails, for tests: writes, links, renames, deletions and syncs are counted together.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt as _,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};

use super::{Disk, RealDisk};

/// Which call fails. All succeed until it is set.
#[derive(Debug)]
pub(crate) struct Faults {
    /// Calls that still succeed; negative lets all through.
    left: AtomicI64,
    lasting: AtomicBool,
    failed: AtomicBool,
}

impl Faults {
    pub(crate) fn none() -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(-1), lasting: AtomicBool::new(false), failed: AtomicBool::new(false) })
    }

    /// The call after `calls` more fails, alone or with all that follow.
    pub(crate) fn after(&self, calls: i64, lasting: bool) {
        self.lasting.store(lasting, Ordering::SeqCst);
        self.left.store(calls, Ordering::SeqCst);
    }

    /// Every call succeeds from now on.
    pub(crate) fn over(&self) {
        self.left.store(-1, Ordering::SeqCst);
    }

    /// Whether a call failed.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }

    fn admit(&self) -> io::Result<()> {
        match self.left.load(Ordering::SeqCst) {
            0 => {
                self.failed.store(true, Ordering::SeqCst);
                if !self.lasting.load(Ordering::SeqCst) {
                    self.over();
                }
                Err(io::ErrorKind::StorageFull.into())
            }
            left if left > 0 => {
                self.left.store(left - 1, Ordering::SeqCst);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// The operating system's disk, as far as the faults let it.
#[derive(Debug)]
pub(crate) struct FailingDisk(pub Arc<Faults>);

impl Disk for FailingDisk {
    fn sync_file(&self, path: &FilePath) -> io::Result<()> {
        self.0.admit()?;
        RealDisk.sync_file(path)
    }

    fn sync_folder(&self, path: &FilePath) -> io::Result<()> {
        self.0.admit()?;
        RealDisk.sync_folder(path)
    }
}

/// The local file system, as far as the faults let it.
#[derive(Debug)]
pub(crate) struct FailingStore {
    inner: Arc<LocalFileSystem>,
    faults: Arc<Faults>,
}

impl FailingStore {
    pub(crate) fn new(faults: Arc<Faults>) -> Self {
        Self { inner: Arc::new(LocalFileSystem::new()), faults }
    }

    fn admit(&self) -> Result<()> {
        self.faults.admit().map_err(full)
    }
}

fn full(source: io::Error) -> object_store::Error {
    object_store::Error::Generic { store: "FailingStore", source: source.into() }
}

impl fmt::Display for FailingStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FailingStore")
    }
}

#[async_trait]
impl ObjectStore for FailingStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        if let Err(refused) = self.admit() {
            // The store writes beside the place first; a write that fails can leave half of it there.
            let mut torn = self.inner.path_to_filesystem(location)?.into_os_string();
            torn.push("#1");
            let _ = std::fs::write(torn, vec![b'x'; payload.content_length() / 2]);
            return Err(refused);
        }
        self.inner.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(&self, location: &Path, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.admit()?;
        let inner = self.inner.put_multipart_opts(location, opts).await?;
        Ok(Box::new(FailingUpload { inner, faults: self.faults.clone() }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let (inner, faults) = (self.inner.clone(), self.faults.clone());
        let delete = move |location: Result<Path>| {
            let (inner, faults) = (inner.clone(), faults.clone());
            async move {
                let location = location?;
                faults.admit().map_err(full)?;
                inner.delete(&location).await?;
                Ok(location)
            }
        };
        locations.then(delete).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.admit()?;
        self.inner.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.admit()?;
        self.inner.rename_opts(from, to, options).await
    }
}

#[derive(Debug)]
struct FailingUpload {
    inner: Box<dyn MultipartUpload>,
    faults: Arc<Faults>,
}

#[async_trait]
impl MultipartUpload for FailingUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        match self.faults.admit() {
            Ok(()) => self.inner.put_part(data),
            Err(refused) => Box::pin(async { Err(full(refused)) }),
        }
    }

    async fn complete(&mut self) -> Result<PutResult> {
        self.faults.admit().map_err(full)?;
        self.inner.complete().await
    }

    async fn abort(&mut self) -> Result<()> {
        self.inner.abort().await
    }
}
