//! Connections that broke while nobody used them: no caller notices.

use std::sync::{Arc, Barrier};

use store::ground::server;
use store::{Error, Store};

use super::options;
use crate::ground::{insert, words};

/// How many connections are cut: all that a store has for transactions.
const MANY: usize = 16;

/// Does this much at once, so that every connection of the pool is used.
async fn all_at_once<F>(work: impl Fn(usize) -> F) -> Vec<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let started: Vec<_> = (0..MANY).map(|number| tokio::spawn(work(number))).collect();
    let mut done = Vec::new();
    for work in started {
        done.push(work.await.unwrap());
    }
    done
}

/// Opens every connection there may be, the one beside included.
async fn opened(store: &Store) {
    let meet = Arc::new(Barrier::new(MANY));
    let done = all_at_once(|_| {
        let (store, meet) = (store.clone(), Arc::clone(&meet));
        async move {
            let work = move |tx: &store::Tx<'_>| {
                meet.wait();
                tx.one_apart("UPDATE schema_migrations SET number = number RETURNING number", &[], |_| Ok(()))
            };
            store.write(work).await
        }
    });
    assert!(done.await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn nobody_notices_that_idle_connections_were_cut() {
    let Some(server) = server::server() else { return };
    let store = Store::open(options(&server.url())).unwrap();
    opened(&store).await;
    assert!(server.cut_all().unwrap() > MANY);
    let written = all_at_once(|number| {
        let store = store.clone();
        let work = move |tx: &store::Tx<'_>| {
            tx.one_apart("UPDATE schema_migrations SET number = number RETURNING number", &[], |_| Ok(()))?;
            insert(tx, &format!("word {number}"))
        };
        async move { store.write(work).await }
    });
    assert!(written.await.iter().all(Result::is_ok));
    assert_eq!(words(&store).await.len(), MANY);
    opened(&store).await;
    assert!(server.cut_all().unwrap() > MANY);
    let count = "SELECT COUNT(*) AS count FROM notes";
    let read = all_at_once(|number| {
        let store = store.clone();
        let work = move |db: &store::Db<'_>| db.one(count, &[], |row| row.get::<i64>("count"));
        async move { if number % 2 == 0 { store.read(work).await } else { store.read_short(work).await } }
    });
    let read: Result<Vec<i64>, Error> = read.await.into_iter().collect();
    assert_eq!(read.unwrap(), [MANY as i64; MANY]);
}
