//! Commits that fail: every caller of the batch is told, nothing of it is kept, nothing is acknowledged.

use std::process::Command;

use store::{Error, Store, params};

use crate::ground::{Ground, MIGRATIONS, Plug, insert, note, queued, words};

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

/// A process of its own, in which no file may grow beyond a limit: the disk fails in the middle of a commit.
#[test]
fn a_disk_that_fails_stops_every_acknowledgement_and_loses_none() {
    let ground = Ground::on_sqlite();
    let path = ground.folder().join("belfry.db");
    drop(Store::open(ground.options()).unwrap());
    let child = Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 200; exec \"$0\" --exact failing::as_a_child_on_a_failing_disk --nocapture",
        ])
        .arg(std::env::current_exe().unwrap())
        .env("STORE_TEST_CHILD", &path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{said}{}", String::from_utf8_lossy(&child.stderr));
    let acknowledged: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("kept ")).collect();
    assert!(!acknowledged.is_empty() && said.contains("stopped"), "{said}");
    let store = ground.open();
    let kept = tokio::runtime::Runtime::new().unwrap().block_on(words(&store));
    assert!(acknowledged.iter().all(|word| kept.contains(&(*word).to_owned())), "{acknowledged:?} but {kept:?}");
}

/// Does nothing unless started by the test above.
#[tokio::test]
async fn as_a_child_on_a_failing_disk() {
    let Ok(path) = std::env::var("STORE_TEST_CHILD") else { return };
    let store = Store::open(store::Options::new(path, MIGRATIONS)).unwrap();
    for number in 0..1_000 {
        let word = format!("{number:04}{}", "x".repeat(2_000));
        match store
            .write({
                let word = word.clone();
                move |tx| insert(tx, &word)
            })
            .await
        {
            Ok(_) => println!("kept {word}"),
            Err(error) => {
                assert!(matches!(error, Error::Stopped(_)), "{error:?}");
                break;
            }
        }
    }
    assert!(matches!(store.health(), Err(Error::Stopped(_))));
    assert!(matches!(note(&store, "after").await, Err(Error::Stopped(_))));
    println!("stopped");
}
