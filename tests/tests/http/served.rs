//! A workspace served by the built binary on a free port, for as long as the value lives.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::binary;

/// A running service.
pub struct Service {
    process: Child,
    address: String,
    pub folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Service {
    /// Serves a workspace in which two customers bought, one of them twice.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path());
        Self::over(folder, &[])
    }

    /// Serves a workspace, with more flags.
    pub fn over(folder: tempfile::TempDir, flags: &[&str]) -> Self {
        let mut process = Command::new(binary::path())
            .arg("-C")
            .arg(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(flags)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.contains("http://"))).unwrap();
        let address = line.split("http://").nth(1).unwrap().trim().to_owned();
        // What it says later must have somewhere to go.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address, folder }
    }

    /// A request without a body.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = agent().get(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        reply(request.call().unwrap())
    }

    /// A request with a body.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut request = agent().post(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        reply(request.send(body).unwrap())
    }

    /// Where it listens: `127.0.0.1:40123`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Sends it a signal, `TERM` or `KILL`, and waits for its end.
    pub fn end(&mut self, signal: &str) -> std::process::ExitStatus {
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(self.process.id().to_string()).status();
        assert!(sent.unwrap().success());
        self.process.wait().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Reply {
    pub fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A workspace in which two customers bought, one of them twice.
pub fn write(folder: &Path) {
    std::fs::write(
        folder.join("tenure.yaml"),
        "name: shop\ntime_zone: UTC\ncurrency: EUR\nactivity:\n  basis: purchase\n",
    )
    .unwrap();
    let orders = "order_id,customer_id,ordered_at,amount,currency\n1,ann,2024-01-05,10.00,EUR\n2,ann,2024-02-05,20.00,EUR\n3,ben,2024-02-06,30.00,EUR\n";
    let customers = "customer_id,country\nann,DE\nben,FR\n";
    for (table, text) in [("orders", orders), ("customers", customers)] {
        let file = folder.join(format!("{table}.csv"));
        std::fs::write(&file, text).unwrap();
        let done = Command::new(binary::path())
            .arg("-C")
            .arg(folder)
            .args(["-q", "import", table])
            .arg(&file)
            .args(["--complete-through", "2024-02-29"])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn reply(mut response: ureq::http::Response<ureq::Body>) -> Reply {
    let text = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().iter().map(text).collect(),
        body: response.body_mut().read_to_vec().unwrap(),
    }
}
