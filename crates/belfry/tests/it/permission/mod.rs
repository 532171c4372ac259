//! The permission matrix: every call of the API and of the classic one, by everybody, with everything that can be shown, about objects in every
//! state. What is expected stands in `table.txt`, and the rules by which it is read in `row.rs`; a call that is not in the
//! table fails the test, and so does a denial that changes anything.

mod cast;
mod object;
mod row;

use std::collections::BTreeSet;

use super::{get, world};
use crate::answer::Answer;
use crate::person::Person;
use cast::{Cast, Credential, Standing};
use object::{Call, State, prepare};
use row::{Least, Row, Verdict};

/// How many rows are tried in one world.
const ROWS_IN_A_WORLD: usize = 3;

#[test]
fn every_call_is_in_the_table_and_nothing_else() {
    let world = world();
    let document = get(&world, &world.eve, "/openapi.json").json();
    let mut calls = BTreeSet::from(["GET /openapi.json".to_owned()]);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let methods = methods.as_object().unwrap().keys().filter(|name| *name != "parameters");
        calls.extend(methods.map(|method| format!("{} {}", method.to_uppercase(), path.trim_start_matches("/api/v1"))));
    }
    calls.extend(classic_calls());
    // Shares its path with a page, which hands it on.
    calls.insert("POST //register".to_owned());
    let table: BTreeSet<String> = Row::all().iter().map(Row::call).collect();
    let missing: Vec<_> = calls.difference(&table).collect();
    let stale: Vec<_> = table.difference(&calls).collect();
    assert!(missing.is_empty() && stale.is_empty(), "say in table.txt who may: {missing:?}; not there: {stale:?}");
}

/// The calls of the classic API, as its site map has them.
fn classic_calls() -> Vec<String> {
    let map = include_str!("../../../../src/classic/mod.rs");
    assert!(!map.contains(".route(") && !map.contains(".nest("), "what is not routed by at() is not seen here");
    let routes = map.split("at(\"").skip(1);
    let calls = routes.flat_map(|route| {
        let (path, rest) = route.split_once('"').unwrap();
        let allow = rest.split('"').nth(1).unwrap();
        let changes = allow.split(", ").filter(|method| !["HEAD", "OPTIONS"].contains(method));
        changes.map(|method| format!("{method} /{path}")).collect::<Vec<_>>()
    });
    calls.collect()
}

#[test]
fn calls_of_the_classic_api_do_what_the_table_says() {
    try_all(|row| row.path.starts_with("//"));
}

#[test]
fn calls_about_projects_do_what_the_table_says() {
    try_all(|row| row.about == "project");
}

#[test]
fn looks_at_issues_do_what_the_table_says() {
    try_all(|row| row.about == "issue" && row.method == "GET");
}

#[test]
fn changes_of_issues_do_what_the_table_says() {
    try_all(|row| row.about == "issue" && row.method != "GET" && !row.path.contains("/mails/"));
}

#[test]
fn calls_about_mails_and_deleted_issues_do_what_the_table_says() {
    try_all(|row| row.about == "deleted" || row.path.contains("/mails/") || row.about == "mail");
}

#[test]
fn calls_about_the_instance_and_oneself_do_what_the_table_says() {
    let others = ["project", "issue", "deleted", "mail"];
    try_all(|row| !others.contains(&row.about.as_str()) && !row.path.starts_with("//"));
}

/// Tries the rows that are meant, and tells of every cell that is not as the table has it.
fn try_all(is_meant: impl Fn(&Row) -> bool) {
    let rows: Vec<Row> = Row::all().into_iter().filter(is_meant).collect();
    assert!(!rows.is_empty());
    let mut trial = Trial { wrong: Vec::new(), cells: 0 };
    // What grows in a world makes looking at all of it slow.
    for rows in rows.chunks(ROWS_IN_A_WORLD) {
        let cast = Cast::new();
        for row in rows {
            trial.by_everybody(&cast, row);
            trial.with_tokens(&cast, row);
            trial.with_dead_credentials(&cast, row);
        }
        cast.world.work();
    }
    assert!(trial.wrong.is_empty(), "{} of {} cells:\n{}", trial.wrong.len(), trial.cells, trial.wrong.join("\n"));
}

/// What was tried so far.
struct Trial {
    wrong: Vec<String>,
    cells: usize,
}

