//! Upgrading while nodes run: they go on with the statements they know, and only what starts anew must be new enough.

use std::sync::Mutex;
use std::sync::mpsc;

use store::ground::Ground;
use store::{Error, Migration, Options, Store, params};
use tokio::runtime::Runtime;

use crate::ground::{MIGRATIONS, note, words};

/// Adds: what the nodes of before do not know does not disturb them.
const EXPANDED: &[Migration] = &[
    MIGRATIONS[0],
    Migration {
        number: 2,
        name: "expand",
        sql: "ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'bronze'; CREATE INDEX coloured ON notes (colour)",
    },
];
/// Takes away what only they knew, once they are gone.
const CONTRACTED: &[Migration] =
    &[EXPANDED[0], EXPANDED[1], Migration { number: 3, name: "contract", sql: "ALTER TABLE notes DROP COLUMN body" }];

fn open(ground: &Ground, migrations: &'static [Migration]) -> Result<Store, Error> {
    Store::open(Options::new(ground.place(), migrations))
}

/// What a node of before does, all of it: `body` is a column that it knows.
async fn works_as_before(store: &Store, word: &str) -> Result<usize, Error> {
    let word = word.to_owned();
    let writing = store.write(move |tx| {
        let sql = "INSERT INTO notes (word, body) VALUES ($1, $2) RETURNING id";
        let id: i64 = tx.one(sql, &params![&word, word.as_bytes()], |row| row.get("id"))?;
        tx.run("UPDATE notes SET body = $2 WHERE id = $1", &params![id, &b"changed"[..]])
    });
    writing.await?;
    let reading = store.read(|db| db.all("SELECT id, word, body FROM notes", &[], |row| row.get::<String>("word")));
    Ok(reading.await?.len())
}

async fn works_anew(store: &Store, word: &str) -> Result<Vec<String>, Error> {
    let word = word.to_owned();
    let sql = "INSERT INTO notes (word, colour) VALUES ($1, 'silver')";
    store.write(move |tx| tx.run(sql, &params![&word])).await?;
    store.read(|db| db.all("SELECT colour FROM notes ORDER BY id", &[], |row| row.get("colour"))).await
}

#[test]
fn nodes_go_on_while_the_database_grows_and_later_shrinks_by_what_no_node_knows() {
    let Some(ground) = Ground::shared() else { return };
    Runtime::new().unwrap().block_on(async {
        let old = open(&ground, MIGRATIONS).unwrap();
        assert_eq!(works_as_before(&old, "one").await.unwrap(), 1);

        let new = open(&ground, EXPANDED).unwrap();
        assert_eq!(works_as_before(&old, "two").await.unwrap(), 2);
        assert_eq!(works_anew(&new, "three").await.unwrap(), ["bronze", "bronze", "silver"]);
        assert_eq!(works_as_before(&old, "four").await.unwrap(), 4);
        let why = open(&ground, MIGRATIONS).err().unwrap().to_string();
        assert!(why.contains("newer Belfry"), "{why}");
        assert_eq!(works_as_before(&old, "five").await.unwrap(), 5);
        old.close();

        let newest = open(&ground, CONTRACTED).unwrap();
        assert_eq!(works_anew(&new, "six").await.unwrap().len(), 6);
        assert_eq!(works_anew(&newest, "seven").await.unwrap().len(), 7);
        assert!(open(&ground, EXPANDED).err().unwrap().to_string().contains("newer Belfry"));
    });
}

#[test]
fn a_node_that_was_not_stopped_before_what_it_knows_is_taken_away_fails_and_spoils_nothing() {
    let Some(ground) = Ground::shared() else { return };
    Runtime::new().unwrap().block_on(async {
        let old = open(&ground, MIGRATIONS).unwrap();
        works_as_before(&old, "one").await.unwrap();
        let newest = open(&ground, CONTRACTED).unwrap();
        let error = works_as_before(&old, "two").await.unwrap_err();
        assert!(matches!(error, Error::Database(_)), "{error}");
        assert_eq!(words(&newest).await, ["one"]);
    });
}

#[test]
fn nodes_that_start_at_once_take_turns() {
    let Some(ground) = Ground::shared() else { return };
    let stores: Vec<Store> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..4).map(|_| scope.spawn(|| open(&ground, CONTRACTED).unwrap())).collect();
        starting.into_iter().map(|started| started.join().unwrap()).collect()
    });
    let sql = "SELECT COUNT(*) AS n FROM schema_migrations";
    let applied = stores[3].read(|db| db.one(sql, &[], |row| row.get::<i64>("n")));
    assert_eq!(Runtime::new().unwrap().block_on(applied).unwrap(), 3);
}

#[test]
fn a_migration_that_has_to_wait_keeps_nobody_else_waiting_for_long() {
    let Some(ground) = Ground::shared() else { return };
    let runtime = Runtime::new().unwrap();
    let old = open(&ground, MIGRATIONS).unwrap();
    let (came, is_there) = mpsc::channel();
    let (go, wait) = mpsc::channel::<()>();
    let (came, wait, slow) = (Mutex::new(came), Mutex::new(wait), old.clone());
    let held = runtime.spawn(async move {
        let hold = move |tx: &store::Tx<'_>| {
            crate::ground::insert(tx, "slow")?;
            came.lock().unwrap().send(()).unwrap();
            // An error is the test having ended.
            let _ = wait.lock().unwrap().recv();
            Ok::<(), Error>(())
        };
        slow.write(hold).await
    });
    is_there.recv().unwrap();
    let place = ground.place();
    let migrating = std::thread::spawn(move || Store::open(Options::new(place, EXPANDED)).map(drop));
    let waits = "SELECT COUNT(*) AS n FROM pg_locks WHERE NOT granted AND relation = 'notes'::regclass";
    while runtime.block_on(old.read(|db| db.one(waits, &[], |row| row.get::<i64>("n")))).unwrap() == 0 {}
    for word in ["one", "two", "three"] {
        runtime.block_on(note(&old, word)).unwrap();
    }
    assert!(!migrating.is_finished(), "it did not wait");
    go.send(()).unwrap();
    runtime.block_on(held).unwrap().unwrap();
    migrating.join().unwrap().unwrap();
    assert_eq!(runtime.block_on(words(&old)), ["one", "slow", "three", "two"]);
}
