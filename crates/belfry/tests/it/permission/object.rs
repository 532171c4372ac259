//! What the calls are about, made anew for each call that may change it.

use serde_json::{Value, json};

use super::cast::{Cast, PROJECTS};
use super::row::Row;
use crate::api::account::{make_token, sign_in};
use crate::api::{call, get, join, post};
use crate::person::Person;

/// How an object is to those who are not in its project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Public,
    Internal,
    Private,
    /// In a project that is public.
    PrivateIssue,
    /// An issue of a project that is public.
    Deleted,
}

impl State {
    /// Those that make a difference to what a row is about.
    pub fn of(row: &Row) -> &'static [State] {
        match row.about.as_str() {
            "project" | "view" => &[State::Public, State::Internal, State::Private],
            "issue" | "bulk" => &[State::Public, State::Internal, State::Private, State::PrivateIssue, State::Deleted],
            "deleted" => &[State::Public, State::Internal, State::Private, State::PrivateIssue],
            "classic" if row.path.contains('{') => &[State::Public, State::Deleted],
            _ => &[State::Public],
        }
    }

    fn project(self) -> &'static str {
        match self {
            State::Public | State::PrivateIssue | State::Deleted => "PUB",
            State::Internal => "INT",
            State::Private => "PRI",
        }
    }
}

/// A path and a body without gaps.
#[derive(Debug)]
pub struct Call {
    pub path: String,
    pub body: Value,
}

/// What a row that is refused anyway need not name.
const NONE: [&str; 6] = ["{code}", "{token}", "{link}", "{hash}", "{name}", "{kind}"];

/// Makes what the row is about, for somebody to call.
pub fn prepare(cast: &Cast, row: &Row, (state, by): (State, &Person)) -> Call {
    let mut gaps = vec![("$project", state.project().to_owned()), ("$new", fresh()), ("$password", by.password())];
    match row.about.as_str() {
        "issue" | "bulk" | "deleted" => gaps.extend(issue(cast, row, state)),
        "view" => gaps.push(("{id}", view(cast, state))),
        "project" => gaps.extend(project(cast, row, state)),
        "classic" => gaps.extend(classic(cast, row, state)),
        "person" => gaps.push(("{username}", "cleo".to_owned())),
        "mail" => {
            let mail = issue_of_ben(cast, State::Public).1;
            gaps.extend([("$mail", mail.clone()), ("{id}", mail)]);
        }
        "notification" => gaps.push(("{key}", notify(cast, by))),
        "token" => {
            make_token(&cast.world, by, &["read"]);
            gaps.push(("{id}", last_id(cast, by, "/me/tokens")));
        }
        "session" => {
            sign_in(&cast.world, by);
            gaps.push(("{id}", last_id(cast, by, "/me/sessions")));
        }
        // What there is none of.
        "refused" => gaps.extend(NONE.map(|gap| (gap, "0".to_owned()))),
        _ => {}
    }
    let fill = |text: String| gaps.iter().fold(text, |text, (gap, with)| text.replace(gap, with));
    let path = fill(row.path.clone());
    assert!(!path.contains('{'), "{path}: nothing fills the gap");
    let body =
        if row.body.is_null() { Value::Null } else { serde_json::from_str(&fill(row.body.to_string())).unwrap() };
    Call { path, body }
}

