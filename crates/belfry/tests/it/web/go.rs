//! `/go`

use serde_json::json;

use super::{Browser, CANARY, attribute, texts, world};
use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// BEL-1 is Ben's, BEL-2 is private, BEL-3 is done, and BEL-4 is called so that it must be escaped. Labels: bug.
fn story() -> World {
    let world = world();
    let token = format!("Bearer {}", world.ada.token(&world));
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    for (path, body) in [
        ("/projects/BEL/labels", json!({ "name": "bug", "hue": 1 })),
        ("/issues", json!({ "title": "Mail goes out twice", "assignee": "ben" })),
        ("/issues", json!({ "title": "A mail that is nobody's business", "is_private": true })),
        ("/issues", json!({ "title": "Old", "description": "About the mail.", "status": "done" })),
        ("/issues", json!({ "title": CANARY })),
    ] {
        let answer = world.send("POST", &format!("/api/v1{path}"), &headers, body.to_string().as_bytes());
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    world
}

/// What is found, under this heading.
fn found(page: &Answer, heading: &str) -> Vec<String> {
    texts(page, &format!("#pal [role=group][aria-label='{heading}'] .item"))
}

#[test]
fn issues_are_found_by_key_by_half_a_word_and_by_words_in_them() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    for (q, keys) in [
        ("bel-3", vec!["BEL-3"]),
        ("MAI", vec!["BEL-2", "BEL-1"]),
        ("mail", vec!["BEL-2", "BEL-1", "BEL-3"]),
        ("label:", vec![]),
        ("label:bug", vec![]),
        ("onerror", vec!["BEL-4"]),
        ("twice mail", vec!["BEL-1"]),
    ] {
        let page = ada.gets(&format!("/go?q={q}").replace(' ', "+"));
        assert_eq!(texts(&page, "[aria-label=Issues] .item > .sub:nth-of-type(2)"), keys, "{q}");
        assert_eq!(attribute(&page, "[name=q]", "value").as_deref(), Some(q));
        assert!(!page.text.contains("<img"), "{page:?}");
    }
    let page = ada.gets("/go?q=mail");
    assert_eq!(texts(&page, "[aria-label=Issues] mark"), ["mail", "Mail"]);
    assert_eq!(found(&page, "Issues")[2], "Done BEL-3 Old closed");
    assert_eq!(attribute(&page, "[aria-label='Look further'] a", "href").as_deref(), Some("/issues?q=mail"));
    // Nobody finds what they may not see.
    let eve = Browser::of(&world, &world.eve);
    assert_eq!(found(&eve.gets("/go?q=mail"), "Issues").len(), 2);
    assert_eq!(found(&eve.gets("/go?q=bel-2"), "Issues"), [""; 0]);
    // Where nothing is asked, what one has to do.
    assert_eq!(found(&Browser::of(&world, &world.ben).gets("/go"), "Issues").len(), 1);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn pages_deeds_labels_and_people_are_found_by_what_they_are_called() {
    let world = story();
    let (ada, eve) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.eve));
    let link = |page: &Answer, words: &str| {
        let all = texts(page, "#pal .item .t");
        all.iter().any(|found| found == words)
    };
    for (q, words) in [("outb", "Outbox"), ("audit", "Audit log"), ("keyb", "Keyboard"), ("sign o", "Sign out")] {
        assert!(link(&ada.gets(&format!("/go?q={q}").replace(' ', "+")), words), "{q}");
    }
    assert!(!link(&eve.gets("/go?q=audit"), "Audit log"));
    let page = ada.gets("/go?q=%23bu");
    assert_eq!((found(&page, "Labels"), found(&page, "Issues").len()), (vec!["bug".to_owned()], 0));
    let label = attribute(&page, "#p-1", "href");
    assert_eq!(label.as_deref(), Some("/issues?q=is%3Aopen+label%3A%22bug%22"));
    assert_eq!(ada.gets(&label.unwrap()).status, 200);
    assert_eq!(found(&ada.gets("/go?q=@BEN"), "People"), ["B Ben ben"]);
    assert_eq!(texts(&ada.gets("/go?q=%3Etheme"), "#pal .item"), [""; 0]);
    assert_eq!(found(&ada.gets("/go?q=%3Elight"), "Do"), ["Switch light and dark"]);
    let none = ada.gets("/go?q=%3Enothing");
    assert_eq!(
        (texts(&none, "#pal").join(""), attribute(&none, "[name=q]", "aria-activedescendant")),
        ("Nothing is called that.".to_owned(), None)
    );
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_can_be_done_to_the_issue_that_it_was_opened_on_comes_with_it() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let opened = attribute(&ada.gets("/BEL-1?show=mail"), "a[data-dialog=palette]", "href").unwrap();
    assert_eq!(opened, "/go?on=%2FBEL-1%3Fshow%3Dmail");
    let page = ada.gets(&format!("{opened}&q=%3E"));
    let deeds = found(&page, "On BEL-1");
    assert_eq!(
        deeds[..3],
        ["Send the pending mail to Ben now due in 12:00 B S", "Cancel the pending mail to Ben B X", "Assign to me I"]
    );
    assert!(deeds.contains(&"Change status… S".to_owned()), "{deeds:?}");
    // Each is a button of a form that goes where the page's own goes.
    let of = |name: &str| attribute(&page, "#pal [name=do][value=cancel]", name).unwrap();
    assert_eq!((of("form"), attribute(&page, "#pal-do", "method").as_deref()), ("pal-do".to_owned(), Some("post")));
    assert_eq!(ada.posts(&of("formaction"), &[("next", "/BEL-1"), ("do", "cancel")]).status, 303);
    world.advance(ASSIGN_DELAY + MINUTE);
    assert!(world.mails().is_empty(), "{:?}", world.outbox());
    assert!(!texts(&ada.gets(&opened), "#pal").join("").contains("pending mail"));
    // Nothing about an issue that is not there, or not theirs to see; and less to whoever may do less.
    let eve = Browser::of(&world, &world.eve);
    for on in ["BEL-2", "BEL-99", "x"] {
        assert!(!texts(&eve.gets(&format!("/go?on=%2F{on}")), "#pal").join("").contains("On BEL"), "{on}");
    }
    let deeds = found(&eve.gets("/go?on=%2FBEL-4"), "On BEL-4");
    assert!(deeds.iter().all(|deed| !deed.contains("Assign")) && deeds.contains(&"Watch W".to_owned()), "{deeds:?}");
    assert_eq!(
        attribute(&ada.gets("/go?on=https://evil.example"), "#pal-do [name=next]", "value").as_deref(),
        Some("/")
    );
}

#[test]
fn a_script_is_answered_with_what_was_found_alone() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let answer = ada.sends("GET", "/go?q=mail", &[("hx-request", "true")], "");
    assert!(
        answer.text.starts_with("<div class=\"pal-list\" id=\"pal\"") && !answer.text.contains("<html"),
        "{answer:?}"
    );
    assert_eq!(found(&answer, "Issues").len(), 3);
    world.advance(ASSIGN_DELAY);
}
