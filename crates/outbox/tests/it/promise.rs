//! The outbox's promise, mail by mail.

use std::time::Duration;

use outbox::admin::{self, Done};
use outbox::classify::Verdict;
use outbox::rescue::{self, Rescued, Whose};
use outbox::ring::{self, Attempt, Rung, Written};
use outbox::settle::{self, Settled};
use outbox::transport::{Mishap, Phase, Reply};
use outbox::{Draft, Kind, Letters, MailId, State, claim};

use crate::world::{MINUTE, NOON, Whim, World};

const SECOND: Duration = Duration::from_secs(1);

fn busy() -> Reply {
    Reply { code: 451, enhanced: None, text: "busy".into() }
}

#[tokio::test]
async fn a_mail_goes_out_when_it_is_due_and_not_before() {
    let mut world = World::new();
    let id = world.order(Kind::Assigned, 1, 12 * MINUTE).await;
    world.pass(12 * MINUTE - Duration::from_millis(1)).await;
    assert_eq!((world.memory.mails().len(), world.state(id).await), (0, State::Leased));
    world.pass(Duration::from_millis(1)).await;
    assert_eq!((world.memory.mails().len(), world.state(id).await), (1, State::Sent));
    assert_eq!(world.mail(id).await.rung_at, Some(NOON + 12 * MINUTE));
}

#[tokio::test]
async fn a_change_while_a_mail_waits_is_in_what_is_sent_and_moves_nothing() {
    let mut world = World::new();
    let id = world.order(Kind::Assigned, 1, 12 * MINUTE).await;
    world.pass(12 * MINUTE - SECOND).await;
    assert_eq!(world.order(Kind::Assigned, 1, 12 * MINUTE).await, id);
    world.pass(SECOND).await;
    let mails = world.memory.mails();
    assert!(String::from_utf8_lossy(&mails[0].bytes).contains("as of change 2"));
}

#[tokio::test]
async fn whoever_is_relieved_before_the_point_of_no_return_is_never_mailed() {
    let mut world = World::new();
    let waiting = world.order(Kind::Assigned, 1, MINUTE).await;
    let leased = world.order(Kind::Assigned, 2, SECOND).await;
    let refused = world.order(Kind::Assigned, 3, Duration::ZERO).await;
    world.memory.fail_next(Mishap::Answer(Phase::RcptTo, busy()));
    world.pass(Duration::ZERO).await;
    assert_eq!(world.state(leased).await, State::Leased);
    assert_eq!(world.mail(refused).await.attempts, 1);
    for topic in 1..=3 {
        assert_eq!(world.relieve(topic).await, 1);
    }
    world.pass(10 * MINUTE).await;
    for id in [waiting, leased, refused] {
        assert_eq!(world.state(id).await, State::Cancelled);
    }
    assert_eq!(world.memory.mails().len(), 0);
}

#[tokio::test]
async fn a_refused_mail_is_tried_again_with_the_same_bytes() {
    let mut world = World::new();
    let id = world.order(Kind::Updated, 1, SECOND).await;
    world.memory.fail_next(Mishap::Answer(Phase::FinalDot, busy()));
    world.pass(SECOND).await;
    assert_eq!((world.state(id).await, world.memory.mails().len()), (State::Pending, 0));
    let frozen = world.store.read(move |db| admin::letter(db, id)).await.unwrap().unwrap();
    world.pass(2 * MINUTE).await;
    assert_eq!(world.state(id).await, State::Sent);
    assert_eq!(world.memory.mails()[0].bytes, frozen.bytes);
}

#[tokio::test]
async fn an_unknown_outcome_is_repeated_once_and_a_digest_is_held() {
    let mut world = World::new();
    let id = world.order(Kind::Assigned, 1, SECOND).await;
    world.memory.fail_next(Mishap::LostAfterTaking);
    world.pass(SECOND).await;
    world.memory.fail_next(Mishap::Lost(Phase::FinalDot));
    world.pass_slowly(6 * SECOND).await;
    assert_eq!((world.state(id).await, world.mail(id).await.unknowns), (State::Unknown, 2));
    assert_eq!(world.memory.mails().len(), 1);
    world.pass(10 * MINUTE).await;
    assert_eq!(world.memory.mails().len(), 1);

    let digest = world.order(Kind::Digest, 0, SECOND).await;
    world.memory.fail_next(Mishap::Lost(Phase::FinalDot));
    world.pass(SECOND).await;
    assert_eq!(world.state(digest).await, State::Held);
}

#[tokio::test]
async fn a_relay_that_is_away_costs_no_mail_anything() {
    let mut world = World::new();
    let id = world.order(Kind::Assigned, 1, SECOND).await;
    world.memory.refuse_connections(true);
    world.pass_slowly(3 * MINUTE).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.attempts, mail.unknowns, mail.rung_at), (0, 0, None));
    assert!(world.dispatcher.trouble().is_some());
    world.memory.refuse_connections(false);
    world.pass(5 * MINUTE).await;
    world.pass(SECOND).await;
    assert_eq!(world.state(id).await, State::Sent);
    assert!(world.dispatcher.trouble().is_none());
}

