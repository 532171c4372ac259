//! The API, version 1, through the front door.
//!
//! A file for each resource, named like its folder in `src/api`; how it says no is in `problem`, what it says of itself in
//! `document`. Ada runs the instance.

pub mod account;
mod comment;
mod decision;
mod docs;
mod document;
mod event;
mod find;
mod inbox;
mod insight;
mod issue;
mod label;
mod mail;
mod mail_setting;
mod me;
mod once;
mod problem;
mod project;
mod rate;
mod view;
mod watch;

use belfry::user::{self, Username};
use serde_json::{Value, json};
use store::params;

use crate::answer::Answer;
use crate::person::Person;
use crate::world::World;

/// A world in which Ada runs the instance.
pub fn world() -> World {
    let world = World::new();
    world.change(|tx| {
        let ada = user::find_by_username(tx, &Username::parse("ada").unwrap())?.unwrap().id;
        tx.run("UPDATE users SET is_admin = 1 WHERE id = $1", &params![ada])?;
        Ok(())
    });
    world
}

/// Sends JSON, with further headers.
#[track_caller]
pub fn call(
    world: &World,
    by: &Person,
    (method, path): (&str, &str),
    body: &Value,
    headers: &[(&str, &str)],
) -> Answer {
    let authorization = format!("Bearer {}", by.token(world));
    let mut all = vec![("authorization", authorization.as_str()), ("content-type", "application/json")];
    all.extend_from_slice(headers);
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    world.send(method, &format!("/api/v1{path}"), &all, &bytes)
}

/// Sends JSON with these headers and no others, to a path of the API, or (`//issue`) to one beside it.
#[track_caller]
pub fn send(world: &World, (method, path): (&str, &str), headers: &[(&str, &str)], body: &Value) -> Answer {
    let all = [&[("content-type", "application/json")], headers].concat();
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let path =
        path.strip_prefix('/').filter(|rest| rest.starts_with('/')).map_or(format!("/api/v1{path}"), str::to_owned);
    world.send(method, &path, &all, &bytes)
}

#[track_caller]
pub fn get(world: &World, by: &Person, path: &str) -> Answer {
    call(world, by, ("GET", path), &Value::Null, &[])
}

#[track_caller]
pub fn post(world: &World, by: &Person, path: &str, body: Value) -> Answer {
    call(world, by, ("POST", path), &body, &[])
}

#[track_caller]
pub fn patch(world: &World, by: &Person, path: &str, body: Value) -> Answer {
    call(world, by, ("PATCH", path), &body, &[])
}

#[track_caller]
pub fn put(world: &World, by: &Person, path: &str, body: Value) -> Answer {
    call(world, by, ("PUT", path), &body, &[])
}

#[track_caller]
pub fn delete(world: &World, by: &Person, path: &str) -> Answer {
    call(world, by, ("DELETE", path), &Value::Null, &[])
}

/// Opens an issue of this title.
#[track_caller]
fn open(world: &World, by: &Person, title: &str) -> Value {
    let answer = post(world, by, "/issues", json!({ "title": title }));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

/// Opens a project of this key and visibility, of which Ada is the maintainer.
#[track_caller]
pub fn open_project(world: &World, key: &str, visibility: &str) {
    let body = json!({ "key": key, "name": key, "visibility": visibility });
    let answer = post(world, &world.ada, "/projects", body);
    assert_eq!(answer.status, 201, "{answer:?}");
}

/// Takes somebody into a project that Ada maintains.
#[track_caller]
pub fn join(world: &World, key: &str, person: &Person, role: &str) {
    let answer = put(world, &world.ada, &format!("/projects/{key}/members/{}", person.name), json!({ "role": role }));
    assert_eq!(answer.status, 204, "{answer:?}");
}

impl Answer {
    /// A problem of this status and kind.
    #[track_caller]
    fn is_problem(&self, status: u16, kind: &str) {
        let body = self.json();
        assert_eq!(
            (self.status, &body["type"]),
            (status, &Value::from(format!("urn:belfry:problem:{kind}"))),
            "{self:?}"
        );
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["status"], status);
        assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{body}");
    }
}
