//! The classic API, as one person calls it. A server that is gone is an answer like any other.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::tracked::{Shape, Stage};
use crate::people::People;
use crate::server;

/// What came of a call.
pub enum Answer<T> {
    /// An acknowledgement.
    Said(T),
    /// The connection broke: it may or may not have happened.
    Gone,
    /// The server says that it cannot do it just now, and when to try again: nothing was changed.
    Away,
    /// The server says that the database went away in the middle of a change, and that nobody knows whether it was made.
    Unknown,
    /// What no server may answer, crashing or not.
    Wrong(String),
}

impl<T> Answer<T> {
    fn and_then<U>(self, next: impl FnOnce(T) -> Answer<U>) -> Answer<U> {
        match self {
            Answer::Said(said) => next(said),
            Answer::Gone => Answer::Gone,
            Answer::Away => Answer::Away,
            Answer::Unknown => Answer::Unknown,
            Answer::Wrong(problem) => Answer::Wrong(problem),
        }
    }
}

/// One person's connection.
pub struct Api {
    agent: ureq::Agent,
    url: String,
    people: Arc<People>,
    me: usize,
}

impl Api {
    pub fn new(url: &str, people: Arc<People>, me: usize) -> Api {
        Api { agent: server::client(), url: url.to_owned(), people, me }
    }

    /// Opens an issue.
    pub fn open(&self, body: Value) -> Answer<(i64, Shape)> {
        self.call("POST", "/issue/", Some(body)).and_then(|(status, body)| match (status, self.shape(&body)) {
            (201, Some(shown)) => Answer::Said(shown),
            _ => wrong("opening an issue", status, &body),
        })
    }

    /// Makes one difference. What it shows then; nothing if that was deleting it.
    pub fn change(&self, number: i64, known: &Shape, wanted: &Shape) -> Answer<Option<Shape>> {
        let path = format!("/issue/{number}");
        if wanted.stage == Stage::Deleted {
            return self.call("DELETE", &path, None).and_then(|(status, body)| match status {
                200 => Answer::Said(None),
                _ => wrong("deleting an issue", status, &body),
            });
        }
        let mut body = Map::new();
        if wanted.title != known.title {
            body.insert("title".to_owned(), json!(wanted.title));
        }
        if wanted.assignee != known.assignee {
            body.insert("assigned_to".to_owned(), json!(self.people.get(wanted.assignee).email));
        }
        if wanted.stage != known.stage {
            body.insert("status".to_owned(), json!("CLOSE"));
        }
        self.call("PUT", &path, Some(Value::Object(body))).and_then(|(status, body)| {
            match (status, self.shape(&body)) {
                (200, Some((_, shown))) => Answer::Said(Some(shown)),
                _ => wrong("changing an issue", status, &body),
            }
        })
    }

    /// Shows an issue; nothing if there is none.
    pub fn show(&self, number: i64) -> Answer<Option<Shape>> {
        self.call("GET", &format!("/issue/{number}"), None).and_then(|(status, body)| {
            match (status, self.shape(&body)) {
                (200, Some((_, shown))) => Answer::Said(Some(shown)),
                (404, _) => Answer::Said(None),
                _ => wrong("showing an issue", status, &body),
            }
        })
    }

    /// The number of one's own issue of this title, if it is among the latest.
    pub fn find(&self, title: &str) -> Answer<Option<i64>> {
        let path = format!("/issue/?created_by={}", self.people.get(self.me).email);
        self.call("GET", &path, None).and_then(|(status, body)| match (status, body["issues"].as_array()) {
            (200, Some(issues)) => {
                let found = issues.iter().find(|issue| issue["title"] == title);
                Answer::Said(found.and_then(|issue| issue["issue_id"].as_i64()))
            }
            _ => wrong("listing issues", status, &body),
        })
    }

    fn shape(&self, body: &Value) -> Option<(i64, Shape)> {
        let stage = if body["status"] == "OPEN" { Stage::Open } else { Stage::Closed };
        let assignee = self.people.by_email(body["assigned_to"].as_str()?)?;
        Some((body["issue_id"].as_i64()?, Shape { title: body["title"].as_str()?.to_owned(), assignee, stage }))
    }

    fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer<(u16, Value)> {
        let bytes = body.map(|body| body.to_string()).unwrap_or_default();
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Authorization", &self.people.get(self.me).authorization)
            .header("Content-Type", "application/json")
            .body(bytes);
        let request = match request {
            Ok(request) => request,
            Err(error) => return Answer::Wrong(error.to_string()),
        };
        let answered = self.agent.run(request).and_then(|mut answer| {
            let body = answer.body_mut().read_to_string()?;
            let is_away = answer.status() == 503 && answer.headers().contains_key("Retry-After");
            Ok((is_away, answer.status().as_u16(), body))
        });
        match answered {
            Ok((true, ..)) => Answer::Away,
            Ok((false, 503, body)) if method != "GET" && body.contains("not known") => Answer::Unknown,
            Ok((false, status, body)) => match serde_json::from_str(&body) {
                Ok(body) => Answer::Said((status, body)),
                Err(_) => Answer::Wrong(format!("{method} {path} was answered with {status} and no JSON: {body}")),
            },
            Err(ureq::Error::Timeout(_)) => Answer::Wrong(format!("{method} {path} was not answered in time")),
            Err(_) => Answer::Gone,
        }
    }
}

fn wrong<T>(what: &str, status: u16, body: &Value) -> Answer<T> {
    Answer::Wrong(format!("{what} was answered with {status} {body}"))
}