#[tokio::test]
async fn a_poisonous_mail_is_given_up_and_blocks_nobody() {
    let mut world = World::new();
    let whims = [Whim::PanicsWriting, Whim::FailsWriting, Whim::WritesBareLineEnds, Whim::PanicsObjecting];
    let mut poison = Vec::new();
    for (topic, whim) in (1..).zip(whims) {
        world.application.set(topic, whim);
        poison.push(world.order(Kind::Assigned, topic, SECOND).await);
    }
    let good = world.order(Kind::Assigned, 9, SECOND).await;
    world.pass(SECOND).await;
    assert_eq!(world.state(good).await, State::Sent);
    world.pass_slowly(40 * SECOND).await;
    for id in poison {
        let mail = world.mail(id).await;
        assert_eq!((mail.state, mail.rung_at), (State::Failed, None), "{mail:?}");
    }
    assert_eq!(world.memory.mails().len(), 1);
}

#[tokio::test]
async fn a_mail_that_is_objected_to_or_has_nothing_to_say_ends_with_the_reason() {
    let mut world = World::new();
    world.application.set(1, Whim::Objects);
    world.application.set(2, Whim::HasNothingToSay);
    let objected = world.order(Kind::Assigned, 1, SECOND).await;
    let empty = world.order(Kind::Updated, 2, SECOND).await;
    world.pass(SECOND).await;
    for (id, reason) in [(objected, "not wanted"), (empty, "nothing to say")] {
        let mail = world.mail(id).await;
        assert_eq!((mail.state, mail.reason.as_deref()), (State::Cancelled, Some(reason)));
    }
    assert_eq!(world.memory.mails().len(), 0);
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_nothing_early_and_nothing_late() {
    let mut world = World::new();
    let old = world.order(Kind::Assigned, 1, 10 * MINUTE).await;
    world.pass(10 * MINUTE - SECOND).await;
    world.clock.set(NOON);
    let new = world.order(Kind::Assigned, 2, 5 * MINUTE).await;
    world.pass(5 * MINUTE - SECOND).await;
    assert_eq!(world.memory.mails().len(), 0);
    world.pass(SECOND).await;
    assert_eq!((world.state(new).await, world.state(old).await), (State::Sent, State::Pending));
    world.pass(5 * MINUTE).await;
    assert_eq!(world.state(old).await, State::Sent);
}

#[tokio::test]
async fn a_mail_put_off_by_a_clock_that_was_far_ahead_is_tried_by_the_right_one() {
    let mut world = World::new();
    let id = world.order(Kind::Assigned, 1, SECOND).await;
    world.memory.fail_next(Mishap::Answer(Phase::RcptTo, busy()));
    world.pass(30 * 24 * 60 * MINUTE).await;
    assert_eq!((world.state(id).await, world.mail(id).await.attempts), (State::Pending, 1));
    world.clock.set(NOON + 2 * SECOND);
    world.pass(MINUTE).await;
    assert_eq!(world.state(id).await, State::Sent);
}

#[tokio::test]
async fn held_mail_leaves_as_soon_as_it_is_released() {
    let mut world = World::new();
    let id = world.order(Kind::Assigned, 1, SECOND).await;
    world.pass(Duration::ZERO).await;
    world.act(|tx| admin::hold_all(tx, "maintenance")).await;
    world.pass(MINUTE).await;
    assert_eq!(world.state(id).await, State::Pending);
    world.act(admin::release_all).await;
    world.pass(Duration::ZERO).await;
    assert_eq!(world.state(id).await, State::Sent);
}

#[tokio::test]
async fn a_mail_leased_while_all_is_held_goes_back_at_its_point_of_no_return() {
    let world = World::new();
    let id = world.order(Kind::Assigned, 1, Duration::ZERO).await;
    world.act(|tx| admin::hold_all(tx, "maintenance")).await;
    assert!(matches!(ring_by_hand(&world, id).await, Rung::AllHeld));
    assert_eq!(world.state(id).await, State::Pending);
}

#[tokio::test]
async fn the_point_of_no_return_itself_refuses_a_mail_that_is_not_due() {
    let world = World::new();
    let id = world.order(Kind::Assigned, 1, 20 * SECOND).await;
    assert!(matches!(ring_by_hand(&world, id).await, Rung::Early(by) if by == 20 * SECOND));
    assert_eq!((world.state(id).await, world.mail(id).await.rung_at), (State::Leased, None));
}

/// Leases and rings, as the dispatcher does.
async fn ring_by_hand(world: &World, id: MailId) -> Rung {
    let (boot, letters) = (world.boot.clone(), std::sync::Arc::clone(&world.application));
    world
        .act(move |tx| {
            claim::claim(tx, &boot, 10)?;
            let mail = admin::find(tx, id)?.expect("the mail was ordered");
            let draft = letters.write(tx, &mail, tx.now()).expect("it can be written");
            let written = Written { revision: mail.revision, draft };
            assert!(matches!(written.draft, Draft::Letter(_)));
            ring::ring(tx, &boot, id, Some(&written), &*letters)
        })
        .await
}

async fn settle_by_hand(world: &World, attempt: Attempt, verdict: Verdict) -> Settled {
    let boot = world.boot.clone();
    world.act(move |tx| settle::settle(tx, &boot, attempt, &verdict, "said")).await
}

#[tokio::test]
async fn an_outcome_counts_only_for_the_attempt_it_came_of() {
    let world = World::new();
    let id = world.order(Kind::Assigned, 1, Duration::ZERO).await;
    let Rung::Sending { attempt: first, .. } = ring_by_hand(&world, id).await else { panic!("it rings") };
    assert_eq!(settle_by_hand(&world, first, Verdict::Unknown).await, Settled::Again(NOON + SECOND));
    assert_eq!(settle_by_hand(&world, first, Verdict::Accepted).await, Settled::Stale);
    world.clock.advance(SECOND);
    let Rung::Sending { attempt: second, .. } = ring_by_hand(&world, id).await else { panic!("it rings again") };
    assert_eq!(settle_by_hand(&world, first, Verdict::Transient).await, Settled::Stale);
    assert_eq!(settle_by_hand(&world, second, Verdict::Accepted).await, Settled::Ended(State::Sent));
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_does_not_make_a_living_attempt_unknown() {
    let world = World::new();
    let id = world.order(Kind::Assigned, 1, Duration::ZERO).await;
    let Rung::Sending { attempt, .. } = ring_by_hand(&world, id).await else { panic!("it rings") };
    world.clock.advance(100 * 60 * MINUTE);
    assert_eq!(world.dispatcher.rescue(Whose::RanOut).await.unwrap(), Rescued::default());
    assert_eq!(settle_by_hand(&world, attempt, Verdict::Accepted).await, Settled::Ended(State::Sent));
}

#[tokio::test]
async fn what_a_dead_process_left_is_taken_over() {
    let mut world = World::new();
    let leased = world.order(Kind::Assigned, 1, 20 * SECOND).await;
    let sending = world.order(Kind::Assigned, 2, Duration::ZERO).await;
    let Rung::Sending { attempt, parcel, .. } = ring_by_hand(&world, sending).await else { panic!("it rings") };
    let next = outbox::BootId::new("second");
    let rescued = world.act(move |tx| rescue::rescue(tx, &next, Whose::AllOthers)).await;
    assert_eq!(rescued, Rescued { leases: 1, attempts: 1 });
    assert_eq!(settle_by_hand(&world, attempt, Verdict::Refused).await, Settled::Stale);
    world.pass(20 * SECOND).await;
    assert_eq!((world.state(leased).await, world.state(sending).await), (State::Sent, State::Sent));
    assert!(world.memory.mails().contains(&parcel));
}

#[tokio::test]
async fn an_admins_retry_is_never_early_and_never_a_second_of_its_kind() {
    let mut world = World::new();
    world.application.set(1, Whim::FailsWriting);
    let id = world.order(Kind::Assigned, 1, 28 * SECOND).await;
    world.pass_slowly(26 * SECOND).await;
    assert_eq!(world.state(id).await, State::Failed);
    assert_eq!(world.act(move |tx| admin::retry(tx, id)).await, Done::Yes);
    assert_eq!(world.mail(id).await.next_at, NOON + 28 * SECOND);
    world.pass_slowly(26 * SECOND).await;
    assert_eq!(world.state(id).await, State::Failed);
    world.order(Kind::Assigned, 1, MINUTE).await;
    assert_eq!(world.act(move |tx| admin::retry(tx, id)).await, Done::AnotherWaits);
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_mailed_no_more_until_it_is_cleared() {
    let mut world = World::new();
    let unknown = Reply { code: 550, enhanced: Some((5, 1, 1)), text: "no such user".into() };
    world.memory.fail_next(Mishap::Answer(Phase::RcptTo, unknown));
    let first = world.order(Kind::Assigned, 1, SECOND).await;
    let second = world.order(Kind::Assigned, 2, 2 * SECOND).await;
    world.pass(SECOND).await;
    world.pass(SECOND).await;
    assert_eq!((world.state(first).await, world.state(second).await), (State::Failed, State::Suppressed));
    assert!(world.act(|tx| outbox::suppression::clear(tx, "Person1@example.com")).await);
    let third = world.order(Kind::Assigned, 3, SECOND).await;
    world.pass(SECOND).await;
    assert_eq!(world.state(third).await, State::Sent);
}

#[tokio::test]
async fn a_dispatcher_that_nobody_can_stop_any_more_stops() {
    let world = World::new();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    drop(stop);
    world.dispatcher.run(stopped).await;
}
