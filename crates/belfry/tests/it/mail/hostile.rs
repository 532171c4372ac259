//! What people type to see what happens: refused at the door, or it arrives whole and does nothing else.

use mail_parser::MessageParser;
use serde_json::{Value, json};
use testrelay::{Received, Relay};

use super::{NONE, received, rows};
use crate::person::Person;
use crate::world::{ASSIGN_DELAY, DIGEST_EVERY, UPDATE_DELAY, World};

/// Line ends of every kind, and what could be taken for one.
const LINES: [&str; 8] = [
    "x\r\nBcc: eve@belfry.example",
    "x\nBcc: eve@belfry.example",
    "x\rBcc: eve@belfry.example",
    "x\r\n\r\n.\r\nMAIL FROM:<eve@belfry.example>",
    "x\u{2028}Bcc: eve@belfry.example",
    "x\u{2029}Bcc: eve@belfry.example",
    "x\u{85}Bcc: eve@belfry.example",
    "x\0y",
];

/// One line that is unusual.
fn odd() -> Vec<String> {
    let mut all = [
        "\u{200f}שלום עולם\u{200e}",
        "🔔👩\u{200d}🚀🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 鐘樓",
        "\"quoted\" \\\" <eve@belfry.example>, other",
        "=?utf-8?q?x=0D=0ABcc:_eve=40belfry.example?=",
        "=?utf-8?b?QmNjOiBldmU=?=",
        "%0d%0aBcc: eve@belfry.example",
        "</title><script>alert(1)</script>",
        "{{ frame.subject }} {% raw %}",
        "Subject: another",
        "a;b:c,d(e)f@g",
        ".",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(["é".repeat(80), "a ".repeat(39) + "b", "🔔".repeat(80)]);
    all
}

/// The header's one change: an encoded word is not to be decoded.
fn in_header(typed: &str) -> String {
    typed.replace("=?", "= ?")
}

/// What is left of a text without its spaces: lines are broken where they are long.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// No header of theirs, no recipient of theirs, no part of theirs.
#[track_caller]
fn assert_nothing_else(mail: &Received, to: &str) {
    let message = MessageParser::default().parse(&mail.bytes[..]).unwrap();
    assert_eq!(mail.to, [to]);
    assert_eq!((message.parts.len(), message.bcc().is_some(), message.cc().is_some()), (3, false, false));
    assert_eq!(message.to().and_then(|to| to.as_list()).map(<[_]>::len), Some(1));
    let names: Vec<String> = message.headers().iter().map(|header| header.name().to_lowercase()).collect();
    assert_eq!(names.len(), 15 - if names.iter().any(|name| name == "references") { 0 } else { 2 }, "{names:?}");
    let head = mail.bytes.split(|byte| *byte == b'\n').take_while(|line| *line != b"\r");
    assert!(head.flatten().all(u8::is_ascii), "a head is ASCII");
    assert!(!message.body_html(0).unwrap().contains("<script"));
}

#[test]
fn a_line_end_in_a_title_or_a_name_is_refused_and_changes_nothing() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let before = world.dump();
    for typed in LINES {
        let new = json!({ "title": typed, "description": "Once.", "assigned_to": world.ben.email });
        assert_eq!(world.ada.posts(&world, "/issue/", &new).status, 400, "{typed:?}");
        assert_eq!(world.ada.puts(&world, &issue, &json!({ "title": typed })).status, 400, "{typed:?}");
        for field in ["first_name", "last_name", "username", "email"] {
            let mut application = Person::new("frank").application();
            application[field] = Value::from(typed);
            assert_eq!(world.post("/register", &application).status, 400, "{field} {typed:?}");
        }
    }
    assert_eq!(world.dump(), before);
    world.advance(ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!((letters.len(), letters[0].subject.as_str()), (1, "[BEL-1] Assigned to you: The bell is late"));
}

#[test]
fn an_odd_title_arrives_whole_in_every_kind_of_mail() {
    let relay = Relay::start();
    let world = received::world(&relay);
    let titles = odd();
    for title in &titles {
        world.ada.opens(&world, title, &world.ben);
    }
    world.advance(ASSIGN_DELAY);
    let mut mails = relay.take_mails();
    mails.sort_by_key(|mail| received::read(mail).subject);
    assert_eq!(mails.len(), titles.len());
    for (number, title) in (1..).zip(&titles) {
        let subject = format!("[BEL-{number}] Assigned to you: {}", in_header(title));
        let mail = mails.iter().find(|mail| received::read(mail).subject == subject);
        let mail = mail.unwrap_or_else(|| {
            panic!("no {subject:?} in {:?}", mails.iter().map(received::read).map(|l| l.subject).collect::<Vec<_>>())
        });
        assert!(squeezed(&received::read(mail).text).contains(&squeezed(title)), "{title:?}");
        assert_nothing_else(mail, &world.ben.email);
    }
    for number in 1..=titles.len() {
        let title = &titles[number % titles.len()];
        world.ada.changes(&world, &format!("/issue/{number}"), json!({ "title": title }));
    }
    world.advance(UPDATE_DELAY);
    for (mail, number) in relay.take_mails().iter().zip(1..) {
        let is_there = titles
            .iter()
            .any(|title| squeezed(&received::read(mail).text).contains(&squeezed(&format!("title to {title}"))));
        assert!(is_there, "{number}: {}", received::read(mail).text);
        assert_nothing_else(mail, &world.ben.email);
    }
    world.advance(DIGEST_EVERY);
    let digest = relay.take_mails().pop().unwrap();
    let text = squeezed(&received::read(&digest).text);
    assert!(titles.iter().all(|title| text.contains(&squeezed(title))), "{text}");
    assert_nothing_else(&digest, &world.ben.email);
}

#[test]
fn an_odd_name_arrives_whole_as_recipient_and_as_author() {
    let relay = Relay::start();
    let world = received::world(&relay);
    for (number, name) in odd().into_iter().enumerate() {
        let mut person = Person::new("frank");
        person.email = format!("frank{number}@belfry.example");
        let mut application = person.application();
        (application["username"], application["first_name"]) = (json!(format!("frank{number}")), json!(name));
        application["last_name"] = json!("Ó Conaill");
        let answer = world.post("/register", &application);
        assert_eq!(answer.status, 201, "{name:?}: {answer:?}");
        world.ada.opens(&world, "The bell is late", &person);
        world.advance(ASSIGN_DELAY);
        let mails = relay.take_mails();
        assert_eq!(mails.len(), 1, "{name:?}");
        let message = MessageParser::default().parse(&mails[0].bytes[..]).unwrap();
        let to = message.to().and_then(|to| to.first()).unwrap();
        assert_eq!(to.name(), Some(&*in_header(&format!("{name} Ó Conaill"))));
        assert_eq!(to.address(), Some(&*person.email));
        assert_nothing_else(&mails[0], &person.email);
    }
}

#[test]
fn what_turns_the_reading_direction_is_left_out_of_mail_and_kept_in_the_issue() {
    let world = World::new();
    let typed = "safe\u{202e}gpj.exe \u{2066}x\u{2069}";
    let issue = world.ada.opens(&world, typed, &world.ben);
    assert_eq!(world.ada.gets(&world, &issue).json()["title"], typed);
    world.advance(ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!(letters[0].subject, "[BEL-1] Assigned to you: safegpj.exe x");
    assert!(letters[0].says("safegpj.exe x") && letters[0].html.contains("safegpj.exe x"));
}

/// Addresses that are unusual; some are none.
const ADDRESSES: [&str; 41] = [
    "a+b@example.org",
    "a'b@example.org",
    "a%b@example.org",
    "a!b@example.org",
    "{a}|~@example.org",
    "A.B@EXAMPLE.ORG",
    "a@localhost",
    "a@b",
    "a@123.example",
    "a@b_c.example",
    "a@xn--exmple-cua.org",
    "a@example.org.",
    "a@-example.org",
    "\"a b\"@example.org",
    "\"a\\\"b\"@example.org",
    "\"a>b\"@example.org",
    "\"a@b\"@example.org",
    "\"\"@example.org",
    "\"a.b\"@example.org",
    "a..b@example.org",
    ".a@example.org",
    "a.@example.org",
    "a@example..org",
    "a@.example.org",
    "a@[127.0.0.1]",
    "a@[IPv6:::1]",
    "<a@example.org>",
    "Ann <a@example.org>",
    "a@example.org, b@example.org",
    "a@b@example.org",
    "@example.org",
    "a@",
    "a b@example.org",
    "a@exam ple.org",
    "ä@example.org",
    "a@exämple.org",
    "a@example.org\u{200b}",
    "-a@example.org",
    "--help@example.org",
    "a(b)@example.org",
    "a@(b)example.org",
];

#[test]
fn an_address_that_is_taken_can_be_mailed_and_any_other_is_refused_at_the_door() {
    let relay = Relay::start();
    let world = received::world(&relay);
    let mut taken = 0;
    for (number, address) in ADDRESSES.into_iter().enumerate() {
        let mut person = Person::new("frank");
        person.email = address.to_owned();
        let mut application = person.application();
        application["username"] = json!(format!("frank{number}"));
        let answer = world.post("/register", &application);
        if answer.status == 400 {
            continue;
        }
        assert_eq!(answer.status, 201, "{address:?}");
        taken += 1;
        world.ada.opens(&world, "The bell is late", &person);
        world.advance(ASSIGN_DELAY);
        let mails = relay.take_mails();
        assert_eq!(mails.len(), 1, "{address:?} was taken and cannot be mailed: {:?}", rows::last(&world));
        // The relay understands quotes, so that only what is quoted can be compared.
        let bare = |address: &str| address.replace(['"', '\\'], "");
        assert_eq!(bare(&mails[0].to[0]), bare(address));
    }
    assert!(taken >= 8, "{taken}");
    world.advance(UPDATE_DELAY);
    assert_eq!(received::gists(&relay), NONE);
}
