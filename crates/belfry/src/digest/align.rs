//! Bringing the schedules in line: with the configured interval, and with a clock that was set back.
//!
//! A clock that was ahead for a moment leaves slots behind that lie far ahead of the right one. No slot is further away than
//! one interval, so those that are were named by such a clock, and are taken back.

use std::time::Duration;

use store::{Db, Error, Timestamp, Tx, params};

use super::plan::AHEAD;
use super::rhythm::Slots;
use crate::user::UserId;

/// Why a digest that a wrong clock planned is not sent.
const SET_BACK: &str = "the clock was set back";

/// Gives schedules that follow another interval of the instance the configured one (`None`: no digests), counted from now;
/// and those of people who registered since (they have none yet) counted from then. Whoever has a rhythm of their own keeps
/// it. Returns how many were changed.
pub fn align(tx: &Tx<'_>, every: impl Into<Option<Duration>>) -> Result<u64, Error> {
    let (every, now) = (every.into(), tx.now());
    let new = align_new(tx, every)?;
    let (every_us, next_at) = (micros(every), now + every.unwrap_or_default());
    let changed = tx.run(
        "UPDATE digest_schedules SET every_us = $1, next_at = $2 WHERE every_us <> $1 AND is_own = 0",
        &params![every_us, next_at],
    )?;
    outbox::cancel_digests_after(tx, None, next_at + AHEAD, SET_BACK)?;
    Ok(new + changed)
}

/// The same for people who registered since only: an index serves it.
pub(super) fn align_new(tx: &Tx<'_>, every: Option<Duration>) -> Result<u64, Error> {
    let every_us = micros(every);
    tx.run(
        "UPDATE digest_schedules SET every_us = $1, next_at = next_at + $2 WHERE every_us = 0",
        &params![every_us, every_us.max(0)],
    )
}

/// Whether there is anything for [`pull_back`] to do: a look at the schedule of the instance's that lies furthest ahead, and
/// at those that are people's own.
pub(super) fn is_any_ahead(db: &Db<'_>) -> Result<bool, Error> {
    let limit = db.now() + AHEAD;
    let furthest = db.maybe(
        "SELECT next_at, every_us FROM digest_schedules WHERE every_us > 0 AND is_own = 0 ORDER BY next_at DESC LIMIT 1",
        &[],
        |row| Ok((row.get::<Timestamp>("next_at")?, row.get::<i64>("every_us")?)),
    )?;
    if furthest.is_some_and(|(next, every_us)| next.as_micros() - every_us > limit.as_micros()) {
        return Ok(true);
    }
    let sql =
        "SELECT user_id FROM digest_schedules WHERE is_own = 1 AND every_us > 0 AND next_at - every_us > $1 LIMIT 1";
    Ok(db.maybe(sql, &params![limit], |_| Ok(()))?.is_some())
}

/// Takes back what lies further ahead than one interval, for up to `most` people. Their slots stay the same ones: the next
/// is the first that is still to come. Returns for how many.
pub(super) fn pull_back(tx: &Tx<'_>, most: i64) -> Result<usize, Error> {
    let now = tx.now();
    let ahead = tx.all(
        "SELECT user_id, every_us, next_at, zone, at_minute, days FROM digest_schedules
          WHERE every_us > 0 AND next_at - every_us > $1 ORDER BY user_id LIMIT $2 {for_update}",
        &params![now + AHEAD, most],
        |row| Ok((row.get::<UserId>("user_id")?, Slots::read(row)?, row.get::<Timestamp>("next_at")?)),
    )?;
    for (user, slots, next) in &ahead {
        let (next, limit) = match slots {
            Slots::Every(every) => (first_after(now, *next, micros(Some(*every))), now + *every),
            Slots::Calendar(_) => (slots.next_after(now), slots.next_after(now)),
        };
        outbox::cancel_digests_after(tx, Some(user.raw()), limit + AHEAD, SET_BACK)?;
        outbox::free_slots_after(tx, user.raw(), now)?;
        tx.run("UPDATE digest_schedules SET next_at = $2 WHERE user_id = $1", &params![*user, next])?;
    }
    Ok(ahead.len())
}

/// The first moment after `now` that is whole intervals before `next`.
fn first_after(now: Timestamp, next: Timestamp, every_us: i64) -> Timestamp {
    let too_many = (next.as_micros() - now.as_micros() - 1) / every_us;
    Timestamp(next.as_micros() - too_many * every_us)
}

