//! `/projects`

use serde_json::{Value, json};

use super::{delete, get, join, open_project, patch, post, put, world};

#[test]
fn projects_are_opened_by_admins_and_maintainers_and_seen_by_whom_they_say() {
    let world = world();
    let body = json!({ "key": "mob", "name": "Mobile" });
    post(&world, &world.ben, "/projects", body.clone()).is_problem(403, "forbidden");
    let opened = post(&world, &world.ada, "/projects", body.clone());
    assert_eq!((opened.status, opened.header("location")), (201, Some("/api/v1/projects/MOB")));
    assert_eq!((&opened.json()["visibility"], &opened.json()["role"]), (&json!("private"), &json!("maintainer")));
    post(&world, &world.ada, "/projects", body).is_problem(409, "conflict");
    open_project(&world, "INT", "internal");
    let seen = |by| {
        let items = get(&world, by, "/projects").json()["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| format!("{} {}", item["key"].as_str().unwrap(), item["role"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(seen(&world.eve), ["BEL reporter", "INT reader"]);
    assert_eq!(seen(&world.ada), ["BEL maintainer", "INT maintainer", "MOB maintainer"]);
    get(&world, &world.eve, "/projects/MOB").is_problem(404, "not-found");
    join(&world, "MOB", &world.eve, "member");
    assert_eq!(get(&world, &world.eve, "/projects/mob").json()["role"], "member");
}

#[test]
fn members_come_and_go_but_the_last_maintainer_stays() {
    let world = world();
    open_project(&world, "MOB", "public");
    join(&world, "MOB", &world.ben, "member");
    let members = |by| get(&world, by, "/projects/MOB/members").json()["items"].clone();
    let names: Vec<Value> =
        members(&world.eve).as_array().unwrap().iter().map(|item| item["username"].clone()).collect();
    assert_eq!(names, ["ada", "ben"]);
    put(&world, &world.ben, "/projects/MOB/members/eve", json!({ "role": "member" })).is_problem(403, "forbidden");
    put(&world, &world.ada, "/projects/MOB/members/nobody", json!({ "role": "member" })).is_problem(404, "not-found");
    put(&world, &world.ada, "/projects/MOB/members/eve", json!({ "role": "boss" })).is_problem(400, "unreadable");
    delete(&world, &world.ada, "/projects/MOB/members/ada").is_problem(409, "conflict");
    assert_eq!(delete(&world, &world.ben, "/projects/MOB/members/ben").status, 204);
    delete(&world, &world.ada, "/projects/MOB/members/ben").is_problem(404, "not-found");
}

#[test]
fn an_archived_project_is_read_and_no_more() {
    let world = world();
    super::open(&world, &world.cleo, "One");
    patch(&world, &world.cleo, "/projects/BEL", json!({ "is_archived": true })).is_problem(403, "forbidden");
    assert_eq!(patch(&world, &world.ada, "/projects/BEL", json!({ "is_archived": true })).json()["is_archived"], true);
    assert_eq!(get(&world, &world.cleo, "/issues/BEL-1").status, 200);
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "title": "Two" })).is_problem(403, "forbidden");
    post(&world, &world.cleo, "/issues/BEL-1/comments", json!({ "text": "Two" })).is_problem(403, "forbidden");
    post(&world, &world.cleo, "/issues", json!({ "title": "Two" })).is_problem(403, "forbidden");
    delete(&world, &world.cleo, "/issues/BEL-1").is_problem(403, "forbidden");
}

#[test]
fn statuses_go_by_the_names_of_the_project() {
    let world = world();
    open_project(&world, "MOB", "public");
    for project in ["BEL", "MOB"] {
        post(&world, &world.ada, "/issues", json!({ "project": project, "title": "Bell" }));
    }
    let names = json!({ "items": [{ "status": "in_review", "name": "Waiting for parts" }, { "status": "todo", "name": "Next", "limit": 10.0 }] });
    let path = "/projects/MOB/statuses";
    put(&world, &world.ben, path, names.clone()).is_problem(403, "forbidden");
    let named = put(&world, &world.ada, path, names);
    assert_eq!(named.status, 200, "{named:?}");
    assert_eq!(get(&world, &world.ben, path).json(), named.json());
    let words: Vec<Value> = named.json()["items"].as_array().unwrap().iter().map(|item| item["name"].clone()).collect();
    assert_eq!(words, ["Waiting for parts", "Next", "Backlog", "In progress", "Done", "Cancelled"]);
    let limits: Vec<Value> =
        named.json()["items"].as_array().unwrap().iter().map(|item| item["limit"].clone()).collect();
    assert_eq!(limits[..3], [Value::Null, json!(10), Value::Null]);
    put(&world, &world.ada, path, json!({ "items": [{ "status": "todo", "name": "Next", "limit": 0 }] }))
        .is_problem(422, "invalid");
    let issue = get(&world, &world.ada, "/issues/MOB-1").json();
    assert_eq!((&issue["status"], &issue["status_name"]), (&json!("todo"), &json!("Next")));
    assert_eq!(get(&world, &world.ada, "/issues/BEL-1").json()["status_name"], "To do");
    let found = |query: &str| {
        let page = get(&world, &world.ada, &format!("/issues?q=status:{query}")).json();
        page["items"].as_array().unwrap().iter().map(|issue| issue["key"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((found("next"), found("%22to%20do%22")), (vec![json!("MOB-1")], vec![json!("BEL-1")]));
    assert_eq!(found("todo%20sort:key"), ["BEL-1", "MOB-1"]);
    put(&world, &world.ada, path, json!({ "items": [{ "status": "todo", "name": "Done" }] }))
        .is_problem(422, "invalid");
}
