//! What stands in each letter beside its words, as a relay received it.

use std::collections::HashSet;

use mail_parser::{HeaderValue, MessageParser, MimeHeaders};
use serde_json::json;
use testrelay::{Received, Relay};

use super::{received, rows};
use crate::answer;
use crate::mailbox::Letter;
use crate::world::{ASSIGN_DELAY, BASE_URL, DIGEST_EVERY, UPDATE_DELAY, World};

/// One of each kind to Ben, and one more to Cleo about the same issue.
fn all_kinds() -> (World, Vec<Received>) {
    let relay = Relay::start();
    let world = received::world(&relay);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY);
    world.advance(DIGEST_EVERY - ASSIGN_DELAY - UPDATE_DELAY);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    world.advance(ASSIGN_DELAY);
    let mails = relay.take_mails();
    let reasons: Vec<String> = mails.iter().map(|mail| mail.header("X-Belfry-Reason").unwrap()).collect();
    assert_eq!(reasons, ["assigned", "updated", "digest", "assigned"]);
    (world, mails)
}

/// The head of a mail, a line for each header, unfolded.
fn head(mail: &Received) -> Vec<String> {
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    let head = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
    head.split("\r\n").map(str::to_owned).collect()
}

#[test]
fn machines_are_told_what_this_is_and_how_it_is_stopped() {
    for mail in all_kinds().1 {
        let head = head(&mail);
        let stop = received::read(&mail).stop;
        for line in [
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN, DR",
            "List-Id: Belfry <belfry.belfry.example>",
            &format!("List-Unsubscribe: <{stop}>"),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "From: Belfry <belfry@belfry.example>",
            "MIME-Version: 1.0",
        ] {
            assert_eq!(head.iter().filter(|other| *other == line).count(), 1, "{line} in {head:#?}");
        }
        assert!(stop.starts_with(&format!("{BASE_URL}/stop/")), "{stop}");
        let names: Vec<&str> = head.iter().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "no header twice: {names:?}");
    }
}

#[test]
fn a_message_id_is_of_one_mail_to_one_person_and_is_the_frozen_one() {
    let (world, mails) = all_kinds();
    let ids: Vec<String> = mails.iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    for (mail, id) in mails.iter().zip(&ids) {
        assert!(id.starts_with('<') && id.ends_with("@belfry.example>"), "{id}");
        let frozen = rows::all(&world).into_iter().filter(|mail| mail.rung_at.is_some());
        let frozen = frozen.map(|row| rows::letter(&world, row.id)).find(|letter| letter.message_id == *id).unwrap();
        assert_eq!(mail.bytes, frozen.bytes.to_vec());
        assert_eq!((&mail.from, &mail.to[..]), (&frozen.from, &[frozen.to][..]));
    }
}

#[test]
fn all_mail_about_an_issue_refers_to_one_root_the_first_included() {
    let (world, mails) = all_kinds();
    for mail in &mails {
        let root =
            (mail.header("X-Belfry-Reason").unwrap() != "digest").then(|| "<issue.BEL-1@belfry.example>".to_owned());
        assert_eq!((mail.header("In-Reply-To"), mail.header("References")), (root.clone(), root), "{:#?}", head(mail));
        assert_ne!(mail.header("Message-ID").as_deref(), Some("<issue.BEL-1@belfry.example>"));
    }
    drop(world);
    let relay = Relay::start();
    let world = received::world(&relay);
    for title in ["One", "Two"] {
        world.ada.opens(&world, title, &world.ben);
    }
    world.advance(ASSIGN_DELAY);
    let mut roots: Vec<Option<String>> = relay.take_mails().iter().map(|mail| mail.header("References")).collect();
    roots.sort_unstable();
    assert_eq!(roots, [1, 2].map(|number| Some(format!("<issue.BEL-{number}@belfry.example>"))));
}

