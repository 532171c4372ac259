//! Both engines are given the same tables by the same migrations; and a difference would be seen.

use belfry::migrations::MIGRATIONS;
use store::ground::Ground;
use store::schema::Schema;
use store::{Error, Options, Store};
use tokio::runtime::Runtime;

/// A table that nothing refers to, as the migrations make it.
const MUTES: &str = "CREATE TABLE mutes (user_id BIGINT NOT NULL REFERENCES users (id), kind TEXT NOT NULL,
    topic_id BIGINT NOT NULL DEFAULT 0, muted_at BIGINT NOT NULL, PRIMARY KEY (user_id, kind, topic_id))";

/// What could be done otherwise on one engine, and what is then said of it.
const SEEDS: [(&str, &[&str]); 16] = [
    ("DROP INDEX mails_slot", &["unique index mails_slot (recipient_id, slot) where slot is not null"]),
    ("DROP TABLE mutes", &["mutes: primary key"]),
    ("CREATE TABLE more (id {id})", &["more: column 1 id Number required numbers itself"]),
    ("ALTER TABLE users ADD COLUMN colour TEXT", &[" colour Text"]),
    ("kind TEXT NOT NULL, -> kind TEXT NOT NULL DEFAULT 'x',", &["column 2 kind Text required default 'x'"]),
    ("muted_at BIGINT NOT NULL -> muted_at BIGINT", &["column 4 muted_at Number"]),
    ("muted_at BIGINT -> muted_at TEXT", &["column 4 muted_at Text required"]),
    ("muted_at BIGINT -> muted_at {bytes}", &["column 4 muted_at Bytes required"]),
    ("DEFAULT 0 -> DEFAULT 1", &["column 3 topic_id Number required default 1"]),
    ("(user_id, kind, topic_id) -> (kind, user_id, topic_id)", &["primary key (kind, user_id, topic_id)"]),
    (" REFERENCES users (id) -> ", &["(user_id) refers to users (id) on delete no action"]),
    (" REFERENCES users (id) ->  REFERENCES users (id) ON DELETE CASCADE", &["on delete cascade"]),
    ("PRIMARY KEY ( -> UNIQUE (muted_at, kind), PRIMARY KEY (", &["unique (muted_at, kind)"]),
    ("UNIQUE INDEX mails_slot -> INDEX mails_slot", &["index mails_slot (recipient_id, slot)"]),
    ("(recipient_id, slot) -> (recipient_id, slot DESC)", &["(recipient_id, slot DESC)"]),
    ("IS NOT NULL -> = 7", &["where slot = 7"]),
];

/// The statements that a seed stands for: one, or a table or an index made anew with one text in place of another.
fn statements(seed: &str) -> Vec<String> {
    const SLOT: &str = "CREATE UNIQUE INDEX mails_slot ON mails (recipient_id, slot) WHERE slot IS NOT NULL";
    let Some((from, to)) = seed.split_once(" -> ") else { return vec![seed.to_owned()] };
    let (drop, create) =
        if SLOT.contains(from) { ("DROP INDEX mails_slot", SLOT) } else { ("DROP TABLE mutes", MUTES) };
    assert!(create.contains(from), "{seed}");
    vec![drop.to_owned(), create.replace(from, to)]
}

/// What the database would be with these statements run, which it is not.
fn lines(runtime: &Runtime, store: &Store, statements: Vec<String>) -> Vec<String> {
    let looked = runtime.block_on(store.write(move |tx| -> Result<(), Error> {
        statements.iter().try_for_each(|sql| tx.run(sql, &[]).map(drop))?;
        Err(Error::Database(Schema::read(tx)?.lines().join("\n")))
    }));
    let Err(Error::Database(lines)) = looked else { panic!("{looked:?}") };
    lines.lines().map(str::to_owned).collect()
}

fn only_in<'l>(one: &'l [String], other: &[String]) -> Vec<&'l str> {
    one.iter().filter(|line| !other.contains(line)).map(String::as_str).collect()
}

fn opened() -> Option<(Ground, Ground)> {
    Some((Ground::on_sqlite(), Ground::shared()?))
}

fn open(ground: &Ground) -> Store {
    Store::open(Options::new(ground.place(), MIGRATIONS)).unwrap()
}

#[test]
fn both_engines_are_given_the_same_tables() {
    let Some((one, other)) = opened() else { return };
    let runtime = Runtime::new().unwrap();
    let [one, other] = [&one, &other].map(|ground| lines(&runtime, &open(ground), Vec::new()));
    assert_eq!(one, other);
    for fact in [
        "users: column 1 id Number required numbers itself",
        " password_hash Text required",
        "users: unique (email_key)",
        " link_key Bytes required",
        "letters: (mail_id) refers to mails (id) on delete no action",
        "mails: unique index mails_open_key (key) where ended_at is null and rung_at is null",
        "mutes: primary key (user_id, kind, topic_id)",
    ] {
        assert!(one.iter().any(|line| line.ends_with(fact)), "{fact}: {one:#?}");
    }
}

#[test]
fn a_difference_between_the_engines_is_seen() {
    let Some((one, other)) = opened() else { return };
    let runtime = Runtime::new().unwrap();
    for ground in [&one, &other] {
        let store = open(ground);
        let as_it_is = lines(&runtime, &store, Vec::new());
        for (seed, said) in SEEDS {
            let otherwise = lines(&runtime, &store, statements(seed));
            let found = [only_in(&as_it_is, &otherwise), only_in(&otherwise, &as_it_is)].concat();
            for said in said {
                assert!(found.iter().any(|line| line.contains(said)), "{seed}: {found:?}");
            }
        }
        assert_eq!(lines(&runtime, &store, statements("kind -> kind")), as_it_is, "a table made anew is the same");
    }
}
