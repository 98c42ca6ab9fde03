//! The service as a program sees it: the built binary, listening, asked over HTTP.

mod answers;
mod document;
mod served;
