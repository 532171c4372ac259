//! How a read has its statements planned: so for all of it, and for nobody after it.

use std::sync::{Arc, Barrier};

use store::ground::server;
use store::{Db, Error, Store};

use super::options;

/// What the server is set to now.
fn settings(db: &Db<'_>) -> Result<Vec<String>, Error> {
    ["enable_seqscan", "enable_sort", "enable_incremental_sort", "plan_cache_mode"]
        .iter()
        .map(|name| db.one(&format!("SELECT current_setting('{name}') AS is_now"), &[], |row| row.get("is_now")))
        .collect()
}

/// What a read does for its statements.
fn kept(db: &Db<'_>) -> Result<Vec<String>, Error> {
    db.keep_to_indexes()?;
    db.keep_to_order()?;
    db.plan_by_values()?;
    settings(db)
}

/// The same, until it goes on as usual.
fn usual(db: &Db<'_>) -> Result<Vec<String>, Error> {
    kept(db)?;
    db.plan_as_usual()?;
    settings(db)
}

#[tokio::test]
async fn a_read_is_planned_as_it_asks_however_short_and_the_next_is_not() {
    let Some(server) = server::server() else { return };
    let store = Store::open(options(&server.url())).unwrap();
    let before = store.read_short(settings).await.unwrap();
    assert_eq!(before, ["on", "on", "on", "force_generic_plan"]);
    let wanted = ["off", "off", "off", "force_custom_plan"];
    for _ in 0..3 {
        assert_eq!(store.read_short(kept).await.unwrap(), wanted);
        assert_eq!(store.read(kept).await.unwrap(), wanted);
        assert_eq!(store.write(|tx| kept(tx)).await.unwrap(), wanted);
        assert_eq!(store.read_short(usual).await.unwrap(), before);
        assert_eq!(store.read(usual).await.unwrap(), before);
    }
    // On every connection: they meet, so that each has one of its own.
    let meet = Arc::new(Barrier::new(4));
    let all = (0..4).map(|_| {
        let (store, meet) = (store.clone(), Arc::clone(&meet));
        tokio::spawn(async move {
            let look = move |db: &Db<'_>| {
                meet.wait();
                settings(db)
            };
            store.read_short(look).await
        })
    });
    for read in all.collect::<Vec<_>>() {
        assert_eq!(read.await.unwrap().unwrap(), before);
    }
}

#[tokio::test]
async fn a_short_read_that_asks_for_a_plan_still_sees_what_is_committed_meanwhile() {
    let Some(server) = server::server() else { return };
    let store = Store::open(options(&server.url())).unwrap();
    let (began, done) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let reading = {
        let (store, began, done) = (store.clone(), Arc::clone(&began), Arc::clone(&done));
        let count = |db: &Db<'_>| db.one("SELECT COUNT(*) AS count FROM notes", &[], |row| row.get::<i64>("count"));
        let look = move |db: &Db<'_>| {
            db.keep_to_indexes()?;
            let before = count(db)?;
            began.wait();
            done.wait();
            Ok::<_, Error>((before, count(db)?))
        };
        tokio::spawn(async move { store.read_short(look).await })
    };
    tokio::task::spawn_blocking(move || began.wait()).await.unwrap();
    store.write(|tx| crate::ground::insert(tx, "rope")).await.unwrap();
    tokio::task::spawn_blocking(move || done.wait()).await.unwrap();
    assert_eq!(reading.await.unwrap().unwrap(), (0, 1));
}
