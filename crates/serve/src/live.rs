//! `GET /api/live`: server-sent events that tell when the numbers may have changed, so that nobody has to ask over and over.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::{Stream, StreamExt as _, stream};
use serde_json::json;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::Service;

/// How often the state is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// One `state` event at once, and another whenever an answer may be another: `{ "state": …, "at": microseconds }`.
pub async fn live(State(service): State<Service>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stopping = service.stopping.clone();
    let watch = Watch { service, ticks, last: None };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await;
        Some((event, watch))
    });
    // A stream without an end would keep the service from its own.
    let events = events.take_until(async move { stopping.begun().await });
    Sse::new(events.map(Ok)).keep_alive(KeepAlive::default())
}

struct Watch {
    service: Service,
    ticks: Interval,
    last: Option<String>,
}

impl Watch {
    /// Waits for a state other than the last one told.
    async fn next(&mut self) -> Event {
        loop {
            self.ticks.tick().await;
            // A state that cannot be read now is looked at again.
            let Ok(state) = self.service.questions.state().await else { continue };
            if self.last.as_ref() != Some(&state) {
                let told = json!({ "state": state, "at": self.service.clock.now_us() });
                self.last = Some(state);
                return Event::default().event("state").data(told.to_string());
            }
        }
    }
}
