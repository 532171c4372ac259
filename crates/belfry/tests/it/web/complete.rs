//! What is offered to whoever writes a name or a key; and finding somebody among many.

use super::{Browser, CANARY, attribute, crowd, texts, world};
use crate::world::{ASSIGN_DELAY, World};

fn story() -> World {
    let world = world();
    world.ada.opens(&world, "Oil the rope", &world.ben);
    world.ada.opens(&world, CANARY, &world.ben);
    world
}

#[test]
fn people_and_issues_are_offered_by_how_they_begin() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let offers = |at: &str| {
        let answer = ada.gets(&format!("/complete?project=BEL&at={at}"));
        assert!(answer.status == 200 && !answer.text.contains("<html") && !answer.text.contains("<img"), "{answer:?}");
        answer
    };
    let people = offers("%40be");
    assert_eq!(texts(&people, "[role=option]"), ["B Ben ben"]);
    assert_eq!(attribute(&people, "[role=option]", "data-put").as_deref(), Some("@ben "));
    assert_eq!(texts(&offers("%40"), "[role=option]").len(), 5);
    assert_eq!(texts(&offers("BEL-1"), "[role=option] .k"), ["BEL-1"]);
    assert_eq!(texts(&offers("bel-"), "[role=option] .k"), ["BEL-2", "BEL-1"]);
    let rope = offers("%23rope");
    assert_eq!(attribute(&rope, "[role=option]", "data-put").as_deref(), Some("BEL-1 "));
    for nothing in ["%40nobody", "%23", "%23is:open", "XX-1", "BEL", "", "%23%22", "BEL-99999999999999999999"] {
        assert!(texts(&offers(nothing), "[role=option]").is_empty(), "{nothing}");
    }
    world.advance(ASSIGN_DELAY);
}

#[test]
fn nothing_is_offered_that_somebody_may_not_see() {
    let world = story();
    world.change(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?));
    let eve = Browser::of(&world, &world.eve);
    for at in ["BEL-1", "BEL-", "%23rope"] {
        let answer = eve.gets(&format!("/complete?project=BEL&at={at}"));
        assert_eq!((answer.status, texts(&answer, "[role=option]").len()), (200, 0), "{at}");
    }
    assert_eq!(eve.gets("/complete?project=BEL&at=%40b").status, 404);
    // Nor is somebody offered who may not see the project.
    let ada = Browser::of(&world, &world.ada);
    assert!(texts(&ada.gets("/complete?project=BEL&at=%40eve"), "[role=option]").is_empty());
    assert_eq!(Browser::new(&world).gets("/complete?project=BEL&at=BEL-1").status, 303);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn one_of_many_is_found_with_script_and_without() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    assert_eq!(attribute(&ada.gets("/BEL-1"), "#p-assignee input[type=search]", "name"), None);
    crowd(&world, 60);
    let page = ada.gets("/BEL-1");
    assert_eq!(attribute(&page, "#p-assignee input[type=search]", "name").as_deref(), Some("who"));
    assert_eq!(texts(&page, "#people button").len(), 51);
    let found = ada.gets("/BEL-1?who=crowd59");
    assert_eq!(texts(&found, "#people button"), ["C crowd59", "Nobody"]);
    assert!(attribute(&found, "#p-assignee details", "open").is_some());
    assert_eq!(super::page::faults(&found), Vec::<String>::new());
    let swapped = ada.gets_with("/BEL-1?who=wd58", &[("hx-request", "true")]);
    assert!(swapped.text.contains("hx-target=\"#people\"") && !swapped.text.contains("<html"), "{swapped:?}");
    assert_eq!(texts(&swapped, "#people button"), ["C crowd58", "Nobody"]);
    assert_eq!(
        texts(&ada.gets(&format!("/BEL-1?who={}", "%3Cimg%20src=x%3E")), "#people p"),
        ["Nobody here is called so."]
    );
    // In the form of a new issue somebody can be written.
    let new = ada.gets("/issues/new?project=BEL");
    assert_eq!(attribute(&new, "input[name=who]", "name").as_deref(), Some("who"));
    let fields =
        [("project", "BEL"), ("title", "For one of many"), ("text", ""), ("assignee", ""), ("who", "@crowd57 ")];
    assert_eq!(ada.posts("/issues", &fields).header("location"), Some("/BEL-3"));
    assert_eq!(texts(&ada.gets("/BEL-3"), "#p-assignee .val"), ["Change assignee: C crowd57"]);
    let nobody = ada.posts("/issues", &[("project", "BEL"), ("title", "x"), ("text", ""), ("who", CANARY)]);
    assert_eq!((nobody.status, attribute(&nobody, "input[name=who]", "value").as_deref()), (422, Some(CANARY)));
    world.advance(ASSIGN_DELAY);
}
