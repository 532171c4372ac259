//! Writes: together on the disk, apart in what goes wrong.

use std::sync::{Arc, Mutex};

use store::{Error, params};

use crate::ground::{Ground, Plug, insert, note, queued, words};

#[tokio::test]
async fn a_closure_that_fails_undoes_itself_alone() {
    let ground = Ground::new();
    let store = ground.open();
    let plug = Plug::new(&store).await;
    let (a, b, c) = (store.clone(), store.clone(), store.clone());
    let first = queued(async move { note(&a, "first").await }).await;
    let failing = queued(async move {
        b.write(|tx| {
            insert(tx, "undone")?;
            Err::<(), Error>(Error::NoRow)
        })
        .await
    })
    .await;
    let last = queued(async move { note(&c, "last").await }).await;
    plug.pull().await.unwrap();
    assert!(first.await.unwrap().is_ok() && last.await.unwrap().is_ok());
    assert_eq!(failing.await.unwrap(), Err(Error::NoRow));
    assert_eq!(words(&store).await, ["first", "last"]);
}

#[tokio::test]
async fn a_closure_that_panics_undoes_itself_alone_and_the_writer_lives_on() {
    let ground = Ground::new();
    let store = ground.open();
    let plug = Plug::new(&store).await;
    let (a, b) = (store.clone(), store.clone());
    let panicking = queued(async move {
        a.write(|tx| -> Result<(), Error> {
            insert(tx, "undone")?;
            panic!("on purpose")
        })
        .await
    })
    .await;
    let other = queued(async move { note(&b, "other").await }).await;
    plug.pull().await.unwrap();
    assert_eq!(panicking.await.unwrap(), Err(Error::Panicked));
    assert!(other.await.unwrap().is_ok());
    assert!(note(&store, "later").await.is_ok());
    assert_eq!(words(&store).await, ["later", "other"]);
}

#[tokio::test]
async fn a_second_row_with_a_unique_value_is_named() {
    let ground = Ground::new();
    let store = ground.open();
    note(&store, "bell").await.unwrap();
    let error = note(&store, "bell").await.unwrap_err();
    assert!(error.is_unique_on("notes.word"), "{error:?}");
}

#[tokio::test]
async fn the_first_lane_goes_before_all_that_waits() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let plug = Plug::new(&store).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let noting = |name: &'static str| {
        let order = Arc::clone(&order);
        move |_: &store::Tx<'_>| {
            order.lock().unwrap().push(name);
            Ok::<(), Error>(())
        }
    };
    let (a, b) = (store.clone(), store.clone());
    let (usual, first) = (noting("usual"), noting("first"));
    let usual = queued(async move { a.write(usual).await }).await;
    let first = queued(async move { b.write_first(first).await }).await;
    plug.pull().await.unwrap();
    usual.await.unwrap().unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(*order.lock().unwrap(), ["first", "usual"]);
}

#[tokio::test]
async fn what_waits_together_shares_one_commit() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    let log = ground.folder().join("belfry.db-wal");
    let one_by_one = {
        let before = std::fs::metadata(&log).unwrap().len();
        for word in ["a", "b", "c", "d"] {
            note(&store, word).await.unwrap();
        }
        std::fs::metadata(&log).unwrap().len() - before
    };
    let plug = Plug::new(&store).await;
    let mut writes = Vec::new();
    for word in ["e", "f", "g", "h"] {
        let store = store.clone();
        writes.push(queued(async move { note(&store, word).await }).await);
    }
    let before = std::fs::metadata(&log).unwrap().len();
    plug.pull().await.unwrap();
    for write in writes {
        write.await.unwrap().unwrap();
    }
    let together = std::fs::metadata(&log).unwrap().len() - before;
    // Each commit writes every page it touched to the log: one commit of four writes them once.
    assert!(together * 2 < one_by_one, "{together} bytes together, {one_by_one} one by one");
}

#[tokio::test]
async fn the_time_of_a_transaction_stands_still() {
    let ground = Ground::new();
    let clock = store::Clock::settable(store::Timestamp(5));
    let options = store::Options { clock: clock.clone(), ..ground.options() };
    let store = store::Store::open(options).unwrap();
    let times = store.write(move |tx| {
        let before = tx.now();
        clock.set(store::Timestamp(before.0 + 1));
        Ok::<_, Error>((before, tx.now()))
    });
    let (before, after) = times.await.unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let ground = Ground::new();
    let store = ground.open();
    let bytes: Vec<u8> = (0..=255).collect();
    let kept = bytes.clone();
    store
        .write(move |tx| tx.run("INSERT INTO notes (body, word) VALUES ($2, $1)", &params!["Zoë 🔔 \u{7f}", &kept]))
        .await
        .unwrap();
    let read = store.read(|db| {
        db.one("SELECT word, body FROM notes", &[], |row| {
            // Out of order on purpose.
            let body: Option<Vec<u8>> = row.get("body")?;
            Ok((row.get::<String>("word")?, body))
        })
    });
    assert_eq!(read.await.unwrap(), ("Zoë 🔔 \u{7f}".to_owned(), Some(bytes)));
}

#[tokio::test]
async fn statements_that_do_not_fit_their_values_are_refused() {
    let ground = Ground::new();
    let store = ground.open();
    for (sql, count) in [("SELECT $1 AS a", 0), ("SELECT $1 AS a", 2), ("SELECT 1 AS a", 1)] {
        let values: Vec<i64> = (0..count).collect();
        let read = store.read(move |db| {
            let params: Vec<store::Param<'_>> = values.iter().map(|value| (*value).into()).collect();
            db.one(sql, &params, |row| row.get::<i64>("a"))
        });
        assert!(matches!(read.await, Err(Error::Database(_))), "{sql} with {count}");
    }
}

#[tokio::test]
async fn what_is_run_along_is_there_for_the_next_statement_and_after_the_commit() {
    let ground = Ground::new();
    let store = ground.open();
    let seen = store
        .write(|tx| {
            tx.run_along("INSERT INTO notes (word) VALUES ($1)", &params!["first"])?;
            tx.run_along("INSERT INTO notes (word) VALUES ($1)", &params!["second"])?;
            let seen = tx.all("SELECT word FROM notes ORDER BY id", &[], |row| row.get::<String>("word"))?;
            tx.run_along("INSERT INTO notes (word) VALUES ($1)", &params!["last"])?;
            Ok::<_, Error>(seen)
        })
        .await;
    assert_eq!(seen.unwrap(), ["first", "second"]);
    assert_eq!(words(&store).await, ["first", "last", "second"]);
}

#[tokio::test]
async fn what_fails_as_it_is_run_along_undoes_the_transaction() {
    let ground = Ground::new();
    let store = ground.open();
    note(&store, "there").await.unwrap();
    let twice = "INSERT INTO notes (id, word) SELECT id, 'again' FROM notes";
    let at_the_commit = store.write(move |tx| tx.run_along(twice, &[])).await;
    assert!(at_the_commit.is_err());
    let before_another = store
        .write(move |tx| {
            tx.run_along(twice, &[])?;
            insert(tx, "beside")
        })
        .await;
    assert!(before_another.is_err());
    let many = store
        .write(move |tx| {
            tx.run_along(twice, &[])?;
            (0..40).try_for_each(|number| {
                tx.run_along("INSERT INTO notes (word) VALUES ($1)", &params![&format!("one of many: {number}")])
            })
        })
        .await;
    assert!(many.is_err());
    assert_eq!(words(&store).await, ["there"]);
}
