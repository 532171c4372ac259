//! Closing: what waits is finished, what comes is refused, and a kill loses nothing that was answered.

use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use store::{Error, Store};

use crate::ground::{Ground, Plug, note, queued, words};

#[tokio::test]
async fn what_waits_is_finished_and_what_comes_is_refused() {
    let ground = Ground::new();
    let store = ground.open();
    let plug = Plug::new(&store).await;
    let waiting = store.clone();
    let waiting = queued(async move { note(&waiting, "waiting").await }).await;
    let closing = store.clone();
    let closing = tokio::task::spawn_blocking(move || closing.close());
    plug.pull().await.unwrap();
    closing.await.unwrap();
    assert!(waiting.await.unwrap().is_ok());
    assert_eq!(note(&store, "late").await, Err(Error::Closed));
    assert_eq!(store.read(|db| Ok::<_, Error>(db.now())).await, Err(Error::Closed));
    assert_eq!(store.read_short(|db| Ok::<_, Error>(db.now())).await, Err(Error::Closed));
    assert_eq!(words(&ground.open()).await, ["waiting"]);
}

#[tokio::test]
async fn a_caller_that_goes_away_does_not_undo_its_write() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let plug = Plug::new(&store).await;
    let gone = store.clone();
    let gone = queued(async move { note(&gone, "gone").await }).await;
    gone.abort();
    plug.pull().await.unwrap();
    note(&store, "here").await.unwrap();
    assert_eq!(words(&store).await, ["gone", "here"]);
}

#[tokio::test]
async fn closing_leaves_the_database_in_one_file() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    note(&store, "kept").await.unwrap();
    store.close();
    assert!(!ground.folder().join("belfry.db-wal").exists());
}

/// Counts for longer than anybody waits.
const ENDLESS: &str =
    "WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count) SELECT MAX(n) AS n FROM count";

#[tokio::test(flavor = "multi_thread")]
async fn a_read_without_end_does_not_hold_a_stop_up() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let (began, begins) = mpsc::channel();
    let began = Mutex::new(began);
    let reading = store.clone();
    let reading = tokio::spawn(async move {
        let read = move |db: &store::Db<'_>| {
            began.lock().unwrap().send(()).unwrap();
            db.one(ENDLESS, &[], |row| row.get::<i64>("n"))
        };
        reading.read(read).await
    });
    begins.recv().unwrap();
    let since = Instant::now();
    store.close();
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    assert!(reading.await.unwrap().is_err());
    drop(ground.open());
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_cannot_be_broken_off_is_left_and_keeps_the_lock() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let plug = Plug::new(&store).await;
    let since = Instant::now();
    store.close();
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    assert!(Store::open(ground.options()).is_err());
    plug.pull().await.unwrap();
}

#[tokio::test]
async fn the_last_one_to_let_a_store_go_may_be_a_task() {
    let ground = Ground::new();
    let store = ground.open();
    let apart = store.write(|tx| {
        tx.one_apart("UPDATE schema_migrations SET number = number RETURNING number", &[], |row| {
            row.get::<i64>("number")
        })
    });
    assert_eq!(apart.await, Ok(1));
    note(&store, "kept").await.unwrap();
    drop(store);
    assert_eq!(words(&ground.open()).await, ["kept"]);
}
