//! What was frozen and is no longer so: another takes its place.

use std::time::Duration;

use outbox::admin::{self, Done};
use outbox::transport::{Mishap, Phase, Reply};
use outbox::{Kind, MailId, State};

use crate::world::{MINUTE, Whim, World};

const SECOND: Duration = Duration::from_secs(1);

fn busy() -> Reply {
    Reply { code: 451, enhanced: None, text: "busy".into() }
}

#[tokio::test]
async fn a_digest_put_off_that_is_no_longer_true_gives_its_slot_and_its_turn_to_a_new_one() {
    let mut world = World::new();
    world.application.set(0, Whim::IsOutdated);
    let old = world.order(Kind::Digest, 0, SECOND).await;
    world.memory.fail_next(Mishap::Answer(Phase::FinalDot, busy()));
    world.memory.fail_next(Mishap::Answer(Phase::FinalDot, busy()));
    world.pass(SECOND).await;
    let put_off = world.mail(old).await;
    world.pass(put_off.next_at.since(world.clock.now())).await;
    let (old, new) = (world.mail(old).await, world.mail(MailId(old.raw() + 1)).await);
    assert_eq!((old.state, old.slot), (State::Merged, None));
    assert_eq!(old.reason, Some(format!("mail {} took its place: things have changed", new.id)));
    assert_eq!((new.slot, new.due_at, new.rung_at), (put_off.slot, put_off.due_at, old.ended_at));
    // The relay has put both off: the second wait is the longer one, and the third attempt is another mail's again.
    assert_eq!((new.state, new.attempts, world.data_times(new.id).len()), (State::Pending, 2, 1));
    assert!(new.next_at.since(world.clock.now()) >= 5 * MINUTE);
    world.pass(6 * MINUTE).await;
    let last = world.mail(MailId(new.id.raw() + 1)).await;
    assert_eq!((world.state(new.id).await, last.state, last.slot), (State::Merged, State::Sent, put_off.slot));
    assert_eq!(world.memory.mails().len(), 1);
}

#[tokio::test]
async fn a_digest_that_may_have_arrived_and_is_no_longer_true_ends_as_unknown() {
    let mut world = World::new();
    world.application.set(0, Whim::IsOutdated);
    let old = world.order(Kind::Digest, 0, SECOND).await;
    world.memory.fail_next(Mishap::LostAfterTaking);
    world.pass(SECOND).await;
    assert_eq!(world.act(move |tx| admin::release(tx, old)).await, Done::Yes);
    world.pass(SECOND).await;
    let next = MailId(old.raw() + 1);
    assert_eq!((world.state(old).await, world.state(next).await), (State::Unknown, State::Sent));
    assert_eq!((world.memory.mails().len(), world.data_times(old).len()), (2, 1));
}

#[tokio::test]
async fn a_digest_that_is_no_longer_true_is_told_by_one_that_waits_if_there_is_one() {
    let mut world = World::new();
    world.application.set(0, Whim::IsOutdated);
    let old = world.order(Kind::Digest, 0, SECOND).await;
    world.memory.fail_next(Mishap::Answer(Phase::RcptTo, busy()));
    world.pass(SECOND).await;
    let waits = world.order(Kind::Digest, 0, 20 * MINUTE).await;
    world.pass(2 * MINUTE).await;
    let ended = world.mail(old).await;
    let reason = format!("mail {waits} took its place: things have changed");
    assert_eq!((ended.state, ended.reason, world.state(waits).await), (State::Merged, Some(reason), State::Pending));
    assert_eq!(world.memory.mails().len(), 0);
    world.pass(20 * MINUTE).await;
    assert_eq!(world.state(waits).await, State::Sent);
}
