//! The connection is lost at the `COMMIT` of a write: whoever waits is told what became of it, or that nobody knows.

use std::time::Duration;

use store::ground::server::Stop;
use store::{Announcement, Error};

use super::{over_a_wire, reached};
use crate::ground::{insert, note, words};

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_commit_whose_answer_was_lost_is_found_to_be_made() {
    let Some((ground, store)) = over_a_wire(LONG) else { return };
    let wire = ground.wire();
    let mut announced = store.subscribe("note");
    wire.lose_answers(1);
    let made = store.write(|tx| {
        tx.announce("note", "made");
        insert(tx, "made")
    });
    assert!(made.await.is_ok());
    assert_eq!(wire.still_to_lose(), 0, "the failure was injected");
    let mut heard = Announcement::Missed;
    while heard == Announcement::Missed {
        heard = announced.next().await.unwrap();
    }
    assert_eq!(heard, Announcement::Said { topic: "note".to_owned(), text: "made".to_owned() });
    assert_eq!(words(&store).await, ["made"]);
}

#[tokio::test]
async fn a_commit_that_was_lost_itself_is_found_not_to_be_made() {
    let Some((ground, store)) = over_a_wire(LONG) else { return };
    let wire = ground.wire();
    wire.lose_commits(1);
    let lost = note(&store, "lost").await;
    assert!(matches!(lost, Err(Error::Away(_))), "{lost:?}");
    assert_eq!(wire.still_to_lose(), 0, "the failure was injected");
    note(&store, "later").await.unwrap();
    assert_eq!(words(&store).await, ["later"]);
}

#[tokio::test]
async fn while_the_database_stays_away_it_is_said_that_nobody_knows() {
    let Some((ground, store)) = over_a_wire(SHORT) else { return };
    let wire = ground.wire();
    wire.stay_cut();
    wire.lose_answers(1);
    let made = note(&store, "made").await;
    assert!(matches!(&made, Err(error @ Error::Unknown(_)) if !error.is_temporary()), "{made:?}");
    wire.mend();
    reached(&store).await;
    wire.stay_cut();
    wire.lose_commits(1);
    let lost = note(&store, "lost").await;
    assert!(matches!(lost, Err(Error::Unknown(_))), "{lost:?}");
    assert_eq!(wire.still_to_lose(), 0, "the failures were injected");
    wire.mend();
    reached(&store).await;
    assert_eq!(words(&store).await, ["made"]);
}

/// A server that crashed may give the number of what it lost to somebody else.
#[tokio::test]
async fn after_a_crash_another_commit_of_the_same_number_is_not_taken_for_ours() {
    let Some((ground, store)) = over_a_wire(LONG) else { return };
    let wire = ground.wire();
    wire.stay_cut();
    wire.lose_commits(1);
    let waiting = tokio::spawn(async move { note(&store, "ours").await });
    while wire.still_to_lose() > 0 {
        tokio::task::yield_now().await;
    }
    let server = ground.server();
    server.stop(Stop::Immediate);
    server.start();
    // As many as may have been lost, and more.
    let others =
        "DO $$ BEGIN FOR n IN 1..50 LOOP INSERT INTO notes (word) VALUES ('other ' || n); COMMIT; END LOOP; END $$";
    server.say("belfry", others).unwrap();
    wire.mend();
    let ours = waiting.await.unwrap();
    assert!(matches!(ours, Err(Error::Unknown(_) | Error::Away(_))), "{ours:?}");
}
