//! `PUT /issue/<id>`

use serde_json::{Value, json};

use crate::world::World;

fn shown(changes: &[(&str, &str)]) -> Value {
    let mut issue = json!({
        "issue_id": 1, "title": "The bell is late", "description": "Every time.",
        "created_by": "ada@belfry.example", "assigned_to": "ben@belfry.example", "status": "OPEN",
    });
    for (field, value) in changes {
        issue[field] = json!(value);
    }
    issue
}

#[test]
fn any_of_the_fields_can_be_changed_and_the_others_stay() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let mut so_far = Vec::new();
    for (field, value) in [
        ("title", "The bell is early"),
        ("description", "Sometimes.\nNot always."),
        ("assigned_to", "cleo@belfry.example"),
        ("status", "CLOSE"),
    ] {
        so_far.push((field, value));
        world.ada.puts(&world, &issue, &json!({ field: value })).is(200, shown(&so_far));
        world.ben.gets(&world, &issue).is(200, shown(&so_far));
    }
    let all = json!({ "title": "A", "description": "B", "assigned_to": "dov@belfry.example", "status": "OPEN" });
    let wanted = [("title", "A"), ("description", "B"), ("assigned_to", "dov@belfry.example")];
    world.ada.puts(&world, &issue, &all).is(200, shown(&wanted));
}

#[test]
fn a_status_is_taken_in_both_forms_and_any_letter_case() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for (word, stored) in [
        ("closed", "CLOSE"),
        ("OPENED", "OPEN"),
        ("Close", "CLOSE"),
        ("open", "OPEN"),
        ("CLOSED", "CLOSE"),
        ("OPEN", "OPEN"),
    ] {
        world.ada.puts(&world, &issue, &json!({ "status": word })).is(200, shown(&[("status", stored)]));
    }
}

#[test]
fn another_status_is_refused() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for word in ["done", "in_progress", "OPEN!", "", " "] {
        let answer = world.ada.puts(&world, &issue, &json!({ "status": word }));
        answer.is(400, json!({ "message": { "status": "A status is OPEN or CLOSE." } }));
    }
}

#[test]
fn an_unknown_assignee_and_blank_text_are_refused() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let put = |body: Value| world.ada.puts(&world, &issue, &body);
    put(json!({ "assigned_to": "x@y.z" })).is(400, json!({ "message": "user : x@y.z is not registered !" }));
    put(json!({ "title": " " })).is(400, json!({ "message": { "title": "Issue Title cannot be left blank!" } }));
    let description = "Issue Description cannot be left blank!";
    put(json!({ "description": "" })).is(400, json!({ "message": { "description": description } }));
    let assignee = "Issue Assignee email cannot be Blank !";
    put(json!({ "assigned_to": "" })).is(400, json!({ "message": { "assigned_to": assignee } }));
    world.ada.gets(&world, &issue).is(200, shown(&[]));
}

#[test]
fn nothing_to_change_and_null_say_what_may_be_sent() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let said = "Send what is to change: title, description, assigned_to or status.";
    for body in [json!({}), json!({ "issue_id": 7, "colour": "red" })] {
        world.ada.puts(&world, &issue, &body).refuses(400, said);
    }
    for field in ["title", "description", "assigned_to", "status"] {
        let said = "This cannot be null. Leave it out to keep it as it is.";
        world.ada.puts(&world, &issue, &json!({ field: null })).is(400, json!({ "message": { field: said } }));
    }
}

#[test]
fn only_who_created_it_changes_it() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for body in [json!({ "title": "Mine" }), json!({ "assigned_to": "x@y.z" })] {
        for person in [&world.ben, &world.eve] {
            person.puts(&world, &issue, &body).is(403, json!({ "message": "Unauthorized !" }));
        }
    }
    world.ada.gets(&world, &issue).is(200, shown(&[]));
}

#[test]
fn what_is_not_there_is_not_found() {
    let world = World::new();
    for id in ["1", "x", "99999999999999999999"] {
        let answer = world.ada.puts(&world, &format!("/issue/{id}"), &json!({ "title": "x" }));
        answer.is(404, json!({ "message": "Issue not found !" }));
    }
}

#[test]
fn many_who_give_the_same_issue_away_at_once_each_see_whom_they_gave_it_to() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let heirs = ["ben", "cleo", "dov"].map(|name| format!("{name}@belfry.example"));
    std::thread::scope(|scope| {
        for heir in heirs.iter().cycle().take(24) {
            let (world, issue) = (&world, &issue);
            scope.spawn(move || {
                let answer = world.ada.puts(world, issue, &json!({ "assigned_to": heir }));
                answer.is(200, shown(&[("assigned_to", heir)]));
            });
        }
    });
}
