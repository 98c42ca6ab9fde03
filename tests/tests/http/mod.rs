//! The service as a program sees it: the built binary, listening, asked over HTTP.

mod access;
mod answers;
mod document;
mod hostile;
mod keys;
mod raw;
mod imports;
mod operations;
mod served;
mod sessions;
