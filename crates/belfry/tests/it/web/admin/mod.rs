//! `/admin/…` and `/preview/…`: for those who run the instance.
//!
//! Ada runs it. Every page and every form is tried by Ben, who does not; what each does is seen in what follows from it: who
//! gets in, which mail arrives.

mod mail;
mod user;

use super::{Browser, CANARY, attribute, routes, texts, world};

#[test]
fn only_who_runs_the_instance_looks_and_acts() {
    let world = world();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    let admins = |word: &str| -> Vec<String> {
        let all = routes(word).into_iter().filter(|path| path.starts_with("/admin") || path.starts_with("/preview"));
        all.map(|path| path.replace("{kind}", "digest")).collect()
    };
    assert_eq!((admins("get(").len(), admins("post(").len()), (6, 4));
    for path in admins("get(") {
        assert_eq!((ben.gets(&path).status, ada.gets(&path).status), (403, 200), "{path}");
    }
    let before = world.dump();
    for path in admins("post(") {
        for word in ["hold", "release", "test", "admin", "disable"] {
            let fields = [("do", word), ("who", "ben"), ("address", "x@y.example"), ("sure", "1"), ("email", "")];
            assert_eq!(ben.posts(&path, &fields).status, 403, "{path} {word}");
        }
    }
    assert_eq!(world.dump(), before);
    assert!(!ben.gets("/settings/profile").text.contains("href=\"/admin"));
    assert!(ada.gets("/settings/profile").text.contains("href=\"/admin/users\""));
}

#[test]
fn what_happened_to_accounts_is_listed_page_by_page() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    for _ in 0..101 {
        ada.posts("/settings/tokens", &[("name", CANARY), ("scope", "read"), ("days", "7")]);
        let id = attribute(&ada.gets("/settings/tokens"), "button[name=id]", "value").unwrap();
        ada.posts("/settings/tokens/revoke", &[("id", &id), ("sure", "1")]);
    }
    let first = ada.gets("/admin/audit");
    assert_eq!(texts(&first, ".opt-row").len(), 100);
    assert!(texts(&first, ".opt-row")[1].contains(CANARY) && !first.text.contains("<img"));
    let next = ada.gets(&attribute(&first, ".more a", "href").unwrap());
    assert_eq!((next.status, texts(&next, ".opt-row").len()), (200, 100));
}
