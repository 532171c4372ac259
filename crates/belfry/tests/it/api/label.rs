//! `/projects/{key}/labels`

use serde_json::json;

use super::{delete, get, open, patch, post, world};

#[test]
fn labels_are_made_changed_put_on_issues_and_removed() {
    let world = world();
    open(&world, &world.cleo, "One");
    let labels = "/projects/BEL/labels";
    post(&world, &world.cleo, labels, json!({ "name": "bug" })).is_problem(403, "forbidden");
    assert_eq!(post(&world, &world.ada, labels, json!({ "name": "Bug", "hue": 3 })).status, 201);
    post(&world, &world.ada, labels, json!({ "name": "bug" })).is_problem(409, "conflict");
    post(&world, &world.ada, labels, json!({ "name": "a,b" })).is_problem(422, "invalid");
    post(&world, &world.ada, labels, json!({ "name": "x", "hue": 9 })).is_problem(422, "invalid");
    let put_on = patch(&world, &world.cleo, "/issues/BEL-1", json!({ "labels_added": ["bug"] }));
    assert_eq!(put_on.json()["labels"], json!(["Bug"]));
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "labels_added": ["nope"] })).is_problem(422, "invalid");
    let renamed = patch(&world, &world.ada, "/projects/BEL/labels/bug", json!({ "name": "fault" }));
    assert_eq!(renamed.json(), json!({ "name": "fault", "hue": 3 }));
    assert_eq!(get(&world, &world.eve, labels).json()["items"], json!([{ "name": "fault", "hue": 3 }]));
    assert_eq!(get(&world, &world.eve, "/issues/BEL-1").json()["labels"], json!(["fault"]));
    assert_eq!(delete(&world, &world.ada, "/projects/BEL/labels/fault").status, 204);
    assert_eq!(get(&world, &world.eve, "/issues/BEL-1").json()["labels"], json!([]));
}
