//! `belfry move`, between the database in a folder and one that several processes share.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::{Arc, Mutex, mpsc};

use belfry::migrations::MIGRATIONS;
use serde_json::{Value, json};
use store::ground::Ground;
use store::{Options, Store};

use super::place::{Place, Server, until};

const HERE: &str = "belfry-data/belfry.db";

/// A place in which ada and ben have registered.
fn place() -> Place {
    let place = Place::new();
    place.add_user("ada");
    place.add_user("ben");
    place
}

/// The database in the folder, as `--from` and `--to` name it.
fn file(path: &str) -> String {
    let ground = Ground::on_sqlite();
    let scheme = ground.url().split_once(':').unwrap().0;
    format!("{scheme}:{path}")
}

fn titles(server: &Server, token: &str) -> Vec<String> {
    let (status, issues) = server.call("GET", "/issue/", token, &Value::Null);
    assert_eq!(status, 200, "{issues}");
    issues["issues"].as_array().unwrap().iter().map(|issue| issue["title"].as_str().unwrap().to_owned()).collect()
}

fn letters(place: &Place, folder: &str) -> usize {
    let Ok(entries) = std::fs::read_dir(place.path(folder)) else { return 0 };
    entries.flatten().filter(|entry| entry.path().extension().is_some_and(|kind| kind == "eml")).count()
}

fn there() -> Option<Ground> {
    Ground::shared()
}

#[test]
fn everything_moves_there_and_back_and_a_token_stays_good() {
    let Some(there) = there() else { return };
    let place = place();
    let server = place.serve(&[]);
    let token = server.log_in("ada", "bell").1;
    server.open_issue("ada", "ben", "The bell is cracked");
    server.stop();
    place.done(&["key", "rotate"]);
    let said = place.done(&["move", "--from", &file(HERE), "--to", there.url()]);
    assert!(said.contains("access tokens stay good: their keys are in the new database"), "{said}");
    assert!(said.lines().any(|line| line.starts_with("issues ") && line.contains("  1  ")), "{said}");

    let server = place.serve(&["--database", there.url()]);
    assert_eq!(titles(&server, &token), ["The bell is cracked"]);
    // The index of words is made anew by the server.
    until(|| {
        let (_, page) = server.call("GET", "/api/v1/issues?q=cracked", &token, &Value::Null);
        page["items"].as_array().is_some_and(|items| items.len() == 1)
    });
    let newer = server.log_in("ben", "bell").1;
    let body = json!({ "title": "Oil the clapper", "description": "It squeaks.", "assigned_to": "ben@belfry.example" });
    let (status, issue) = server.call("POST", "/issue/", &newer, &body);
    assert_eq!((status, &issue["issue_id"]), (201, &json!(2)));
    server.stop();
    let said = place.done(&["move", "--from", there.url(), "--to", &file("back/belfry.db")]);
    assert!(said.contains("belfry serve --data back\n"), "{said}");

    let server = place.serve(&["--data", "back"]);
    for token in [&token, &newer] {
        assert_eq!(titles(&server, token).len(), 2);
    }
}

#[test]
fn mail_that_waits_leaves_once_from_the_new_place_and_never_from_the_old() {
    let Some(there) = there() else { return };
    let place = place();
    place.done(&["outbox", "hold"]);
    let server = place.serve(&["--assign-delay", "10ms"]);
    server.open_issue("ada", "ben", "The bell is cracked");
    server.stop();
    place.done(&["outbox", "release"]);
    place.done(&["move", "--from", &file(HERE), "--to", there.url()]);

    let server = place.serve(&["--mail", "file:old-mail"]);
    let held = place.done(&["outbox", "list"]);
    assert!(held.starts_with("All mail is held") && held.contains("pending"), "{held}");
    server.stop();
    for _ in 0..2 {
        let server = place.serve(&["--database", there.url(), "--mail", "file:new-mail"]);
        until(|| letters(&place, "new-mail") > 0);
        server.stop();
    }
    assert_eq!((letters(&place, "new-mail"), letters(&place, "old-mail")), (1, 0));
    let sent = place.done(&["outbox", "list", "--database", there.url()]);
    assert_eq!(sent.lines().filter(|line| line.contains("sent")).count(), 1, "{sent}");
}

