//! `/insights`

use std::time::Duration;

use serde_json::{Value, json};

use super::{get, join, open_project, patch, post, world};
use crate::person::Person;
use crate::world::{ASSIGN_DELAY, MINUTE, World};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[track_caller]
fn looks(world: &World, by: &Person, asked: &str) -> Value {
    let answer = get(world, by, &format!("/insights?range=4w{asked}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// The last weeks: opened, closed, opened again, and open at its end.
fn weeks(insights: &Value) -> Vec<[i64; 4]> {
    let week = |week: &Value| {
        let at_end = &week["at_end"];
        let open = ["backlog", "todo", "in_progress", "in_review"].map(|status| at_end[status].as_i64().unwrap());
        let [opened, closed, reopened] = ["opened", "closed", "reopened"].map(|field| week[field].as_i64().unwrap());
        [opened, closed, reopened, open.iter().sum()]
    };
    insights["weeks"].as_array().unwrap().iter().map(week).collect()
}

/// On Monday: BEL-1, for Ben, in progress at once. A week later he is done; it was not done after all. BEL-2 is urgent.
fn story() -> World {
    let world = world();
    post(&world, &world.ada, "/issues", json!({ "title": "One", "assignee": "ben", "status": "in_progress" }));
    world.advance(7 * DAY);
    patch(&world, &world.ada, "/issues/BEL-1", json!({ "status": "done" }));
    patch(&world, &world.ada, "/issues/BEL-1", json!({ "status": "todo" }));
    post(&world, &world.cleo, "/issues", json!({ "title": "Two", "priority": "urgent", "assignee": "ben" }));
    world.advance(MINUTE);
    patch(&world, &world.ada, "/issues/BEL-2", json!({ "assignee": null }));
    world
}

#[test]
fn insights_tell_of_each_week_what_came_and_went() {
    let world = story();
    let insights = looks(&world, &world.ada, "");
    assert_eq!(weeks(&insights), [[0; 4], [0; 4], [1, 0, 0, 1], [1, 1, 1, 2]]);
    assert_eq!(insights["weeks"][3]["starts_on"], "2025-12-01");
    assert_eq!(insights["weeks"][2]["at_end"]["in_progress"], 1);
    assert_eq!(
        (&insights["range"], &insights["zone"], &insights["project"]),
        (&json!("4w"), &json!("UTC"), &Value::Null)
    );
    let closing = &insights["closing"];
    assert_eq!((&closing["count"], &closing["median_s"]), (&json!(1), &json!(7 * 24 * 3600)));
    assert_eq!(closing["times"][4], json!({ "up_to_s": 604_800.0, "count": 1 }));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn insights_tell_who_has_what_and_what_nobody_has() {
    let world = story();
    let open = &looks(&world, &world.ada, "")["open"];
    let ben = json!({ "assignee": { "username": "ben", "name": "Ben" }, "open": 1, "urgent_or_high": 0 });
    assert_eq!(open["by_assignee"], json!([ben, { "assignee": null, "open": 1, "urgent_or_high": 1 }]));
    assert_eq!((&open["count"], &open["median_age_s"], &open["others"]), (&json!(2), &json!(60), &json!(0)));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_mail_that_rings_late_is_late_by_what_it_was_late() {
    let world = story();
    post(&world, &world.ada, "/issues", json!({ "title": "Three", "assignee": "dov" }));
    world.sleeps(ASSIGN_DELAY + Duration::from_millis(7));
    world.work();
    let insights = looks(&world, &world.ada, "");
    let lateness = &insights["lateness"];
    let told = ["count", "p50_ms", "p99_ms", "max_ms"].map(|field| lateness[field].clone());
    // What Ada changed about BEL-1 was told of on time.
    assert_eq!(told, [json!(2), json!(0.0), json!(7.0), json!(7.0)]);
    assert_eq!(lateness["times"][2], json!({ "up_to_s": 0.01, "count": 1 }));
    let mails = |week: usize| {
        let week = &insights["weeks"][week];
        (week["assignment_mails_sent"].clone(), week["assignment_mails_taken_back"].clone())
    };
    assert_eq!((mails(2), mails(3)), ((json!(1), json!(0)), (json!(1), json!(1))));
}

#[test]
fn only_what_somebody_sees_counts_and_deleted_issues_never_do() {
    let world = story();
    open_project(&world, "SEC", "private");
    post(&world, &world.ada, "/issues", json!({ "project": "SEC", "title": "Zanzibar" }));
    post(&world, &world.ada, "/issues", json!({ "title": "Private", "is_private": true }));
    let count = |by, asked| looks(&world, by, asked)["open"]["count"].clone();
    assert_eq!((count(&world.ada, ""), count(&world.eve, "")), (json!(4), json!(2)));
    assert_eq!((count(&world.ada, "&project=sec"), count(&world.ada, "&project=")), (json!(1), json!(4)));
    get(&world, &world.eve, "/insights?project=SEC").is_problem(404, "not-found");
    get(&world, &world.eve, "/insights?range=13w").is_problem(422, "invalid");
    join(&world, "SEC", &world.eve, "reader");
    assert_eq!((count(&world.eve, ""), count(&world.eve, "&project=SEC")), (json!(3), json!(1)));
    super::delete(&world, &world.ada, "/issues/SEC-1");
    assert_eq!(weeks(&looks(&world, &world.eve, "&project=SEC")), [[0; 4]; 4]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn the_week_is_that_of_the_reader() {
    let world = world();
    // On Sunday evening in London it is Monday in Auckland.
    world.advance(6 * DAY);
    patch(&world, &world.ben, "/me/mail-settings", json!({ "zone": "Pacific/Auckland" }));
    post(&world, &world.ada, "/issues", json!({ "title": "One" }));
    assert_eq!(weeks(&looks(&world, &world.ada, ""))[3], [1, 0, 0, 1]);
    let of_ben = looks(&world, &world.ben, "");
    assert_eq!((&of_ben["weeks"][3]["starts_on"], weeks(&of_ben)[3]), (&json!("2025-12-01"), [1, 0, 0, 1]));
    world.advance(DAY);
    assert_eq!(weeks(&looks(&world, &world.ada, ""))[2..], [[1, 0, 0, 1], [0, 0, 0, 1]]);
    assert_eq!(weeks(&looks(&world, &world.ben, ""))[2..], [[0, 0, 0, 0], [1, 0, 0, 1]]);
    world.advance(ASSIGN_DELAY);
}
