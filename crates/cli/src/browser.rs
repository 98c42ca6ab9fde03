//! Opens a page in whatever browser this machine has.

use std::process::{Command, Stdio};

/// What opens an address, on one system or another.
const OPENERS: [&str; 3] = ["xdg-open", "open", "wslview"];

/// Tries to; where nothing opens it, the address has been printed.
pub fn open(address: &str) {
    for opener in OPENERS {
        let mut command = Command::new(opener);
        command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Ok(mut opened) = command.spawn() {
            // Somebody has to take note of its end, and nobody waits for it.
            std::thread::spawn(move || opened.wait());
            return;
        }
    }
}
