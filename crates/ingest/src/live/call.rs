//! One call as it arrives, and the one form it is brought into.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::Micros;

use super::object::Object;
use crate::parse::{placed, read_time};
use crate::source::{Member, ValueKind, is_too_deep, members};

/// The calls of the tracking API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallKind {
    Track,
    Identify,
    Page,
    Screen,
    Group,
    Alias,
}

/// One call in the form that it waits and is imported in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// By which the same call is known when it is sent again; none where the library gave none.
    pub message_id: Option<String>,
    /// An object of the common fields; of what is no call at all the text as it came.
    pub payload: String,
}

/// What is known of a call from the request that brought it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Received<'a> {
    pub at_us: Micros,
    /// What the path of the request says the call is; none where the call says it.
    pub kind: Option<CallKind>,
    /// When the sender's clock says that it was sent.
    pub sent_at: Option<&'a str>,
    /// What a batch says of all its calls, as an object.
    pub context: Option<&'a str>,
}

/// What a library adds for the way, which says nothing of the event.
const OF_THE_WAY: [&str; 12] = [
    "sentAt",
    "receivedAt",
    "originalTimestamp",
    "writeKey",
    "integrations",
    "_metadata",
    "channel",
    "version",
    "projectId",
    "rudderId",
    "request_ip",
    "batch",
];

/// The fields of a call in the order they are kept in.
pub const FIELDS: [&str; 13] = [
    "type",
    "messageId",
    "timestamp",
    "userId",
    "anonymousId",
    "previousId",
    "groupId",
    "event",
    "name",
    "category",
    "properties",
    "traits",
    "context",
];

impl CallKind {
    /// As a call names its type.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Identify => "identify",
            Self::Page => "page",
            Self::Screen => "screen",
            Self::Group => "group",
            Self::Alias => "alias",
        }
    }

    /// All of them.
    pub const ALL: [Self; 6] = [Self::Track, Self::Identify, Self::Page, Self::Screen, Self::Group, Self::Alias];

    /// The kind that a type names, in capitals or not.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

impl Call {
    /// Brings a call into its form: one set of fields, ids that are null left out, traits from both places that libraries
    /// put them in, the time corrected by what the sender's clock is off. `new_id` names a call that has no id.
    pub fn read(text: &str, received: Received<'_>, new_id: &mut dyn FnMut() -> String) -> Self {
        let text = text.trim();
        let found = if text.starts_with('{') && !is_too_deep(text) { members(text).ok() } else { None };
        let Some(found) = found else { return Self { message_id: None, payload: text.to_owned() } };
        let get = |name: &str| found.iter().find(|member| member.key == name && member.kind != ValueKind::Null);
        let kind = received.kind.map(CallKind::as_str).map(Cow::Borrowed);
        let kind = kind.or_else(|| get("type").map(|member| member.value.clone())).unwrap_or_default();
        let message_id = get("messageId").map(|id| id.value.trim().to_owned()).filter(|id| !id.is_empty());
        let message_id = message_id.unwrap_or_else(&mut *new_id);

        let mut call = Object::new();
        call.text("type", &kind);
        call.text("messageId", &message_id);
        let sent_at = get("sentAt").map(|sent| sent.value.as_ref()).or(received.sent_at);
        let told = get("timestamp").or_else(|| get("originalTimestamp"));
        match told.map(|told| (told, time(&told.value))) {
            Some((told, None)) => call.member("timestamp", told),
            Some((_, Some(at))) => {
                let ahead = sent_at.and_then(time).map_or(0, |sent| received.at_us.saturating_sub(sent));
                call.text("timestamp", &say(at.saturating_add(ahead)));
            }
            None => call.text("timestamp", &say(received.at_us)),
        }
        let is_identify = CallKind::find(&kind) == Some(CallKind::Identify);
        let own = get("context").filter(|context| context.value.starts_with('{'));
        let own = own.and_then(|context| members(&context.value).ok()).unwrap_or_default();
        let properties = get("properties").and_then(|properties| members_of(properties)).unwrap_or_default();
        for field in &FIELDS[3..] {
            match (*field, get(field)) {
                ("traits", traits) if is_identify => {
                    let of_context = own.iter().find(|member| member.key == "traits").and_then(members_of);
                    let traits = merged(traits.and_then(members_of), of_context);
                    traits.into_iter().for_each(|traits| call.raw(field, &traits));
                }
                // What a page is called stands in its properties too.
                ("name" | "category", Some(_)) if properties.iter().any(|member| member.key == *field) => {}
                ("context", _) => {
                    let others = found.iter().filter(|member| {
                        let name = member.key.as_ref();
                        !FIELDS.contains(&name) && !OF_THE_WAY.contains(&name) && member.kind != ValueKind::Null
                    });
                    let own = own.iter().filter(|member| !(is_identify && member.key == "traits")).chain(others);
                    let context = context(own, received.context);
                    context.into_iter().for_each(|context| call.raw(field, &context));
                }
                (_, Some(member)) => call.member(field, member),
                (_, None) => {}
            }
        }
        Self { message_id: Some(message_id), payload: call.finish() }
    }
}

/// The members of a member that is an object.
fn members_of<'a>(member: &'a Member<'a>) -> Option<Vec<Member<'a>>> {
    if member.value.starts_with('{') { members(&member.value).ok() } else { None }
}