/// A name that nothing has yet.
fn fresh() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("N{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// An issue that Dov opened and Ben has; its key, and the number of the mail to Ben.
fn issue_of_ben(cast: &Cast, state: State) -> (String, String) {
    let (world, dov) = (&cast.world, &cast.world.dov);
    let is_private = state == State::PrivateIssue;
    let wish = json!({ "project": state.project(), "title": "One", "assignee": "ben", "is_private": is_private });
    let opened = post(world, dov, "/issues", wish);
    assert_eq!(opened.status, 201, "{opened:?}");
    let key = opened.json()["key"].as_str().unwrap().to_owned();
    let mails = get(world, dov, &format!("/issues/{key}/mails")).json();
    let mail = mails["items"][0]["id"].as_i64().unwrap();
    (key, mail.to_string())
}

fn issue(cast: &Cast, row: &Row, state: State) -> Vec<(&'static str, String)> {
    let (world, dov) = (&cast.world, &cast.world.dov);
    let (key, mail) = issue_of_ben(cast, state);
    let mut gaps = vec![("$issue", key.clone()), ("$mail", mail.clone()), ("{id}", mail.clone())];
    if row.path.contains("/relations") {
        let other = issue_of_ben(cast, if state == State::PrivateIssue { State::Public } else { state }).0;
        if row.method == "DELETE" || row.path.ends_with("/delete") {
            let wish = json!({ "relation": "relates", "other": other });
            assert!(post(world, dov, &format!("/issues/{key}/relations"), wish).status < 300);
        }
        gaps.extend([("{relation}", "relates".to_owned()), ("{other}", other.clone()), ("$other", other)]);
    }
    if row.path.contains("{number}") {
        assert_eq!(post(world, dov, &format!("/issues/{key}/comments"), json!({ "text": "Words." })).status, 201);
        gaps.push(("{number}", "1".to_owned()));
    }
    if row.path.ends_with("/release") {
        assert_eq!(post(world, dov, &format!("/issues/{key}/mails/{mail}/hold"), json!({})).status, 200);
    }
    if state == State::Deleted || row.about == "deleted" {
        let deleting = call(world, dov, ("DELETE", &format!("/issues/{key}")), &Value::Null, &[]);
        assert_eq!(deleting.status, 204, "{deleting:?}");
    }
    gaps.extend([("{keys}", key.clone()), ("{key}", key)]);
    gaps
}

/// An issue of the default project that Dov opened.
fn classic(cast: &Cast, row: &Row, state: State) -> Option<(&'static str, String)> {
    row.path.contains('{').then(|| {
        let opened = post(&cast.world, &cast.world.dov, "/issues", json!({ "title": "One" }));
        assert_eq!(opened.status, 201, "{opened:?}");
        let opened = opened.json();
        if state == State::Deleted {
            let path = format!("/issues/{}", opened["key"].as_str().unwrap());
            assert_eq!(call(&cast.world, &cast.world.dov, ("DELETE", &path), &Value::Null, &[]).status, 204);
        }
        ("{id}", opened["number"].to_string())
    })
}

/// A view that Dov shares with everybody who sees the project.
fn view(cast: &Cast, state: State) -> String {
    let wish = json!({ "name": fresh(), "query": "is:open", "project": state.project() });
    let kept = post(&cast.world, &cast.world.dov, "/views", wish);
    assert_eq!(kept.status, 201, "{kept:?}");
    kept.json()["id"].to_string()
}

fn project(cast: &Cast, row: &Row, state: State) -> Vec<(&'static str, String)> {
    let (world, key) = (&cast.world, state.project());
    let visibility = PROJECTS.iter().find(|(known, _)| *known == key).unwrap().1;
    let mut gaps = vec![("{key}", key.to_owned()), ("$visibility", visibility.to_owned())];
    gaps.push(("{username}", "cleo".to_owned()));
    if row.path.contains("{username}") || row.path.ends_with("/members/remove") {
        join(world, key, &world.cleo, "reader");
    }
    if row.names("{name}") {
        let name = fresh();
        assert_eq!(post(world, &world.dov, &format!("/projects/{key}/labels"), json!({ "name": name })).status, 201);
        gaps.push(("{name}", name));
    }
    gaps
}

/// An issue that somebody was given, so that it is in their inbox.
fn notify(cast: &Cast, whom: &Person) -> String {
    let wish = json!({ "project": "PUB", "title": "Yours", "assignee": whom.name });
    post(&cast.world, &cast.world.dov, "/issues", wish).json()["key"].as_str().unwrap().to_owned()
}

fn last_id(cast: &Cast, by: &Person, path: &str) -> String {
    let listed = get(&cast.world, by, path).json();
    let ids = listed["items"].as_array().unwrap().iter().filter_map(|item| item["id"].as_i64());
    ids.max().unwrap().to_string()
}
