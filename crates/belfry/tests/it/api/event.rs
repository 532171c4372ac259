//! `/events`, read off the wire.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use belfry::user;
use serde_json::{Value, json};

use super::{get, join, open_project, patch, post, put, world};
use crate::answer;
use crate::person::Person;
use crate::world::World;

/// A stream that is being read.
struct Stream {
    lines: BufReader<TcpStream>,
}

impl Stream {
    /// Opens one; its head and greeting are read.
    fn open(world: &World, by: &Person, query: &str, last: Option<i64>) -> Stream {
        let mut wire = answer::connect(world.server);
        let last = last.map(|id| format!("Last-Event-ID: {id}\r\n")).unwrap_or_default();
        let token = by.token(world);
        let head = format!(
            "GET /api/v1/events{query} HTTP/1.1\r\nHost: belfry.example\r\nAuthorization: Bearer {token}\r\n{last}\r\n"
        );
        wire.write_all(head.as_bytes()).unwrap();
        let mut stream = Stream { lines: BufReader::new(wire) };
        let status = stream.line().unwrap();
        assert!(status.contains("200"), "{status}");
        while stream.line().unwrap() != "retry: 3000" {}
        stream
    }

    /// The next line, without chunk sizes. Nothing: it is over.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).unwrap_or(0);
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// The data of the next event. Nothing: it is over, which the last chunk says, or the end of the connection.
    fn next(&mut self) -> Option<Value> {
        loop {
            let line = self.line().filter(|line| line != "0")?;
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).unwrap());
            }
        }
    }

    fn kinds(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.next().unwrap()["kind"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn whoever_listens_hears_what_happens_as_it_happens() {
    let world = world();
    let mut stream = Stream::open(&world, &world.ben, "", None);
    post(&world, &world.cleo, "/issues", json!({ "title": "One" }));
    let heard = stream.next().unwrap();
    let expected = json!({
        "id": heard["id"], "kind": "issue_opened", "issue": "BEL-1", "project": "BEL", "actor": "cleo",
        "at": "2025-11-24T16:00:00.250000Z"
    });
    assert!(heard["id"].is_i64());
    assert_eq!(heard, expected);
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "title": "Two" }));
    post(&world, &world.ben, "/issues/BEL-1/comments", json!({ "text": "Good." }));
    assert_eq!(stream.kinds(2), ["issue_changed", "comment_added"]);
}

/// An issue in a public project which Ben has and Eve, who is no member, watches; a mail for each of them waits.
fn two_mails_about_one_issue(world: &World) -> [i64; 2] {
    open_project(world, "PUB", "public");
    join(world, "PUB", &world.ben, "member");
    join(world, "PUB", &world.cleo, "member");
    post(world, &world.cleo, "/issues", json!({ "title": "One", "project": "PUB", "assignee": "ben" }));
    put(world, &world.eve, "/issues/PUB-1/watch", Value::Null);
    patch(world, &world.cleo, "/issues/PUB-1", json!({ "title": "Two" }));
    let mails = get(world, &world.cleo, "/issues/PUB-1/mails").json();
    ["ben", "eve"].map(|name| {
        let mut items = mails["items"].as_array().unwrap().iter();
        items.find(|mail| mail["to"]["username"] == name).unwrap()["id"].as_i64().unwrap()
    })
}

#[test]
fn whoever_may_see_a_mail_hears_what_is_done_to_it() {
    let world = world();
    let [bens, eves] = two_mails_about_one_issue(&world);
    let [mut ben, mut eve, mut dov] =
        [&world.ben, &world.eve, &world.dov].map(|person| Stream::open(&world, person, "", None));
    let told = json!({ "kind": "mail_changed", "issue": "PUB-1", "project": "PUB" });
    for deed in ["hold", "release", "cancel"] {
        for id in [bens, eves] {
            let done = post(&world, &world.cleo, &format!("/issues/PUB-1/mails/{id}/{deed}"), json!({}));
            assert_eq!(done.status, 200, "{done:?}");
            assert_eq!(ben.next().unwrap(), told, "{deed}");
        }
        assert_eq!(eve.next().unwrap(), told, "{deed}");
    }
    // Of others' mail they hear nothing: what comes next is the next event.
    post(&world, &world.cleo, "/issues/PUB-1/comments", json!({ "text": "Done." }));
    assert_eq!([eve.kinds(1), dov.kinds(1), ben.kinds(1)], [["comment_added"]; 3]);
}

#[test]
fn whoever_may_see_a_mail_hears_what_becomes_of_it_by_itself() {
    let world = world();
    two_mails_about_one_issue(&world);
    let [mut ben, mut eve, mut dov] =
        [&world.ben, &world.eve, &world.dov].map(|person| Stream::open(&world, person, "", None));
    let mut elsewhere = Stream::open(&world, &world.ben, "?project=BEL", None);
    world.advance(Duration::from_secs(20 * 60));
    world.work();
    assert_eq!(world.mails().len(), 2);
    for (stream, mails) in [(&mut ben, 2), (&mut eve, 1)] {
        // That it is being sent, and what the relay said.
        assert_eq!(stream.kinds(2 * mails), vec!["mail_changed"; 2 * mails]);
    }
    post(&world, &world.cleo, "/issues", json!({ "title": "Next" }));
    for stream in [&mut ben, &mut eve, &mut dov, &mut elsewhere] {
        assert_eq!(stream.kinds(1), ["issue_opened"]);
    }
}

