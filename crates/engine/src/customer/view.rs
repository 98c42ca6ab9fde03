//! What is told of one customer.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{Message, Micros, Money, Value};

use crate::{Basis, Subject};

/// A question about one customer or account.
#[derive(Clone, Debug, Default)]
pub struct CustomerQuery {
    /// `namespace:id`, or the id alone where one namespace has it; a customer's or an account's.
    pub id: String,
    /// Whether it is a customer's id or an account's; without it, whichever there is.
    pub subject: Option<Subject>,
    /// The first day of the timeline that is told.
    pub from: Option<Date>,
    /// The first day after it.
    pub to: Option<Date>,
    /// Only what was read from these tables; all when empty.
    pub tables: Vec<String>,
    /// The most entries of the timeline that are told, the newest first.
    pub limit: Option<usize>,
    /// Whether to tell the earlier versions of corrected rows.
    pub history: bool,
}

/// One customer, or one account with its people.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerView {
    pub subject: Subject,
    /// `namespace:id` by which they were known first, or the account's.
    pub id: String,
    /// The state of knowledge it tells.
    pub as_of_us: Micros,
    /// Id of the snapshot it was read from.
    pub snapshot: String,
    /// IANA zone that days begin in.
    pub time_zone: String,
    pub profile: Profile,
    /// Every outside id, in order of first sight; of an account, those of all its people.
    pub ids: Vec<KnownId>,
    /// The people of an account; empty for a customer.
    pub people: Vec<Person>,
    pub state: State,
    pub numbers: Numbers,
    /// Newest first.
    pub timeline: Vec<Entry>,
    /// How many entries there are, told or not.
    pub entries: u64,
    /// The versions of rows that were corrected, where they were asked for: by table and row, oldest first.
    pub history: Vec<Version>,
    /// What keeps a number from being told.
    pub notes: Vec<Message>,
}

/// Who they are: of a merged customer's records the newest speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub owner: Option<String>,
    pub plan: Option<String>,
    /// The account a customer belongs to.
    pub account: Option<AccountRef>,
    /// Every further attribute that has a value.
    pub attributes: BTreeMap<String, String>,
}

/// An account by its ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRef {
    /// `namespace:id`
    pub id: String,
    pub name: Option<String>,
}

/// One outside id, and why it is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownId {
    /// `namespace:id`
    pub id: String,
    /// When the id became known.
    pub known_at_us: Micros,
    /// The link that says it is theirs; none for an id that no link was needed for.
    pub link: Option<Link>,
}

/// Evidence that two ids are one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number, by which it can be undone.
    pub number: i64,
    /// What it rests on, in the word that the table `identities` has for it.
    pub evidence: String,
    /// The row that is the evidence, as `file:line`.
    pub record: Option<String>,
    /// When it was made.
    pub made_at_us: Micros,
}

/// One of an account's people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// `namespace:id`
    pub id: String,
    pub name: Option<String>,
    pub state: State,
}

/// How they stand now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub standing: Standing,
    /// Since when; none when nothing ever happened.
    pub since_us: Option<Micros>,
    /// The instant to which it is known, where that has passed; none where it is known to now.
    pub known_to_us: Option<Micros>,
    /// What makes a customer active.
    pub basis: Basis,
}

/// Where somebody is on the customer's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Known, and never active yet.
    Lead,
    /// On trial, and never active yet.
    Trial,
    Active,
    /// Their subscription is paused.
    Paused,
    /// Active once, and no more.
    Churned,
}

impl Standing {
    pub const ALL: [Self; 5] = [Self::Lead, Self::Trial, Self::Active, Self::Paused, Self::Churned];

    /// The standing of a stable word.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// The stable word that answers carry.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Trial => "trial",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Churned => "churned",
        }
    }

    /// The same for a person.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Lead => "engine.standing.lead",
            Self::Trial => "engine.standing.trial",
            Self::Active => "engine.standing.active",
            Self::Paused => "engine.standing.paused",
            Self::Churned => "engine.standing.churned",
        })
    }
}

/// The numbers that sum them up, in the workspace's currency. Each is what the relation of its name says of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// `first_seen`: the first we knew of them.
    pub first_seen_us: Option<Micros>,
    /// `first_activations`: when they were first active.
    pub customer_since_us: Option<Micros>,
    /// `contacts`: the end of the last one.
    pub last_contact_us: Option<Micros>,
    /// `paid_orders`: how many.
    pub orders: u64,
    /// `revenue_lines`: orders less refunds. None where a rate of exchange is missing.
    pub revenue: Option<Money>,
    /// `subscription_intervals`: recurring revenue a month, now.
    pub mrr: Option<Money>,
    /// `resolutions`: tickets that nobody has resolved.
    pub open_tickets: u64,
    /// `nps_answers`: the last one.
    pub nps: Option<Score>,
    /// `csat_answers`: the last one.
    pub csat: Option<Score>,
    /// Revenue to date times the gross margin; none without a margin in the settings.
    pub lifetime_value: Option<Money>,
}

/// One answer to a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// In decimal digits.
    pub score: String,
    /// The highest answer of its scale, in decimal digits.
    pub scale_max: Option<String>,
    pub at_us: Micros,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub at_us: Micros,
    /// When it ended, for what is several rows.
    pub ended_at_us: Option<Micros>,
    /// The stable word of the relation `timeline`, or `linked` and `unlinked`.
    pub kind: String,
    /// The table it was read from.
    pub table: String,
    /// The thing's own id.
    pub id: Option<String>,
    /// Whom it happened to, where an account is told.
    pub customer: Option<String>,
    /// The entry as a sentence.
    pub message: Message,
    /// In the row's own currency; money that went back is below zero.
    pub amount: Option<Money>,
    /// How many rows it is.
    pub rows: u64,
    /// The first row's place.
    pub file: String,
    pub line: i64,
    /// Whether one of its rows is a correction of an earlier version.
    pub corrected: bool,
}

impl Entry {
    /// What somebody wrote to it: a comment, a reason, the text of a post.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        match self.message.values().get("note") {
            Some(Value::Text(note)) => Some(note),
            _ => None,
        }
    }
}

/// One version of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub table: String,
    /// Names the row: 32 hexadecimal digits.
    pub row: String,
    /// When the version became known.
    pub known_from_us: Micros,
    /// When a newer version or a deletion closed it; none for the one that holds.
    pub known_to_us: Option<Micros>,
    /// The import that brought it.
    pub import: i64,
    pub file: String,
    pub line: i64,
    /// What it says otherwise than the version before; empty for the first.
    pub changes: Vec<Change>,
}

/// One value that a version changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub column: String,
    pub old: Option<String>,
    pub new: Option<String>,
}
