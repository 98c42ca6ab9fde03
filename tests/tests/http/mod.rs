//! The service as a program sees it: the built binary, listening, asked over HTTP.

mod access;
mod answers;
mod document;
mod gone;
mod hostile;
mod imports;
mod keys;
mod limits;
mod notebook;
mod operations;
mod raw;
mod served;
mod sessions;
