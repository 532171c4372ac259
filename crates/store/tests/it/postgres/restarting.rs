//! Nodes that start at once, and a server that is stopped and started under them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use store::ground::Ground;
use store::ground::server::{self, Stop};
use store::{Error, Store};

use super::{options, reached};
use crate::ground::{note, words};

#[tokio::test]
async fn nodes_that_start_at_once_bring_the_database_up_to_date_once() {
    let Some(ground) = Ground::shared() else { return };
    let starting: Vec<_> = (0..6)
        .map(|_| {
            let options = options(ground.url());
            std::thread::spawn(move || Store::open(options))
        })
        .collect();
    let stores: Result<Vec<Store>, Error> = starting.into_iter().map(|thread| thread.join().unwrap()).collect();
    let count = "SELECT COUNT(*) AS count FROM schema_migrations";
    let applied = stores.unwrap()[0].read(move |db| db.one(count, &[], |row| row.get::<i64>("count"))).await;
    assert_eq!(applied, Ok(1));
}

#[tokio::test]
async fn while_the_server_is_stopped_callers_are_told_and_afterwards_all_is_as_before() {
    let Some(server) = server::server() else { return };
    let store = Store::open(options(&server.url())).unwrap();
    for how in [Stop::Fast, Stop::Immediate] {
        note(&store, &format!("before {how:?}")).await.unwrap();
        server.stop(how);
        let away = note(&store, "meanwhile").await;
        assert!(matches!(away, Err(Error::Away(_))), "{away:?}");
        assert!(matches!(store.trouble(), Some(Error::Away(_))));
        assert!(store.read(|db| Ok::<_, Error>(db.now())).await.is_err());
        server.start();
        reached(&store).await;
        assert_eq!(store.trouble(), None);
    }
    assert_eq!(words(&store).await, ["before Fast", "before Immediate"]);
}

/// Writes until it is told to stop. Returns what was acknowledged, and what was refused.
async fn write_on(store: Store, writer: usize, is_over: Arc<AtomicBool>) -> (Vec<String>, Vec<String>) {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for number in 0.. {
        let word = format!("{writer} {number:06}");
        match note(&store, &word).await {
            Ok(_) => kept.push(word),
            Err(Error::Away(_)) => refused.push(word),
            Err(other) => panic!("{other:?}"),
        }
        if is_over.load(Ordering::SeqCst) && !kept.is_empty() {
            break;
        }
    }
    (kept, refused)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_connections_that_are_cut_under_load_every_answer_is_true() {
    let Some(server) = server::server() else { return };
    let store = Store::open(options(&server.url())).unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> =
        (0..8).map(|writer| tokio::spawn(write_on(store.clone(), writer, Arc::clone(&is_over)))).collect();
    let mut cut = 0;
    for _ in 0..20 {
        note(&store, &format!("between {cut}")).await.ok();
        cut += server.cut_all().unwrap();
    }
    is_over.store(true, Ordering::SeqCst);
    assert!(cut > 20, "{cut}");
    let mut answered = Vec::new();
    for writer in writers {
        answered.push(writer.await.unwrap());
    }
    reached(&store).await;
    let there = words(&store).await;
    for (kept, refused) in answered {
        let is_there = |word: &String| there.binary_search(word).is_ok();
        assert!(!kept.is_empty() && kept.iter().all(is_there), "acknowledged and lost");
        assert!(!refused.iter().any(is_there), "refused as not made, and made");
    }
}
