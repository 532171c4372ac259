//! What holds for every page: who may be behind a form, the headers, and where nobody is led to.

use super::{Browser, attribute, routes, texts, world};
use crate::world::{Wish, World};

/// A path of this route, with something in each of its holes.
fn filled(route: &str) -> String {
    let parts = route.split('/').map(|part| match part {
        "{key}" => "BEL-1",
        hole if hole.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn nothing_is_changed_by_a_form_of_another_site() {
    let world = world();
    world.ada.opens(&world, "Kept", &world.ben);
    let browser = Browser::of(&world, &world.ada);
    let before = world.dump();
    for route in routes("post(") {
        let path = filled(&route);
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ] {
            let answer = browser.posts_with(&path, &[("title", "x"), ("text", "x"), ("password", "x")], headers);
            assert_eq!(answer.status, 403, "{path} {headers:?}: {answer:?}");
            assert_eq!(texts(&answer, "h1"), ["This came from another site"], "{path}");
        }
    }
    assert_eq!(world.dump(), before);
}

#[test]
fn a_form_of_ours_is_taken_by_what_the_browser_says_of_it() {
    let world = world();
    for headers in [&[("sec-fetch-site", "same-origin")], &[("origin", "https://belfry.example")]] {
        let answer = Browser::new(&world).posts_with("/theme", &[("theme", "dark")], headers);
        assert_eq!(answer.status, 303, "{answer:?}");
    }
}

#[test]
fn a_page_allows_nothing_but_what_is_ours() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    for path in ["/sign-in", "/keys", "/nowhere/at/all", "/BEL-9999x"] {
        let answer = browser.gets(path);
        let header = |name| answer.header(name).unwrap_or_default().to_owned();
        assert_eq!(
            header("content-security-policy"),
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            "{path}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!((header("cache-control"), header("x-frame-options")), ("no-store".to_owned(), "DENY".to_owned()));
        let style = attribute(&answer, "link[rel=stylesheet]", "href").unwrap();
        assert_eq!(header("link"), format!("<{style}>; rel=preload; as=style"));
    }
}

#[test]
fn what_pages_load_is_kept_for_ever_and_packed() {
    let world = World::empty(Wish::default());
    let page = Browser::new(&world).gets("/sign-in");
    for (selector, name) in [("link[rel=stylesheet]", "href"), ("script", "src"), ("link[rel=icon]", "href")] {
        let url = attribute(&page, selector, name).unwrap();
        let get = |coding: &str| world.send("GET", &url, &[("accept-encoding", coding)], b"");
        let plain = get("identity");
        assert_eq!((plain.status, plain.header("content-encoding")), (200, None), "{url}");
        assert_eq!(plain.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(world.get(&url.replace("/assets/", "/assets/0")).status, 404);
    }
}

#[test]
fn a_wrong_address_is_told_to_people_as_a_page_and_to_scripts_as_json() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let answer = browser.gets("/nothing-here");
    assert_eq!((answer.status, texts(&answer, "h1")), (404, vec!["There is nothing here".to_owned()]));
    world.get("/nothing-here").refuses(404, "There is nothing at this path.");
    let answer = world.send("DELETE", "/sign-in", &[("sec-fetch-site", "same-origin")], b"");
    assert_eq!((answer.status, answer.header("allow").unwrap_or_default().contains("POST")), (405, true), "{answer:?}");
}

#[test]
fn whoever_is_not_signed_in_is_led_to_the_door_and_back() {
    let world = world();
    let browser = Browser::new(&world);
    let answer = browser.gets("/keys?a=b%20c&d=1");
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in?next=%2Fkeys%3Fa%3Db%2520c%26d%3D1")));
    let page = browser.gets(answer.header("location").unwrap());
    let next = attribute(&page, "input[name=next]", "value").unwrap();
    assert_eq!(next, "/keys?a=b%20c&d=1");
    let fields = [("email", "ben"), ("password", &world.ben.password()), ("next", &next)];
    let answer = browser.posts("/sign-in", &fields);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/keys?a=b%20c&d=1")));
    let answer = Browser::new(&world).swaps("/sign-out", &[]);
    assert_eq!((answer.status, answer.header("hx-redirect")), (401, Some("/sign-in")), "{answer:?}");
}

#[test]
fn nobody_is_led_to_another_site() {
    let world = world();
    for next in
        ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", "javascript:x"]
    {
        let browser = Browser::new(&world);
        let fields = [("email", "ben"), ("password", &world.ben.password()), ("next", next)];
        assert_eq!(browser.posts("/sign-in", &fields).header("location"), Some("/"), "{next}");
        assert_eq!(
            browser.posts("/theme", &[("theme", "dark"), ("next", next)]).header("location"),
            Some("/"),
            "{next}"
        );
        let path = format!("/sign-in?next={}", super::encoded(&[("", next)]).trim_start_matches('='));
        assert_eq!(attribute(&browser.gets(&path), "input[name=next]", "value"), None, "{next}");
    }
}

#[test]
fn what_was_typed_comes_back_to_whoever_is_not_signed_in_any_more() {
    let world = world();
    world.ada.opens(&world, "Kept", &world.ada);
    let browser = Browser::of(&world, &world.ada);
    world.advance(15 * std::time::Duration::from_secs(24 * 3600));
    let text = format!("{}\nA long comment.", super::CANARY);
    let answer = browser.posts("/BEL-1/comments", &[("text", &text), ("also", "")]);
    assert_eq!((answer.status, texts(&answer, "h1")), (401, vec!["You are signed out".to_owned()]));
    assert!(texts(&answer, "textarea")[0].ends_with("A long comment.") && !answer.text.contains("<img"), "{answer:?}");
    assert_eq!(attribute(&answer, "main form", "action").as_deref(), Some("/BEL-1/comments"));
    assert_eq!(browser.gets("/BEL-1").header("location"), Some("/sign-in?next=%2FBEL-1"));
}
