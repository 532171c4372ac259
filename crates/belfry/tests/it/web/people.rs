//! `/issues/people`: finding whom a selection is given to.

use super::{Browser, CANARY, attribute, crowd, texts, world};
use crate::world::{ASSIGN_DELAY, World};

fn story() -> World {
    let world = world();
    world.ada.opens(&world, "Oil the rope", &world.ben);
    world.ada.opens(&world, CANARY, &world.ben);
    crowd(&world, 60);
    world
}

const BUTTONS: &str = "#people button";

#[test]
fn one_of_many_is_found_in_the_menu_of_a_selection() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let list = ada.gets("/issues");
    assert_eq!(attribute(&list, ".bulk input[name=who]", "data-hx-get").as_deref(), Some("/issues/people"));
    assert_eq!(texts(&list, BUTTONS), ["B Ben"]);
    let looks = |query: &str| ada.gets_with(&format!("/issues/people?{query}"), &[("hx-request", "true")]);
    let found = looks("who=crowd59&key=BEL-1");
    assert!(found.text.contains("hx-target=\"#people\"") && !found.text.contains("<html"), "{found:?}");
    assert_eq!(texts(&found, BUTTONS), ["C crowd59"]);
    assert_eq!(attribute(&found, BUTTONS, "value").as_deref(), Some("crowd59"));
    assert_eq!(texts(&looks("who=crowd&key=BEL-1"), BUTTONS).len(), 12, "as many as fit");
    assert_eq!(texts(&looks("who=%3Cimg%20src=x%3E&key=BEL-1"), "#people p"), ["Nobody here is called so."]);
    // Whoever looks is in the menu in any case.
    let own = looks("who=ada&key=BEL-1");
    assert_eq!((texts(&own, BUTTONS).len(), texts(&own, "#people p").len()), (0, 0));
    // Nor is anybody found for what somebody does not see.
    assert!(texts(&looks("who=crowd59"), BUTTONS).is_empty());
    assert_eq!(looks("who=crowd59&key=NO-1").status, 404);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn without_script_it_is_a_page_that_does_the_same() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    let asked = "key=BEL-1&key=BEL-2&base=BEL-1.1&base=BEL-2.1&back=%2Fissues%3Fq%3Drope&due_on=&who=crowd59";
    let page = ada.gets(&format!("/issues/people?{asked}"));
    assert_eq!(super::page::faults(&page), Vec::<String>::new());
    assert_eq!(
        (texts(&page, BUTTONS), texts(&page, ".issue-meta a")),
        (vec!["C crowd59".to_owned()], vec!["BEL-1".to_owned(), "BEL-2".to_owned()])
    );
    assert_eq!(attribute(&page, "input[name=who]", "value").as_deref(), Some("crowd59"));
    let form = "form[action='/issues/bulk'] input";
    assert_eq!(texts(&page, form).len(), 5, "the keys, what was seen, and the way back");
    let sent = [
        ("key", "BEL-1"),
        ("key", "BEL-2"),
        ("base", "BEL-1.1"),
        ("base", "BEL-2.1"),
        ("back", "/issues?q=rope"),
        ("assignee", "crowd59"),
    ];
    let done = ada.posts("/issues/bulk", &sent);
    assert_eq!((done.status, done.header("location")), (303, Some("/issues?q=rope")));
    assert_eq!(texts(&ada.gets("/BEL-2"), "#p-assignee .val"), ["Change assignee: C crowd59"]);
    assert_eq!(ben.posts("/issues/bulk", &[&sent[..5], &[("assignee", "ben")]].concat()).status, 409);
    let canary =
        ada.gets("/issues/people?key=BEL-1&who=%22%27%3E%3Cimg%20src=x%20onerror=1%3E&back=https://evil.example");
    assert!(!canary.text.contains("<img"), "{canary:?}");
    assert_eq!(attribute(&canary, ".crumbs a", "href").as_deref(), Some("/"));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn who_is_found_for_several_projects_may_see_them_all() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let new = [("name", "Ringer"), ("key", "RING"), ("description", ""), ("visibility", "private")];
    assert_eq!(ada.posts("/projects/new", &new).status, 303);
    let opened = ada.posts("/issues", &[("project", "RING"), ("title", "Secret"), ("text", "")]);
    assert_eq!(opened.header("location"), Some("/RING-1"));
    let looks =
        |query: &str| texts(&ada.gets_with(&format!("/issues/people?{query}"), &[("hx-request", "true")]), BUTTONS);
    assert_eq!(looks("who=be&key=BEL-1"), ["B Ben"]);
    assert_eq!(looks("who=be&key=BEL-1&key=RING-1"), [""; 0]);
    assert_eq!(ada.posts("/p/RING/settings/members", &[("who", "ben"), ("role", "member")]).status, 303);
    assert_eq!(looks("who=be&key=BEL-1&key=RING-1"), ["B Ben"]);
    assert_eq!(looks("key=BEL-1&key=RING-1"), ["B Ben"]);
    let eve = Browser::of(&world, &world.eve);
    assert_eq!(eve.gets("/issues/people?who=be&key=RING-1").status, 404);
    world.advance(ASSIGN_DELAY);
}
