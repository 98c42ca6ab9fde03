//! What is hidden in the demo company for its metrics to find.
//!
//! Each truth is a constant the generator lives by. Its comment says which metric shows it and how; a test asks
//! tenure itself. A truth outside the months of a [`super::Plan`] has no effect.
//!
//! The quality of the channels is a truth too: it is the table in `channels.rs`. The season of the shop is the
//! table in `seasons.rs`.

use jiff::civil::{Date, date};

/// Days from `from` to before `to`.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

impl Days {
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day < self.to
    }
}

/// The app was down for four days.
///
/// `tickets` of these days are about [`OUTAGE_TICKETS`] times the usual, `dau` about [`OUTAGE_USAGE`] of it,
/// `nps` of September 2024 falls by 20 points or more, and `churn_rate` of October 2024 rises by half or more.
pub const OUTAGE: Days = Days { from: date(2024, 9, 10), to: date(2024, 9, 14) };
/// Tickets on a day of the outage, times the usual.
pub const OUTAGE_TICKETS: f64 = 6.0;
/// Sessions on a day of the outage, times the usual.
pub const OUTAGE_USAGE: f64 = 0.4;
/// Errors in a session of the outage, times the usual.
pub const OUTAGE_ERRORS: f64 = 12.0;
/// How long customers answered surveys in anger.
pub const OUTAGE_ANGER: Days = Days { from: date(2024, 9, 10), to: date(2024, 10, 1) };
/// Points of a score from 0 to 10 that anger costs.
pub const OUTAGE_ANGER_POINTS: f64 = 2.6;
/// When subscriptions were ended because of it.
pub const OUTAGE_CHURN: Days = Days { from: date(2024, 9, 20), to: date(2024, 11, 1) };
/// Cancellations in those weeks, times the usual.
pub const OUTAGE_CHURN_TIMES: f64 = 2.4;

/// Every list price rose.
///
/// Subscriptions billed by the month pay it from this day: `nrr` of March 2025 is well above 1, as in no other month,
/// although hardly anybody changed plan. Those billed by the year pay it from their renewal.
pub const PRICE_RISE: Date = date(2025, 3, 1);
/// List price afterwards, in hundredths of the one before.
pub const PRICE_RISE_PERCENT: i64 = 115;
/// When subscriptions were ended because of it: `churn_rate` of March and April 2025 rises by a third or more.
pub const PRICE_RISE_CHURN: Days = Days { from: date(2025, 3, 1), to: date(2025, 5, 1) };
/// Cancellations in those weeks, times the usual.
pub const PRICE_RISE_CHURN_TIMES: f64 = 1.9;

/// Onboarding was broken for everybody who signed up on these days.
///
/// `cohort_retention_30d` and `cohort_retention_90d` of May 2025 are about half of their neighbours',
/// and fewer than half as many as usual complete the onboarding.
pub const BROKEN_ONBOARDING: Days = Days { from: date(2025, 5, 1), to: date(2025, 6, 1) };
/// Share of new subscriptions that such a customer gives back within the first month.
pub const BROKEN_EARLY_END: f64 = 0.50;
/// Cancellations in the months after, times the usual.
pub const BROKEN_CHURN_TIMES: f64 = 3.5;
/// Share of signups that complete the onboarding, usually and then.
pub const ONBOARDED: f64 = 0.68;
pub const BROKEN_ONBOARDED: f64 = 0.22;

/// In `social_interactions`, a day of the [`OUTAGE`] has about so many times the usual, most of them negative.
pub const OUTAGE_SOCIAL: f64 = 8.0;

/// A contest in one network: it brings about so many shares a day for a company of 5,000 customers.
///
/// `social_interactions` of kind share in that network are more than ten times the usual in these days.
pub const CONTEST: Days = Days { from: date(2025, 6, 14), to: date(2025, 6, 22) };
pub const CONTEST_NETWORK: &str = "instagram";
pub const CONTEST_SHARES: f64 = 24.0;

/// The question of recommendation was sent twice to everybody by mistake.
///
/// Answers are as many as ever, `survey_invitations` twice as many: the share that answers is half its neighbours'.
pub const SENT_TWICE: Days = Days { from: date(2025, 7, 1), to: date(2025, 8, 1) };

/// Bank transfers took days until the payment provider was changed on this day, and one day since.
///
/// In `payments` the mean time from invoice to payment falls to less than half.
pub const SLOW_TRANSFERS_UNTIL: Date = date(2025, 6, 1);
pub const SLOW_TRANSFER_DAYS: f64 = 6.0;

/// The servers became dearer: `costs` of category hosting for each paying customer rise by three tenths.
pub const HOSTING_RISE: Date = date(2025, 7, 1);
pub const HOSTING_RISE_PERCENT: i64 = 130;
/// What the servers cost for a paying customer in a month, in cents.
pub const HOSTING_CENTS: i64 = 38;
/// What answering a ticket costs, in cents: on the telephone more than twice what it costs otherwise.
pub const PHONE_TICKET_CENTS: i64 = 980;
pub const TICKET_CENTS: i64 = 420;

/// One of those who look after companies left, and another took over all of theirs on this day.
///
/// `customer_changes` of `owner` show it, and before it nobody has the owner that `customers` shows today.
pub const HANDOVER: Date = date(2025, 2, 3);
pub const HANDOVER_FROM: &str = "Greta Lindqvist";
pub const HANDOVER_TO: &str = "Nadia Haddad";

/// Where leads come from. They are not equally good: of those that partners sent, six times as many became customers
/// as of those that were called unasked, and more than three times as many as of those from webinars.
pub static LEAD_SOURCES: [LeadSource; 5] = [
    LeadSource { name: "website", medium: "form", campaigns: &[], won: 0.30, converts: 0.22 },
    LeadSource { name: "partner", medium: "referral", campaigns: &[], won: 0.22, converts: 0.38 },
    LeadSource {
        name: "trade_fair",
        medium: "event",
        campaigns: &["ipm-essen", "demopark", "spoga-gafa"],
        won: 0.20,
        converts: 0.30,
    },
    LeadSource {
        name: "webinar",
        medium: "event",
        campaigns: &["green-roofs", "school-gardens"],
        won: 0.18,
        converts: 0.11,
    },
    LeadSource { name: "cold_call", medium: "outbound", campaigns: &[], won: 0.10, converts: 0.06 },
];

/// One source of leads.
pub struct LeadSource {
    pub name: &'static str,
    pub medium: &'static str,
    pub campaigns: &'static [&'static str],
    /// Share of the leads that became customers which came from it.
    pub won: f64,
    /// Share of its leads that become customers.
    pub converts: f64,
}

/// A test of a guided setup on everybody whose trial began on these days: `exposures`.
///
/// Half of them saw the guide. Of those, about ten points more paid in the end.
pub const GUIDE: &str = "guided-setup";
pub const GUIDE_DAYS: Days = Days { from: date(2024, 6, 1), to: date(2025, 4, 1) };
pub const PAID_WITH_GUIDE: f64 = 0.56;
pub const PAID_WITHOUT_GUIDE: f64 = 0.46;

/// Cancellations at a date, times the usual, from all that happened to everybody.
#[must_use]
pub fn churn_times(day: Date) -> f64 {
    let outage = if OUTAGE_CHURN.contains(day) { OUTAGE_CHURN_TIMES } else { 1.0 };
    let price = if PRICE_RISE_CHURN.contains(day) { PRICE_RISE_CHURN_TIMES } else { 1.0 };
    outage * price
}