#[test]
fn what_is_served_or_not_there_or_has_something_in_it_is_refused() {
    let Some(there) = there() else { return };
    let place = place();
    let (here, missing) = (file(HERE), file("nowhere/belfry.db"));
    let go = |from: &str, to: &str| place.refused(1, &["move", "--from", from, "--to", to]);
    assert!(go(&missing, there.url()).contains("there is no database"));
    let said = place.refused(2, &["move", "--from", &here, "--to", &here]);
    assert!(said.contains("--from and --to are the same"), "{said}");

    let server = place.serve(&[]);
    let said = go(&here, there.url());
    assert!(said.contains("another Belfry (process ") && said.contains("stop it first"), "{said}");
    server.stop();
    place.done(&["move", "--from", &here, "--to", there.url()]);
    let said = go(&here, there.url());
    assert!(said.contains("is not empty") && said.contains("nothing is overwritten"), "{said}");

    let server = place.serve(&["--database", there.url()]);
    for said in [go(there.url(), &file("back/belfry.db")), go(&here, there.url())] {
        assert!(said.contains("1 server runs on ") && said.contains("stop them all first"), "{said}");
    }
    server.stop();
    place.write("back/token.key", &place.read("belfry-data/token.key"));
    std::fs::set_permissions(place.path("back/token.key"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .unwrap();
    place.done(&["move", "--from", there.url(), "--to", &file("back/belfry.db")]);
}

#[test]
fn a_key_file_of_others_is_not_written_over() {
    let Some(there) = there() else { return };
    let (place, other) = (place(), Place::new());
    other.done(&["key", "rotate", "--data", "."]);
    place.serve(&[]).stop();
    place.done(&["move", "--from", &file(HERE), "--to", there.url()]);
    let key = other.path("token.key");
    let before = std::fs::read(&key).unwrap();
    let to = file(other.path("belfry.db").to_str().unwrap());
    let said = place.refused(1, &["move", "--from", there.url(), "--to", &to]);
    assert!(said.contains("with other keys"), "{said}");
    assert_eq!(std::fs::read(&key).unwrap(), before);
    std::fs::remove_file(&key).unwrap();
    place.done(&["move", "--from", there.url(), "--to", &to]);
}

#[test]
fn a_move_that_dies_half_way_has_changed_nothing_and_is_made_again() {
    let Some(there) = there() else { return };
    let place = place();
    let target = Store::open(Options::new(there.place(), MIGRATIONS)).unwrap();
    let (came, is_there) = mpsc::channel();
    let (go, wait) = mpsc::channel::<()>();
    let (came, wait) = (Mutex::new(came), Arc::new(Mutex::new(wait)));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let holding = target.clone();
    // Somebody reads the target to change it, so that the move has to wait with what it carries.
    let held = runtime.spawn(async move {
        let hold = move |tx: &store::Tx<'_>| {
            tx.all("SELECT id FROM users {for_update}", &[], |_| Ok(()))?;
            came.lock().unwrap().send(()).unwrap();
            // An error is the test having ended.
            let _ = wait.lock().unwrap().recv();
            Ok::<(), store::Error>(())
        };
        holding.write(hold).await
    });
    is_there.recv().unwrap();
    let mut moving = place.command(&["move", "--from", &file(HERE), "--to", there.url()]);
    let mut moving = moving.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(moving.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.ends_with(" rows\n"), "{said}");
    moving.kill().unwrap();
    moving.wait().unwrap();
    go.send(()).unwrap();
    runtime.block_on(held).unwrap().unwrap();
    let users = target.read(|db| db.one("SELECT COUNT(*) AS n FROM users", &[], |row| row.get::<i64>("n")));
    assert_eq!(runtime.block_on(users).unwrap(), 0);
    drop(target);
    place.done(&["move", "--from", &file(HERE), "--to", there.url()]);
}
