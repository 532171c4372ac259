//! Reads: a snapshot each, never a write, never waiting for one.

use store::{Error, params};

use crate::ground::{Ground, Plug, note, words};

#[tokio::test]
async fn a_read_does_not_wait_for_a_write_and_does_not_see_it_half_done() {
    let ground = Ground::new();
    let store = ground.open();
    note(&store, "before").await.unwrap();
    let plug = Plug::new(&store).await;
    assert_eq!(words(&store).await, ["before"]);
    plug.pull().await.unwrap();
}

#[tokio::test]
async fn all_statements_of_one_read_see_the_same_database() {
    let ground = Ground::new();
    let store = ground.open();
    let count = "SELECT COUNT(*) AS notes FROM notes";
    let (writer, runtime) = (store.clone(), tokio::runtime::Handle::current());
    let counted = tokio::task::spawn_blocking(move || {
        let reader = writer.clone();
        let inner = runtime.clone();
        runtime.block_on(reader.read(move |db| {
            let before: i64 = db.one(count, &[], |row| row.get("notes"))?;
            std::thread::scope(|scope| scope.spawn(|| inner.block_on(note(&writer, "between"))).join().unwrap())?;
            Ok::<_, Error>((before, db.one(count, &[], |row| row.get::<i64>("notes"))?))
        }))
    });
    assert_eq!(counted.await.unwrap().unwrap(), (0, 0));
    assert_eq!(words(&store).await, ["between"]);
}

#[tokio::test]
async fn a_read_cannot_write() {
    let ground = Ground::new();
    let store = ground.open();
    let sql = "INSERT INTO notes (word) VALUES ('sneaked') RETURNING id";
    for read in [
        store.read(move |db| db.one(sql, &[], |row| row.get::<i64>("id"))).await,
        store.read_short(move |db| db.one(sql, &[], |row| row.get::<i64>("id"))).await,
    ] {
        assert!(matches!(read, Err(Error::Database(_))), "{read:?}");
    }
    assert!(words(&store).await.is_empty());
}

#[tokio::test]
async fn a_read_that_panics_is_an_error_and_the_reader_lives_on() {
    let ground = Ground::new();
    let store = ground.open();
    for _ in 0..10 {
        assert_eq!(store.read(|_| -> Result<(), Error> { panic!("on purpose") }).await, Err(Error::Panicked));
        assert_eq!(store.read_short(|_| -> Result<(), Error> { panic!("on purpose") }).await, Err(Error::Panicked));
    }
    assert!(words(&store).await.is_empty());
}

#[tokio::test]
async fn rows_are_read_by_name_and_kind() {
    let ground = Ground::new();
    let store = ground.open();
    let one = |column: &'static str| {
        let store = store.clone();
        async move {
            store
                .read(move |db| db.one("SELECT $1 AS word, 1 AS number", &params!["x"], |row| row.get::<i64>(column)))
                .await
        }
    };
    assert_eq!(one("number").await, Ok(1));
    assert!(matches!(one("word").await, Err(Error::Database(_))));
    assert!(matches!(one("nothing").await, Err(Error::Database(_))));
}

#[tokio::test]
async fn a_value_of_another_kind_is_an_error_that_does_not_show_it() {
    let ground = Ground::new();
    let store = ground.open();
    note(&store, "confidential").await.unwrap();
    let read = store.read(|db| db.one("SELECT word FROM notes", &[], |row| row.get::<i64>("word"))).await;
    let said = read.unwrap_err().to_string();
    assert!(said.contains("column word") && said.ends_with("but text") && !said.contains("confidential"), "{said}");
}
