//! `/admin/mail`, `/admin/suppressions` and `/preview/mail/…`.

use store::params;

use crate::web::{Browser, CANARY, attribute, texts, world};
use crate::world::{ASSIGN_DELAY, MINUTE};

#[test]
fn all_mail_is_held_and_leaves_again() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    world.ada.opens(&world, "One", &world.ben);
    assert_eq!(ada.posts("/admin/mail", &[("do", "hold")]).status, 303);
    let page = ada.gets("/admin/mail");
    assert_eq!((texts(&page, ".flash"), texts(&page, ".note.bad").len()), (vec!["All mail is held Undo".into()], 1));
    world.sleeps(ASSIGN_DELAY);
    world.work();
    assert!(world.mails().is_empty());
    let undo = attribute(&page, ".flash input[name=do]", "value").unwrap();
    assert_eq!(ada.posts("/admin/mail", &[("do", &undo)]).status, 303);
    world.work();
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    assert!(texts(&ada.gets("/admin/mail"), ".note.bad").is_empty());
    ada.posts("/admin/mail", &[("do", "test")]);
    world.advance(MINUTE);
    assert_eq!(world.arrived(), ["ada@belfry.example account"]);
    assert!(texts(&ada.gets("/admin/mail"), ".opt-row").contains(&"Mailed2".to_owned()));
}

#[test]
fn a_suppressed_address_is_cleared() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    world.change(|tx| {
        let sql = "INSERT INTO suppressions (address, reason, since) VALUES ($1, $2, $3)";
        tx.run(sql, &params!["gone@belfry.example", CANARY, tx.now()])?;
        Ok(())
    });
    let page = ada.gets("/admin/suppressions");
    assert_eq!((texts(&page, ".opt-row").len(), page.text.contains("<img")), (1, false));
    assert_eq!(ada.posts("/admin/suppressions/clear", &[("address", "gone@belfry.example")]).status, 303);
    assert_eq!(texts(&ada.gets("/admin/suppressions"), ".opt-row button").len(), 0);
    assert_eq!(ada.posts("/admin/suppressions/clear", &[("address", CANARY)]).status, 404);
}

#[test]
fn mails_are_looked_at_in_a_frame_in_which_nothing_runs() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    for (kind, subject) in
        [("assigned", "[BEL-142] Assigned to you"), ("updated", "[BEL-142]"), ("digest", "Your 3 open issues")]
    {
        let page = ada.gets(&format!("/preview/mail/{kind}"));
        assert!(texts(&page, ".lede")[0].starts_with(subject), "{page:?}");
        assert!(texts(&page, "pre")[0].contains("tracker.tidewater.dev"));
        let frame = attribute(&page, "iframe[sandbox]", "src").unwrap();
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-src 'self'") && !policy.contains("unsafe"), "{policy}");
        let body = ada.gets(&frame);
        let policy = body.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'unsafe-inline';") && policy.ends_with("; sandbox"),
            "{policy}"
        );
        assert_eq!(body.header("x-frame-options"), Some("SAMEORIGIN"));
        assert!(body.text.contains("style=") && !body.text.contains("<script"));
    }
    assert_eq!(ada.gets("/preview/mail/secret").status, 404);
}
