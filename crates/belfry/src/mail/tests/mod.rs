//! What every mail must hold, read back by a parser that is not ours.
//!
//! The text parts are compared with the golden files beside the templates; everything else is read from the bytes.

use std::time::Duration;

use mail_parser::{HeaderValue, Message, MessageParser};
use store::Timestamp;

use super::sample::{self, MORNING, STOP, after, change, envelope, sender, status};
use super::{Person, updated::What};

mod account;
mod hostile;

struct Mail {
    reason: &'static str,
    bytes: Vec<u8>,
    golden: &'static str,
    links: Vec<&'static str>,
}

fn three() -> [Mail; 3] {
    let about = |date| envelope(Some("BEL-142"), date);
    [
        Mail {
            reason: "assigned",
            bytes: sample::assigned().compose(&sender(), &about(after(12))).unwrap(),
            golden: include_str!("../assigned/golden.txt"),
            links: vec!["BEL-142"],
        },
        Mail {
            reason: "updated",
            bytes: sample::updated().compose(&sender(), &about(after(34))).unwrap(),
            golden: include_str!("../updated/golden.txt"),
            links: vec!["BEL-142"],
        },
        Mail {
            reason: "digest",
            bytes: sample::digest().compose(&sender(), &envelope(None, MORNING)).unwrap(),
            golden: include_str!("../digest/golden.txt"),
            links: vec!["RNG-50", "RNG-51", "BEL-1290"],
        },
    ]
}

fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).expect("a mail")
}

fn raw_header(message: &Message<'_>, name: &str) -> String {
    message.header_raw(name).unwrap_or_default().trim().to_owned()
}

fn text_of(message: &Message<'_>) -> String {
    message.body_text(0).expect("a text part").replace("\r\n", "\n")
}

fn html_of(message: &Message<'_>) -> String {
    message.body_html(0).expect("an HTML part").replace("\r\n", "\n")
}

