//! `/issues/{key}/comments`

use serde_json::{Value, json};

use super::{call, delete, get, open, patch, post, world};

#[test]
fn comments_are_said_read_in_pages_edited_and_taken_away() {
    let world = world();
    open(&world, &world.cleo, "One");
    for text in ["first", "second", "third"] {
        let said = post(&world, &world.ben, "/issues/BEL-1/comments", json!({ "text": text }));
        assert_eq!(said.status, 201, "{said:?}");
    }
    let page = get(&world, &world.dov, "/issues/BEL-1/comments?limit=2");
    let body = page.json();
    let texts = |body: &Value| {
        let items = body["items"].as_array().unwrap().iter();
        items.map(|item| item["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&body), ["first", "second"]);
    let next = body["next"].as_str().unwrap();
    let link = page.header("link").unwrap();
    assert_eq!(link, format!("</api/v1/issues/BEL-1/comments?limit=2&after={next}>; rel=\"next\""));
    let rest = get(&world, &world.dov, &format!("/issues/BEL-1/comments?limit=2&after={next}"));
    assert_eq!(
        (texts(&rest.json()), &rest.json()["next"], rest.header("link")),
        (vec!["third".to_owned()], &Value::Null, None)
    );

    let path = "/issues/BEL-1/comments/2";
    patch(&world, &world.cleo, path, json!({ "text": "mine" })).is_problem(403, "forbidden");
    let edited = patch(&world, &world.ben, path, json!({ "text": "2nd" }));
    assert_eq!((edited.status, edited.header("etag"), &edited.json()["text"]), (200, Some("\"v2\""), &json!("2nd")));
    let stale = call(&world, &world.ben, ("PATCH", path), &json!({ "text": "zwei" }), &[("if-match", "\"v1\"")]);
    stale.is_problem(412, "stale");
    assert_eq!(stale.json()["current"]["text"], "2nd");
    delete(&world, &world.cleo, path).is_problem(403, "forbidden");
    assert_eq!(delete(&world, &world.ben, path).status, 204);
    delete(&world, &world.ben, path).is_problem(404, "not-found");
    delete(&world, &world.ben, "/issues/BEL-1/comments/x").is_problem(404, "not-found");
    assert_eq!(get(&world, &world.cleo, "/issues/BEL-1").json()["comments_count"], 2);
    assert_eq!(delete(&world, &world.ada, "/issues/BEL-1/comments/1").status, 204);
}
