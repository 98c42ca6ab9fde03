//! `GET /api/live`: server-sent events that tell when the numbers may have changed, so that nobody has to ask over and over.
//!
//! One watch looks at the state for all who listen. Each stream ends when whoever listens may not ask any more.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::{Stream, StreamExt as _, stream};
use model::{Message, Micros};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::{Caller, Problem, Service, api};

/// How often the state is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// How often it is looked whether a listener may still ask.
const ASKED: Duration = Duration::from_secs(5);

/// Streams that one caller may have at once: a browser's pages, with room.
const OF_ONE: usize = 16;

/// Streams of all callers at once.
const OF_ALL: usize = 256;

/// The state that listeners were last told, with when. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Live {
    told: watch::Sender<Option<(String, Micros)>>,
    listening: Arc<Mutex<HashMap<String, usize>>>,
}

impl Default for Live {
    fn default() -> Self {
        Self { told: watch::Sender::new(None), listening: Arc::default() }
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("listening", &self.told.receiver_count()).finish_non_exhaustive()
    }
}

impl Live {
    /// A place for one more stream of a caller; none where there are too many.
    fn enter(&self, name: &str) -> Option<Listening> {
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        let own = listening.get(name).copied().unwrap_or_default();
        if own >= OF_ONE || listening.values().sum::<usize>() >= OF_ALL {
            return None;
        }
        listening.insert(name.to_owned(), own + 1);
        Some(Listening { name: name.to_owned(), listening: Arc::clone(&self.listening) })
    }
}

/// One stream's place, free again when it is dropped.
struct Listening {
    name: String,
    listening: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        match listening.get_mut(&self.name) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(listening.remove(&self.name)),
        }
    }
}

/// Looks at the state while anybody listens, for as long as the service lives.
pub(crate) async fn follow(service: Service) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let told = &service.live.told;
        if told.receiver_count() == 0 {
            // Whoever comes next is told what is then.
            told.send_replace(None);
            continue;
        }
        // A state that cannot be read now is looked at again.
        let Ok(state) = service.questions.state().await else { continue };
        let at = service.clock.now_us();
        told.send_if_modified(|last| {
            let is_new = last.as_ref().is_none_or(|(known, _)| *known != state);
            if is_new {
                *last = Some((state, at));
            }
            is_new
        });
    }
}

/// One `state` event at once, and another whenever an answer may be another: `{ "state": …, "at": microseconds }`.
pub async fn live(
    State(service): State<Service>,
    headers: HeaderMap,
    caller: Caller,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let language = caller.language.unwrap_or(api::language(&headers));
    let Some(place) = service.live.enter(&caller.name) else {
        let message = Message::new("serve.limit.streams");
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, &message, language).retry_after(5));
    };
    let stopping = service.stopping.clone();
    let told = service.live.told.subscribe();
    let listener = Listener { service, headers, told, last: None, _place: place };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((event, listener))
    });
    // A stream without an end would keep the service from its own.
    let events = events.take_until(async move { stopping.begun().await });
    Ok(Sse::new(events.map(Ok)).keep_alive(KeepAlive::default()))
}

struct Listener {
    service: Service,
    headers: HeaderMap,
    told: watch::Receiver<Option<(String, Micros)>>,
    last: Option<String>,
    _place: Listening,
}

impl Listener {
    /// Waits for a state other than the last one told; none once whoever listens may not ask any more.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let current = self.told.borrow_and_update().clone();
            match current {
                Some((state, at)) if self.last.as_ref() != Some(&state) => {
                    if !self.may_ask() {
                        return None;
                    }
                    let told = json!({ "state": state, "at": at });
                    self.last = Some(state);
                    return Some(Event::default().event("state").data(told.to_string()));
                }
                _ => match timeout(ASKED, self.told.changed()).await {
                    Ok(Err(_)) => return None,
                    Err(_) if !self.may_ask() => return None,
                    Ok(Ok(())) | Err(_) => {}
                },
            }
        }
    }

    fn may_ask(&self) -> bool {
        matches!(self.service.gate.shown(&self.headers, api::language(&self.headers)), Ok(Some(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_caller_takes_some_streams_and_gives_them_back() {
        let live = Live::default();
        let mut places: Vec<_> = (0..OF_ONE).map(|_| live.enter("user:ann").unwrap()).collect();
        assert!(live.enter("user:ann").is_none());
        assert!(live.enter("user:ben").is_some());
        places.pop();
        assert!(live.enter("user:ann").is_some());
        drop(places);
        assert!(live.listening.lock().unwrap().is_empty());
    }

    #[test]
    fn all_together_have_a_bound() {
        let live = Live::default();
        let names = (0..).map(|number| format!("token:{}", number / OF_ONE));
        let places: Vec<_> = names.map_while(|name| live.enter(&name)).collect();
        assert_eq!(places.len(), OF_ALL);
    }
}
