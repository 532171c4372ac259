//! A row of the table, and what it says of somebody.

use serde_json::Value;

use super::cast::Standing;
use super::object::State;
use super::page;
use crate::answer::Answer;

/// What comes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done, or would be if the object were in another state.
    Allowed,
    /// Nobody is known to have made it.
    Stranger,
    /// They may look, and not do this.
    Denied,
    /// There is no such thing, as far as they are told.
    Hidden,
}

impl Verdict {
    /// What an answer of this status is.
    pub fn of(status: u16) -> Option<Verdict> {
        match status {
            200..=299 | 304 | 409 => Some(Verdict::Allowed),
            401 => Some(Verdict::Stranger),
            403 => Some(Verdict::Denied),
            404 => Some(Verdict::Hidden),
            _ => None,
        }
    }
}

/// Whom a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Least {
    Anybody,
    Oneself,
    Reader,
    Reporter,
    Member,
    Maintainer,
    Admin,
    /// Whoever maintains some project.
    Opener,
    Author,
}

/// A row.
#[derive(Debug)]
pub struct Row {
    pub method: String,
    pub path: String,
    pub about: String,
    pub least: Least,
    pub token: String,
    pub below: Verdict,
    pub body: Value,
}

impl Row {
    /// Every row of the table.
    pub fn all() -> Vec<Row> {
        let lines = include_str!("table.txt").lines();
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(Row::read).collect()
    }

    fn read(line: &str) -> Row {
        let parts: Vec<&str> = line.splitn(6, '|').map(str::trim).collect();
        let [call, about, least, token, below, body] = parts[..] else { panic!("{line}") };
        let (method, path) = call.split_once(' ').unwrap();
        Row {
            method: method.to_owned(),
            path: path.trim().to_owned(),
            about: about.to_owned(),
            least: match least {
                "anybody" => Least::Anybody,
                "self" => Least::Oneself,
                "reader" => Least::Reader,
                "reporter" => Least::Reporter,
                "member" => Least::Member,
                "maintainer" => Least::Maintainer,
                "admin" => Least::Admin,
                "opener" => Least::Opener,
                "author" => Least::Author,
                other => panic!("{other} in {line}"),
            },
            token: token.to_owned(),
            below: Verdict::of(below.parse().unwrap()).unwrap(),
            body: if body == "-" { Value::Null } else { serde_json::from_str(body).unwrap() },
        }
    }

    /// What an answer comes to.
    pub fn observed(&self, answer: &Answer) -> Option<Verdict> {
        if self.is_of_browser() {
            return page::observed(self, answer);
        }
        match (self.about.as_str(), answer.status) {
            ("refused", 404 | 422) | ("current", 404) => Some(Verdict::Allowed),
            ("bulk", 422) => Some(Verdict::Denied),
            (_, status) => Verdict::of(status),
        }
    }

    /// Whether a browser sends it, which shows a session or nothing.
    pub fn is_of_browser(&self) -> bool {
        ["PAGE", "FORM"].contains(&self.method.as_str())
    }

    /// Whether it asks only to see something.
    pub fn is_look(&self) -> bool {
        ["GET", "PAGE"].contains(&self.method.as_str())
    }

    /// Whether it takes this way of being signed in: an access token, or else a session.
    pub fn takes(&self, is_access: bool) -> bool {
        match self.token.as_str() {
            "access" => is_access,
            "page" => !is_access,
            _ => true,
        }
    }

    /// Whether it takes personal tokens.
    pub fn takes_personal(&self) -> bool {
        !["access", "page"].contains(&self.token.as_str())
    }

    /// Whether this gap is in its path or its body.
    pub fn names(&self, gap: &str) -> bool {
        self.path.contains(gap) || self.body.to_string().contains(gap)
    }

    /// How the call is named.
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path.split('?').next().unwrap())
    }

    /// What comes of it for somebody who is signed in: the rules of this instance in a few lines.
    pub fn verdict(&self, standing: Standing, state: State) -> Verdict {
        let role = standing.role_in(state);
        let is_let_in = state != State::PrivateIssue || standing.role_of_members() >= Some(Least::Member);
        match self.about.as_str() {
            "classic" if state == State::Deleted => Verdict::Hidden,
            "classic" if self.least == Least::Author => self.below,
            "bulk" if role < Some(self.least) || !is_let_in || state == State::Deleted => Verdict::Denied,
            "project" | "view" | "issue" | "deleted" if role.is_none() => Verdict::Hidden,
            "issue" | "deleted" if !is_let_in => Verdict::Hidden,
            "issue" if state == State::Deleted => Verdict::Hidden,
            "project" | "view" | "issue" | "deleted" if role < Some(self.least) => self.below,
            _ => match self.least {
                Least::Admin if standing != Standing::Admin => self.below,
                Least::Opener if !matches!(standing, Standing::Maintainer | Standing::Admin) => self.below,
                _ => Verdict::Allowed,
            },
        }
    }
}
