//! The link in every mail that stops mail like it.

use serde_json::json;

use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, BASE_URL, DIGEST_EVERY, UPDATE_DELAY, World};

/// Lets mail arrive, and answers with the path of the link in the last one.
fn link(world: &World) -> String {
    world.mails().pop().unwrap().stop.strip_prefix(BASE_URL).unwrap().to_owned()
}

fn one_click(world: &World, path: &str) -> Answer {
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    world.send("POST", path, &kind, b"List-Unsubscribe=One-Click")
}

#[test]
fn opening_the_link_changes_nothing() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    let (path, before) = (link(&world), world.dump());
    for _ in 0..2 {
        let answer = world.get(&path);
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains("<form method=\"post\">") && !answer.text.contains("<script"), "{answer:?}");
        assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
    assert_eq!(world.send("HEAD", &path, &[], b"").status, 200);
    assert_eq!(world.dump(), before);
}

#[test]
fn one_click_stops_mail_about_the_issue_and_a_second_changes_nothing_more() {
    let world = World::new();
    let issue = world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    let path = link(&world);
    world.ada.changes(&world, &issue, json!({ "title": "Uno" }));
    assert_eq!(one_click(&world, &path).status, 200);
    let after = world.dump();
    assert_eq!(one_click(&world, &path).status, 200);
    assert_eq!(world.send("POST", &path, &[], b"").status, 200);
    assert_eq!(world.dump(), after);
    world.ada.changes(&world, &issue, json!({ "title": "Eins" }));
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), [""; 0]);
    world.ada.opens(&world, "Two", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn one_click_in_a_digest_stops_the_digests() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    world.advance(DIGEST_EVERY);
    let path = link(&world);
    assert!(world.get(&path).text.contains("your digest"));
    assert!(one_click(&world, &path).text.contains("no digest any more"));
    world.advance(2 * DIGEST_EVERY);
    assert_eq!(world.arrived(), [""; 0]);
}

#[test]
fn whoever_changes_their_mind_starts_again() {
    let world = World::new();
    let issue = world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    let path = link(&world);
    let before = world.dump();
    let stopped = one_click(&world, &path);
    let again = format!("{path}/again");
    assert!(
        stopped.text.contains(&format!("<form method=\"post\" action=\"{again}\"><button>Start again")),
        "{stopped:?}"
    );
    assert!(world.get(&path).text.contains("Start again"));
    assert_eq!(world.get(&again).status, 405);
    for _ in 0..2 {
        assert!(world.send("POST", &again, &[], b"").text.contains("Started again"));
    }
    assert_eq!(world.dump(), before);
    world.ada.changes(&world, &issue, json!({ "title": "Uno" }));
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example updated"]);
    assert_eq!(world.send("POST", "/stop/x/again", &[], b"").status, 404);
}

#[test]
fn a_link_that_we_did_not_make_leads_nowhere() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    let path = link(&world);
    let before = world.dump();
    let tampered = format!("{}{}", &path[..path.len() - 5], "AAAAA");
    for wrong in [tampered, "/stop/x".to_owned(), "/stop/%ff%00".to_owned(), format!("/stop/{}", "A".repeat(5000))] {
        for answer in [world.get(&wrong), one_click(&world, &wrong)] {
            assert_eq!(answer.status, 404, "{wrong}");
            assert!(answer.text.contains("This link leads nowhere"));
        }
    }
    assert_eq!(world.dump(), before);
}
