//! `/issues/{key}/decisions`

use serde_json::{Value, json};

use super::{delete, get, join, patch, post, world};
use crate::person::Person;
use crate::world::{ASSIGN_DELAY, UPDATE_DELAY, World};

/// What was decided about somebody: whether they were told, why (not), and the mail or why there is none.
#[track_caller]
fn decided(world: &World, by: &Person, query: &str) -> Vec<(bool, String, String)> {
    let answer = get(world, by, &format!("/issues/BEL-1/decisions{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let row = |item: &Value| {
        let mail = &item["mail"];
        let told = match mail {
            Value::Null => text(&item["why_no_mail"]),
            mail => format!("{} {} {}", text(&mail["how"]), text(&mail["kind"]), text(&mail["state"])),
        };
        (item["is_told"].as_bool().unwrap(), text(&item["reason"]), told)
    };
    answer.json()["items"].as_array().unwrap().iter().map(row).collect()
}

fn row(is_told: bool, reason: &str, mail: &str) -> (bool, String, String) {
    (is_told, reason.to_owned(), mail.to_owned())
}

#[test]
fn everybody_is_told_why_they_did_or_did_not_get_mail_and_what_became_of_it() {
    let world = world();
    post(&world, &world.cleo, "/issues", json!({ "title": "One", "assignee": "ben" }));
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "title": "Two" }));
    world.advance(ASSIGN_DELAY);
    post(&world, &world.ben, "/issues/BEL-1/comments", json!({ "text": "@dov, is it yours?" }));
    world.advance(UPDATE_DELAY);
    delete(&world, &world.dov, "/issues/BEL-1/watch");
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "assignee": "eve" }));
    let bens = [
        row(true, "assigned", "ordered assigned sent"),
        row(true, "assigned", "waited assigned sent"),
        row(false, "did it", "did it"),
        row(true, "commented", "ordered updated pending"),
    ];
    assert_eq!(decided(&world, &world.ben, ""), bens);
    let dovs = [row(true, "mentioned", "ordered updated sent")];
    assert_eq!(decided(&world, &world.dov, ""), dovs);
    assert_eq!(decided(&world, &world.ada, "?user=dov"), dovs);
    let sent = get(&world, &world.ben, "/issues/BEL-1/decisions").json()["items"][0]["mail"].clone();
    assert!(sent["reason"].as_str().unwrap().starts_with("250 "), "{sent}");
    assert!(sent["log"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("replied")), "{sent}");

    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "assignee": "ben" }));
    let eves = decided(&world, &world.eve, "");
    assert_eq!(eves[0], row(true, "assigned", "ordered assigned cancelled"));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_rests_for_quiet_hours_says_until_when() {
    let world = world();
    let quiet = json!({ "quiet_hours": { "from": "00:00", "until": "23:59" } });
    assert_eq!(patch(&world, &world.ben, "/me/mail-settings", quiet).status, 200);
    post(&world, &world.cleo, "/issues", json!({ "title": "One", "assignee": "ben" }));
    let mail = get(&world, &world.ben, "/issues/BEL-1/decisions").json()["items"][0]["mail"].clone();
    assert_eq!(
        (&mail["state"], &mail["rests_until"], &mail["reason"]),
        (&json!("pending"), &json!("2025-11-24T23:59:00.000000Z"), &json!("quiet hours of its recipient"))
    );
}

#[test]
fn only_maintainers_are_told_of_others() {
    let world = world();
    post(&world, &world.cleo, "/issues", json!({ "title": "One", "assignee": "ben" }));
    get(&world, &world.cleo, "/issues/BEL-1/decisions?user=ben").is_problem(403, "forbidden");
    get(&world, &world.ada, "/issues/BEL-1/decisions?user=nobody").is_problem(404, "not-found");
    get(&world, &world.ada, "/issues/BEL-9/decisions").is_problem(404, "not-found");
    join(&world, "BEL", &world.cleo, "maintainer");
    assert_eq!(decided(&world, &world.cleo, "?user=BEN"), [row(true, "assigned", "ordered assigned pending")]);
    assert!(decided(&world, &world.eve, "").is_empty());
    world.advance(ASSIGN_DELAY);
}
