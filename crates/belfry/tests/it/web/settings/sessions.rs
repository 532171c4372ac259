//! `/settings/sessions`.

use crate::web::{Browser, CANARY, attribute, texts, world};

const PATH: &str = "/settings/sessions";

#[test]
fn a_session_elsewhere_is_ended_when_it_was_asked_whether_that_is_meant() {
    let world = world();
    let (here, there) = (Browser::of(&world, &world.ben), Browser::of(&world, &world.ben));
    let page = here.gets(PATH);
    assert_eq!((texts(&page, ".opt-row").len(), texts(&page, ".tag")), (2, vec!["here".to_owned()]));
    let id = attribute(&page, "button[name=id]", "value").unwrap();
    assert_eq!(here.posts("/settings/sessions/end", &[("id", &id)]).status, 200);
    assert_eq!(there.gets(PATH).status, 200);
    let done = here.posts("/settings/sessions/end", &[("id", &id), ("sure", "1")]);
    assert_eq!((done.status, there.gets(PATH).status, here.gets(PATH).status), (303, 303, 200));
    let another = here.posts("/settings/sessions/end", &[("id", CANARY), ("sure", "1")]);
    assert_eq!(another.status, 404);
}

#[test]
fn every_other_session_is_ended_at_once() {
    let world = world();
    let here = Browser::of(&world, &world.ben);
    let others = [Browser::of(&world, &world.ben), Browser::of(&world, &world.ben)];
    let ada = Browser::of(&world, &world.ada);
    assert_eq!(here.posts("/settings/sessions/end-others", &[]).status, 200);
    assert_eq!(here.posts("/settings/sessions/end-others", &[("sure", "1")]).status, 303);
    assert_eq!(texts(&here.gets(PATH), ".flash"), ["Signed out in 2 other places"]);
    assert!(others.iter().all(|other| other.gets(PATH).status == 303));
    assert_eq!(ada.gets(PATH).status, 200);
}
