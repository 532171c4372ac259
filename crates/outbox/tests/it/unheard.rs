//! The wire to the database is cut after a commit and before its answer, and for long enough that nobody can be asked.

use std::time::Duration;

use outbox::{Kind, MailId, State};
use store::ground::Ground;
use store::params;

use crate::world::World;

const SOON: Duration = Duration::from_secs(5);

/// A world at the other end of a wire.
fn world() -> Option<World> {
    Ground::over_a_wire().map(World::over)
}

/// The answer to the next commit is lost, and the wire is down until it is mended.
fn cut(world: &World) {
    world.wire().lose_answers(1);
    world.wire().stay_cut();
}

/// What is due rings, and the answer to that is lost. What is looked at afterwards may not come through either.
async fn rings_unheard(world: &mut World) {
    cut(world);
    world.clock.advance(SOON);
    let _ = world.dispatcher.settle_down().await;
}

/// The wire is mended and the database reached again.
async fn mend(world: &World) {
    assert_eq!(world.wire().still_to_lose(), 0, "the failure was injected");
    world.wire().mend();
    while world.store.try_to_write().await.is_err() {
        tokio::task::yield_now().await;
    }
}

/// Lets time pass until nothing is left under way; what the database fails is tried again.
async fn goes_on(world: &mut World) {
    for _ in 0..10 {
        world.clock.advance(Duration::from_secs(1));
        let _ = world.dispatcher.settle_down().await;
    }
}

async fn rang(world: &World, id: MailId) -> i64 {
    let sql = "SELECT COUNT(*) AS count FROM mail_log WHERE mail_id = $1 AND action = 'rang'";
    world.store.read(move |db| db.one(sql, &params![id], |row| row.get("count"))).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_point_of_no_return_that_was_passed_unheard_costs_a_second_and_nothing_else() {
    let Some(mut world) = world() else { return };
    let id = world.order(Kind::Assigned, 1, SOON).await;
    world.pass(Duration::ZERO).await;
    assert_eq!(world.state(id).await, State::Leased);
    rings_unheard(&mut world).await;
    mend(&world).await;
    assert_eq!(world.state(id).await, State::Sending);
    assert!(world.memory.mails().is_empty());
    goes_on(&mut world).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.state, mail.unknowns, world.memory.mails().len()), (State::Sent, 0, 1));
    assert_eq!(rang(&world, id).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_was_taken_back_after_an_unheard_point_of_no_return_is_not_sent() {
    let Some(mut world) = world() else { return };
    let id = world.order(Kind::Assigned, 1, SOON).await;
    world.pass(Duration::ZERO).await;
    rings_unheard(&mut world).await;
    mend(&world).await;
    assert_eq!(world.state(id).await, State::Sending);
    world.relieve(1).await;
    goes_on(&mut world).await;
    assert_eq!((world.state(id).await, world.memory.mails().len()), (State::Cancelled, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_that_was_taken_unheard_is_given_back_at_once() {
    let Some(mut world) = world() else { return };
    let id = world.order(Kind::Assigned, 1, SOON).await;
    cut(&world);
    assert!(world.dispatcher.settle_down().await.is_err());
    mend(&world).await;
    assert_eq!(world.state(id).await, State::Leased);
    goes_on(&mut world).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.state, mail.unknowns, world.memory.mails().len()), (State::Sent, 0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_lost_alone_costs_nothing() {
    let Some(mut world) = world() else { return };
    let id = world.order(Kind::Assigned, 1, SOON).await;
    world.pass(Duration::ZERO).await;
    world.wire().lose_answers(2);
    world.pass(SOON).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.state, mail.unknowns, world.memory.mails().len()), (State::Sent, 0, 1));
    assert_eq!((rang(&world, id).await, world.wire().still_to_lose()), (1, 0));
}
