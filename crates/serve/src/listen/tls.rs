//! A certificate and its key from PEM files, read again when the files change.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use model::Message;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(10);

/// A certificate with those that signed it, and its key, as PEM files: PKCS#8, PKCS#1 or SEC1.
#[derive(Clone, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// Why a pair of files is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or holds no PEM of the kind.
    #[error("{}", self.message())]
    File { path: PathBuf, why: String },
    /// The key is not the certificate's, or neither is of use.
    #[error("{}", self.message())]
    Pair(rustls::Error),
}

impl TlsError {
    /// What is wrong, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::File { path, why } => Message::new("serve.tls.file").with("path", path.display()).with("why", why),
            Self::Pair(why) => Message::new("serve.tls.pair").with("why", why),
        }
    }
}

impl fmt::Debug for TlsFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsFiles").field("cert", &self.cert).finish_non_exhaustive()
    }
}

impl TlsFiles {
    /// The pair as the files hold it now.
    ///
    /// # Errors
    /// [`TlsError`] when the files cannot be read or do not belong together.
    pub fn read(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let failed =
            |path: &Path, why: &dyn fmt::Display| TlsError::File { path: path.to_owned(), why: why.to_string() };
        let text = std::fs::read(&self.cert).map_err(|why| failed(&self.cert, &why))?;
        let chain: Vec<_> =
            CertificateDer::pem_slice_iter(&text).collect::<Result<_, _>>().map_err(|why| failed(&self.cert, &why))?;
        let text = std::fs::read(&self.key).map_err(|why| failed(&self.key, &why))?;
        let key = PrivateKeyDer::from_pem_slice(&text).map_err(|why| failed(&self.key, &why))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Pair)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(TlsError::Pair)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// Takes a new pair as soon as both files are in place, and when the process is told to by SIGHUP; keeps the one it has
    /// while they are not a pair. Never ends.
    pub(super) async fn follow(self, config: RustlsConfig) {
        let mut known = self.stamps();
        let mut hangups = Hangups::new();
        loop {
            let told = tokio::select! {
                () = tokio::time::sleep(LOOK) => false,
                () = hangups.next() => true,
            };
            let found = self.stamps();
            if told || found != known {
                known = found;
                self.take(&config).await;
            }
        }
    }

    /// Takes the pair the files hold, where it is one.
    async fn take(&self, config: &RustlsConfig) -> bool {
        let files = self.clone();
        let read = tokio::task::spawn_blocking(move || files.read()).await;
        match read {
            Ok(Ok(new)) => {
                config.reload_from_config(new);
                tracing::info!(cert = %self.cert.display(), "took the certificate anew");
                true
            }
            Ok(Err(error)) => {
                tracing::error!("the certificate is kept as it was: {error}");
                false
            }
            Err(error) => {
                tracing::error!("the certificate is kept as it was: {error}");
                false
            }
        }
    }

    /// When each file was written, and how long it is.
    fn stamps(&self) -> [Option<(std::time::SystemTime, u64)>; 2] {
        [&self.cert, &self.key].map(|path| {
            let data = std::fs::metadata(path).ok()?;
            Some((data.modified().ok()?, data.len()))
        })
    }
}

/// The signals by which the process is told to read its files again.
struct Hangups {
    #[cfg(unix)]
    signals: Option<tokio::signal::unix::Signal>,
}

impl Hangups {
    fn new() -> Self {
        Self {
            #[cfg(unix)]
            signals: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok(),
        }
    }

    /// Over once there is one; never where there are none.
    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signals) = &mut self.signals
            && signals.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `openssl req -x509 -newkey … -days 36500 -subj /CN=localhost`; the keys open nothing.
    const RSA: (&str, &str) = (include_str!("fixtures/rsa.crt"), include_str!("fixtures/rsa.key"));
    const RSA_PKCS1: &str = include_str!("fixtures/rsa_pkcs1.key");
    const EC: (&str, &str) = (include_str!("fixtures/ec.crt"), include_str!("fixtures/ec_sec1.key"));

    fn files(folder: &Path, (cert, key): (&str, &str)) -> TlsFiles {
        let files = TlsFiles { cert: folder.join("tls.crt"), key: folder.join("tls.key") };
        std::fs::write(&files.cert, cert).unwrap();
        std::fs::write(&files.key, key).unwrap();
        files
    }

    #[test]
    fn keys_are_read_in_all_three_forms() {
        let folder = tempfile::tempdir().unwrap();
        for pair in [RSA, (RSA.0, RSA_PKCS1), EC] {
            let config = files(folder.path(), pair).read().unwrap();
            assert_eq!(config.alpn_protocols, [b"http/1.1"]);
        }
    }

    #[test]
    fn what_is_no_pair_is_refused_with_the_file_and_no_key_in_the_words() {
        let folder = tempfile::tempdir().unwrap();
        for (pair, said) in [
            ((RSA.0, EC.1), "do not belong together"),
            (("", RSA.1), ""),
            ((RSA.0, "no key"), "tls.key"),
            ((RSA.0, RSA.0), "tls.key"),
        ] {
            let error = files(folder.path(), pair).read().unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("PRIVATE"), "{error}");
        }
        let gone = TlsFiles { cert: folder.path().join("nowhere.crt"), key: folder.path().join("nowhere.key") };
        assert!(gone.read().unwrap_err().to_string().contains("nowhere.crt"));
    }

    #[tokio::test]
    async fn a_new_pair_is_taken_and_a_bad_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let old = files(folder.path(), RSA);
        let config = RustlsConfig::from_config(old.read().unwrap());
        let first = config.get_inner();
        assert!(!files(folder.path(), (EC.0, RSA.1)).take(&config).await);
        assert!(Arc::ptr_eq(&config.get_inner(), &first));
        let known = old.stamps();
        assert!(files(folder.path(), EC).take(&config).await);
        assert!(!Arc::ptr_eq(&config.get_inner(), &first));
        assert_ne!(old.stamps(), known);
    }
}
