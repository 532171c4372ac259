//! The permission matrix: every call of the API and of the classic one, every page and every form, by everybody, with everything that can be shown, about objects in every
//! state. What is expected stands in `table.txt`, and the rules by which it is read in `row.rs`; a call that is not in the
//! table fails the test, and so does a denial that changes anything.

mod cast;
mod object;
mod page;
mod row;
mod stage;

use std::collections::BTreeSet;

use crate::answer::Answer;
use crate::api::{get, world};
use crate::person::Person;
use cast::{Cast, Credential, Standing};
use object::State;
use row::{Least, Row, Verdict};
use stage::Stage;

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
    calls.extend(docs_calls());
    calls.extend(classic_calls());
    // Shares its path with a page, which hands it on.
    calls.insert("POST //register".to_owned());
    calls.extend(page::calls());
    let table: BTreeSet<String> = Row::all().iter().map(Row::call).collect();
    let missing: Vec<_> = calls.difference(&table).collect();
    let stale: Vec<_> = table.difference(&calls).collect();
    assert!(missing.is_empty() && stale.is_empty(), "say in table.txt who may: {missing:?}; not there: {stale:?}");
}

/// The page about the API, and what it loads.
fn docs_calls() -> Vec<String> {
    let map = include_str!("../../../src/api/docs/mod.rs");
    let paths = map.split(".route(\"").skip(1).map(|route| route.split('"').next().unwrap());
    paths.map(|path| format!("GET {path}")).collect()
}

/// The calls of the classic API, as its site map has them.
fn classic_calls() -> Vec<String> {
    let map = include_str!("../../../src/classic/mod.rs");
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
    try_all(|row| row.about == "project" && !row.is_of_browser());
}

#[test]
fn looks_at_issues_do_what_the_table_says() {
    try_all(|row| row.about == "issue" && row.method == "GET");
}

#[test]
fn changes_of_issues_do_what_the_table_says() {
    try_all(|row| {
        row.about == "issue" && { row.method != "GET" && !row.is_of_browser() && !row.path.contains("/mails/") }
    });
}

#[test]
fn calls_about_mails_and_deleted_issues_do_what_the_table_says() {
    try_all(|row| {
        !row.is_of_browser() && (row.about == "deleted" || row.path.contains("/mails/") || row.about == "mail")
    });
}

#[test]
fn pages_show_what_the_table_says() {
    try_all(|row| row.method == "PAGE");
}

#[test]
fn forms_about_issues_do_what_the_table_says() {
    try_all(|row| row.method == "FORM" && ["issue", "bulk", "deleted"].contains(&row.about.as_str()));
}

#[test]
fn other_forms_do_what_the_table_says() {
    try_all(|row| row.method == "FORM" && !["issue", "bulk", "deleted"].contains(&row.about.as_str()));
}

#[test]
fn calls_about_the_instance_and_oneself_do_what_the_table_says() {
    let others = ["project", "issue", "deleted", "mail"];
    try_all(|row| !others.contains(&row.about.as_str()) && !row.path.starts_with("//") && !row.is_of_browser());
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
            let mut stage = Stage::of(&cast, row);
            trial.by_everybody(&mut stage);
            trial.with_tokens(&mut stage);
            trial.with_dead_credentials(&mut stage);
            stage.settle();
            trial.wrong.append(&mut stage.wrong);
        }
        // One of the rows holds all mail.
        cast.world.change(|tx| Ok(outbox::admin::release_all(tx).map(drop)?));
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
    credential: Credential,
    person: &'c Person,
    state: State,
    expected: Verdict,
    who: String,
}

impl Trial {
    /// In every state, signed in both ways.
    fn by_everybody(&mut self, stage: &mut Stage<'_>) {
        let (cast, row) = (stage.cast, stage.row);
        for state in State::of(row).iter().copied() {
            for standing in Standing::ALL {
                for kind in ["access", "session"] {
                    let credential = stage.credential(standing, kind);
                    let expected =
                        if row.takes(kind == "access") { row.verdict(standing, state) } else { Verdict::Stranger };
                    let person = cast.person(standing);
                    let who = format!("{standing:?} {state:?} by {kind}");
                    self.expect(stage, &Cell { credential, person, state, expected, who });
                    if expected == Verdict::Allowed && !row.is_look() {
                        stage.cast.forget(standing);
                    }
                }
            }
        }
    }

    /// With a personal token of each scope.
    fn with_tokens(&mut self, stage: &mut Stage<'_>) {
        let (cast, row, state) = (stage.cast, stage.row, State::Public);
        for standing in [Standing::Admin, Standing::Outsider] {
            for scope in cast::scopes(standing) {
                let credential = stage.credential(standing, scope);
                let is_good = *scope == row.token || row.token == "-";
                let expected = match (is_good, row.takes_personal()) {
                    (_, false) => Verdict::Stranger,
                    (true, true) => row.verdict(standing, state),
                    (false, true) => Verdict::Denied,
                };
                let (person, who) = (cast.person(standing), format!("{standing:?} with {scope}"));
                self.expect(stage, &Cell { credential, person, state, expected, who });
                if expected == Verdict::Allowed && !row.is_look() {
                    stage.cast.forget(standing);
                }
            }
        }
    }

    /// With what is good for nothing.
    fn with_dead_credentials(&mut self, stage: &mut Stage<'_>) {
        let (cast, row) = (stage.cast, stage.row);
        let expected = if row.least == Least::Anybody { Verdict::Allowed } else { Verdict::Stranger };
        for state in State::of(row).iter().copied() {
            for (why, credential) in &cast.dead {
                let (credential, person, who) = (credential.clone(), &cast.world.eve, format!("{why} {state:?}"));
                self.expect(stage, &Cell { credential, person, state, expected, who });
            }
        }
    }

    fn expect(&mut self, stage: &mut Stage<'_>, cell: &Cell<'_>) {
        self.cells += 1;
        let (row, expected) = (stage.row, cell.expected);
        let call = stage.set((cell.state, cell.person), expected == Verdict::Allowed);
        let answer = cell.credential.calls(&stage.cast.world, (&row.method, &call.path), &call.body);
        if row.observed(&answer) != Some(expected) {
            let (Answer { status, text, .. }, name, who) = (answer, row.call(), &cell.who);
            let text = if row.is_of_browser() { String::new() } else { text };
            self.wrong.push(format!("{name} by {who}: expected {expected:?}, got {status} {text}"));
            stage.clear();
        } else if expected == Verdict::Allowed {
            stage.was_allowed();
        } else {
            stage.was_refused(&cell.who);
        }
    }
}
