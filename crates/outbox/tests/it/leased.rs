//! What is leased, and what is given back.

use std::time::Duration;

use outbox::claim::LEASED_MAX;
use outbox::{Kind, Order, State};
use store::params;

use crate::world::{MINUTE, NOON, World};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);
/// As many as one process leases.
const MANY: i64 = LEASED_MAX as i64;

/// Orders so many mails, all due at once.
async fn order_many(world: &World, count: i64, delay: Duration) {
    let order = move |tx: &store::Tx<'_>| {
        (100..100 + count).try_for_each(|topic| {
            let order = Order {
                kind: Kind::Assigned,
                recipient_id: 1,
                topic_id: Some(topic),
                cause_id: None,
                due_at: tx.now() + delay,
                slot: None,
                muted: None,
            };
            outbox::enqueue(tx, &order).map(drop)
        })
    };
    world.act(order).await;
}

async fn leased(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) AS leased FROM mails WHERE state = 'leased'";
    world.store.read(move |db| db.one(sql, &params![], |row| row.get("leased"))).await.unwrap()
}

#[tokio::test]
async fn what_a_clock_that_was_ahead_leased_goes_back_and_stops_nothing() {
    let mut world = World::new();
    order_many(&world, MANY, HOUR).await;
    world.pass(HOUR - 10 * SECOND).await;
    assert_eq!(leased(&world).await, MANY);
    world.clock.set(NOON);
    let soon = world.order(Kind::Assigned, 1, 5 * SECOND).await;
    world.pass(Duration::ZERO).await;
    assert_eq!(leased(&world).await, 1);
    world.pass(5 * SECOND).await;
    assert_eq!((world.state(soon).await, world.mail(soon).await.rung_at), (State::Sent, Some(NOON + 5 * SECOND)));
    world.clock.set(NOON + HOUR);
    world.pass(Duration::ZERO).await;
    assert_eq!(world.memory.mails().len(), LEASED_MAX + 1);
}

#[tokio::test]
async fn a_full_agenda_delays_nothing_that_is_due_sooner() {
    let mut world = World::new();
    order_many(&world, MANY + 5, 25 * SECOND).await;
    world.pass(Duration::ZERO).await;
    assert_eq!(leased(&world).await, MANY);
    let sooner = world.order(Kind::Assigned, 1, 3 * SECOND).await;
    let later = world.order(Kind::Assigned, 2, 28 * SECOND).await;
    world.pass(Duration::ZERO).await;
    assert_eq!((world.state(sooner).await, world.state(later).await), (State::Leased, State::Pending));
    assert_eq!(leased(&world).await, MANY, "one of those that are due later made room");
    world.pass(3 * SECOND).await;
    let mail = world.mail(sooner).await;
    assert_eq!((mail.state, mail.rung_at), (State::Sent, Some(mail.due_at)));
    world.pass(22 * SECOND).await;
    world.pass(MINUTE).await;
    assert_eq!(world.memory.mails().len(), LEASED_MAX + 7);
}
