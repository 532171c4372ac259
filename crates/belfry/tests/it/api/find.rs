//! `GET /issues?q=`: finding issues.

use serde_json::{Value, json};

use super::{call, delete, get, join, open, open_project, patch, post, world};
use crate::person::Person;
use crate::world::World;

/// The query in the address of a list.
pub fn path(query: &str) -> String {
    let escaped: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/issues?limit=100&q={escaped}")
}

/// The keys of what somebody finds.
#[track_caller]
fn finds(world: &World, by: &Person, query: &str) -> Vec<String> {
    let answer = get(world, by, &path(query));
    assert_eq!(answer.status, 200, "{query}: {answer:?}");
    keys(&answer.json())
}

fn keys(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn opens(world: &World, by: &Person, body: Value) -> String {
    let answer = post(world, by, "/issues", body);
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["key"].as_str().unwrap().to_owned()
}

#[test]
fn a_list_is_what_the_query_asks_for_in_its_order() {
    let world = world();
    open(&world, &world.ada, "One");
    opens(&world, &world.ben, json!({ "title": "Two", "priority": "high", "assignee": "ben", "due_on": "2030-01-01" }));
    world.wish.clock.advance(std::time::Duration::from_secs(1));
    patch(&world, &world.ada, "/issues/BEL-1", json!({ "priority": "urgent" }));
    for (query, found) in [
        ("", &["BEL-1", "BEL-2"][..]),
        ("sort:updated-asc", &["BEL-2", "BEL-1"]),
        ("sort:key", &["BEL-1", "BEL-2"]),
        ("sort:key-desc", &["BEL-2", "BEL-1"]),
        ("sort:due", &["BEL-2", "BEL-1"]),
        ("sort:priority", &["BEL-1", "BEL-2"]),
        ("sort:created", &["BEL-2", "BEL-1"]),
        ("priority:high", &["BEL-2"]),
        ("assignee:none", &["BEL-1"]),
        ("assignee:BEN author:ben", &["BEL-2"]),
        ("-assignee:ben", &["BEL-1"]),
        ("is:open is:pending", &["BEL-2"]),
        ("key:BEL-2,BEL-9", &["BEL-2"]),
        ("two OR one sort:key", &["BEL-1", "BEL-2"]),
        ("due:2030 -is:overdue", &["BEL-2"]),
        ("status:\"to do\" sort:key", &["BEL-1", "BEL-2"]),
        ("project:bel -status:todo", &[]),
    ] {
        assert_eq!(finds(&world, &world.ada, query), found, "{query}");
    }
    world.advance(crate::world::ASSIGN_DELAY);
}

#[test]
fn a_query_that_is_none_is_refused_with_its_column() {
    let world = world();
    for (query, says) in [
        ("is:open lable:bug", "column 9: there is no term lable:; did you mean label:?"),
        ("is:open label:nope", "column 15: there is no label nope"),
        ("assignee:nobody", "column 10: nobody is called nobody"),
        ("project:NO", "column 9: there is no project NO"),
        ("status:Triage", "column 8: no status is called Triage"),
    ] {
        let answer = get(&world, &world.ada, &path(query));
        answer.is_problem(422, "invalid");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["field"], "q");
        assert!(error["detail"].as_str().unwrap().starts_with(says), "{query}: {error}");
    }
    get(&world, &world.ada, "/issues/count?q=is:opne").is_problem(422, "invalid");
    assert_eq!(world.get("/api/v1/issues?q=is:opne").status, 401);
}

#[test]
fn pages_follow_each_other_while_issues_are_opened() {
    let world = world();
    for number in 1..=7 {
        open(&world, &world.ada, &format!("Bell {number}"));
    }
    for query in ["", "sort:key", "sort:due", "sort:created-asc", "bell", "sort:priority", "bell sort:created"] {
        let all = finds(&world, &world.ada, query);
        let escaped = path(query).replace("limit=100", "limit=3");
        let (mut next, mut seen) = (Some(escaped), Vec::new());
        while let Some(path) = next {
            let page = get(&world, &world.ada, &path);
            assert_eq!(page.status, 200, "{page:?}");
            seen.extend(keys(&page.json()));
            world.wish.clock.advance(std::time::Duration::from_millis(1));
            open(&world, &world.ada, "Another bell");
            let link = page.header("link").map(str::to_owned);
            assert_eq!(link.is_some(), !page.json()["next"].is_null());
            next = link.map(|link| {
                let path = link.strip_prefix("</api/v1").and_then(|rest| rest.split_once('>')).unwrap().0;
                path.to_owned()
            });
        }
        assert_eq!(&seen[..all.len()], all, "{query}");
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{query}: {seen:?}");
    }
}

