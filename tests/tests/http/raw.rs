//! Requests byte by byte, as no well-behaved client sends them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::served::Service;

/// What came back on a connection: the status of the first answer, and everything up to where the other side closed or fell
/// silent.
#[derive(Debug)]
pub struct Answer {
    /// None where the connection was closed without an answer.
    pub status: Option<u16>,
    pub text: String,
}

/// Sends bytes as they are and reads what comes back. Only the head of an answer is waited for.
pub fn send(service: &Service, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(service.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(300))).unwrap();
    // The other side may have refused before everything is sent.
    let _ = stream.write_all(bytes);
    let mut read = Vec::new();
    let mut chunk = [0; 4096];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(count) => read.extend(&chunk[..count]),
        }
    }
    let text = String::from_utf8_lossy(&read).into_owned();
    Answer { status: text.split(' ').nth(1).and_then(|status| status.parse().ok()), text }
}

/// The status of a request without parameters.
pub fn status(service: &Service, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if matches!(method, "POST" | "PATCH" | "PUT") {
        request.push_str("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    } else {
        request.push_str("\r\n");
    }
    let answer = send(service, request.as_bytes());
    answer.status.unwrap_or_else(|| panic!("{method} {path}: {}", answer.text))
}
