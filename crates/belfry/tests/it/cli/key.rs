//! `belfry key`

use serde_json::Value;

use super::place::{Place, until};

#[test]
fn a_rotated_key_keeps_old_tokens_and_a_revoked_one_does_not() {
    let place = Place::new();
    place.add_user("ada");
    let server = place.serve(&[]);
    let token = server.log_in("ada", "bell").1;
    let status = |token: &str| server.call("GET", "/issue/", token, &Value::Null).0;
    let before = place.read("belfry-data/token.key");

    for _ in 0..6 {
        place.done(&["key", "rotate"]);
    }
    assert_ne!(place.read("belfry-data/token.key"), before);
    assert_eq!(status(&token), 200);

    place.done(&["key", "rotate", "--revoke-old"]);
    until(|| status(&token) == 401);
    assert_eq!(status(&server.log_in("ada", "bell").1), 200);
}

#[test]
fn without_a_data_folder_there_is_nothing_to_rotate() {
    let said = Place::new().refused(1, &["key", "rotate"]);
    assert!(said.contains("there is no data folder belfry-data"), "{said}");
}