#[test]
fn a_cursor_is_good_for_its_own_query_only() {
    let world = world();
    for number in 1..=3 {
        open(&world, &world.ada, &format!("Bell {number}"));
    }
    let next = get(&world, &world.ada, "/issues?limit=1&q=bell").json()["next"].as_str().unwrap().to_owned();
    assert_eq!(get(&world, &world.ada, &format!("/issues?limit=1&q=bell&after={next}")).status, 200);
    for path in
        [format!("/issues?q=bells&after={next}"), "/issues?q=bell&after=x".to_owned(), "/issues?limit=101".to_owned()]
    {
        get(&world, &world.ada, &path).is_problem(422, "invalid");
    }
}

#[test]
fn what_somebody_may_not_see_is_not_found_by_any_means() {
    let world = world();
    open_project(&world, "SEC", "private");
    opens(&world, &world.ada, json!({ "project": "SEC", "title": "Zanzibar" }));
    post(&world, &world.ada, "/projects/SEC/labels", json!({ "name": "hidden" }));
    let private = opens(&world, &world.ada, json!({ "title": "Zanzibar too", "is_private": true, "assignee": "ben" }));
    for query in ["", "zanzibar", "is:private", "key:SEC-1", "author:ada", "-project:BEL", "sort:key"] {
        assert_eq!(finds(&world, &world.eve, query), [""; 0], "{query}");
    }
    for query in ["project:SEC", "label:hidden"] {
        get(&world, &world.eve, &path(query)).is_problem(422, "invalid");
    }
    assert_eq!(get(&world, &world.eve, "/issues/count?q=zanzibar").json(), json!({ "count": 0, "is_more": false }));
    assert_eq!(finds(&world, &world.ben, "zanzibar"), [private.as_str()]);
    assert_eq!(finds(&world, &world.ada, "zanzibar"), [private.as_str(), "SEC-1"]);
    join(&world, "SEC", &world.eve, "reader");
    assert_eq!(finds(&world, &world.eve, "zanzibar"), ["SEC-1"]);
    world.advance(crate::world::ASSIGN_DELAY);
}

#[test]
fn titles_come_before_descriptions_and_those_before_comments() {
    let world = world();
    for (title, description) in
        [("Bell tower", "Nothing."), ("Rope", "In the bell tower."), ("Clapper", "Rust."), ("Tower", "The bell.")]
    {
        opens(&world, &world.ada, json!({ "title": title, "description": description }));
    }
    post(&world, &world.ada, "/issues/BEL-3/comments", json!({ "text": "It is in the BELL tower." }));
    assert_eq!(finds(&world, &world.ada, "bell tower"), ["BEL-1", "BEL-4", "BEL-2", "BEL-3"]);
    assert_eq!(finds(&world, &world.ada, "\"bell tower\""), ["BEL-1", "BEL-2", "BEL-3"]);
    assert_eq!(finds(&world, &world.ada, "\"bell tower\" -rust"), ["BEL-1", "BEL-2"]);
    assert_eq!(finds(&world, &world.ada, "bell sort:key"), ["BEL-1", "BEL-2", "BEL-3", "BEL-4"]);
    assert_eq!(finds(&world, &world.ada, "bel"), [""; 0]);
}

#[test]
fn words_follow_every_change_of_a_text() {
    let world = world();
    let found = |query: &str| !finds(&world, &world.ada, query).is_empty();
    open(&world, &world.ada, "Old words");
    assert!(found("old"));
    patch(&world, &world.ada, "/issues/BEL-1", json!({ "title": "New words", "description": "Said @ben." }));
    assert!(!found("old") && found("new") && found("mentions:ben") && !found("mentions:cleo"));
    let comment = |text: &str| json!({ "text": text });
    post(&world, &world.ada, "/issues/BEL-1/comments", comment("First @cleo."));
    assert!(found("first mentions:cleo"));
    patch(&world, &world.ada, "/issues/BEL-1/comments/1", comment("Second."));
    assert!(!found("first") && found("second") && !found("mentions:cleo"));
    delete(&world, &world.ada, "/issues/BEL-1/comments/1");
    assert!(!found("second") && found("new"));
    delete(&world, &world.ada, "/issues/BEL-1");
    assert!(!found("new") && found("new is:deleted"));
    assert!(finds(&world, &world.eve, "is:deleted").is_empty());
    call(&world, &world.ada, ("POST", "/issues/BEL-1/restore"), &Value::Null, &[]);
    assert!(found("new") && !found("is:deleted"));
    world.advance(crate::world::UPDATE_DELAY);
}