/// One object of two, of which the first knows better; none without either.
fn merged(first: Option<Vec<Member<'_>>>, second: Option<Vec<Member<'_>>>) -> Option<String> {
    if first.is_none() && second.is_none() {
        return None;
    }
    let first = first.unwrap_or_default();
    let mut all = Object::new();
    first.iter().for_each(|member| all.member(&member.key, member));
    let second = second.unwrap_or_default();
    let others = second.iter().filter(|member| first.iter().all(|own| own.key != member.key));
    others.for_each(|member| all.member(&member.key, member));
    Some(all.finish())
}

/// What a call says of its circumstances, and what its batch says of those of all its calls.
fn context<'a>(own: impl Iterator<Item = &'a Member<'a>>, of_batch: Option<&str>) -> Option<String> {
    let mut all = Object::new();
    let mut met: Vec<&str> = Vec::new();
    for member in own {
        if !met.contains(&member.key.as_ref()) {
            all.member(&member.key, member);
            met.push(&member.key);
        }
    }
    let of_batch = of_batch.and_then(|context| members(context).ok()).unwrap_or_default();
    let others = of_batch.iter().filter(|member| !met.contains(&member.key.as_ref()));
    others.for_each(|member| all.member(&member.key, member));
    (!all.is_empty()).then(|| all.finish())
}

/// The instant that a text names; times without an offset are in UTC.
pub fn time(text: &str) -> Option<Micros> {
    placed(read_time(text.trim(), None)?, &TimeZone::UTC).map(|(at, _)| at)
}

fn say(at: Micros) -> String {
    Timestamp::from_microsecond(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-05-01T12:00:00Z.
    const NOON: Micros = 1_714_564_800_000_000;

    fn read(text: &str, received: Received<'_>) -> String {
        Call::read(text, Received { at_us: NOON, ..received }, &mut || "new".to_owned()).payload
    }

    #[test]
    fn calls_of_all_libraries_get_one_form() {
        let cases = [
            (
                r#"{"type":"track","messageId":"m1","userId":"ann","anonymousId":null,"event":"Bought","integrations":{},"channel":"server","context":{"library":{"name":"x"}},"timestamp":"2024-05-01T10:00:00+00:00","properties":{"amount": 0.10}}"#,
                r#"{"type":"track","messageId":"m1","timestamp":"2024-05-01T10:00:00Z","userId":"ann","event":"Bought","properties":{"amount": 0.10},"context":{"library":{"name":"x"}}}"#,
            ),
            (
                r#"{"type":"identify","messageId":"m2","userId":7,"context":{"traits":{"plan":"pro","email":"old"},"ip":"::1"},"traits":{"email":"new"},"originalTimestamp":"2024-05-01T10:00:00.123456Z"}"#,
                r#"{"type":"identify","messageId":"m2","timestamp":"2024-05-01T10:00:00.123456Z","userId":7,"traits":{"email":"new","plan":"pro"},"context":{"ip":"::1"}}"#,
            ),
            (
                r#"{"type":"page","anonymousId":"v","name":"Home","category":"Docs","properties":{"name":"Home"},"userProperty":1}"#,
                r#"{"type":"page","messageId":"new","timestamp":"2024-05-01T12:00:00Z","anonymousId":"v","category":"Docs","properties":{"name":"Home"},"context":{"userProperty":1}}"#,
            ),
            (
                r#"{"type":"track","messageId":"m","timestamp":"yesterday","event":"e"}"#,
                r#"{"type":"track","messageId":"m","timestamp":"yesterday","event":"e"}"#,
            ),
        ];
        for (sent, expected) in cases {
            assert_eq!(read(sent, Received::default()), expected);
        }
    }

    #[test]
    fn a_clock_that_is_off_is_put_right() {
        let sent = r#"{"type":"track","messageId":"m","timestamp":"2024-05-01T10:00:00Z"}"#;
        // The sender's clock is an hour behind.
        let received = Received { sent_at: Some("2024-05-01T11:00:00Z"), ..Received::default() };
        assert!(read(sent, received).contains(r#""timestamp":"2024-05-01T11:00:00Z""#));
        let own =
            r#"{"type":"track","messageId":"m","timestamp":"2024-05-01T10:00:00Z","sentAt":"2024-05-01T12:30:00Z"}"#;
        assert!(read(own, received).contains(r#""timestamp":"2024-05-01T09:30:00Z""#));
    }

    #[test]
    fn the_path_and_the_batch_say_what_the_call_leaves_out() {
        let received = Received {
            kind: Some(CallKind::Screen),
            context: Some(r#"{"ip":"::1","locale":"de"}"#),
            ..Received::default()
        };
        let payload = read(r#"{"messageId":"m","userId":"a","context":{"ip":"::2"}}"#, received);
        assert!(payload.starts_with(r#"{"type":"screen","#), "{payload}");
        assert!(payload.ends_with(r#""context":{"ip":"::2","locale":"de"}}"#), "{payload}");
    }

    #[test]
    fn what_is_no_call_stays_as_it_came() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
        for text in ["5", "null", "\"x\"", "[{}]", deep.as_str()] {
            let call = Call::read(text, Received::default(), &mut || "new".to_owned());
            assert_eq!(call, Call { message_id: None, payload: text.to_owned() });
        }
    }
}
