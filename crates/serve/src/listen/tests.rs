//! Connections as they come in: over TLS, slowly, and to addresses that are not for everybody.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::get;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tokio::sync::oneshot;

use super::*;

fn listening(address: &str) -> Listening {
    let address = address.parse().unwrap();
    Listening { address, tls: None, insecure: false, hosts: BTreeSet::new(), head: Listening::HEAD }
}

/// Serves `ok` until the test is over, and tells where.
async fn serve(listening: Listening) -> SocketAddr {
    let app = Router::new().route("/", get(|| async { "ok" }));
    let (tell, told) = oneshot::channel();
    tokio::spawn(listening.run(app, Handle::new(), |address| tell.send(address).unwrap()));
    told.await.unwrap()
}

/// What the other side says to these bytes until it closes the connection.
async fn answer(address: SocketAddr, bytes: &'static [u8]) -> String {
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(bytes).unwrap();
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    });
    asked.await.unwrap()
}

#[test]
fn beyond_this_machine_it_takes_tls_or_leave() {
    for address in ["127.0.0.1:0", "[::1]:0", "127.1.2.3:80", "[::ffff:127.0.0.1]:0"] {
        listening(address).checked().unwrap();
    }
    for address in ["0.0.0.0:80", "[::]:80", "192.0.2.1:80"] {
        let place = listening(address);
        assert!(matches!(place.checked(), Err(ServeError::Insecure { .. })), "{address}");
        Listening { insecure: true, ..place.clone() }.checked().unwrap();
        let tls = Some(TlsFiles { cert: "a".into(), key: "b".into() });
        Listening { tls, ..place }.checked().unwrap();
    }
}

#[test]
fn names_are_watched_on_this_machine_and_where_some_are_told() {
    let told = || BTreeSet::from(["Metrics.example".to_owned()]);
    assert!(listening("127.0.0.1:0").names().only);
    assert!(!listening("0.0.0.0:0").names().only);
    let names = Listening { hosts: told(), ..listening("0.0.0.0:0") }.names();
    assert!(names.only && names.told.contains("metrics.example"));
}

#[tokio::test]
async fn a_client_that_dawdles_over_its_head_is_let_go() {
    let place = Listening { head: Duration::from_millis(50), ..listening("127.0.0.1:0") };
    let address = serve(place).await;
    // The end of the connection is waited for, however long it takes.
    let said = answer(address, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
    let said = answer(address, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
    assert!(said.ends_with("ok"), "{said}");
}

#[tokio::test]
async fn a_head_has_so_many_fields_and_bytes_and_no_more() {
    let address = serve(listening("127.0.0.1:0")).await;
    let fields = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: a\r\n".repeat(FIELDS));
    let bytes = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(2 * HEAD_BYTES));
    for head in [fields, bytes] {
        let said = answer(address, head.leak().as_bytes()).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    }
}

#[tokio::test]
async fn tls_is_spoken_with_the_pair_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let files = TlsFiles { cert: folder.path().join("tls.crt"), key: folder.path().join("tls.key") };
    let cert = include_str!("fixtures/ec.crt");
    std::fs::write(&files.cert, cert).unwrap();
    std::fs::write(&files.key, include_str!("fixtures/ec_sec1.key")).unwrap();
    let address = serve(Listening { tls: Some(files), ..listening("127.0.0.1:0") }).await;
    let plain = answer(address, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
    assert!(!plain.contains("ok"), "{plain}");

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(cert.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
    let said = tokio::task::spawn_blocking(move || {
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(config, name).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    });
    assert!(said.await.unwrap().ends_with("ok"));
}