/// What a reader of the HTML part reads, as one line.
fn seen_in(html: &str) -> String {
    let card = &html[html.find("<div class=\"card\"").expect("the card")..];
    let mut seen = String::new();
    let mut is_tag = false;
    for c in card.chars() {
        match c {
            '<' => is_tag = true,
            '>' => (is_tag, seen) = (false, seen + " "),
            c if !is_tag => seen.push(c),
            _ => {}
        }
    }
    let seen = seen.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&").replace("&#39;", "'");
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_text_parts_are_as_written_down() {
    for mail in three() {
        assert_eq!(text_of(&parse(&mail.bytes)), mail.golden, "{}", mail.reason);
    }
}

#[test]
fn every_mail_says_what_it_is_and_how_to_stop_it() {
    for mail in three() {
        let message = parse(&mail.bytes);
        let is = |name: &str, value: &str| assert_eq!(raw_header(&message, name), value, "{} {name}", mail.reason);
        is("From", "Belfry <belfry@tidewater.dev>");
        is("To", "\"Mei Tanaka\" <mei@tidewater.dev>");
        is("Message-ID", "<5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a@tracker.tidewater.dev>");
        is("Auto-Submitted", "auto-generated");
        is("X-Auto-Response-Suppress", "OOF, AutoReply, RN, NRN, DR");
        is("List-Id", "Belfry <belfry.tracker.tidewater.dev>");
        is("List-Unsubscribe", &format!("<{STOP}>"));
        is("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        is("X-Belfry-Reason", mail.reason);
        is("MIME-Version", "1.0");
        for header in message.headers() {
            let same = message.headers().iter().filter(|other| other.name == header.name).count();
            assert_eq!(same, 1, "{} is there once", header.name());
        }
    }
}

#[test]
fn the_date_is_the_envelopes() {
    let [assigned, _, digest] = three();
    assert_eq!(raw_header(&parse(&assigned.bytes), "Date"), "Thu, 12 Mar 2026 09:14:30 +0000");
    assert_eq!(raw_header(&parse(&digest.bytes), "Date"), "Thu, 12 Mar 2026 09:02:30 +0000");
}

#[test]
fn mail_about_an_issue_is_one_thread_and_a_digest_is_none() {
    let [assigned, updated, digest] = three();
    for mail in [assigned, updated] {
        let message = parse(&mail.bytes);
        for name in ["In-Reply-To", "References"] {
            assert_eq!(raw_header(&message, name), "<issue.BEL-142@tracker.tidewater.dev>");
        }
    }
    let digest = parse(&digest.bytes);
    assert!(digest.in_reply_to().is_empty() && digest.references().is_empty());
}

#[test]
fn text_comes_first_and_html_second() {
    for mail in three() {
        let message = parse(&mail.bytes);
        let types: Vec<String> = message
            .parts
            .iter()
            .map(|part| {
                let HeaderValue::ContentType(kind) =
                    part.headers.iter().find(|h| h.name() == "Content-Type").unwrap().value()
                else {
                    panic!("a content type")
                };
                format!("{}/{}", kind.c_type, kind.c_subtype.as_deref().unwrap())
            })
            .collect();
        assert_eq!(types, ["multipart/alternative", "text/plain", "text/html"]);
    }
}

#[test]
fn both_parts_say_the_same() {
    for mail in three() {
        let message = parse(&mail.bytes);
        let seen = seen_in(&html_of(&message));
        for word in text_of(&message).split_whitespace() {
            let is_layout = word.starts_with("http") || word.chars().all(|c| "->".contains(c));
            let word = word.trim_matches(['(', ')', ':', ',', '.']);
            assert!(
                is_layout || word == "Project" || seen.contains(word),
                "{}: {word:?} is not in {seen:?}",
                mail.reason
            );
        }
    }
}

#[test]
fn html_is_the_design_and_loads_nothing() {
    for mail in three() {
        let html = html_of(&parse(&mail.bytes));
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"));
        assert!(html.contains("<div class=\"card\" style=\"max-width:598px;") && html.trim_end().ends_with("</html>"));
        assert_eq!(html.contains("<a class=\"btn\" "), mail.reason != "digest");
        for banned in ["<img", "<script", "<link", "url(", "@import", "src=", "{{", "{%"] {
            assert!(!html.contains(banned), "{banned}");
        }
        let links: Vec<&str> = html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let mut wanted: Vec<String> =
            mail.links.iter().map(|key| format!("https://tracker.tidewater.dev/{key}")).collect();
        wanted.push(STOP.to_owned());
        assert_eq!(links, wanted);
        assert_eq!(html.matches("http").count(), wanted.len());
        assert_eq!(html.matches("<div").count(), html.matches("</div>").count());
    }
}

#[test]
fn the_same_mail_is_the_same_bytes() {
    let again = three();
    for (one, other) in three().into_iter().zip(again) {
        assert_eq!(one.bytes, other.bytes);
    }
}

#[test]
fn subjects_count_and_name() {
    let subject = |changes: Vec<_>| {
        let mail = super::updated::Updated { changes, ..sample::updated() };
        let bytes = mail.compose(&sender(), &envelope(Some("BEL-142"), MORNING)).unwrap();
        parse(&bytes).subject().unwrap().to_owned()
    };
    let title = || What::Title { from: "a".to_owned(), to: "b".to_owned() };
    let described = |to: &str| What::Description { to: to.to_owned() };
    assert_eq!(subject(vec![change(0, "Ben", title())]), "[BEL-142] Ben changed the title");
    assert_eq!(subject(vec![change(0, "Ben", status())]), "[BEL-142] Ben moved it to In progress");
    assert_eq!(subject(vec![change(0, "Ben", described("x"))]), "[BEL-142] Ben changed the description");
    assert_eq!(subject(vec![change(0, "Ben", described("\n"))]), "[BEL-142] Ben removed the description");
    assert_eq!(subject(vec![change(0, "Ben", title()), change(1, "Ben", status())]), "[BEL-142] 2 changes by Ben");
    assert_eq!(subject(vec![change(0, "Ben", title()), change(1, "Ana", status())]), "[BEL-142] 2 changes");
}

#[test]
fn a_digest_counts_its_issues() {
    let subject = |keep: usize| {
        let mut digest = sample::digest();
        digest.projects.truncate(1);
        digest.projects[0].1.truncate(keep);
        digest.compose(&sender(), &envelope(None, MORNING)).map(|bytes| parse(&bytes).subject().unwrap().to_owned())
    };
    assert_eq!(subject(2).unwrap(), "Your 2 open issues");
    assert_eq!(subject(1).unwrap(), "Your 1 open issue");
    assert!(subject(0).is_err());
}

#[test]
fn a_digest_says_how_many_issues_it_does_not_list_and_where_they_are() {
    let composed = |more| {
        let digest = super::digest::Digest { more, ..sample::digest() };
        digest.compose(&sender(), &envelope(None, MORNING)).unwrap()
    };
    let (many, all) = (composed(1_997), composed(0));
    let message = parse(&many);
    assert_eq!(message.subject(), Some("Your 2000 open issues"));
    let (words, url) = ("And 1997 more open issues", "https://tracker.tidewater.dev/issues?q=is:open+assignee:@me");
    assert!(text_of(&message).contains(&format!("{words}:\n{url}\n")), "{}", text_of(&message));
    assert!(html_of(&message).contains(&format!("<a class=\"ink\" href=\"{url}\"")));
    assert!(seen_in(&html_of(&message)).contains(words));
    let message = parse(&all);
    assert!(!text_of(&message).contains("more open") && !html_of(&message).contains("more open"));
}

#[test]
fn a_digest_lists_every_issue() {
    let mut digest = sample::digest();
    let line = digest.projects[0].1[0].clone();
    digest.projects[0].1 =
        (0..1_000).map(|n| super::digest::IssueLine { key: format!("RNG-{n}"), ..line.clone() }).collect();
    let bytes = digest.compose(&sender(), &envelope(None, MORNING)).unwrap();
    let (text, html) = (text_of(&parse(&bytes)), html_of(&parse(&bytes)));
    for n in 0..1_000 {
        assert!(text.contains(&format!("/RNG-{n}\n")) && html.contains(&format!("/RNG-{n}\"")), "{n}");
    }
}

#[test]
fn an_updated_mail_needs_a_change() {
    let mail = super::updated::Updated { changes: Vec::new(), ..sample::updated() };
    assert!(mail.compose(&sender(), &envelope(None, MORNING)).is_err());
}

#[test]
fn why_now_is_said_with_the_real_delay() {
    for (seconds, words) in
        [(720, "held for 12 minutes"), (5, "held for 5 seconds"), (3_600, "held for 1 hour"), (0, "sent at once")]
    {
        let mail = super::assigned::Assigned { delay: Duration::from_secs(seconds), ..sample::assigned() };
        let bytes = mail.compose(&sender(), &envelope(None, MORNING)).unwrap();
        assert!(text_of(&parse(&bytes)).replace('\n', " ").contains(words), "{words}");
    }
}

#[test]
fn an_updated_mail_says_when_it_left_and_names_another_day() {
    let text = |changes: Vec<_>, sent| {
        let mail = super::updated::Updated { changes, ..sample::updated() };
        text_of(&parse(&mail.compose(&sender(), &envelope(None, sent)).unwrap())).replace('\n', " ")
    };
    let one = vec![change(0, "Ben", status())];
    assert!(text(one.clone(), after(5)).contains("It left 5 minutes after the change, in case more followed."));
    assert!(text(one.clone(), MORNING).contains("It left at once."));
    assert!(text(one.clone(), after(-5)).contains("It left at once."));
    assert!(text(one, after(24 * 60)).contains("09:02  Ben moved it from To do to In progress (on 12 March)"));
}

#[test]
fn a_name_beyond_ascii_arrives_whole() {
    let to = Person { name: "Zoë “鐘” O'Brien, Jr. 🔔".to_owned(), email: "zoe@example.org".to_owned() };
    let mail = super::assigned::Assigned { to, ..sample::assigned() };
    let bytes = mail.compose(&sender(), &envelope(None, Timestamp(i64::MAX))).unwrap();
    assert!(bytes[..bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap()].is_ascii());
    let message = parse(&bytes);
    let to = message.to().and_then(|to| to.first()).unwrap();
    assert_eq!(to.name(), Some("Zoë “鐘” O'Brien, Jr. 🔔"));
    assert_eq!(to.address(), Some("zoe@example.org"));
}
