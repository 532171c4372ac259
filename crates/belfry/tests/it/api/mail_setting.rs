//! `/me/mail-settings`: what is shown, kept and refused. What it does is in [`crate::mail`].

use serde_json::{Value, json};

use super::{get, patch, world};

const PATH: &str = "/me/mail-settings";

#[test]
fn whoever_sets_nothing_has_what_the_instance_has() {
    let world = world();
    world.work();
    let expected = json!({
        "assign_delay_s": null, "update_delay_s": null, "digest": null, "quiet_hours": null, "zone": "UTC",
        "own_assignments": true, "own_changes": false, "next_digest_at": "2025-11-25T16:00:00.250000Z",
        "is_digest_stopped": false,
        "instance": { "assign_delay_s": 720, "update_delay_s": 60, "digest_every_s": 86400 }
    });
    assert_eq!(get(&world, &world.ben, PATH).json(), expected);
    assert_eq!(patch(&world, &world.ben, PATH, json!({})).json(), expected);
}

#[test]
fn what_is_set_is_kept_until_it_is_set_otherwise() {
    let world = world();
    world.work();
    let wish = json!({
        "assign_delay_s": 30, "update_delay_s": 0, "zone": "europe/berlin", "own_assignments": false, "own_changes": true,
        "digest": { "rhythm": "calendar", "at": "9:00", "days": ["friday", "monday"] },
        "quiet_hours": { "from": "22:00", "until": "7:30" }
    });
    let set = patch(&world, &world.ben, PATH, wish);
    assert_eq!(set.status, 200, "{set:?}");
    let expected = json!({
        "assign_delay_s": 30, "update_delay_s": 0, "zone": "Europe/Berlin", "own_assignments": false, "own_changes": true,
        "digest": { "rhythm": "calendar", "at": "09:00", "days": ["monday", "friday"] },
        "quiet_hours": { "from": "22:00", "until": "07:30" },
        "next_digest_at": "2025-11-28T08:00:00.000000Z", "is_digest_stopped": false,
        "instance": { "assign_delay_s": 720, "update_delay_s": 60, "digest_every_s": 86400 }
    });
    assert_eq!((set.json(), get(&world, &world.ben, PATH).json()), (expected.clone(), expected));
    let back = json!({ "assign_delay_s": null, "digest": null, "quiet_hours": null });
    let back = patch(&world, &world.ben, PATH, back).json();
    assert_eq!(
        (&back["assign_delay_s"], &back["update_delay_s"], &back["digest"], &back["quiet_hours"], &back["zone"]),
        (&Value::Null, &json!(0), &Value::Null, &Value::Null, &json!("Europe/Berlin"))
    );
    assert_eq!(get(&world, &world.dov, PATH).json()["own_changes"], false);
}

#[test]
fn what_cannot_be_set_is_refused_field_by_field_and_nothing_is() {
    let world = world();
    let bad = json!({
        "assign_delay_s": 604_801, "zone": "Mars/Base", "digest": { "rhythm": "calendar", "days": [] },
        "quiet_hours": { "from": "22:00", "until": "24:00" }, "own_changes": true
    });
    let refused = patch(&world, &world.ben, PATH, bad);
    refused.is_problem(422, "invalid");
    let fields: Vec<Value> =
        refused.json()["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["assign_delay_s", "digest", "quiet_hours", "zone"]);
    assert_eq!(get(&world, &world.ben, PATH).json()["own_changes"], false);
    for digest in [
        json!({ "rhythm": "hourly" }),
        json!({ "rhythm": "interval" }),
        json!({ "rhythm": "interval", "every_s": 3599 }),
        json!({ "rhythm": "interval", "every_s": 2_678_401 }),
        json!({ "rhythm": "interval", "every_s": 7200, "at": "09:00" }),
        json!({ "rhythm": "calendar", "at": "25:00" }),
        json!({ "rhythm": "calendar", "at": "09:00", "days": ["Monday"] }),
        json!({ "rhythm": "calendar", "at": "09:00", "days": [] }),
        json!({ "rhythm": "off", "at": "09:00" }),
    ] {
        patch(&world, &world.ben, PATH, json!({ "digest": digest })).is_problem(422, "invalid");
    }
    patch(&world, &world.ben, PATH, json!({ "quiet_hours": { "from": "22:00", "until": "22:00" } }))
        .is_problem(422, "invalid");
    patch(&world, &world.ben, PATH, json!({ "assign_delay_s": -1 })).is_problem(400, "unreadable");
    patch(&world, &world.ben, PATH, json!({ "assign_delay": "1m" })).is_problem(400, "unreadable");
    assert_eq!(get(&world, &world.ben, PATH).json()["digest"], Value::Null);
}
