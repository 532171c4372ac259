//! `/docs`, the page on which the API can be tried.

use scraper::{Html, Selector};

use super::world;

#[test]
fn the_page_shows_every_call_and_needs_nothing_from_elsewhere() {
    let world = world();
    let page = world.get("/api/v1/docs");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"),
        "{policy}"
    );
    let html = Html::parse_document(&page.text);
    let all = |selector: &str| html.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
    let shown: Vec<String> = all("form.try")
        .iter()
        .map(|form| format!("{} {}", form.attr("data-method").unwrap(), form.attr("data-path").unwrap()))
        .collect();
    let document = world.get("/api/v1/openapi.json").json();
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        calls.extend(item.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    for call in &calls {
        assert!(shown.contains(call), "{call} is not on the page: give its tag a place in document.rs");
    }
    assert_eq!(shown.len(), calls.len());
    for element in all("[src], link[href]") {
        let place = element.attr("src").or(element.attr("href")).unwrap();
        assert!(place.starts_with("/api/v1/docs/"), "{place}");
        assert_eq!(world.get(place).status, 200, "{place}");
    }
    assert!(all("style, [style], script:not([src])").is_empty() && !page.text.contains(" onclick"));
    let labelled: Vec<&str> = all("label").iter().filter_map(|label| label.attr("for")).collect();
    for input in all("input, textarea") {
        assert!(labelled.contains(&input.attr("id").unwrap()), "{:?}", input.value());
    }
}

#[test]
fn a_body_that_can_be_sent_is_there_as_an_example() {
    let world = world();
    let page = world.get("/api/v1/docs");
    let html = Html::parse_document(&page.text);
    let body = html.select(&Selector::parse("#make_token-body").unwrap()).next().unwrap().text().collect::<String>();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert!(body["name"].is_string() && body["scopes"].is_array() && body.get("expires_in_days").is_none(), "{body}");
}
