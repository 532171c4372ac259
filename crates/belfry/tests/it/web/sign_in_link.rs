//! Signing in with a link that came by mail.

use std::time::Duration;

use serde_json::json;

use super::{Browser, CANARY, attribute, texts, world};
use crate::answer::Answer;
use crate::api::account::link_of;
use crate::api::{get, patch, put, send};
use crate::world::World;

const MINUTE: Duration = Duration::from_secs(60);

fn asks(world: &World, email: &str) -> Answer {
    Browser::new(world).posts("/sign-in/link", &[("email", email)])
}

/// The path of the link that Ben was sent just now.
fn bens_link(world: &World) -> String {
    assert_eq!(asks(world, &world.ben.email).status, 200);
    world.work();
    let [letter] = &world.mails()[..] else { panic!("one mail") };
    assert!(letter.html.contains(&format!("href=\"https://belfry.example{}\"", link_of(letter).0)));
    link_of(letter).0
}

/// Whether it is told that the link is good for nothing, and not let in, by looking and by the button.
#[track_caller]
fn is_refused(world: &World, path: &str) {
    let browser = Browser::new(world);
    for answer in [browser.gets(path), browser.posts(path, &[])] {
        assert_eq!((answer.status, answer.header("set-cookie")), (404, None), "{answer:?}");
        assert_eq!(texts(&answer, "h1"), ["This link is of no use"]);
        assert_eq!(attribute(&answer, "main a", "href").as_deref(), Some("/sign-in"));
    }
    assert_eq!(browser.gets("/keys").status, 303);
}

#[test]
fn a_link_by_mail_lets_its_owner_in_once() {
    let world = world();
    let offered = Browser::new(&world).gets("/sign-in");
    assert_eq!(attribute(&offered, "button[formaction]", "formaction").as_deref(), Some("/sign-in/link"));
    let path = bens_link(&world);
    assert!(path.starts_with("/sign-in/link/"), "{path}");
    let browser = Browser::new(&world);
    let answer = browser.posts(&path, &[]);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")), "{answer:?}");
    assert_eq!(
        texts(&browser.gets("/keys"), ".me"),
        [texts(&Browser::of(&world, &world.ben).gets("/keys"), ".me")].concat()
    );
    is_refused(&world, &path);
    assert!(get(&world, &world.ben, "/me/email").json()["confirmed_at"].is_string());
    let audit = get(&world, &world.ada, "/audit?limit=100");
    let lines: Vec<_> = audit.json()["items"].as_array().unwrap().iter().rev().take(3).cloned().collect();
    let told =
        |line: &serde_json::Value| format!("{} {} {} {}", line["kind"], line["actor"], line["subject"], line["detail"]);
    assert_eq!(
        lines.iter().map(told).collect::<Vec<_>>(),
        [
            r#""link_asked" null "ben" """#,
            r#""signed_in" "ben" "ben" "by a link""#,
            r#""email_confirmed" "ben" "ben" """#
        ]
    );
    assert!(!audit.text.contains(path.rsplit('/').next().unwrap()));
}

#[test]
fn of_those_who_use_a_link_at_once_one_is_let_in() {
    let world = world();
    let path = bens_link(&world);
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..4).map(|_| scope.spawn(|| Browser::new(&world).posts(&path, &[]).status)).collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404, 404, 404]);
}

#[test]
fn looking_at_a_link_uses_nothing_up() {
    let world = world();
    let path = bens_link(&world);
    let before = world.dump();
    for _ in 0..3 {
        let page = Browser::new(&world).gets(&path);
        assert_eq!((page.status, page.header("set-cookie")), (200, None), "{page:?}");
        assert_eq!(attribute(&page, "form", "action"), Some(path.clone()));
        assert!(texts(&page, ".hello")[0].contains("As ben,"), "{page:?}");
        assert_eq!(
            (page.header("cache-control"), page.header("referrer-policy")),
            (Some("no-store"), Some("same-origin"))
        );
    }
    assert_eq!(world.send("HEAD", &path, &[], b"").status, 200);
    assert_eq!(world.dump(), before);
    assert_eq!(Browser::new(&world).posts(&path, &[]).status, 303);
}

#[test]
fn no_other_site_has_somebody_sign_in() {
    let world = world();
    let path = bens_link(&world);
    for headers in [&[("sec-fetch-site", "cross-site")][..], &[("origin", "https://evil.example")], &[]] {
        for path in [path.as_str(), "/sign-in/link"] {
            let answer = Browser::new(&world).posts_with(path, &[("email", &world.ben.email)], headers);
            assert_eq!((answer.status, answer.header("set-cookie")), (403, None), "{path} {headers:?}");
        }
    }
    assert_eq!(Browser::new(&world).posts(&path, &[]).status, 303);
    world.work();
    assert!(world.mails().is_empty());
}

#[test]
fn everybody_gets_the_same_answer_and_nobody_else_a_mail() {
    let world = world();
    let (known, unknown) = (asks(&world, "Ben@Belfry.example"), asks(&world, "nobody@belfry.example"));
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!(texts(&known, ".note"), ["If there is an account with this address, the link is on its way."]);
    world.work();
    let letters = world.mails();
    assert_eq!(letters.iter().map(|letter| letter.gist()).collect::<Vec<_>>(), ["ben@belfry.example account"]);
    assert_eq!(letters[0].subject, "Your link to sign in");
    assert!(letters[0].says("The link is good for 15 minutes and works once."), "{}", letters[0].text);
}

