//! Writing letters: beside everything else, and none holds another up.

use std::time::Duration;

use outbox::{Kind, State};

use crate::world::{MINUTE, Whim, World};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_letter_that_takes_long_holds_no_other_up() {
    let mut world = World::new();
    world.application.set(1, Whim::WaitsForAnother);
    let slow = world.order(Kind::Assigned, 1, SECOND).await;
    let quick = world.order(Kind::Assigned, 2, 2 * SECOND).await;
    world.pass(2 * SECOND).await;
    // The slow one came to its end only because the quick one was sent meanwhile.
    assert_eq!((world.state(slow).await, world.state(quick).await), (State::Sent, State::Sent));
    assert_eq!((world.application.begun(1), world.application.begun(2)), (1, 1));
}

#[tokio::test]
async fn a_letter_that_never_ends_is_given_up_and_not_begun_again() {
    let mut world = World::new();
    world.loses_patience(Duration::from_millis(20));
    world.application.set(1, Whim::WaitsForAnother);
    let stuck = world.order(Kind::Assigned, 1, 10 * MINUTE).await;
    world.pass(10 * MINUTE - SECOND).await;
    world.pass_slowly(30 * SECOND).await;
    world.application.free();
    let mail = world.mail(stuck).await;
    assert_eq!((mail.state, mail.reason.as_deref()), (State::Failed, Some("writing it took longer than 20ms")));
    assert_eq!(world.application.begun(1), 1);
    world.loses_patience(Duration::from_secs(20));
    let other = world.order(Kind::Assigned, 2, SECOND).await;
    world.pass(SECOND).await;
    assert_eq!(world.state(other).await, State::Sent);
}

#[tokio::test]
async fn a_letter_that_fails_is_tried_three_times_over_almost_half_a_minute() {
    let mut world = World::new();
    world.application.set(1, Whim::FailsWriting);
    let id = world.order(Kind::Assigned, 1, 10 * MINUTE).await;
    world.pass(10 * MINUTE - 30 * SECOND).await;
    let mut begun = Vec::new();
    for _ in 0..6 {
        begun.push(world.application.begun(1));
        world.pass_slowly(5 * SECOND).await;
    }
    assert_eq!(begun, [1, 2, 2, 2, 2, 3]);
    assert_eq!(world.state(id).await, State::Failed);
}

#[tokio::test]
async fn a_fault_that_passes_before_a_mail_is_due_makes_it_no_later() {
    let mut world = World::new();
    world.application.set(1, Whim::PanicsWriting);
    let id = world.order(Kind::Assigned, 1, 10 * MINUTE).await;
    world.pass(10 * MINUTE - 30 * SECOND).await;
    world.pass_slowly(10 * SECOND).await;
    world.application.forget(1, Whim::PanicsWriting);
    world.pass_slowly(20 * SECOND).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.state, mail.rung_at), (State::Sent, Some(mail.due_at)));
}

#[tokio::test]
async fn a_database_that_is_busy_spends_none_of_a_letters_tries() {
    let mut world = World::new();
    world.application.set(1, Whim::CannotRead);
    let id = world.order(Kind::Assigned, 1, SECOND).await;
    world.pass_slowly(3 * MINUTE).await;
    assert!(matches!(world.state(id).await, State::Leased | State::Pending));
    let tries = world.application.begun(1);
    assert!((6..=12).contains(&tries), "{tries} tries in three minutes");
    world.application.forget(1, Whim::CannotRead);
    world.pass_slowly(30 * SECOND).await;
    assert_eq!(world.state(id).await, State::Sent);
}
