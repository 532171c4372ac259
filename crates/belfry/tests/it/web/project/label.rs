//! `/p/BEL/settings/labels`.

use crate::web::{Browser, CANARY, attribute, texts, world};

const PATH: &str = "/p/BEL/settings/labels";

#[test]
fn a_label_is_made_changed_and_removed_when_that_is_meant() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let labels = || texts(&ada.gets(PATH), ".settings-body .label");
    assert_eq!(ada.posts(PATH, &[("name", "bug"), ("hue", "1")]).status, 303);
    assert_eq!(ada.posts(PATH, &[("was", "bug"), ("name", CANARY), ("hue", "6")]).status, 303);
    assert_eq!(labels(), [CANARY]);
    let page = ada.gets(PATH);
    assert!(!page.text.contains("<img"));
    assert_eq!(attribute(&page, ".settings-body .label", "data-hue").as_deref(), Some("6"));
    let asked = ada.posts(&format!("{PATH}/remove"), &[("name", CANARY)]);
    assert_eq!((asked.status, labels().len(), asked.text.contains("<img")), (200, 1, false));
    assert_eq!(ada.posts(&format!("{PATH}/remove"), &[("name", CANARY), ("sure", "1")]).status, 303);
    assert!(labels().is_empty());
}

#[test]
fn what_makes_no_label_is_said_in_its_place() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    ada.posts(PATH, &[("name", "bug"), ("hue", "1")]);
    ada.posts(PATH, &[("name", "ux"), ("hue", "2")]);
    let taken = ada.posts(PATH, &[("name", "BUG"), ("hue", "3")]);
    assert_eq!((taken.status, texts(&taken, "#e-name")), (422, vec!["The project has a label of this name.".into()]));
    assert_eq!(attribute(&taken, "#name", "value").as_deref(), Some("BUG"));
    let renamed = ada.posts(PATH, &[("was", "ux"), ("name", "bug"), ("hue", "2")]);
    assert_eq!((renamed.status, texts(&renamed, "p.error").len(), texts(&renamed, "#e-name").len()), (422, 1, 0));
    assert_eq!(ada.posts(PATH, &[("name", "x"), ("hue", "99")]).status, 422);
    assert_eq!(ada.posts(PATH, &[("name", "a,b"), ("hue", CANARY)]).status, 422);
}

#[test]
fn who_only_reports_makes_no_label() {
    let world = world();
    Browser::of(&world, &world.ada).posts("/p/BEL/settings/members", &[("who", "ben"), ("role", "reporter")]);
    let ben = Browser::of(&world, &world.ben);
    assert_eq!(ben.posts(PATH, &[("name", "bug"), ("hue", "1")]).status, 403);
}