#[test]
fn whoever_listens_hears_that_all_mail_is_held() {
    let world = world();
    let mut ben = Stream::open(&world, &world.ben, "", None);
    world.change(|tx| Ok(outbox::admin::hold_all(tx, "the relay moves")?));
    assert_eq!(ben.next().unwrap(), json!({}), "more than is told one by one");
    world.change(|tx| Ok(outbox::admin::release_all(tx)?));
    assert_eq!(ben.next().unwrap(), json!({}), "more than is told one by one");
}

#[test]
fn whoever_comes_back_hears_what_they_missed_first() {
    let world = world();
    post(&world, &world.cleo, "/issues", json!({ "title": "One" }));
    let first = Stream::open(&world, &world.ben, "", Some(0)).next().unwrap();
    post(&world, &world.cleo, "/issues/BEL-1/comments", json!({ "text": "Missed." }));
    let mut stream = Stream::open(&world, &world.ben, "", first["id"].as_i64());
    post(&world, &world.cleo, "/issues", json!({ "title": "Two" }));
    assert_eq!(stream.kinds(2), ["comment_added", "issue_opened"]);
}

#[test]
fn a_project_or_an_issue_is_followed_alone() {
    let world = world();
    open_project(&world, "MOB", "public");
    post(&world, &world.cleo, "/issues", json!({ "title": "One" }));
    let (mut project, mut issue) = (
        Stream::open(&world, &world.ben, "?project=MOB", None),
        Stream::open(&world, &world.ben, "?issue=BEL-1", None),
    );
    post(&world, &world.cleo, "/issues", json!({ "title": "Two" }));
    post(&world, &world.cleo, "/issues", json!({ "title": "Three", "project": "MOB" }));
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "title": "Four" }));
    assert_eq!(
        (project.next().unwrap()["issue"].clone(), issue.next().unwrap()["issue"].clone()),
        (json!("MOB-1"), json!("BEL-1"))
    );
    get(&world, &world.ben, "/events?project=NO").is_problem(404, "not-found");
    get(&world, &world.ben, "/events?issue=BEL-9").is_problem(404, "not-found");
    get(&world, &world.ben, "/events?issue=BEL-1&project=BEL").is_problem(422, "invalid");
    assert_eq!(world.get("/api/v1/events").status, 401);
}

#[test]
fn what_somebody_may_not_see_any_more_is_not_told() {
    let world = world();
    open_project(&world, "MOB", "public");
    post(&world, &world.cleo, "/issues", json!({ "title": "One", "project": "MOB" }));
    let mut stream = Stream::open(&world, &world.ben, "", None);
    patch(&world, &world.ada, "/projects/MOB", json!({ "visibility": "private" }));
    post(&world, &world.ada, "/issues/MOB-1/comments", json!({ "text": "Hush." }));
    post(&world, &world.cleo, "/issues", json!({ "title": "Two" }));
    assert_eq!(stream.next().unwrap()["issue"], "BEL-1");
    get(&world, &world.ben, "/events?project=MOB").is_problem(404, "not-found");
}

#[test]
fn a_stream_ends_with_the_account_and_with_the_token() {
    let world = world();
    let (mut bens, mut dovs) = (Stream::open(&world, &world.ben, "", None), Stream::open(&world, &world.dov, "", None));
    world.change(|tx| {
        let ben = user::find_by_username(tx, &user::Username::parse("ben").unwrap())?.unwrap().id;
        tx.run("UPDATE users SET disabled_at = 1 WHERE id = $1", &store::params![ben])?;
        Ok(())
    });
    post(&world, &world.cleo, "/issues", json!({ "title": "One" }));
    assert_eq!((bens.next(), dovs.next().unwrap()["issue"].clone()), (None, json!("BEL-1")));
    world.advance(Duration::from_secs(3600));
    post(&world, &world.cleo, "/issues", json!({ "title": "Two" }));
    assert_eq!(dovs.next(), None);
}

#[test]
fn a_stream_ends_when_belfry_stops() {
    let mut world = world();
    let mut stream = Stream::open(&world, &world.ben, "", None);
    world.stops();
    let mut rest = Vec::new();
    while let Some(line) = stream.line() {
        rest.push(line);
    }
    assert!(rest.contains(&"0".to_owned()), "the last chunk, which says that this was all: {rest:?}");
}

#[test]
fn nobody_reads_more_streams_at_once_than_there_is_room_for() {
    let world = world();
    let streams: Vec<Stream> = (0..16).map(|_| Stream::open(&world, &world.ben, "", None)).collect();
    let refused = get(&world, &world.ben, "/events");
    refused.is_problem(429, "too-many");
    assert!(refused.header("retry-after").is_some());
    drop(streams);
    Stream::open(&world, &world.dov, "", None);
}
