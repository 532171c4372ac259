//! Migrations: each once, in order, whole; and no database of another history.

use store::{Access, Error, Migration, Options, Store};

use crate::ground::{Ground, MIGRATIONS, note, words};

const MORE: &[Migration] = &[
    MIGRATIONS[0],
    Migration { number: 2, name: "colour", sql: "ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'bronze'" },
];
const BROKEN: &[Migration] = &[
    MIGRATIONS[0],
    Migration { number: 2, name: "broken", sql: "CREATE TABLE half (id {id}); CREATE TABLE half (id {id})" },
];

fn with(ground: &Ground, migrations: &'static [Migration]) -> Options {
    Options { migrations, ..ground.options() }
}

#[tokio::test]
async fn what_is_missing_is_applied_once_and_data_stays() {
    let ground = Ground::new();
    let store = ground.open();
    note(&store, "kept").await.unwrap();
    drop(store);
    for _ in 0..2 {
        let store = Store::open(with(&ground, MORE)).unwrap();
        let colour = store.read(|db| db.one("SELECT colour FROM notes", &[], |row| row.get::<String>("colour"))).await;
        assert_eq!(colour.unwrap(), "bronze");
    }
}

#[test]
fn a_newer_database_is_refused() {
    let ground = Ground::new();
    drop(Store::open(with(&ground, MORE)).unwrap());
    let error = Store::open(ground.options()).err().unwrap();
    assert!(matches!(&error, Error::Open(why) if why.contains("newer Belfry")), "{error}");
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_half_done() {
    let ground = Ground::new();
    let error = Store::open(with(&ground, BROKEN)).err().unwrap();
    assert!(matches!(&error, Error::Open(why) if why.contains("migration broken failed")), "{error}");
    let store = Store::open(with(&ground, MORE)).unwrap();
    let half = store.read(|db| db.all("SELECT id FROM half", &[], |row| row.get::<i64>("id")));
    assert!(half.await.is_err(), "half a migration was kept");
    assert!(words(&store).await.is_empty());
}

#[test]
fn a_visitor_does_not_migrate_under_a_server() {
    let ground = Ground::on_sqlite();
    let _server = ground.open();
    let error = Store::open(Options { access: Access::Visit, ..with(&ground, MORE) }).err().unwrap();
    assert!(matches!(&error, Error::Open(why) if why.contains("older one")), "{error}");
}

#[test]
fn the_engine_is_new_enough_and_the_file_is_whole() {
    let ground = Ground::on_sqlite();
    let store = ground.open();
    assert!(store.engine().starts_with("SQLite 3."));
    let damage = tokio::runtime::Runtime::new().unwrap().block_on(store.check()).unwrap();
    assert!(damage.is_empty(), "{damage:?}");
}
