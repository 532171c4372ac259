//! Copying: all of it arrives, whatever it is; or nothing does, and nothing has changed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::copy::{Copied, Escort, Progress, Scope, copy};
use store::ground::Ground;
use store::{Access, Error, Migration, Options, Param, Store, Tx, params};
use tokio::runtime::Runtime;

const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "bells",
    // A bell may follow one that is cast later. `aaa` refers to what comes after it, and `seeds` has a row from the start.
    sql: "CREATE TABLE bells (id {id}, name TEXT NOT NULL UNIQUE, cast_by TEXT, bytes {bytes},
                              follows BIGINT REFERENCES bells (id));
          CREATE TABLE aaa (bell_id BIGINT NOT NULL REFERENCES bells (id), hour BIGINT NOT NULL, note TEXT NOT NULL DEFAULT '',
                            PRIMARY KEY (note, hour, bell_id));
          CREATE TABLE seeds (id {id}, word TEXT NOT NULL);
          CREATE TABLE heard (name TEXT NOT NULL PRIMARY KEY);
          INSERT INTO seeds (word) VALUES ('bronze');",
}];
const SCOPE: Scope = Scope { migrations: MIGRATIONS, left_out: &["heard"] };

/// A bell: its name, who cast it, its bytes, and the hours that it rings.
type Bell = (String, Option<String>, Option<Vec<u8>>, Vec<i64>);

/// Goes along, and may refuse at one point.
#[derive(Default)]
struct Companion {
    refuses: Option<&'static str>,
    seen: Mutex<Vec<&'static str>>,
    was_told: AtomicBool,
}

impl Companion {
    fn comes_to(&self, point: &'static str) -> Result<(), Error> {
        self.seen.lock().unwrap().push(point);
        if self.refuses == Some(point) { Err(Error::Open(format!("stopped at {point}"))) } else { Ok(()) }
    }
}

impl Escort for Companion {
    fn may_leave(&self, from: &Tx<'_>) -> Result<(), Error> {
        from.run("INSERT INTO seeds (word) VALUES ('on leaving')", &[])?;
        self.comes_to("may leave")
    }

    fn arrived(&self, to: &Tx<'_>) -> Result<(), Error> {
        to.run("INSERT INTO heard (name) VALUES ('on arriving')", &[])?;
        self.comes_to("arrived")
    }

    fn left(&self, from: &Tx<'_>) -> Result<(), Error> {
        from.run("INSERT INTO heard (name) VALUES ('after leaving')", &[])?;
        self.comes_to("left")
    }

    fn told(&self, progress: &Progress<'_>) {
        assert!(progress.rows > 0 && progress.rows <= progress.of, "{progress:?}");
        self.was_told.store(true, Ordering::Relaxed);
    }
}

fn open(ground: &Ground) -> Store {
    Store::open(Options::new(ground.place(), MIGRATIONS)).unwrap()
}

fn moved(runtime: &Runtime, from: &Store, to: &Store, companion: Companion) -> Result<Vec<Copied>, Error> {
    runtime.block_on(copy(from, to, SCOPE, Arc::new(companion)))
}

fn cast(runtime: &Runtime, store: &Store, bells: Vec<Bell>) {
    let casting = store.write(move |tx| {
        for (name, cast_by, bytes, hours) in &bells {
            let id: i64 = tx.one(
                "INSERT INTO bells (name, cast_by, bytes) VALUES ($1, $2, $3) RETURNING id",
                &params![name, cast_by.as_ref(), bytes.as_ref()],
                |row| row.get("id"),
            )?;
            for hour in hours {
                let sql = "INSERT INTO aaa (bell_id, hour, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
                tx.run(sql, &params![id, *hour, name])?;
            }
        }
        let last = "SELECT MAX(id) FROM bells";
        tx.run(&format!("UPDATE bells SET follows = ({last}) WHERE id % 3 = 1"), &[])?;
        Ok::<(), Error>(())
    });
    runtime.block_on(casting).unwrap();
}

/// Every row but those left out.
fn rows(runtime: &Runtime, store: &Store) -> Vec<String> {
    let reading = store.read(|db| {
        let mut rows = db.all("SELECT id, name, cast_by, bytes, follows FROM bells", &[], |row| {
            let bell: (i64, String, Option<i64>) = (row.get("id")?, row.get("name")?, row.get("follows")?);
            Ok(format!(
                "{bell:?} {:?} {:?}",
                row.get::<Option<String>>("cast_by")?,
                row.get::<Option<Vec<u8>>>("bytes")?
            ))
        })?;
        rows.extend(db.all("SELECT bell_id, hour, note FROM aaa", &[], |row| {
            let ring: (i64, i64, String) = (row.get("bell_id")?, row.get("hour")?, row.get("note")?);
            Ok(format!("{ring:?}"))
        })?);
        rows.extend(db.all("SELECT word FROM seeds", &[], |row| row.get::<String>("word"))?);
        rows.sort();
        Ok::<_, Error>(rows)
    });
    runtime.block_on(reading).unwrap()
}

