//! The wire to the database is cut after a commit and before its answer.

use std::time::Duration;

use outbox::{Kind, MailId, State};
use store::ground::server::{self, Server};
use store::ground::wire::Wire;
use store::params;

use crate::world::World;

const SOON: Duration = Duration::from_secs(5);

/// A world at the other end of a wire. The server stays for as long as it is held.
fn world() -> Option<(Server, Wire, World)> {
    let server = server::server()?;
    let wire = Wire::to(server.port());
    let url = server.url().replace(&format!(":{}/", server.port()), &format!(":{}/", wire.port()));
    Some((server, wire, World::on(store::parse_url(&url, None).unwrap())))
}

/// Lets time pass until nothing is left under way; what the database fails is tried again.
async fn goes_on(world: &mut World) {
    for _ in 0..10 {
        world.clock.advance(Duration::from_secs(1));
        // The connection that was cut is noticed by whoever uses it next.
        let _ = world.dispatcher.settle_down().await;
    }
}

async fn rang(world: &World, id: MailId) -> i64 {
    let sql = "SELECT COUNT(*) AS count FROM mail_log WHERE mail_id = $1 AND action = 'rang'";
    world.store.read(move |db| db.one(sql, &params![id], |row| row.get("count"))).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_point_of_no_return_that_was_passed_unheard_costs_a_second_and_nothing_else() {
    let Some((_server, wire, mut world)) = world() else { return };
    let id = world.order(Kind::Assigned, 1, SOON).await;
    world.pass(Duration::ZERO).await;
    assert_eq!(world.state(id).await, State::Leased);
    wire.lose_answers(1);
    world.pass(SOON).await;
    assert_eq!((wire.still_to_lose(), world.state(id).await), (0, State::Sending), "the failure was injected");
    assert!(world.memory.mails().is_empty());
    goes_on(&mut world).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.state, mail.unknowns, world.memory.mails().len()), (State::Sent, 0, 1));
    assert_eq!(rang(&world, id).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_was_taken_back_after_an_unheard_point_of_no_return_is_not_sent() {
    let Some((_server, wire, mut world)) = world() else { return };
    let id = world.order(Kind::Assigned, 1, SOON).await;
    world.pass(Duration::ZERO).await;
    wire.lose_answers(1);
    world.pass(SOON).await;
    assert_eq!((wire.still_to_lose(), world.state(id).await), (0, State::Sending), "the failure was injected");
    world.relieve(1).await;
    goes_on(&mut world).await;
    assert_eq!((world.state(id).await, world.memory.mails().len()), (State::Cancelled, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_that_was_taken_unheard_is_given_back_at_once() {
    let Some((_server, wire, mut world)) = world() else { return };
    let id = world.order(Kind::Assigned, 1, SOON).await;
    wire.lose_answers(1);
    assert!(world.dispatcher.settle_down().await.is_err());
    assert_eq!((wire.still_to_lose(), world.state(id).await), (0, State::Leased), "the failure was injected");
    goes_on(&mut world).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.state, mail.unknowns, world.memory.mails().len()), (State::Sent, 0, 1));
}
