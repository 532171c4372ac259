//! Planning the digests that are due soon: each becomes a mail in the outbox, once per person and slot.

use std::time::Duration;

use outbox::{Enqueued, Kind, Order, State};
use store::{Db, Error, Timestamp, Tx, params};

use super::align;
use super::rhythm::Slots;
use crate::mail_setting;
use crate::user::UserId;

/// How far ahead a slot is planned: enough for the outbox to write the letter before it is due.
pub(super) const AHEAD: Duration = Duration::from_secs(10);
/// How many people's digests one transaction plans.
const BATCH: i64 = 200;

/// Whose slots are to be planned: those that have come within reach while something is open, and those that have passed
/// whatever is open, but for people whose last digest is still on its way.
const DUE: &str = "
    SELECT s.user_id, s.every_us, s.next_at, s.zone, s.at_minute, s.days,
           EXISTS (SELECT 1 FROM issues i WHERE i.assignee_id = s.user_id AND i.is_open = 1 AND i.deleted_at IS NULL) AS has_open,
           EXISTS (SELECT 1 FROM mutes m WHERE m.user_id = s.user_id AND m.kind = 'digest' AND m.topic_id = 0) AS is_muted,
           CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END AS is_disabled
      FROM digest_schedules s JOIN users u ON u.id = s.user_id
     WHERE s.next_at <= $2 AND s.every_us > 0
       AND (s.next_at <= $1
            OR EXISTS (SELECT 1 FROM issues i WHERE i.assignee_id = s.user_id AND i.is_open = 1 AND i.deleted_at IS NULL))
       AND NOT EXISTS (SELECT 1 FROM mails x WHERE x.recipient_id = s.user_id AND x.kind = 'digest'
                          AND x.ended_at IS NULL AND x.state <> 'held')
     ORDER BY s.next_at, s.user_id LIMIT $3 ";

struct Due {
    user: UserId,
    slots: Slots,
    next: Timestamp,
    wants: bool,
}

/// Whether there is anything for [`plan`] to do.
pub fn is_any_due(db: &Db<'_>) -> Result<bool, Error> {
    let is_new =
        db.maybe("SELECT user_id FROM digest_schedules WHERE every_us = 0 LIMIT 1", &[], |_| Ok(()))?.is_some();
    Ok(is_new || align::is_any_ahead(db)? || !due(db, 1, "")?.is_empty())
}

/// Plans one batch. `every` is what the instance has for whoever says nothing else: `None` for no digests. Returns how many
/// slots were dealt with; fewer than a batch means that nothing is left.
pub fn plan(tx: &Tx<'_>, every: impl Into<Option<Duration>>) -> Result<usize, Error> {
    align::align_new(tx, every.into())?;
    let pulled_back = align::pull_back(tx, BATCH)?;
    let now = tx.now();
    let due = due(tx, BATCH, "{skip_locked_of_s}")?;
    for person in &due {
        plan_one(tx, person, now)?;
    }
    Ok(pulled_back + due.len())
}

fn plan_one(tx: &Tx<'_>, due: &Due, now: Timestamp) -> Result<(), Error> {
    let slot = due.slots.due(due.next, now);
    let wants = due.wants && !is_taken(tx, due.user, slot)? && !was_told_since(tx, due.user, slot)?;
    outbox::end_held_digest(tx, due.user.raw(), wants)?;
    if wants {
        let order = Order {
            kind: Kind::Digest,
            recipient_id: due.user.raw(),
            topic_id: None,
            cause_id: None,
            due_at: slot,
            slot: Some(slot.as_micros()),
            muted: None,
        };
        if let Enqueued::Created(id) = outbox::enqueue(tx, &order)? {
            mail_setting::keep_quiet(tx, id, slot, &mail_setting::load(tx, due.user)?)?;
        }
    }
    tx.run(
        "UPDATE digest_schedules SET next_at = $2 WHERE user_id = $1",
        &params![due.user, due.slots.next_after(slot)],
    )?;
    Ok(())
}

/// Whether this slot had its digest already: it waited when the clock was set back.
fn is_taken(db: &Db<'_>, user: UserId, slot: Timestamp) -> Result<bool, Error> {
    let sql = "SELECT id FROM mails WHERE recipient_id = $1 AND slot = $2";
    db.maybe(sql, &params![user, slot], |_| Ok(())).map(|found| found.is_some())
}

/// Whether this person's last digest left so late that it told what this slot would.
fn was_told_since(db: &Db<'_>, user: UserId, slot: Timestamp) -> Result<bool, Error> {
    let last = db.maybe(
        "SELECT state, rung_at FROM mails WHERE recipient_id = $1 AND slot IS NOT NULL ORDER BY slot DESC LIMIT 1",
        &params![user],
        |row| Ok((row.get::<String>("state")?, row.get::<Option<Timestamp>>("rung_at")?)),
    )?;
    // A moment that is still to come was named by a clock that was ahead: nothing is known of when it was.
    let has_told = |rung_at: Option<Timestamp>| rung_at >= Some(slot) && rung_at <= Some(db.now());
    Ok(last.is_some_and(|(state, rung_at)| state == State::Sent.as_str() && has_told(rung_at)))
}

