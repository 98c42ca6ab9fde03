//! A running `tenure serve` over a workspace of its own, with a write key and a token that are known.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use lake::{Actor, Lake, NewToken, NewWriteKey, Secret, SecretKind};
use model::Role;
use serde_json::Value;

use crate::binary;
use crate::crash::init;

/// A server; killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: String,
}

/// The write key of every workspace that [`workspace`] makes.
pub fn write_key() -> String {
    Secret::new(SecretKind::WriteKey, [7; 32]).text().to_owned()
}

fn token() -> String {
    Secret::new(SecretKind::Token, [7; 32]).text().to_owned()
}

/// Makes a workspace that knows a write key for the namespace `web` and an admin's token.
pub fn workspace(folder: &Path) -> PathBuf {
    let workspace = folder.join("company");
    init(&workspace);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let access = runtime.block_on(Lake::open(&workspace)).unwrap().access().unwrap();
    let actor = Actor { at_us: 0, who: "test", address: None };
    let key = NewWriteKey { name: "web", namespace: "web" };
    access.add_write_key(&key, &Secret::new(SecretKind::WriteKey, [7; 32]), &actor).unwrap();
    let token = NewToken { name: "test", owner: None, role: Role::Admin, rule: None, expires_at_us: None };
    access.add_token(&token, &Secret::new(SecretKind::Token, [7; 32]), &actor).unwrap();
    workspace
}

impl Server {
    /// Starts the service at a free port and waits until it takes connections.
    pub fn start(workspace: &Path) -> Self {
        let mut command = Command::new(binary::path());
        command.arg("-C").arg(workspace).args(["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let before = said.len();
            assert_ne!(told.read_line(&mut said).unwrap(), 0, "the service did not start: {said}");
            if let Some((_, rest)) = said[before..].split_once("127.0.0.1:") {
                let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
                break format!("http://127.0.0.1:{port}");
            }
        };
        // What it says later is read so that it never waits for a reader.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        Self { child, address }
    }

    /// Sends a body to a path of the door; the status, none when the connection broke.
    pub fn post(&self, path: &str, body: &Value) -> Option<u16> {
        post(&self.address, path, body)
    }

    /// Asks a question.
    pub fn get(&self, path: &str) -> Option<Value> {
        get(&self.address, path)
    }

    pub fn kill(mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Asks the service to end, and waits until it has.
    pub fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success());
    }

    /// The rows of a query of SQL, read by another process.
    pub fn sql(workspace: &Path, query: &str) -> Vec<Value> {
        let mut command = Command::new(binary::path());
        command.arg("-C").arg(workspace).args(["--format", "json", "sql", query]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        match told {
            Value::Array(rows) => rows,
            Value::Object(object) => object["rows"].as_array().cloned().unwrap_or_default(),
            other => panic!("{other}"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn post(address: &str, path: &str, body: &Value) -> Option<u16> {
    let mut body = body.clone();
    body["writeKey"] = write_key().into();
    let sent = ureq::post(format!("{address}{path}"))
        .config()
        .http_status_as_error(false)
        .build()
        .header("content-type", "text/plain")
        .send(body.to_string());
    sent.ok().map(|response| response.status().as_u16())
}

pub fn get(address: &str, path: &str) -> Option<Value> {
    let got = ureq::get(format!("{address}{path}"))
        .config()
        .http_status_as_error(false)
        .build()
        .header("authorization", format!("Bearer {}", token()))
        .call();
    got.ok()?.body_mut().read_json().ok()
}
