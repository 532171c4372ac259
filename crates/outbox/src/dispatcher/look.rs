//! Looking for what is due soon, and making room for it; beside everything else, so that nothing that is due meanwhile waits.

use store::{Db, Error, Timestamp};
use tokio::task::{self, JoinSet};

use super::{Dispatcher, LooseEnd};
use crate::claim;
use crate::mail::Mail;

/// For how many mails at once room is made in a full agenda.
const MADE_ROOM_FOR: usize = 64;

/// A look that came to the end of one of its two ways to the database.
#[derive(Debug)]
pub(super) enum Looked {
    /// What there is, seen without changing anything.
    Seen(Seen),
    /// These were leased, of at most so many.
    Leased(Vec<Mail>, usize),
    /// The database failed; `true` if more may have been leased or given back than is known.
    Failed(Error, bool),
}

/// What there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    room: usize,
    is_any_due: bool,
    is_held: bool,
    /// How many wait that are due before the last of a full agenda.
    sooner: usize,
    now: Timestamp,
}

impl Dispatcher {
    /// Begins to look, for up to so many mails.
    pub(super) fn look(&mut self, room: usize) {
        self.agenda.looks();
        let last = self.agenda.last_of_full();
        let seen = move |db: &Db<'_>| -> Result<_, Error> {
            let sooner = last.map_or(Ok(0), |last| claim::waiting_before(db, last, MADE_ROOM_FOR))?;
            let (is_any_due, is_held) = (claim::is_any_due(db)?, crate::admin::all_held(db)?);
            Ok(Seen { room, is_any_due, is_held, sooner, now: db.now() })
        };
        let store = self.store.clone();
        self.looking.spawn(async move {
            let seen = store.read_short(seen).await;
            seen.map_or_else(|error| Looked::Failed(error, false), Looked::Seen)
        });
    }

    /// Goes on with a look, or ends it.
    ///
    /// # Errors
    /// As the database failed it.
    pub(super) fn looked(&mut self, looked: Looked) -> Result<(), Error> {
        match looked {
            Looked::Seen(seen) => self.lease(seen),
            Looked::Leased(mails, most) => {
                crate::crash::point("after-lease");
                let is_all = mails.len() < most;
                self.agenda.leased(self.store.clock().now(), mails, is_all);
            }
            Looked::Failed(error, is_unsure) => {
                self.agenda.looked_in_vain();
                if is_unsure {
                    self.loose_ends.push(LooseEnd::Unheard);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// Leases what is due soon. What was leased for a time far ahead, by a clock that was, is given back; and of a full agenda
    /// what is due last, where something is due sooner.
    fn lease(&mut self, seen: Seen) {
        let mut back = self.agenda.beyond(seen.now + claim::LOOK_AHEAD);
        if back.is_empty() {
            back = self.agenda.latest(seen.sooner);
        }
        // Forgotten first: what is given back must not ring meanwhile.
        back.iter().for_each(|id| drop(self.agenda.forget(*id)));
        let most = seen.room + back.len();
        let leases = seen.is_any_due && !seen.is_held && most > 0;
        if back.is_empty() && !leases {
            return self.agenda.leased(self.store.clock().now(), Vec::new(), most > 0);
        }
        let (store, boot) = (self.store.clone(), self.boot.clone());
        self.looking.spawn(async move {
            let leased = async {
                if !back.is_empty() {
                    let boot = boot.clone();
                    store.write(move |tx| claim::give_these_back(tx, &boot, &back)).await?;
                }
                if leases { store.write(move |tx| claim::claim(tx, &boot, most)).await } else { Ok(Vec::new()) }
            };
            leased.await.map_or_else(|error| Looked::Failed(error, true), |mails| Looked::Leased(mails, most))
        });
    }

    /// Has connections ready for what is due shortly. Whether that works is left to the mails to find out.
    pub(super) fn warm(&mut self, now: Timestamp, connections: usize) {
        self.agenda.warms(now);
        if self.warming.is_empty() {
            let transport = self.transport.clone();
            self.warming.spawn(async move { transport.warm(connections).await });
        }
    }
}

/// The next look that ends; waits for ever if there is none.
pub(super) async fn next_look(looking: &mut JoinSet<Looked>) -> Looked {
    match looking.join_next().await {
        Some(ended) => ended.unwrap_or_else(broke_off),
        None => std::future::pending().await,
    }
}

pub(super) fn broke_off(_: task::JoinError) -> Looked {
    Looked::Failed(Error::Panicked, true)
}