#[test]
fn it_is_multipart_alternative_with_the_text_first() {
    for mail in all_kinds().1 {
        let message = MessageParser::default().parse(&mail.bytes[..]).unwrap();
        let kinds: Vec<String> = message
            .parts
            .iter()
            .map(|part| {
                let kind = part.content_type().unwrap();
                format!(
                    "{}/{} {}",
                    kind.c_type,
                    kind.c_subtype.as_deref().unwrap(),
                    kind.attribute("charset").unwrap_or("")
                )
            })
            .collect();
        assert_eq!(kinds, ["multipart/alternative ", "text/plain utf-8", "text/html utf-8"]);
        assert!(
            message.headers().iter().all(|header| !matches!(header.value(), HeaderValue::Empty)),
            "{:#?}",
            head(&mail)
        );
        let letter = received::read(&mail);
        for remote in ["<img", "<script", "<link", "url(", "@import", "src="] {
            assert!(!letter.html.contains(remote), "{remote} is fetched from elsewhere, or runs");
        }
    }
}

/// Every address of the web in a letter.
fn links(letter: &Letter) -> Vec<String> {
    let both = format!("{}\n{}", letter.text, letter.html);
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>');
    both.split("http").skip(1).map(|rest| format!("http{}", rest.split(ends).next().unwrap())).collect()
}

#[test]
fn links_lead_to_the_configured_address_whatever_a_request_says() {
    let relay = Relay::start();
    let world = received::world(&relay);
    let body =
        json!({ "title": "The bell is late", "description": "Once.", "assigned_to": world.ben.email }).to_string();
    for target in ["/issue/", "http://evil.example/issue/"] {
        let request = format!(
            "POST {target} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\
             X-Original-URL: http://evil.example/\r\nOrigin: http://evil.example\r\nReferer: http://evil.example/\r\n\
             Authorization: JWT {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            world.ada.token(&world),
            body.len(),
        );
        let answer = answer::exchange(world.server, request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    }
    world.advance(DIGEST_EVERY);
    let mails = relay.take_mails();
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        let letter = received::read(mail);
        let links = links(&letter);
        assert!(links.len() >= 4 && links.iter().all(|link| link.starts_with(&format!("{BASE_URL}/"))), "{links:?}");
        assert!(!String::from_utf8_lossy(&mail.bytes).contains("evil"));
        let path = letter.stop.strip_prefix(BASE_URL).unwrap();
        assert_eq!(world.get(path).status, 200, "the link leads somewhere");
    }
}

#[test]
fn whatever_lines_are_made_of_they_arrive_whole_and_end_in_crlf() {
    let relay = Relay::start();
    let world = received::world(&relay);
    let lines = [
        ".",
        "..",
        ".hidden",
        "From me",
        "-- ",
        "a\rb",
        "QUIT",
        "MAIL FROM:<eve@belfry.example>",
        ">quoted",
        "é=20=",
        "end",
    ];
    let description = lines.join("\n") + &format!("\r\n\r\n.\r\n{}\n.\n", "word ".repeat(1_000));
    let body = json!({ "title": "Dots", "description": description, "assigned_to": world.ben.email });
    assert_eq!(world.ada.posts(&world, "/issue/", &body).status, 201);
    world.advance(ASSIGN_DELAY);
    let mails = relay.take_mails();
    assert_eq!(mails.len(), 1);
    let bytes = &mails[0].bytes;
    assert_eq!(bytes, &rows::letter(&world, rows::only(&world).id).bytes.to_vec());
    assert!(bytes.ends_with(b"\r\n"));
    for line in bytes.strip_suffix(b"\r\n").unwrap().split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        assert!(line.len() <= 998 && !line.contains(&b'\r') && !line.contains(&0), "{line:?}");
    }
    let bare = bytes.windows(2).filter(|two| two[1] == b'\n' && two[0] != b'\r').count();
    assert_eq!(bare, 0);
    let letter = received::read(&mails[0]);
    let said: Vec<&str> = letter.text.lines().collect();
    for line in [".", "..", ".hidden", "From me", "a", "b", "QUIT", "MAIL FROM:<eve@belfry.example>", "é=20=", "end"] {
        assert!(said.contains(&line), "{line:?} is not in {said:?}");
    }
    assert_eq!(letter.text.matches("word").count(), 1_000);
}
