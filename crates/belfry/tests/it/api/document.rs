//! The OpenAPI document.

use super::world;

#[test]
fn the_document_lists_every_call_with_its_problems_and_needs_no_token() {
    let world = world();
    let document = world.send("GET", "/api/v1/openapi.json", &[], b"").json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 14, "{:?}", paths.keys());
    for (path, calls) in paths {
        assert!(path.starts_with("/api/v1/"), "{path}");
        for (method, call) in calls.as_object().unwrap() {
            let responses = call["responses"].as_object().unwrap();
            let is_for_anybody = call["security"] == serde_json::json!([]);
            assert!(responses.contains_key("401") || is_for_anybody, "{method} {path}");
            let takes_tokens = call["security"].as_array().unwrap().iter().any(|way| way["token"][0].is_string());
            let of_credentials = ["/me/tokens", "/me/sessions", "/me/password", "/me/email", "/sessions/current"];
            let is_for_signed_in = of_credentials.iter().any(|part| path.starts_with(&format!("/api/v1{part}")));
            assert!(takes_tokens != (is_for_anybody || is_for_signed_in), "{method} {path}: {}", call["security"]);
            let has_good_end = responses.keys().any(|status| status.starts_with('2'));
            assert!(has_good_end && call["operationId"].is_string() && call["summary"].is_string(), "{method} {path}");
        }
    }
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
}
