//! Writes that meet each other, and statements that take too long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use store::ground::Ground;
use store::{Error, Store, Tx, params};

use super::options;
use crate::ground::note;

/// Changes these two notes one after the other. The first time, only once somebody else has changed one, too.
async fn change(store: Store, words: [&'static str; 2], meet: Arc<Barrier>) -> Result<usize, Error> {
    let tries = AtomicUsize::new(0);
    let work = move |tx: &Tx<'_>| {
        let sql = "UPDATE notes SET body = $1 WHERE word = $2";
        tx.run(sql, &params![words[0].as_bytes(), words[0]])?;
        if tries.fetch_add(1, Ordering::SeqCst) == 0 {
            meet.wait();
        }
        tx.run(sql, &params![words[0].as_bytes(), words[1]])?;
        Ok(tries.load(Ordering::SeqCst))
    };
    store.write(work).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_wait_for_each_other_one_is_run_again() {
    let Some(ground) = Ground::shared() else { return };
    let store = Store::open(options(ground.url())).unwrap();
    note(&store, "one").await.unwrap();
    note(&store, "two").await.unwrap();
    let meet = Arc::new(Barrier::new(2));
    let first = tokio::spawn(change(store.clone(), ["one", "two"], Arc::clone(&meet)));
    let second = tokio::spawn(change(store, ["two", "one"], meet));
    let mut tries = [first.await.unwrap().unwrap(), second.await.unwrap().unwrap()];
    tries.sort_unstable();
    assert_eq!(tries, [1, 2]);
}

/// Fails as if others had changed the same, this often. Returns how often it was run.
async fn met(store: &Store, times: usize) -> (Result<(), Error>, usize) {
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let work = move |tx: &Tx<'_>| {
        if counted.fetch_add(1, Ordering::SeqCst) < times {
            tx.run("DO $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = '40001'; END $$", &[])?;
        }
        Ok(())
    };
    (store.write(work).await, tries.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_write_that_met_others_is_run_again_and_not_for_ever() {
    let Some(ground) = Ground::shared() else { return };
    let store = Store::open(options(ground.url())).unwrap();
    assert_eq!(met(&store, 3).await, (Ok(()), 4));
    let (refused, tries) = met(&store, usize::MAX).await;
    assert!(matches!(refused, Err(Error::Busy(_))), "{refused:?}");
    assert!((2..100).contains(&tries), "{tries}");
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_broken_off_as_busy() {
    let Some(ground) = Ground::shared() else { return };
    let store = Store::open(options(ground.url())).unwrap();
    let slow = |tx: &Tx<'_>| {
        tx.run("SET LOCAL statement_timeout = '50ms'", &[])?;
        tx.one("SELECT 1 AS one FROM pg_sleep(60)", &[], |row| row.get::<i64>("one"))
    };
    assert!(matches!(store.write(slow).await, Err(Error::Busy(_))));
    let usual = store.read(|db| {
        db.one("SELECT setting FROM pg_settings WHERE name = 'statement_timeout'", &[], |row| {
            row.get::<String>("setting")
        })
    });
    assert_eq!(usual.await.unwrap(), "15000");
}

#[tokio::test]
async fn a_closure_that_goes_on_after_a_failed_statement_is_refused_and_not_half_kept() {
    let Some(ground) = Ground::shared() else { return };
    let store = Store::open(options(ground.url())).unwrap();
    note(&store, "bell").await.unwrap();
    let careless = |tx: &Tx<'_>| {
        tx.run("INSERT INTO notes (word) VALUES ('before')", &[])?;
        // The failure is not looked at.
        let _ = tx.run("INSERT INTO notes (word) VALUES ('bell')", &[]);
        Ok(())
    };
    let refused: Result<(), Error> = store.write(careless).await;
    assert!(matches!(refused, Err(Error::Database(_))), "{refused:?}");
    assert_eq!(crate::ground::words(&store).await, ["bell"]);
}
