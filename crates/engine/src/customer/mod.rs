//! One customer seen from every side: who they are, how they stand now, their numbers, and everything that ever
//! happened between them and us in one timeline. An account is seen the same way, with all of its people.

mod desk;
mod find;
mod history;
mod json;
mod list;
mod numbers;
mod profile;
mod said;
mod state;
mod timeline;
mod view;

pub use find::Found;
pub use list::{CustomerList, ListQuery, ListedCustomer, attributes as listed_attributes, sortable};
pub use view::{
    AccountRef, Change, CustomerQuery, CustomerView, Entry, KnownId, Numbers, Person, Profile, Score, Standing, State,
    Version,
};

use model::Message;

use crate::engine::Engine;
use crate::{EngineError, Subject};
use desk::Desk;

impl Engine {
    /// Sees one customer or account from every side.
    ///
    /// # Errors
    /// [`EngineError::Question`] when nobody is known by the id, or several are; other [`EngineError`]s when the data
    /// cannot be read.
    pub async fn customer(&self, ask: &CustomerQuery) -> Result<CustomerView, EngineError> {
        let found = self.find(&ask.id, ask.subject).await?;
        let desk = Desk::new(self, &found).await?;
        let mut notes: Vec<Message> = Vec::new();
        let state = state::of(self, &desk.whole, desk.key).await?;
        let numbers = numbers::of(self, &desk, &mut notes).await?;
        let mut people = Vec::new();
        if found.subject() == Subject::Account {
            for key in &desk.people_keys {
                people.push(self.person(&desk, *key).await?);
            }
        }
        let versions = history::read(self, &desk).await?;
        let (timeline, entries) = timeline::read(self, &desk, ask, &versions).await?;
        Ok(CustomerView {
            subject: found.subject(),
            id: self.name_of(&found)?,
            as_of_us: self.as_of_us(),
            snapshot: self.snapshot.id().to_owned(),
            time_zone: self.settings.time_zone.clone(),
            profile: profile::read(&desk, &found).await?,
            ids: profile::ids(self, &desk).await?,
            people,
            state,
            numbers,
            timeline,
            entries,
            history: if ask.history { history::told(&versions) } else { Vec::new() },
            notes,
        })
    }

    async fn person(&self, desk: &Desk, key: u32) -> Result<Person, EngineError> {
        Ok(Person {
            id: self.outside_id(key)?,
            name: profile::name(desk, key).await?,
            state: state::of(self, &desk.people, key).await?,
        })
    }
}
