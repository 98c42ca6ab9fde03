//! A workspace served by the built binary on a free port, for as long as the value lives.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::binary;

/// A running service. Requests are an admin's, unless they carry an `authorization` of their own; an empty one is none.
pub struct Service {
    process: Child,
    address: String,
    /// The token that the first start of a workspace gives.
    pub first: Option<String>,
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
        let mut first = None;
        let mut heard = |line: &String| {
            first = line.split_whitespace().find(|word| word.starts_with("tnr_")).map(str::to_owned).or(first.take());
            line.contains("http://")
        };
        let line = lines.by_ref().map_while(Result::ok).find(|line| heard(line)).unwrap();
        let address = line.split("http://").nth(1).unwrap().trim().to_owned();
        // What it says later must have somewhere to go.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address, first, folder }
    }

    /// A request without a body.
    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send("GET", path, headers)
    }

    /// A request of any method without a body.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let request = self.request(method, path, headers);
        reply(agent().run(request.body(()).unwrap()).unwrap())
    }

    /// A request with a body.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let json = [("content-type", "application/json")];
        let given = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let headers = if given { headers.to_vec() } else { [headers, &json].concat() };
        let request = self.request("POST", path, &headers);
        reply(agent().run(request.body(body).unwrap()).unwrap())
    }

    /// A change of something.
    pub fn patch(&self, path: &str, body: &[u8]) -> Reply {
        let request = self.request("PATCH", path, &[("content-type", "application/json")]);
        reply(agent().run(request.body(body).unwrap()).unwrap())
    }

    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> ureq::http::request::Builder {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        let own = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let Some(first) = self.first.as_ref().filter(|_| !own) {
            request = request.header("authorization", format!("Bearer {first}"));
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        request
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

/// Looks again and again until something is so; fails when it does not become so in thousands of looks.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    const LOOKS: u32 = 6_000;
    let became = (0..LOOKS).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        is_so()
    });
    assert!(became, "not in {LOOKS} looks: {what}");
}
