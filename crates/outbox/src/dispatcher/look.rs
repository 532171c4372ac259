//! Looking for what is due soon, and making room for it.

use store::{Db, Error, Timestamp};

use super::{Dispatcher, LooseEnd};
use crate::claim;
use crate::mail::MailId;

/// For how many mails at once room is made in a full agenda.
const MADE_ROOM_FOR: usize = 64;

impl Dispatcher {
    /// Leases what is due soon. What was leased for a time far ahead, by a clock that was, is given back; and of a full agenda
    /// what is due last, where something is due sooner.
    pub(super) async fn look(&mut self, room: usize) -> Result<(), Error> {
        let last = self.agenda.last_of_full();
        let seen = move |db: &Db<'_>| -> Result<_, Error> {
            let sooner = last.map_or(Ok(0), |last| claim::waiting_before(db, last, MADE_ROOM_FOR))?;
            Ok((claim::is_any_due(db)?, crate::admin::all_held(db)?, sooner, db.now()))
        };
        let (is_any_due, is_held, sooner, now) = self.store.read_short(seen).await?;
        let mut back = self.agenda.beyond(now + claim::LOOK_AHEAD);
        if back.is_empty() {
            back = self.agenda.latest(sooner);
        }
        self.give_back(&back).await?;
        let most = room + back.len();
        let mails = if is_any_due && !is_held && most > 0 {
            let boot = self.boot.clone();
            let claimed = self.store.write(move |tx| claim::claim(tx, &boot, most)).await;
            claimed.inspect_err(|_| self.loose_ends.push(LooseEnd::Unheard))?
        } else {
            Vec::new()
        };
        crate::crash::point("after-lease");
        let is_all = mails.len() < most;
        self.agenda.leased(self.store.clock().now(), mails, is_all);
        Ok(())
    }

    /// Leaves these mails, of those that are not under way, to whoever looks for them when their time comes.
    async fn give_back(&mut self, ids: &[MailId]) -> Result<(), Error> {
        if !ids.is_empty() {
            let (boot, given) = (self.boot.clone(), ids.to_vec());
            self.store.write(move |tx| claim::give_these_back(tx, &boot, &given)).await?;
            ids.iter().for_each(|id| drop(self.agenda.forget(*id)));
        }
        Ok(())
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
