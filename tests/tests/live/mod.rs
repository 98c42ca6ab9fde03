//! The live door of the running service.

mod calls;
mod kills;
mod server;
mod soak;
