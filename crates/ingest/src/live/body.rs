//! The body of a request: one call, or a batch of them.

use model::{Message, Micros};

use super::call::{Call, CallKind, Received};
use crate::source::{ValueKind, elements, members};

/// What a request holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// For libraries that send it here and not in a header.
    pub write_key: Option<String>,
    pub calls: Vec<Call>,
}

/// Reads a body: of the kind that the path names, or a batch. What is no call in a batch is one of its calls all the same,
/// for the quarantine to keep. `new_id` names calls that have no id.
///
/// # Errors
/// What is wrong with a body that is no object of JSON, or a batch without an array of calls.
pub fn read_body(
    text: &str,
    (kind, received_us): (Option<CallKind>, Micros),
    new_id: &mut dyn FnMut() -> String,
) -> Result<Body, Message> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('{') {
        return Err(Message::new("ingest.live.not_object"));
    }
    let found = members(text).map_err(|error| {
        Message::new("ingest.live.malformed").with("line", error.line()).with("column", error.column())
    })?;
    let get = |name: &str| found.iter().find(|member| member.key == name && member.kind != ValueKind::Null);
    let write_key = get("writeKey").map(|key| key.value.to_string());
    let received = Received { at_us: received_us, kind, ..Received::default() };
    if kind.is_some() {
        return Ok(Body { write_key, calls: vec![Call::read(text, received, new_id)] });
    }
    let batch = get("batch").filter(|batch| batch.kind == ValueKind::Bare && batch.value.starts_with('['));
    let Some(batch) = batch else { return Err(Message::new("ingest.live.no_batch")) };
    let received = Received {
        sent_at: get("sentAt").map(|sent| sent.value.as_ref()),
        context: get("context").map(|context| context.value.as_ref()).filter(|context| context.starts_with('{')),
        ..received
    };
    let calls = elements(&batch.value).into_iter().map(|call| Call::read(call, received, new_id));
    Ok(Body { write_key, calls: calls.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, kind: Option<CallKind>) -> Result<Body, Message> {
        read_body(text, (kind, 0), &mut || "new".to_owned())
    }

    #[test]
    fn a_batch_is_cut_into_its_calls() {
        let text = r#" {"writeKey":"k","sentAt":"1970-01-01T00:00:00Z","batch":[ {"type":"track","messageId":"1","event":"a, [b]"} , 5,{"type":"page","messageId":"2"}]}"#;
        let body = read(text, None).unwrap();
        let ids: Vec<_> = body.calls.iter().map(|call| call.message_id.as_deref()).collect();
        assert_eq!((body.write_key.as_deref(), ids), (Some("k"), vec![Some("1"), None, Some("2")]));
        assert_eq!(body.calls[1].payload, "5");
        assert!(read(r#"{"batch":[]}"#, None).unwrap().calls.is_empty());
    }

    #[test]
    fn what_is_no_body_is_told() {
        for (text, kind, expected) in [
            ("", None, "ingest.live.not_object"),
            ("[]", None, "ingest.live.not_object"),
            ("{\"batch\":[{]}", None, "ingest.live.malformed"),
            ("{\"batch\":{}}", None, "ingest.live.no_batch"),
            ("{\"batch\":\"[]\"}", None, "ingest.live.no_batch"),
            ("{\"type\":", Some(CallKind::Track), "ingest.live.malformed"),
        ] {
            assert_eq!(read(text, kind).unwrap_err().key(), expected, "{text}");
        }
    }
}
