//! The outbox as the database has it, read by visiting.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use store::{Access, Migration, Options, Place, Store, params};

/// One mail.
#[derive(Debug)]
pub struct Row {
    pub id: i64,
    pub kind: String,
    pub state: String,
    pub reason: String,
    pub recipient: String,
    /// The number of the issue it is about; `None` for a digest.
    pub issue: Option<i64>,
    pub enqueued_at: i64,
    pub due_at: i64,
    pub unknowns: i64,
    pub letter: Option<Letter>,
    /// Every point of no return that it passed.
    pub rang_at: Vec<i64>,
}

/// Its frozen letter.
#[derive(Debug)]
pub struct Letter {
    pub message_id: String,
    pub bytes: Vec<u8>,
}

/// A database, beside the server that may have it open.
pub struct Visit {
    store: Store,
    runtime: tokio::runtime::Runtime,
}

impl Visit {
    /// Opens the database in this place.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(database: impl Into<Place>, migrations: &Path) -> Result<Visit> {
        let options = Options::new(database, read_migrations(migrations)?.leak());
        let store = Store::open(Options { access: Access::Visit, ..options })?;
        Ok(Visit { store, runtime: tokio::runtime::Builder::new_current_thread().build()? })
    }

    /// How many mails are not at their end. A digest that waits for the next one is: there is no next one.
    ///
    /// # Errors
    /// As the database fails.
    pub fn count_unfinished(&self) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM mails WHERE state IN ('pending', 'leased', 'sending')";
        let counting = self.store.read(|db| db.one(sql, &params![], |row| row.get::<i64>("count")));
        Ok(self.runtime.block_on(counting)?)
    }

    /// How many changes of issues were recorded.
    ///
    /// # Errors
    /// As the database fails.
    pub fn count_changes(&self) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM events";
        let counting = self.store.read(|db| db.one(sql, &params![], |row| row.get::<i64>("count")));
        Ok(self.runtime.block_on(counting)?)
    }

    /// For how long the one that waits longest has been overdue, in seconds.
    ///
    /// # Errors
    /// As the database fails.
    pub fn oldest_overdue(&self) -> Result<f64> {
        let sql = "SELECT next_at FROM mails WHERE state IN ('pending', 'leased') ORDER BY next_at LIMIT 1";
        let asking = self.store.read(|db| {
            let oldest = db.maybe(sql, &params![], |row| row.get::<store::Timestamp>("next_at"))?;
            Ok::<_, store::Error>(oldest.map_or(Duration::ZERO, |at| db.now().since(at)))
        });
        Ok(self.runtime.block_on(asking)?.as_secs_f64())
    }

    /// Every mail.
    ///
    /// # Errors
    /// As the database fails.
    pub fn mails(&self) -> Result<Vec<Row>> {
        let mut rows = self.runtime.block_on(self.store.read(|db| db.all(MAILS, &params![], read)))?;
        let sql = "SELECT mail_id, at FROM mail_log WHERE action = 'rang' ORDER BY id";
        let rang = self
            .store
            .read(|db| db.all(sql, &params![], |row| Ok((row.get::<i64>("mail_id")?, row.get::<i64>("at")?))));
        for (mail, at) in self.runtime.block_on(rang)? {
            let index = rows.binary_search_by_key(&mail, |row| row.id);
            rows[index.ok().context("a log line of no mail")?].rang_at.push(at);
        }
        Ok(rows)
    }
}

const MAILS: &str =
    "SELECT m.id, m.kind, m.state, m.reason, u.email, i.number, m.enqueued_at, m.due_at, m.unknowns, l.message_id, l.bytes
       FROM mails m JOIN users u ON u.id = m.recipient_id
       LEFT JOIN issues i ON i.id = m.topic_id LEFT JOIN letters l ON l.mail_id = m.id ORDER BY m.id";

fn read(row: &store::Row<'_>) -> Result<Row, store::Error> {
    let message_id: Option<String> = row.get("message_id")?;
    let bytes: Option<Vec<u8>> = row.get("bytes")?;
    Ok(Row {
        id: row.get("id")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        reason: row.get::<Option<String>>("reason")?.unwrap_or_default(),
        recipient: row.get("email")?,
        issue: row.get("number")?,
        enqueued_at: row.get("enqueued_at")?,
        due_at: row.get("due_at")?,
        unknowns: row.get("unknowns")?,
        letter: message_id.zip(bytes).map(|(message_id, bytes)| Letter { message_id, bytes }),
        rang_at: Vec::new(),
    })
}

/// The list of migrations, from the files: `0002_outbox.sql` is number 2, `outbox`.
fn read_migrations(folder: &Path) -> Result<Vec<Migration>> {
    let mut migrations = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let Some((number, name)) = stem.split_once('_').filter(|_| path.extension().is_some_and(|end| end == "sql"))
        else {
            continue;
        };
        let sql = std::fs::read_to_string(&path)?.leak();
        migrations.push(Migration { number: number.parse()?, name: name.to_owned().leak(), sql });
    }
    migrations.sort_by_key(|migration| migration.number);
    Ok(migrations)
}
