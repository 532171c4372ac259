//! The requests that are played: of everybody, about issues all over the database.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use belfry::auth::token::Keys;
use belfry::user::UserId;
use rusqlite::{Connection, OpenFlags};
use store::Clock;

use crate::client::Request;
use crate::fill::{DATABASE, KEYS};
use crate::words::{self, Dice};

/// How many requests are made up; they are played again and again. Enough not to stay in a cache of ours.
const DIFFERENT: usize = 20_000;

/// Somebody, and their token.
struct Person {
    id: i64,
    email: String,
    token: String,
}

/// What is known of the filled database.
pub struct Cast {
    people: Vec<Person>,
    /// Number and creator (their place in `people`) of every open issue, in an order like any other.
    open: Vec<(i64, usize)>,
    issues: i64,
}

impl Cast {
    /// Reads it, and logs everybody in for a day.
    pub fn read(filled: &Path) -> Result<Cast> {
        let keys = Keys::open(&filled.join(KEYS))?;
        let now = Clock::system().now();
        let db = Connection::open_with_flags(filled.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let people = db
            .prepare("SELECT id, email FROM users ORDER BY id")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .map(|row| {
                let (id, email) = row?;
                Ok(Person { id, email, token: keys.issue(UserId(id), now, Duration::from_secs(86_400)) })
            })
            .collect::<Result<Vec<_>>>()?;
        let mut open = db
            .prepare("SELECT number, created_by FROM issues WHERE is_open = 1 ORDER BY number")?
            .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?
            .map(|row| {
                let (number, creator) = row?;
                Ok((number, people.iter().position(|person| person.id == creator).context("an issue of nobody")?))
            })
            .collect::<Result<Vec<_>>>()?;
        open.sort_by_key(|(number, _)| Dice::new(number.unsigned_abs()).roll(u64::MAX));
        let issues = db.query_row("SELECT MAX(number) FROM issues", [], |row| row.get(0))?;
        Ok(Cast { people, open, issues })
    }

    /// Looking at one issue.
    pub fn gets(&self) -> Vec<Request> {
        self.draw(1, |dice, token| {
            let number = 1 + dice.roll(self.issues.unsigned_abs());
            Request::get(format!("/issue/{number}"), token)
        })
    }

    /// A page of 50: what is open for somebody, or all that is open, or closed.
    pub fn lists(&self) -> Vec<Request> {
        self.draw(2, |dice, token| {
            let path = match dice.roll(4) {
                0 => "/issue/?status=OPEN".to_owned(),
                1 => "/issue/?status=CLOSE".to_owned(),
                _ => format!("/issue/?status=OPEN&assigned_to={}", self.somebody(dice).email),
            };
            Request::get(path, token)
        })
    }

    /// Opening an issue for somebody.
    pub fn creates(&self) -> Vec<Request> {
        self.draw(3, |dice, token| {
            let assignee = &self.somebody(dice).email;
            let new = serde_json::json!({
                "title": words::title(dice), "description": words::description(dice), "assigned_to": assignee,
            });
            Request { token: token.to_owned(), ..Request::post("/issue/", new.to_string()) }
        })
    }

    /// Giving an open issue to somebody else, by its creator. Each time an issue comes up, in this run and from one run to
    /// the next, it is another person.
    pub fn reassigns(&self, run: usize) -> Vec<Request> {
        const TURNS: usize = 8;
        let issues = self.open.len().min(DIFFERENT / 4);
        let turns = (0..TURNS)
            .flat_map(|turn| self.open.iter().take(issues).enumerate().map(move |(index, issue)| (turn, index, issue)));
        turns
            .map(|(turn, index, (number, creator))| {
                let assignee = &self.people[(index * 7 + run * TURNS + turn) % self.people.len()];
                let body = serde_json::json!({ "assigned_to": assignee.email }).to_string();
                let token = self.people[*creator].token.clone();
                Request { method: "PUT", token, ..Request::post(format!("/issue/{number}"), body) }
            })
            .collect()
    }

    fn draw(&self, seed: u64, make: impl Fn(&mut Dice, &str) -> Request) -> Vec<Request> {
        let mut dice = Dice::new(seed);
        let draw = |_| {
            let person = self.somebody(&mut dice);
            make(&mut dice, &person.token)
        };
        (0..DIFFERENT).map(draw).collect()
    }

    fn somebody(&self, dice: &mut Dice) -> &Person {
        &self.people[dice.roll(self.people.len() as u64) as usize]
    }
}

/// Writes them as `wrk/play.lua` reads them.
pub fn write(requests: &[Request], file: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for Request { method, path, token, body, .. } in requests {
        writeln!(out, "{method}\t{path}\t{token}\t{body}")?;
    }
    Ok(out.flush()?)
}
