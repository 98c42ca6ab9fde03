//! Forgetting a customer: every version of every row about them, every id, every trace on disk, as if they had never
//! been there.
//!
//! A row in SQLite says that it has begun; Delta tables are rewritten without the rows; one SQLite transaction makes
//! that count, together with the digests that keep the ids from coming back; then whatever held the rows before is
//! removed and the pages of the state are written anew. Broken off anywhere, the next writer ends it before it writes
//! anything of its own. At the end every byte is searched: see [`search`].

mod erase;
mod inspect;
mod needles;
mod pages;
mod purge;
mod rows;
mod search;
mod tombstones;
mod whose;

use std::collections::BTreeMap;

use model::{CustomerKey, Micros};

pub use needles::{Needle, NeedleKind};
pub(crate) use rows::{Brought, Loss, RowVersion};
pub use search::{Mention, Proof, Trace, Written};
pub(crate) use tombstones::{Of, Tombstones, tombstone};

use crate::lake::Writing;
use crate::{Lake, LakeError, OutsideId};
use whose::Whose;

/// What is, or was, to be erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    /// The customer's outside ids, in order of first sight.
    pub ids: Vec<OutsideId>,
    /// Ids that others had too, one after the other: theirs stay, this customer's time with them goes.
    pub shared: Vec<OutsideId>,
    /// By table; tables without such rows are not there.
    pub tables: BTreeMap<&'static str, ErasedRows>,
    /// Links between outside ids.
    pub links: u64,
    /// Rows in quarantine that name the customer.
    pub quarantined: u64,
    /// The source files that named the customer. They are not the workspace's, and nobody touches them.
    pub sources: Vec<String>,
}

/// Rows of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErasedRows {
    /// Rows as they are now.
    pub rows: u64,
    /// Earlier versions of rows.
    pub earlier: u64,
}

/// What was erased, and the search for what might be left.
#[derive(Clone, Debug)]
pub struct Forgotten {
    /// What was erased.
    pub erasure: Erasure,
    /// The search of every byte afterwards.
    pub proof: Proof,
}

/// How far an erasure has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Rows may have been taken out of tables; none of that counts yet.
    Begun,
    /// It counts; what held the rows before is still there.
    Published,
}

impl Lake {
    /// What forgetting a customer would erase. Nothing is changed.
    ///
    /// # Errors
    /// [`LakeError`] when the lake cannot be read.
    pub async fn erasure(&self, key: CustomerKey) -> Result<Erasure, LakeError> {
        let whose = Whose::new(self.state(), key)?;
        let context = datafusion::prelude::SessionContext::new();
        Ok(rows::find(self.state(), self.tables(), &context, &whose).await?.erasure)
    }

    /// Forgets a customer with all they were merged with, and proves it. `secret` becomes the secret of the
    /// workspace where it has none; it must not be guessable.
    ///
    /// # Errors
    /// [`LakeError::NobodyToForget`] when the key is nobody's, [`LakeError::Reader`] when another process has read for
    /// so long that the state could not be written anew; other errors when the lake cannot be written. What was begun
    /// is ended by the next writer.
    pub async fn forget(&self, key: CustomerKey, secret: [u8; 32], now_us: Micros) -> Result<Forgotten, LakeError> {
        self.forget_if(key, None, (secret, now_us)).await
    }

    /// Forgets a customer as [`Lake::forget`] does, if what it erases is what was agreed to.
    ///
    /// # Errors
    /// As [`Lake::forget`], and [`LakeError::ErasureChanged`] when other writers have added to what is known of the customer
    /// or taken from it since the look. Nothing is erased then.
    pub async fn forget_agreed(
        &self,
        key: CustomerKey,
        agreed: &Erasure,
        (secret, now_us): ([u8; 32], Micros),
    ) -> Result<Forgotten, LakeError> {
        self.forget_if(key, Some(agreed), (secret, now_us)).await
    }

    async fn forget_if(
        &self,
        key: CustomerKey,
        agreed: Option<&Erasure>,
        (secret, now_us): ([u8; 32], Micros),
    ) -> Result<Forgotten, LakeError> {
        let writing = self.write().await?;
        let whose = Whose::new(&writing.state, key)?;
        if let Some(agreed) = agreed {
            let context = datafusion::prelude::SessionContext::new();
            let present = rows::find(&writing.state, self.tables(), &context, &whose).await?.erasure;
            if present != *agreed {
                return Err(LakeError::ErasureChanged);
            }
        }
        let number = writing.state.begin_erasure(whose.survivor, secret, now_us)?;
        let found = erase::erase(&writing, &whose, number).await?;
        purge::purge(&writing, number).await?;
        let workspace = self.workspace().to_path_buf();
        let needles = found.needles;
        let proof = tokio::task::spawn_blocking(move || search::prove(&workspace, needles))
            .await
            .map_err(|_| LakeError::Stopped)??;
        Ok(Forgotten { erasure: found.erasure, proof })
    }
}

/// Ends an erasure that was broken off. Only for the holder of the write lock, before anything else is written.
pub(crate) async fn resume(writing: &Writing) -> Result<bool, LakeError> {
    let Some((number, stage, survivor)) = writing.state.unfinished_erasure()? else { return Ok(false) };
    if stage == Stage::Begun {
        let whose = Whose::new(&writing.state, CustomerKey(survivor))?;
        erase::erase(writing, &whose, number).await?;
    }
    purge::purge(writing, number).await?;
    Ok(true)
}