fn micros(every: Option<Duration>) -> i64 {
    every.map_or(-1, |every| i64::try_from(every.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use outbox::{Kind, Mail, State};
    use proptest::prelude::*;

    use super::*;
    use crate::digest::{is_any_due, plan};
    use crate::world::World;

    const HOUR: Duration = Duration::from_secs(3600);

    proptest! {
        #[test]
        fn what_is_pulled_back_comes_within_one_interval_and_keeps_its_place(next in 2i64..1_000_000, every in 1i64..1_000) {
            let first = first_after(Timestamp(1), Timestamp(next), every).as_micros();
            prop_assert!(1 < first && first <= 1 + every.max(next), "{first}");
            prop_assert!(first <= 1 + every && (next - first) % every == 0);
        }
    }

    /// Ada has an open issue, and a digest every hour from now on.
    fn scene() -> World {
        let world = World::new();
        let ada = world.register("ada");
        world.open(ada, ada);
        plan_all(&world);
        world
    }

    fn plan_all(world: &World) {
        for _ in 0..3 {
            world.write(|tx| Ok(plan(tx, HOUR)?)).unwrap();
        }
        assert!(!world.read(|db| Ok(is_any_due(db)?)).unwrap(), "there would be no end to it");
    }

    fn digests(world: &World) -> Vec<Mail> {
        world.mails().into_iter().filter(|mail| mail.kind == Kind::Digest).collect()
    }

    #[test]
    fn a_digest_planned_by_a_clock_that_was_ahead_is_cancelled_and_the_next_comes_at_its_time() {
        let world = scene();
        let first = world.now() + HOUR;
        world.advance(1_000 * HOUR);
        plan_all(&world);
        assert_eq!(digests(&world)[0].state, State::Pending);
        world.set_back(1_000 * HOUR);
        plan_all(&world);
        let wrong = digests(&world).remove(0);
        assert_eq!((wrong.state, wrong.reason.as_deref()), (State::Cancelled, Some(SET_BACK)));
        world.advance(HOUR);
        plan_all(&world);
        assert_eq!(digests(&world)[1..].iter().map(|mail| mail.due_at).collect::<Vec<_>>(), [first]);
    }

    #[test]
    fn one_sent_by_a_clock_that_was_ahead_takes_no_slot_away() {
        let world = scene();
        let first = world.now() + HOUR;
        // Late as well: it says of itself that it told everything up to a moment far ahead.
        world.advance(HOUR);
        plan_all(&world);
        world.make_waiting_mail("state = 'sent', rung_at = due_at + 36000000000, ended_at = due_at");
        world.set_back(HOUR / 2);
        plan_all(&world);
        for (slot, told) in [(first, 2), (first + HOUR, 3)] {
            world.advance(slot.since(world.now()));
            plan_all(&world);
            world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
            let digests = digests(&world);
            assert_eq!((digests.len(), digests[told - 1].due_at), (told, slot));
        }
    }

    #[test]
    fn one_that_waits_for_its_time_is_left_alone_by_a_small_step_back_and_planned_once() {
        let world = scene();
        let first = world.now() + HOUR;
        world.advance(HOUR - Duration::from_secs(5));
        plan_all(&world);
        world.set_back(HOUR / 2);
        plan_all(&world);
        assert_eq!(digests(&world).iter().map(|mail| mail.state).collect::<Vec<_>>(), [State::Pending]);
        world.advance(HOUR / 2 + Duration::from_secs(5));
        world.make_waiting_mail("state = 'failed', rung_at = due_at, ended_at = due_at");
        plan_all(&world);
        world.advance(HOUR);
        plan_all(&world);
        assert_eq!(digests(&world).iter().map(|mail| mail.due_at).collect::<Vec<_>>(), [first, first + HOUR]);
    }

    #[test]
    fn a_start_with_another_interval_takes_back_what_lies_further_ahead() {
        let world = scene();
        world.advance(1_000 * HOUR);
        plan_all(&world);
        world.set_back(1_000 * HOUR);
        world.write(|tx| Ok(align(tx, 2 * HOUR)?)).unwrap();
        assert_eq!(digests(&world)[0].state, State::Cancelled);
    }
}
