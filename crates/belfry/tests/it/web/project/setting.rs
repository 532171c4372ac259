//! `/p/BEL/settings`.

use crate::web::{Browser, CANARY, attribute, texts, world};

const PATH: &str = "/p/BEL/settings";

#[test]
fn a_project_gets_another_name_and_key_and_the_old_key_leads_to_it() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let typed = [("name", CANARY), ("key", "bell"), ("description", "All of it."), ("visibility", "internal")];
    let answer = ada.posts(PATH, &typed);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/p/BELL/settings")), "{answer:?}");
    let page = ada.gets(PATH);
    assert_eq!(
        (texts(&page, ".settings-body h2"), page.text.contains("<img")),
        (vec![format!("{CANARY} BELL")], false)
    );
    assert_eq!(attribute(&page, "input[name=visibility][checked]", "value").as_deref(), Some("internal"));
    let wrong = ada.posts(PATH, &[("name", ""), ("key", CANARY), ("visibility", "public")]);
    assert_eq!((wrong.status, texts(&wrong, "p.error").len()), (422, 2));
    assert_eq!(attribute(&wrong, "#key", "value").as_deref(), Some(CANARY));
}

#[test]
fn a_project_is_put_away_and_taken_up_again_by_undoing_it() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    assert_eq!(ada.posts("/p/BEL/settings/archive", &[("do", "archive")]).status, 303);
    let page = ada.gets(PATH);
    assert_eq!((texts(&page, ".note").len(), texts(&page, ".flash button")), (1, vec!["Undo".to_owned()]));
    let undo = attribute(&page, ".flash input[name=do]", "value").unwrap();
    assert_eq!(ada.posts(&attribute(&page, ".flash form", "action").unwrap(), &[("do", &undo)]).status, 303);
    assert!(texts(&ada.gets(PATH), ".note").is_empty());
}

#[test]
fn who_does_not_maintain_it_changes_nothing_and_looks_at_the_rest() {
    let world = world();
    let ben = Browser::of(&world, &world.ben);
    let sent = [
        ("name", "Mine"),
        ("key", "MINE"),
        ("visibility", "public"),
        ("do", "archive"),
        ("who", "ben"),
        ("role", "maintainer"),
    ];
    for place in ["", "/archive", "/members", "/members/remove", "/statuses"] {
        let path = format!("{PATH}{place}");
        let refused = ben.posts(&path, &sent).status;
        assert!(matches!(refused, 403 | 404 | 422), "{path}: {refused}");
    }
    assert_eq!(ben.gets(PATH).status, 403);
    for place in ["members", "labels", "statuses"] {
        let page = ben.gets(&format!("{PATH}/{place}"));
        assert_eq!((page.status, texts(&page, ".settings-body .btn.primary").len()), (200, 0), "{place}");
    }
    assert_eq!(texts(&Browser::of(&world, &world.ada).gets(PATH), ".settings-body .tag"), ["BEL"]);
}