fn due(db: &Db<'_>, most: i64, lock: &str) -> Result<Vec<Due>, Error> {
    let now = db.now();
    db.all(&format!("{DUE}{lock}"), &params![now, now + AHEAD, most], |row| {
        let has_open: bool = row.get("has_open")?;
        let (is_muted, is_disabled): (bool, bool) = (row.get("is_muted")?, row.get("is_disabled")?);
        Ok(Due {
            user: row.get("user_id")?,
            slots: Slots::read(row)?,
            next: row.get("next_at")?,
            wants: has_open && !is_muted && !is_disabled,
        })
    })
}

#[cfg(test)]
mod tests {
    use outbox::Mail;

    use super::*;
    use crate::user;
    use crate::world::World;

    const HOUR: Duration = Duration::from_secs(3600);

    fn plan_all(world: &World) -> usize {
        world.write(|tx| Ok(plan(tx, HOUR)?)).unwrap()
    }

    fn digests(world: &World) -> Vec<Mail> {
        world.mails().into_iter().filter(|mail| mail.kind == Kind::Digest).collect()
    }

    #[test]
    fn an_open_issue_makes_one_digest_a_slot_due_at_the_slot() {
        let world = World::new();
        let ada = world.register("ada");
        let first = world.now() + HOUR;
        world.open(ada, ada);
        assert_eq!((plan_all(&world), digests(&world).len()), (0, 0));
        world.advance(HOUR - Duration::from_secs(5));
        assert_eq!(plan_all(&world), 1);
        assert_eq!(plan_all(&world), 0);
        let digests = digests(&world);
        assert_eq!((digests.len(), digests[0].due_at, digests[0].slot), (1, first, Some(first.as_micros())));
    }

    #[test]
    fn slots_that_were_missed_make_one_digest_and_the_times_do_not_drift() {
        let world = World::new();
        let ada = world.register("ada");
        let registered = world.now();
        world.open(ada, ada);
        plan_all(&world);
        world.advance(5 * HOUR + HOUR / 2);
        plan_all(&world);
        assert_eq!(digests(&world).iter().map(|mail| mail.due_at).collect::<Vec<_>>(), [registered + 5 * HOUR]);
        world.advance(HOUR);
        assert_eq!(plan_all(&world), 0, "the last one is still on its way");
        world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
        plan_all(&world);
        assert_eq!(digests(&world).last().map(|mail| mail.due_at), Some(registered + 6 * HOUR));
    }

    #[test]
    fn nothing_open_a_stop_and_a_disabled_account_make_none_and_the_schedule_goes_on() {
        let world = World::new();
        let (ada, ben, cleo) = (world.register("ada"), world.register("ben"), world.register("cleo"));
        world.open(ben, ben);
        world.open(cleo, cleo);
        let wish = user::Stop { user_id: ben, kind: Kind::Digest, topic_id: 0 };
        world.write(move |tx| user::stop(tx, &wish)).unwrap();
        world.write(move |tx| user::disable(tx, cleo)).unwrap();
        plan_all(&world);
        world.advance(2 * HOUR);
        assert_eq!((plan_all(&world), plan_all(&world)), (3, 0));
        assert!(digests(&world).is_empty());
        world.open(ada, ada);
        world.advance(HOUR);
        plan_all(&world);
        assert_eq!(digests(&world).iter().map(|mail| mail.recipient_id).collect::<Vec<_>>(), [ada.raw()]);
    }

    #[test]
    fn a_digest_whose_outcome_is_unknown_is_replaced_by_the_next() {
        let world = World::new();
        let ada = world.register("ada");
        world.open(ada, ada);
        plan_all(&world);
        world.advance(HOUR);
        plan_all(&world);
        world.make_waiting_mail("state = 'held', unknowns = 1, rung_at = due_at");
        world.advance(HOUR);
        plan_all(&world);
        let states = digests(&world).iter().map(|mail| mail.state).collect::<Vec<_>>();
        assert_eq!(states, [State::Unknown, State::Pending]);
    }

    #[test]
    fn another_interval_counts_from_now() {
        let world = World::new();
        let ada = world.register("ada");
        world.open(ada, ada);
        plan_all(&world);
        world.advance(HOUR / 2);
        assert_eq!(world.write(|tx| Ok(align::align(tx, 2 * HOUR)?)).unwrap(), 1);
        assert_eq!(world.write(|tx| Ok(align::align(tx, 2 * HOUR)?)).unwrap(), 0);
        let due_at = world.now() + 2 * HOUR;
        world.advance(2 * HOUR);
        world.write(move |tx| Ok(plan(tx, 2 * HOUR)?)).unwrap();
        assert_eq!(digests(&world)[0].due_at, due_at);
        assert!(!world.read(|db| Ok(is_any_due(db)?)).unwrap());
    }
}