#[test]
fn what_is_no_address_comes_back_with_what_is_wrong() {
    let world = world();
    let username = "A link goes to an e-mail address: type the one of your account, not your username.";
    for (typed, said) in [
        ("", "This field cannot be blank."),
        ("ben", username),
        ("ben@", "This is not an e-mail address."),
        (CANARY, username),
    ] {
        let fields = [("email", typed), ("password", "hush hush"), ("next", "/keys")];
        let answer = Browser::new(&world).posts("/sign-in/link", &fields);
        assert_eq!((answer.status, texts(&answer, "p.error")), (422, vec![said.to_owned()]), "{typed}");
        assert_eq!(attribute(&answer, "input[name=email]", "value").unwrap_or_default(), typed);
        assert_eq!(attribute(&answer, "input[name=email]", "aria-describedby").as_deref(), Some("e-email"));
        assert_eq!(attribute(&answer, "input[name=next]", "value").as_deref(), Some("/keys"));
        assert!(!answer.text.contains("<img") && !answer.text.contains("hush"), "{typed}");
    }
    assert!(world.outbox().is_empty());
    assert_eq!(Browser::new(&world).gets("/sign-in/link").header("location"), Some("/sign-in"));
}

#[test]
fn a_link_is_good_for_a_quarter_of_an_hour_and_until_the_next() {
    let world = world();
    let first = bens_link(&world);
    let second = bens_link(&world);
    is_refused(&world, &first);
    world.advance(15 * MINUTE);
    is_refused(&world, &second);
    let third = bens_link(&world);
    world.advance(15 * MINUTE - Duration::from_secs(1));
    for nonsense in ["/sign-in/link/x", "/sign-in/link/%ff", &format!("{third}A")] {
        is_refused(&world, nonsense);
    }
    assert_eq!(Browser::new(&world).posts(&third, &[]).status, 303);
}

#[test]
fn nobody_is_sent_more_than_three_links_an_hour() {
    let world = world();
    for _ in 0..5 {
        assert_eq!(asks(&world, &world.ben.email).status, 200);
        world.work();
    }
    assert_eq!(world.mails().len(), 3);
    world.advance(60 * MINUTE);
    assert!(bens_link(&world).starts_with("/sign-in/link/"));
}

#[test]
fn another_password_ends_a_link_by_whichever_way_it_is_set() {
    let world = world();
    let link = bens_link(&world);
    let body = json!({ "present": world.ben.password(), "password": "another password of ben" });
    world.sleeps(Duration::from_millis(1));
    assert_eq!(put(&world, &world.ben, "/me/password", body).status, 204);
    is_refused(&world, &link);
    world.work();
    world.mails();

    let link = bens_link(&world);
    send(&world, ("POST", "/password-resets"), &[], &json!({ "email": world.ben.email }));
    world.work();
    let token = link_of(&world.mails()[0]).1;
    // A link that sets a password lets nobody in here, and this one sets none.
    is_refused(&world, &format!("/sign-in/link/{token}"));
    let redeems = |token: &str| {
        let body = json!({ "token": token, "password": "yet another of ben" });
        send(&world, ("POST", "/password-resets/redeem"), &[], &body).status
    };
    assert_eq!(redeems(link.rsplit('/').next().unwrap()), 404);
    assert_eq!(redeems(&token), 204);
    is_refused(&world, &link);
    world.work();
    assert_eq!(world.mails().len(), 1);
}

#[test]
fn another_address_ends_the_links_that_went_to_the_old_one() {
    let world = world();
    let link = bens_link(&world);
    let body = json!({ "email": "benjamin@belfry.example", "password": world.ben.password() });
    assert_eq!(put(&world, &world.ben, "/me/email", body).status, 202);
    world.work();
    let token = link_of(&world.mails()[0]).1;
    assert_eq!(Browser::new(&world).gets(&link).status, 200);
    assert_eq!(send(&world, ("POST", "/email-confirmations"), &[], &json!({ "token": token })).status, 204);
    is_refused(&world, &link);
    world.work();
    assert_eq!(world.mails()[0].subject, "Your address was changed");
}

#[test]
fn nobody_comes_in_by_a_link_to_a_disabled_account() {
    let world = world();
    let link = bens_link(&world);
    assert_eq!(patch(&world, &world.ada, "/users/ben", json!({ "is_disabled": true })).status, 200);
    is_refused(&world, &link);
    assert_eq!(texts(&asks(&world, &world.ben.email), ".note").len(), 1);
    world.work();
    assert!(world.mails().is_empty());
}

#[test]
fn a_link_lets_in_whoever_too_many_wrong_passwords_keep_out() {
    let world = world();
    let tries =
        |password: &str| Browser::new(&world).posts("/sign-in", &[("email", "ben"), ("password", password)]).status;
    for _ in 0..11 {
        tries("wrong");
    }
    assert_eq!(tries(&world.ben.password()), 422);
    let link = bens_link(&world);
    assert_eq!(Browser::new(&world).posts(&link, &[]).status, 303);
    assert_eq!(tries(&world.ben.password()), 422);
}