fn count(runtime: &Runtime, store: &Store, sql: &'static str) -> i64 {
    runtime.block_on(store.read(move |db| db.one(sql, &[], |row| row.get("n")))).unwrap()
}

fn some_bells() -> Vec<Bell> {
    (0..700)
        .map(|n| (format!("bell {n}"), (n % 3 == 0).then(|| "Ada 🔔".to_owned()), Some(vec![0, 255]), vec![n, -n]))
        .collect()
}

/// From a file to what is shared, and the other way.
fn each_way() -> Vec<(Ground, Ground)> {
    let there = || Some((Ground::on_sqlite(), Ground::shared()?));
    there().into_iter().chain(there().map(|(one, other)| (other, one))).collect()
}

fn a_bell() -> impl Strategy<Value = Bell> {
    // Any text but NUL, which no text of ours holds.
    let text = || proptest::collection::vec(any::<char>().prop_filter("NUL", |c| *c != '\0'), 0..12);
    let word = || text().prop_map(|chars| chars.into_iter().collect::<String>());
    let hours = proptest::collection::vec(prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), -2..2i64], 0..5);
    (word(), proptest::option::of(word()), proptest::option::of(any::<Vec<u8>>()), hours)
}

#[test]
fn whatever_it_is_it_is_the_same_after_a_move_there_and_back() {
    let runtime = Runtime::new().unwrap();
    let bells = proptest::collection::vec(a_bell(), 0..60);
    let config = Config { cases: 12, max_shrink_iters: 40, ..Config::default() };
    TestRunner::new(config)
        .run(&bells, |mut bells| {
            bells.sort();
            bells.dedup_by(|one, other| one.0 == other.0);
            let grounds = (Ground::on_sqlite(), Ground::on_sqlite());
            let Some(there) = Ground::shared() else { return Ok(()) };
            let [start, there, back] = [&grounds.0, &there, &grounds.1].map(open);
            cast(&runtime, &start, bells);
            let first = moved(&runtime, &start, &there, Companion::default()).unwrap();
            let all = rows(&runtime, &start);
            prop_assert_eq!(&rows(&runtime, &there), &all);
            prop_assert_eq!(first.iter().map(|copied| copied.rows).sum::<u64>(), all.len() as u64);
            moved(&runtime, &there, &back, Companion::default()).unwrap();
            prop_assert_eq!(rows(&runtime, &back), rows(&runtime, &there));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_number_that_was_given_once_is_not_given_again_after_a_move() {
    let runtime = Runtime::new().unwrap();
    for (from, to) in each_way() {
        let (from, to) = (open(&from), open(&to));
        cast(&runtime, &from, some_bells());
        let undo = from.write(|tx| {
            tx.run("UPDATE bells SET follows = NULL", &[])?;
            tx.run("DELETE FROM aaa WHERE bell_id > 500", &[])?;
            tx.run("DELETE FROM bells WHERE id > 500", &[])
        });
        runtime.block_on(undo).unwrap();
        moved(&runtime, &from, &to, Companion::default()).unwrap();
        cast(&runtime, &to, vec![("new".to_owned(), None, None, vec![])]);
        assert_eq!(count(&runtime, &to, "SELECT MAX(id) AS n FROM bells"), 701);
        assert_eq!(count(&runtime, &to, "SELECT COUNT(*) AS n FROM bells"), 501);
    }
}

#[test]
fn the_companion_is_asked_in_turn_and_what_it_writes_stays_where_it_does() {
    let runtime = Runtime::new().unwrap();
    for (from, to) in each_way() {
        let (from, to) = (open(&from), open(&to));
        cast(&runtime, &from, some_bells());
        let companion = Arc::new(Companion::default());
        let copied = runtime.block_on(copy(&from, &to, SCOPE, Arc::clone(&companion) as Arc<dyn Escort>)).unwrap();
        assert_eq!(*companion.seen.lock().unwrap(), ["may leave", "arrived", "left"]);
        assert!(companion.was_told.load(Ordering::Relaxed));
        let tables: Vec<(&str, u64)> = copied.iter().map(|copied| (copied.table.as_str(), copied.rows)).collect();
        assert_eq!(tables, [("bells", 700), ("seeds", 2), ("aaa", 1399)]);
        let heard = |word| format!("SELECT COUNT(*) AS n FROM heard WHERE name = '{word}'").leak() as &'static str;
        for (store, of_leaving, of_arriving) in [(&from, 1, 0), (&to, 0, 1)] {
            assert_eq!(count(&runtime, store, heard("after leaving")), of_leaving);
            assert_eq!(count(&runtime, store, heard("on arriving")), of_arriving);
        }
    }
}

#[test]
fn a_move_that_is_stopped_anywhere_leaves_both_as_they_were_and_can_be_made_again() {
    let runtime = Runtime::new().unwrap();
    for (from, to) in each_way() {
        let (from, to) = (open(&from), open(&to));
        cast(&runtime, &from, some_bells());
        let (before, new) = (rows(&runtime, &from), rows(&runtime, &to));
        for point in ["may leave", "arrived"] {
            let companion = Companion { refuses: Some(point), ..Companion::default() };
            let why = moved(&runtime, &from, &to, companion).unwrap_err();
            assert_eq!(why.to_string(), format!("stopped at {point}"));
            assert_eq!((rows(&runtime, &from), rows(&runtime, &to)), (before.clone(), new.clone()));
            assert_eq!(count(&runtime, &to, "SELECT COUNT(*) AS n FROM heard"), 0);
        }
        let companion = Companion { refuses: Some("left"), ..Companion::default() };
        let why = moved(&runtime, &from, &to, companion).unwrap_err().to_string();
        assert!(why.contains("everything was copied") && why.contains("do not use it again"), "{why}");
        assert_eq!(rows(&runtime, &to).len(), before.len() + 1);
    }
}

#[test]
fn a_database_with_anything_in_it_is_not_moved_to() {
    let runtime = Runtime::new().unwrap();
    let contents = [
        ("bells", "INSERT INTO bells (name) VALUES ('another')"),
        ("seeds", "UPDATE seeds SET word = 'tin'"),
        ("seeds", "DELETE FROM seeds"),
        ("heard", "INSERT INTO heard (name) VALUES ('a table that is left out')"),
    ];
    for (from, to) in each_way() {
        let (from, to) = (open(&from), open(&to));
        for (table, content) in contents {
            let (sender, undo) = (to.clone(), from.clone());
            runtime.block_on(sender.write(move |tx| tx.run(content, &[]))).unwrap();
            let why = moved(&runtime, &from, &to, Companion::default()).unwrap_err().to_string();
            assert!(why.contains("is not empty") && why.contains(&format!("its table {table}")), "{why}");
            drop(undo);
            let back = to.write(|tx| {
                ["DELETE FROM bells", "DELETE FROM heard", "DELETE FROM seeds"]
                    .iter()
                    .try_for_each(|sql| tx.run(sql, &[]).map(drop))?;
                tx.run("INSERT INTO seeds (id, word) VALUES ($1, $2)", &[Param::Integer(1), Param::Text("bronze")])
            });
            runtime.block_on(back).unwrap();
        }
        moved(&runtime, &from, &to, Companion::default()).unwrap();
    }
}

#[test]
fn a_database_that_keeps_something_else_than_it_was_given_is_found_out() {
    let runtime = Runtime::new().unwrap();
    let grounds = (Ground::on_sqlite(), Ground::on_sqlite());
    let (from, to) = (open(&grounds.0), open(&grounds.1));
    cast(&runtime, &from, some_bells());
    let spoil = "CREATE TRIGGER spoil AFTER INSERT ON bells WHEN NEW.id = 699
                 BEGIN UPDATE bells SET cast_by = 'nobody' WHERE id = 699; END";
    runtime.block_on(to.write(move |tx| tx.run(spoil, &[]))).unwrap();
    let why = moved(&runtime, &from, &to, Companion::default()).unwrap_err().to_string();
    assert!(why.contains("the table bells did not arrive as it was: 700 rows"), "{why}");
    assert_eq!(count(&runtime, &to, "SELECT COUNT(*) AS n FROM bells"), 0);
}

#[test]
fn whoever_takes_a_database_over_changes_no_schema_and_has_it_alone() {
    const MORE: &[Migration] =
        &[MIGRATIONS[0], Migration { number: 2, name: "more", sql: "CREATE TABLE more (id {id})" }];
    let alone = |ground: &Ground, migrations| {
        Store::open(Options { access: Access::Alone, ..Options::new(ground.place(), migrations) })
    };
    let ground = Ground::on_sqlite();
    let refusal = |migrations| alone(&ground, migrations).err().unwrap().to_string();
    assert!(refusal(MIGRATIONS).contains("there is no database"));
    let serving = open(&ground);
    let why = refusal(MIGRATIONS);
    assert!(why.contains("another Belfry") && why.ends_with("stop it first"), "{why}");
    drop(serving);
    assert!(refusal(MORE).contains("is to be brought up to date"));
    let taken = alone(&ground, MIGRATIONS).unwrap();
    assert!(Store::open(Options::new(ground.place(), MIGRATIONS)).is_err(), "two have it");
    drop(taken);
    drop(Store::open(Options::new(ground.place(), MORE)).unwrap());
    assert!(refusal(MIGRATIONS).contains("newer Belfry"));
}
