//! `/settings/keyboard`

use super::super::{Browser, attribute, texts, world};

#[test]
fn single_keys_are_switched_off_and_on_for_this_browser() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let chosen = || attribute(&browser.gets("/settings/keyboard"), "[name=keys][checked]", "value").unwrap();
    assert_eq!(chosen(), "on");
    let saved = browser.posts("/settings/keyboard", &[("keys", "off")]);
    assert_eq!((saved.status, saved.header("location")), (303, Some("/settings/keyboard")));
    // The script looks for it.
    assert!(
        saved
            .headers("set-cookie")
            .iter()
            .any(|cookie| cookie.starts_with("keys=off; Path=/") && !cookie.contains("HttpOnly"))
    );
    assert_eq!(texts(&browser.gets("/settings/keyboard"), ".flash"), ["Saved for this browser"]);
    assert_eq!(chosen(), "off");
    browser.posts("/settings/keyboard", &[("keys", "on")]);
    assert_eq!(chosen(), "on");
    browser.has_cookie("keys", "\"><script>");
    assert_eq!(chosen(), "on");
    assert_eq!(attribute(&browser.gets("/keys"), ".dlg-foot a", "href").as_deref(), Some("/settings/keyboard"));
}
