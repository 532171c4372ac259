//! Several processes on one outbox.

use std::time::Duration;

use outbox::node::{self, BEAT_EVERY, DEAD_AFTER};
use outbox::rescue::{Rescued, Whose};
use outbox::{BootId, Kind, State, admin, claim};

use store::ground::Ground;
use tokio::sync::watch;

use crate::world::World;

const MINUTE: Duration = Duration::from_secs(60);

async fn beat(world: &World, boot: &BootId) {
    let boot = boot.clone();
    world.store.write(move |tx| node::beat(tx, &boot)).await.unwrap();
}

async fn lease(world: &World, boot: &BootId) -> usize {
    let boot = boot.clone();
    world.store.write(move |tx| claim::claim(tx, &boot, 10)).await.unwrap().len()
}

async fn alive(world: &World) -> Vec<String> {
    world.store.read(node::alive).await.unwrap().into_iter().map(|(boot, _)| boot).collect()
}

#[tokio::test]
async fn the_leases_of_a_node_that_fell_silent_are_taken_over_and_those_of_one_that_lives_are_not() {
    let mut world = World::new();
    let (dead, living) = (BootId::new("dead"), BootId::new("living"));
    beat(&world, &dead).await;
    beat(&world, &living).await;
    world.order(Kind::Assigned, 1, Duration::from_secs(5)).await;
    assert_eq!(lease(&world, &dead).await, 1);
    world.order(Kind::Assigned, 2, Duration::from_secs(5)).await;
    assert_eq!(lease(&world, &living).await, 1);
    world.clock.advance(DEAD_AFTER + BEAT_EVERY);
    beat(&world, &living).await;
    assert_eq!(alive(&world).await, ["living"]);
    let rescued = world.dispatcher.rescue(Whose::Silent).await.unwrap();
    assert_eq!(rescued, Rescued { leases: 1, attempts: 0 });
    world.pass(Duration::ZERO).await;
    assert_eq!(world.memory.mails().len(), 1, "the one that the living node holds is its own to send");
}

#[tokio::test]
async fn an_attempt_of_a_node_that_fell_silent_is_unknown_and_made_once_more() {
    let mut world = World::new();
    let dead = BootId::new("dead");
    beat(&world, &dead).await;
    let mail = world.order(Kind::Assigned, 1, Duration::ZERO).await;
    assert_eq!(lease(&world, &dead).await, 1);
    let sql =
        "UPDATE mails SET state = 'sending', rung_at = due_at, sending_at = due_at, leased_until = due_at + 2700000000";
    world.store.write(|tx| tx.run(sql, &[])).await.unwrap();
    let letter = "INSERT INTO letters (mail_id, message_id, sender, recipient, bytes)
                  SELECT id, '<1@example.com>', 'belfry@example.com', 'person1@example.com', $1 FROM mails";
    world.store.write(move |tx| tx.run(letter, &store::params![b"Subject: x\r\n\r\n".as_slice()])).await.unwrap();
    world.clock.advance(DEAD_AFTER + Duration::from_millis(1));
    let rescued = world.dispatcher.rescue(Whose::Silent).await.unwrap();
    assert_eq!(rescued, Rescued { leases: 0, attempts: 1 });
    world.pass(MINUTE).await;
    let found = world.store.read(move |db| admin::find(db, mail)).await.unwrap().unwrap();
    assert_eq!((found.state, found.unknowns), (State::Sent, 1));
}

#[tokio::test]
async fn a_node_that_leaves_is_not_waited_for() {
    let world = World::new();
    let boot = BootId::new("leaving");
    beat(&world, &boot).await;
    assert_eq!(alive(&world).await, ["leaving"]);
    let leaving = boot.clone();
    world.store.write(move |tx| node::leave(tx, &leaving)).await.unwrap();
    assert!(alive(&world).await.is_empty());
}

#[tokio::test]
async fn mail_that_is_due_soon_is_announced_and_mail_that_is_found_in_time_is_not() {
    let world = World::new();
    let mut announced = world.store.subscribe(outbox::enqueue::TOPIC);
    world.order(Kind::Assigned, 1, 20 * MINUTE).await;
    let mark = |tx: &store::Tx<'_>| {
        tx.announce(outbox::enqueue::TOPIC, "mark");
        Ok::<_, store::Error>(())
    };
    world.store.write(mark).await.unwrap();
    world.order(Kind::Assigned, 2, Duration::from_secs(5)).await;
    let mut heard = Vec::new();
    while heard.len() < 2 {
        if let store::Announcement::Said { text, .. } = announced.next().await.unwrap() {
            heard.push(text);
        }
    }
    assert_eq!(heard, ["mark", ""]);
}

/// The clock stands still, so that nobody looks for mail by themselves: only what they hear makes them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_one_node_orders_at_the_last_moment_wakes_another() {
    let Some(ground) = Ground::shared() else { return };
    let mut world = World::over(ground);
    let sleeper = world.moves_on(BootId::new("second"));
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(sleeper.run(stopped));
    // The first may be found because the sleeper begins to hear; the second can only be heard of.
    for topic in 1..=2 {
        let id = world.order(Kind::Assigned, topic, Duration::ZERO).await;
        let sent = async {
            while world.state(id).await != State::Sent {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(MINUTE, sent).await.is_ok(), "mail {topic} was not heard of");
    }
    stop.send(true).unwrap();
    running.await.unwrap();
    assert_eq!(world.memory.mails().len(), 2);
}
