//! Events from before it was written down what each did to the status: that is read out of what they say.

use belfry::event::{Change, Event};
use belfry::issue::Status;
use belfry::migrations::MIGRATIONS;
use belfry::user::UserId;
use store::ground::Ground;
use store::{Error, Options, Store, Tx, params};
use tokio::runtime::Runtime;

const WRITTEN_DOWN_BY: &str = "insights";

/// One issue, opened by somebody, and in progress now.
fn issue(tx: &Tx<'_>) -> Result<(), Error> {
    tx.run(
        "INSERT INTO users (id, email, email_key, username, username_key, first_name, password_hash, link_key, tokens_valid_from, created_at)
         VALUES (1, 'a', 'a', 'a', 'a', 'a', 'a', $1, 0, 0)",
        &params![b"key".as_slice()],
    )?;
    tx.run(
        "INSERT INTO issues (id, project_id, number, title, description, status, is_open, created_by, created_at, updated_at)
         SELECT 1, id, 1, 'a', 'a', 'in_progress', 1, 1, 0, 0 FROM projects",
        &[],
    )?;
    Ok(())
}

fn events() -> Vec<Event> {
    let changed = |changes: &[Change]| Event::IssueChanged { changes: changes.to_vec(), mails_too_late: 0 };
    let status = |from, to| Change::Status { from, to };
    // Somebody tries to have their title read as a change.
    let title = r#"{"what":"status","from":"backlog","to":"cancelled"}"#.to_owned();
    let title = Change::Title { from: title.clone(), to: format!("\\{title}") };
    let given = Change::Assignee { from: None, to: Some(UserId(1)) };
    vec![
        Event::IssueOpened { assignee: None },
        changed(std::slice::from_ref(&title)),
        changed(&[title, status(Status::Todo, Status::InReview), given]),
        Event::CommentAdded { number: 1 },
        changed(&[status(Status::InReview, Status::InProgress)]),
    ]
}

#[test]
fn steps_are_read_out_of_the_events_that_are_there() {
    let (runtime, ground) = (Runtime::new().unwrap(), Ground::new());
    let before = MIGRATIONS.iter().position(|migration| migration.name == WRITTEN_DOWN_BY).unwrap();
    let store = Store::open(Options::new(ground.place(), &MIGRATIONS[..before])).unwrap();
    let written = runtime.block_on(store.write(|tx| -> Result<(), Error> {
        issue(tx)?;
        for event in events() {
            let sql = "INSERT INTO events (issue_id, actor_id, kind, detail, at) VALUES (1, 1, $1, $2, 0)";
            tx.run(sql, &params![event.kind(), &event.encode()])?;
        }
        Ok(())
    }));
    written.unwrap();
    store.close();
    let store = Store::open(Options::new(ground.place(), MIGRATIONS)).unwrap();
    let steps = runtime.block_on(store.read(|db| {
        let sql = "SELECT COALESCE(status_from, '-') AS came, COALESCE(status_to, '-') AS went FROM events ORDER BY id";
        db.all(sql, &[], |row| Ok(format!("{} {}", row.get::<String>("came")?, row.get::<String>("went")?)))
    }));
    assert_eq!(steps.unwrap() as Vec<String>, ["- todo", "- -", "todo in_review", "- -", "in_review in_progress"]);
}