/// Who makes a call, about what, and what is to come of it.
struct Cell<'c> {
    credential: &'c Credential,
    person: &'c Person,
    state: State,
    expected: Verdict,
    who: String,
}

/// What a call is about, as long as nobody has changed it; and all that there was then.
#[derive(Default)]
struct Stage(Option<(State, Call, Vec<String>)>);

impl Trial {
    /// In every state, signed in both ways.
    fn by_everybody(&mut self, cast: &Cast, row: &Row) {
        let mut stage = Stage::default();
        for state in State::of(row).iter().copied() {
            for standing in Standing::ALL {
                for (sign_in, is_access) in
                    [(Cast::access as fn(&Cast, Standing) -> Credential, true), (Cast::session, false)]
                {
                    // A session is itself something that is there.
                    let credential = &stage.with(cast, sign_in, standing);
                    let is_known = is_access || !row.takes_access_only();
                    let expected = if is_known { row.verdict(standing, state) } else { Verdict::Stranger };
                    let person = cast.person(standing);
                    let who = format!("{standing:?} {state:?}");
                    self.expect((cast, row), &mut stage, &Cell { credential, person, state, expected, who });
                }
            }
        }
    }

    /// With a personal token of each scope.
    fn with_tokens(&mut self, cast: &Cast, row: &Row) {
        let (state, mut stage) = (State::Public, Stage::default());
        for standing in [Standing::Admin, Standing::Outsider] {
            for scope in cast::scopes(standing) {
                let credential = &stage.with(cast, |cast, standing| cast.personal(standing, scope), standing);
                let is_good = *scope == row.token || row.token == "-";
                let expected = match (is_good, row.takes_access_only()) {
                    (_, true) => Verdict::Stranger,
                    (true, false) => row.verdict(standing, state),
                    (false, false) => Verdict::Denied,
                };
                let (person, who) = (cast.person(standing), format!("{standing:?} with {scope}"));
                self.expect((cast, row), &mut stage, &Cell { credential, person, state, expected, who });
            }
        }
    }

    /// With what is good for nothing.
    fn with_dead_credentials(&mut self, cast: &Cast, row: &Row) {
        let expected = if row.least == Least::Anybody { Verdict::Allowed } else { Verdict::Stranger };
        let (person, mut stage) = (&cast.world.eve, Stage::default());
        for state in State::of(row).iter().copied() {
            for (why, credential) in &cast.dead {
                let who = format!("{why} {state:?}");
                self.expect((cast, row), &mut stage, &Cell { credential, person, state, expected, who });
            }
        }
    }

    fn expect(&mut self, (cast, row): (&Cast, &Row), stage: &mut Stage, cell: &Cell<'_>) {
        self.cells += 1;
        let (call, before) = stage.set((cast, row), (cell.state, cell.person));
        let answer = cell.credential.calls(&cast.world, (&row.method, &call.path), &call.body);
        let (name, who, expected) = (row.call(), &cell.who, cell.expected);
        if row.observed(answer.status) != Some(expected) {
            let Answer { status, text, .. } = answer;
            self.wrong.push(format!("{name} by {who}: expected {expected:?}, got {status} {text}"));
        } else if expected == Verdict::Allowed {
            stage.0 = None;
        } else if let Some(line) = difference(before, &cast.everything()) {
            self.wrong.push(format!("{name} by {who} was refused and changed {line}"));
            stage.0 = None;
        }
    }
}

impl Stage {
    /// Signs somebody in, which is no change by what they then try.
    fn with(&mut self, cast: &Cast, sign_in: impl Fn(&Cast, Standing) -> Credential, who: Standing) -> Credential {
        let credential = sign_in(cast, who);
        if let Some((_, _, before)) = &mut self.0 {
            *before = cast.everything();
        }
        credential
    }

    /// What the row is about: what is there, or something new.
    fn set(&mut self, (cast, row): (&Cast, &Row), (state, by): (State, &Person)) -> (&Call, &[String]) {
        let is_theirs = ["token", "session", "notification"].contains(&row.about.as_str());
        self.0.take_if(|(of, ..)| *of != state || is_theirs);
        let (_, call, before) = self.0.get_or_insert_with(|| {
            let call = prepare(cast, row, (state, by));
            (state, call, cast.everything())
        });
        (call, before)
    }
}

/// The first line that is not in both.
fn difference(before: &[String], after: &[String]) -> Option<String> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    before.symmetric_difference(&after).next().map(|line| (*line).clone())
}
