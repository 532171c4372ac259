//! Commits that fail: every caller of the batch is told, nothing of it is kept, nothing is acknowledged.

use std::time::{Duration, Instant};

use store::{Access, Error, Options, Store, params};

use crate::ground::{Ground, Plug, note, queued, words};

#[tokio::test]
async fn a_commit_that_fails_fails_every_member_of_its_batch_and_keeps_nothing() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let plug = Plug::new(&store).await;
    let (a, b) = (store.clone(), store.clone());
    let innocent = queued(async move { note(&a, "innocent").await }).await;
    let guilty =
        queued(async move { b.write(|tx| tx.run("INSERT INTO pledges (note) VALUES ($1)", &params![99])).await }).await;
    let _ = plug.pull().await;
    assert!(matches!(innocent.await.unwrap(), Err(Error::Commit(_))));
    assert!(matches!(guilty.await.unwrap(), Err(Error::Commit(_))));
    assert!(matches!(store.trouble(), Some(Error::Commit(_))));
    assert!(words(&store).await.is_empty());
    // The disk is fine: trying finds it out, and the next write is taken again.
    store.try_to_write().await.unwrap();
    assert_eq!((store.trouble(), store.health()), (None, Ok(())));
    note(&store, "next").await.unwrap();
    assert_eq!(words(&store).await, ["next"]);
}

#[tokio::test]
async fn trying_to_write_reaches_the_disk() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let log_bytes = || std::fs::metadata(ground.folder().join("belfry.db-wal")).unwrap().len();
    note(&store, "first").await.unwrap();
    let before = log_bytes();
    store.try_to_write().await.unwrap();
    assert!(log_bytes() > before);
}

#[tokio::test]
async fn a_database_without_room_acknowledges_nothing_and_recovers_when_there_is_room() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    set_page_limit(&store, 12).await;
    let plug = Plug::new(&store).await;
    let (a, b) = (store.clone(), store.clone());
    let small = queued(async move { note(&a, "small").await }).await;
    let large = queued(async move {
        b.write(|tx| tx.run("INSERT INTO notes (word, body) VALUES ('large', $1)", &params![&vec![7u8; 200_000]])).await
    })
    .await;
    let _ = plug.pull().await;
    let (small, large) = (small.await.unwrap(), large.await.unwrap());
    assert!(matches!(large, Err(Error::Full(_))), "{large:?}");
    // Whether the other member of the batch went with it is the engine's choice; that its answer is true is ours.
    assert_eq!(words(&store).await, if small.is_ok() { vec!["small"] } else { vec![] });
    set_page_limit(&store, 1_000_000).await;
    note(&store, "later").await.unwrap();
    assert!(words(&store).await.contains(&"later".to_owned()));
}

async fn set_page_limit(store: &Store, pages: i64) {
    let sql = format!("PRAGMA max_page_count={pages}");
    let limit = store.write(move |tx| tx.one(&sql, &[], |row| row.get::<i64>("max_page_count"))).await.unwrap();
    assert_eq!(limit, pages);
}

#[tokio::test]
async fn while_another_process_writes_all_that_wait_are_told_at_once() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let other = Store::open(Options { access: Access::Visit, ..ground.options() }).unwrap();
    let plug = Plug::new(&other).await;
    let began = Instant::now();
    let waiting: Vec<_> = (0..4)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { note(&store, &format!("waiting {number}")).await })
        })
        .collect();
    for waiting in waiting {
        assert!(matches!(waiting.await.unwrap(), Err(Error::Busy(_))));
    }
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
    plug.pull().await.unwrap();
    note(&store, "later").await.unwrap();
}
