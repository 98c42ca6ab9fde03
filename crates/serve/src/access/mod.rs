//! Who asks, and whether they may.
//!
//! Every request passes [`guard`]: it is let through only when its route has a line in [`needs`], and whoever asks has the
//! role that line wants. A token comes in `Authorization: Bearer`, a browser's session in a cookie that scripts cannot
//! read; what changes something under a cookie needs a header besides that only our own pages can make. What is kept of
//! all this lies in the lake ([`lake::Access`]): no secret, no password.

mod attempts;
mod caller;
mod cookie;
mod document;
mod drawn;
mod first;
mod gate;
mod given;
mod guard;
mod hosts;
mod instant;
mod mask;
mod needs;
mod password;
mod personal;
mod rates;
mod refusal;
mod routes;
mod rule;

#[cfg(test)]
mod tests;

pub use caller::{Caller, CallerKind};
pub use drawn::drawn;
pub use first::{day_token, first_token};
pub use gate::{Gate, GateOptions};
pub use hosts::Hosts;
pub use mask::mask;
pub use password::{PasswordError, hash_password};
pub use personal::may_ask;
pub use rule::check_rule;

pub(crate) use document::document;
pub(crate) use given::{Asked, Body, Named, is_late};
pub(crate) use guard::guard;
pub(crate) use hosts::known_host;
pub(crate) use instant::told;
pub(crate) use refusal::of_lake;
pub(crate) use routes::{By, routes};
