//! The paths under `/v1`: one for each kind of call, and short ones for libraries in browsers.

use ingest::CallKind;

/// What a path takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    One(CallKind),
    Batch,
}

/// The last parts of the paths, by their whole names.
pub const CALLS: [&str; 8] = ["track", "identify", "page", "screen", "group", "alias", "batch", "import"];

/// What the last part of a path takes; none for a path that there is not.
///
/// Source: Segment, HTTP Tracking API (2024).
pub(super) fn find(name: &str) -> Option<Taken> {
    Some(match name {
        "track" | "t" => Taken::One(CallKind::Track),
        "identify" | "i" => Taken::One(CallKind::Identify),
        "page" | "p" => Taken::One(CallKind::Page),
        "screen" | "s" => Taken::One(CallKind::Screen),
        "group" | "g" => Taken::One(CallKind::Group),
        "alias" | "a" => Taken::One(CallKind::Alias),
        "batch" | "import" | "b" => Taken::Batch,
        _ => return None,
    })
}
