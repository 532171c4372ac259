//! Accounts and what opens them.
//!
//! A file for each credential and for each way to get another. A script shows a token, a browser shows a cookie and says
//! that a page of ours sent it.

mod audit;
mod email;
mod link;
mod password;
mod session;
mod token;
mod user;

use serde_json::{Value, json};

use super::{call, delete, get, join, open, open_project, patch, post, put, send, world};
use crate::answer::Answer;
use crate::mailbox::Letter;
use crate::person::Person;
use crate::world::World;

/// Makes a token of these scopes.
#[track_caller]
pub fn make_token(world: &World, by: &Person, scopes: &[&str]) -> String {
    let answer = post(world, by, "/me/tokens", json!({ "name": "script", "scopes": scopes }));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// What a script with this token gets.
#[track_caller]
fn with_token(world: &World, token: &str, (method, path): (&str, &str), body: &Value) -> Answer {
    send(world, (method, path), &[("authorization", &format!("Bearer {token}"))], body)
}

/// The link in a mail about an account: the path of it, and what stands at its end.
#[track_caller]
pub fn link_of(letter: &Letter) -> (String, String) {
    let url = letter.text.lines().find(|line| line.starts_with("https://belfry.example/")).unwrap();
    let path = url.strip_prefix("https://belfry.example").unwrap();
    (path.to_owned(), path.rsplit('/').next().unwrap().to_owned())
}

/// Signs in at a browser; what is sent back as a cookie.
#[track_caller]
pub fn sign_in(world: &World, who: &Person) -> String {
    let body = json!({ "email": who.email, "password": who.password() });
    let answer = send(world, ("POST", "/sessions"), &[("user-agent", "Lynx/2.9")], &body);
    assert_eq!(answer.status, 201, "{answer:?}");
    cookie_of(&answer)
}

/// The name and the value of the cookie that an answer sets.
#[track_caller]
fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// What a page of ours gets at a browser with this cookie.
#[track_caller]
fn with_cookie(world: &World, cookie: &str, what: (&str, &str), body: &Value) -> Answer {
    send(world, what, &[("cookie", cookie), ("sec-fetch-site", "same-origin")], body)
}
