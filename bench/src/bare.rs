//! The other side of the comparison: a handler as bare as can be on the same libraries and the same database.
//!
//! `axum::serve`, a connection for each thread that reads, one behind a lock that writes. No accounts, no limits, no
//! metrics, no log, no request ids. It reads the columns that the answer shows and no other, on the thread that the request
//! came in on, which is fastest here; it writes the rows that opening an issue writes, each issue with a commit of its own.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use axum::extract::{Path as InPath, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use serde::{Deserialize, Serialize};

const SELECT: &str = "SELECT i.number, i.title, i.description, i.is_open, c.email, a.email
  FROM issues i JOIN users c ON c.id = i.created_by LEFT JOIN users a ON a.id = i.assignee_id";
const PAGE: i64 = 50;

thread_local! {
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

#[derive(Clone)]
struct Bare {
    database: Arc<Path>,
    writer: Arc<Mutex<Connection>>,
}

#[derive(Serialize)]
struct Issue {
    issue_id: i64,
    title: String,
    description: String,
    created_by: String,
    assigned_to: Option<String>,
    status: &'static str,
}

#[derive(Serialize)]
struct Page {
    issues: Vec<Issue>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Filter {
    assigned_to: Option<String>,
    status: String,
}

#[derive(Deserialize)]
struct New {
    title: String,
    description: String,
    assigned_to: String,
}

#[derive(Serialize)]
struct Created {
    message: &'static str,
    #[serde(flatten)]
    issue: Issue,
}

/// Answers until the process ends.
///
/// # Errors
/// If the database cannot be opened or the address is taken.
pub async fn serve(database: PathBuf, address: SocketAddr) -> Result<()> {
    let writer = open(&database)?;
    writer.execute_batch("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")?;
    let bare = Bare { database: Arc::from(database), writer: Arc::new(Mutex::new(writer)) };
    let app = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/issue/{number}", get(one))
        .route("/issue/", get(list).post(create))
        .with_state(bare);
    axum::serve(tokio::net::TcpListener::bind(address).await?, app).await?;
    Ok(())
}

fn open(database: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(database)?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "cache_size", -8000)?;
    Ok(connection)
}

async fn one(State(bare): State<Bare>, InPath(number): InPath<i64>) -> Result<Json<Issue>, StatusCode> {
    let found = bare.read(|db| {
        let sql = format!("{SELECT} WHERE i.project_id = 1 AND i.number = ?1 AND i.deleted_at IS NULL");
        db.prepare_cached(&sql)?.query_row([number], issue).optional()
    })?;
    found.map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn list(State(bare): State<Bare>, Query(filter): Query<Filter>) -> Result<Json<Page>, StatusCode> {
    let is_open = filter.status == "OPEN";
    let issues = bare.read(|db| match &filter.assigned_to {
        Some(email) => {
            let assignee = id_of(db, email)?;
            let sql = format!("{SELECT} WHERE i.assignee_id = ?1 AND i.is_open = ?2 AND i.deleted_at IS NULL ORDER BY i.number DESC LIMIT ?3");
            db.prepare_cached(&sql)?.query_map((assignee, is_open, PAGE), issue)?.collect::<Result<Vec<_>, _>>()
        }
        None => {
            let sql = format!("{SELECT} WHERE i.project_id = 1 AND i.is_open = ?1 AND i.deleted_at IS NULL ORDER BY i.number DESC LIMIT ?2");
            db.prepare_cached(&sql)?.query_map((is_open, PAGE), issue)?.collect()
        }
    })?;
    let next = issues.last().map(|last| next(&filter, last.issue_id));
    Ok(Json(Page { issues, next }))
}

/// Where the next page is; written like Belfry's, so that the answers are of one length.
fn next(filter: &Filter, last: i64) -> String {
    match &filter.assigned_to {
        Some(email) => format!("/issue/?status={}&assigned_to={email}&before={last}", filter.status),
        None => format!("/issue/?status={}&before={last}", filter.status),
    }
}

async fn create(State(bare): State<Bare>, Json(new): Json<New>) -> Result<(StatusCode, Json<Created>), StatusCode> {
    let inserted = tokio::task::spawn_blocking(move || {
        let mut connection = bare.writer.lock().unwrap_or_else(PoisonError::into_inner);
        insert(&mut connection, new)
    });
    let issue = inserted
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok((StatusCode::CREATED, Json(Created { message: "Issue Created", issue })))
}

/// The rows of an issue, its event and its mail, and one commit.
fn insert(connection: &mut Connection, new: New) -> rusqlite::Result<Issue> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_micros() as i64);
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let creator = 1;
    let assignee = id_of(&tx, &new.assigned_to)?;
    let number: i64 = tx
        .prepare_cached(
            "UPDATE issue_counters SET next_number = next_number + 1 WHERE project_id = 1 RETURNING next_number - 1",
        )?
        .query_row([], |row| row.get(0))?;
    let issue_id = tx
        .prepare_cached(
            "INSERT INTO issues (project_id, number, title, description, status, is_open, created_by, assignee_id, created_at, updated_at)
             VALUES (1, :number, :title, :description, 'todo', 1, :creator, :assignee, :now, :now)",
        )?
        .insert(named_params! {
            ":number": number, ":title": new.title, ":description": new.description,
            ":creator": creator, ":assignee": assignee, ":now": now,
        })?;
    let event = tx
        .prepare_cached(
            "INSERT INTO events (issue_id, actor_id, kind, detail, at) VALUES (?1, ?2, 'issue_opened', ?3, ?4)",
        )?
        .insert((issue_id, creator, format!("{{\"assignee\":{assignee}}}"), now))?;
    tx.prepare_cached(
        "INSERT INTO mails (kind, key, recipient_id, topic_id, cause_id, state, due_at, next_at, enqueued_at)
         VALUES ('assigned', ?1, ?2, ?3, ?4, 'pending', ?5, ?5, ?6)",
    )?
    .insert((format!("assigned:{issue_id}:{assignee}"), assignee, issue_id, event, now + 86_400_000_000, now))?;
    let sql = format!("{SELECT} WHERE i.project_id = 1 AND i.number = ?1");
    let issue = tx.prepare_cached(&sql)?.query_row([number], issue)?;
    tx.commit()?;
    Ok(issue)
}

fn id_of(db: &Connection, email: &str) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT id FROM users WHERE email_key = ?1")?.query_row([email], |row| row.get(0))
}

fn issue(row: &Row<'_>) -> rusqlite::Result<Issue> {
    Ok(Issue {
        issue_id: row.get(0)?,
        title: row.get(1)?,
        description: row.get(2)?,
        status: if row.get(3)? { "OPEN" } else { "CLOSE" },
        created_by: row.get(4)?,
        assigned_to: row.get(5)?,
    })
}

impl Bare {
    fn read<T>(&self, look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StatusCode> {
        READER.with_borrow_mut(|reader| {
            let connection = match reader.take() {
                Some(connection) => connection,
                None => open(&self.database).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?,
            };
            let result = look(&connection).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR);
            *reader = Some(connection);
            result
        })
    }
}
