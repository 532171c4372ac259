//! A process whose clock is wrong, on a database that it shares with others: the database's clock counts.

use std::time::Duration;

use outbox::{Kind, State, node};
use store::Clock;
use store::ground::Ground;

use crate::world::{MINUTE, NOON, World};

const HOUR: Duration = Duration::from_secs(3_600);

/// A world in a process whose clock the test sets. It is corrected when the database is first met.
fn world() -> Option<World> {
    Ground::shared().map(|ground| World::by(Clock::wrong(NOON), ground))
}

#[tokio::test]
async fn a_node_whose_clock_goes_an_hour_ahead_sends_nothing_early() {
    let Some(mut world) = world() else { return };
    let (soon, later) = (
        world.order(Kind::Assigned, 1, Duration::from_secs(25)).await,
        world.order(Kind::Assigned, 2, 12 * MINUTE).await,
    );
    world.pass(Duration::ZERO).await;
    assert_eq!((world.state(soon).await, world.state(later).await), (State::Leased, State::Pending));
    world.pass(HOUR).await;
    assert_eq!((world.state(soon).await, world.state(later).await), (State::Leased, State::Pending));
    assert_eq!(world.memory.mails().len(), 0);
}

#[tokio::test]
async fn a_node_whose_clock_goes_an_hour_behind_sends_what_is_due_once_it_has_said_that_it_is_alive() {
    let Some(mut world) = world() else { return };
    let due = world.order(Kind::Assigned, 1, Duration::ZERO).await;
    world.clock.set(NOON - HOUR);
    let boot = world.boot.clone();
    world.act(move |tx| node::beat(tx, &boot)).await;
    world.pass(Duration::ZERO).await;
    assert_eq!((world.state(due).await, world.memory.mails().len()), (State::Sent, 1));
}
