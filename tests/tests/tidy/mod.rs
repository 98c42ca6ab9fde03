//! What the compiler does not check of ARCHITECTURE.md and CONTRIBUTING.md.

mod chinese;
mod documents;
mod edges;
mod metrics;
mod sources;
mod words;
