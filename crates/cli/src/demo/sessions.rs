//! A visit to the site or the app, before it is spelled out into events.

use super::timeline::Seconds;

/// One visit.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    pub start: Seconds,
    /// The customer's number, where the site knows who it is.
    pub customer: Option<u32>,
    /// The number of the browser, where it carries a visitor's id.
    pub visitor: Option<u32>,
    /// Index into the channels, where the visit came through one.
    pub channel: Option<u8>,
    pub kind: Kind,
}

/// What happens in a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody looks around.
    Visit,
    /// Somebody looks around and signs up: the first event that knows visitor and customer.
    Signup,
    /// A customer uses the app.
    App,
    /// A customer logs in on a browser that was a stranger's until then.
    Login,
    /// A customer buys in the shop.
    Shop,
    /// One event alone, by this name.
    Moment(&'static str),
}
