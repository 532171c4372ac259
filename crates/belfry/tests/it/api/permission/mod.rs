//! The permission matrix: every call of the API, by everybody, with everything that can be shown, about objects in every
//! state. What is expected stands in `table.txt`, and the rules by which it is read in `row.rs`; a call that is not in the
//! table fails the test, and so does a denial that changes anything.

mod cast;
mod object;
mod row;

use std::collections::BTreeSet;

use super::{get, world};
use crate::answer::Answer;
use crate::person::Person;
use crate::tables;
use cast::{Cast, Credential, SCOPES, Standing};
use object::{Call, State, prepare};
use row::{Least, Row, Verdict};

#[test]
fn every_call_is_in_the_table_and_nothing_else() {
    let world = world();
    let document = get(&world, &world.eve, "/openapi.json").json();
    let mut calls = BTreeSet::from(["GET /openapi.json".to_owned()]);
    for (path, methods) in document["paths"].as_object().unwrap() {
        let methods = methods.as_object().unwrap().keys().filter(|name| *name != "parameters");
        calls.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let table: BTreeSet<String> = Row::all().iter().map(Row::call).collect();
    let missing: Vec<_> = calls.difference(&table).collect();
    let stale: Vec<_> = table.difference(&calls).collect();
    assert!(missing.is_empty() && stale.is_empty(), "say in table.txt who may: {missing:?}; not there: {stale:?}");
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
    try_all(|row| !others.contains(&row.about.as_str()));
}

/// Tries the rows that are meant, and tells of every cell that is not as the table has it.
fn try_all(is_meant: impl Fn(&Row) -> bool) {
    let rows: Vec<Row> = Row::all().into_iter().filter(is_meant).collect();
    assert!(!rows.is_empty());
    let mut trial = Trial { wrong: Vec::new(), cells: 0 };
    for row in &rows {
        let cast = Cast::new();
        trial.by_everybody(&cast, row);
        trial.with_tokens(&cast, row);
        trial.with_dead_credentials(&cast, row);
        cast.world.work();
    }
    assert!(trial.wrong.is_empty(), "{} of {} cells:\n{}", trial.wrong.len(), trial.cells, trial.wrong.join("\n"));
}

/// What was tried so far.
struct Trial {
    wrong: Vec<String>,
    cells: usize,
}

impl Trial {
    /// In every state, signed in both ways.
    fn by_everybody(&mut self, cast: &Cast, row: &Row) {
        for state in State::of(row) {
            for standing in Standing::ALL {
                let expected = row.verdict(standing, *state);
                for credential in [cast.access(standing), cast.session(standing)] {
                    let call = prepare(cast, row, (*state, cast.person(standing)));
                    self.expect(cast, row, &call, (&credential, expected), &format!("{standing:?} {state:?}"));
                }
            }
        }
    }

    /// With a personal token of each scope.
    fn with_tokens(&mut self, cast: &Cast, row: &Row) {
        for standing in [Standing::Admin, Standing::Outsider] {
            for scope in SCOPES {
                let credential = cast.personal(standing, scope);
                let is_good = scope == row.token || row.token == "-";
                let expected = if is_good { row.verdict(standing, State::Public) } else { Verdict::Denied };
                let call = prepare(cast, row, (State::Public, cast.person(standing)));
                self.expect(cast, row, &call, (&credential, expected), &format!("{standing:?} with {scope}"));
            }
        }
    }

    /// With what is good for nothing.
    fn with_dead_credentials(&mut self, cast: &Cast, row: &Row) {
        let expected = if row.least == Least::Anybody { Verdict::Allowed } else { Verdict::Stranger };
        for state in State::of(row) {
            let call = prepare(cast, row, (*state, &cast.world.eve));
            for (why, credential) in &cast.dead {
                self.expect(cast, row, &call, (credential, expected), &format!("{why} {state:?}"));
            }
        }
    }

    fn expect(&mut self, cast: &Cast, row: &Row, call: &Call, (by, expected): (&Credential, Verdict), who: &str) {
        self.cells += 1;
        let before = (expected != Verdict::Allowed).then(|| cast.world.read(tables::everything));
        let answer = by.calls(&cast.world, (&row.method, &call.path), &call.body);
        let name = row.call();
        if Verdict::of(answer.status) != Some(expected) {
            let Answer { status, text, .. } = answer;
            self.wrong.push(format!("{name} by {who}: expected {expected:?}, got {status} {text}"));
        } else if let Some(before) = before
            && let Some(line) = difference(&before, &cast.world.read(tables::everything))
        {
            self.wrong.push(format!("{name} by {who} was refused and changed {line}"));
        }
    }
}

/// The first line that is not in both.
fn difference(before: &[String], after: &[String]) -> Option<String> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    before.symmetric_difference(&after).next().map(|line| (*line).clone())
}
