//! Whatever a user types, wherever: the mail is fit for the wire and holds no header of theirs.

use std::sync::LazyLock;

use super::*;
use crate::mail::{Envelope, Sender, assigned::Assigned, digest::Digest, updated::Updated};

/// Things to type into any field.
fn typed() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        " ",
        "\r\n",
        "x\r\nBcc: eve@example.org",
        "x\nBcc: eve@example.org\n\nbody",
        "x\rBcc: eve@example.org",
        "x\r\n\r\n.\r\nMAIL FROM:<eve@example.org>",
        "x\n.\nQUIT",
        ".",
        "..\n.",
        "a\u{0}b\u{7}c\u{1b}[31m\u{7f}",
        "a\u{2028}Bcc: eve@example.org\u{2029}b\u{85}c\u{b}d\u{c}e",
        "safe\u{202e}gpj.exe\u{2066}\u{200f}שלום",
        "🔔👩‍🚀🏴󠁧󠁢󠁥󠁮󠁧󠁿 鐘樓",
        "=?utf-8?q?x=0D=0ABcc:_eve=40example.org?=",
        "\"quoted\\\" <eve@example.org>, other",
        "</title><script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{ frame.subject }} {% raw %}",
        "--belfry5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
        "-- \nfoot",
        "From me",
        "\u{feff}bom",
    ]
    .map(str::to_owned)
    .into();
    all.push("a".repeat(64 * 1024));
    all.push("é".repeat(32 * 1024));
    all.push("🔔 ".repeat(10_000));
    all.push(" ".repeat(64 * 1024));
    all.push("\n".repeat(64 * 1024));
    all.push(format!("https://example.org/{}", "a".repeat(5_000)));
    all
}

fn everywhere(typed: &str) -> Vec<Vec<u8>> {
    let typed = || typed.to_owned();
    let to = Person { name: typed(), email: "mei@tidewater.dev".to_owned() };
    let issue = crate::mail::IssueView {
        key: "BEL-1".to_owned(),
        title: typed(),
        description: typed(),
        status_label: typed(),
        project: typed(),
        author_name: typed(),
    };
    let what = [
        What::Title { from: typed(), to: typed() },
        What::Description { to: typed() },
        What::Status { from: typed(), to: typed() },
    ];
    let changes: Vec<_> = what.into_iter().map(|what| change(0, &typed(), what)).collect();
    let one = Updated { to: to.clone(), issue: issue.clone(), changes: changes[2..].to_vec(), ..sample::updated() };
    let many = Updated { changes, ..one.clone() };
    let mut digest = Digest { to: to.clone(), ..sample::digest() };
    for (name, issues) in &mut digest.projects {
        *name = typed();
        for line in issues {
            (line.title, line.status_label) = (typed(), typed());
        }
    }
    let assigned = Assigned { to, issue, by: typed(), ..sample::assigned() };
    let about = envelope(Some("BEL-1"), MORNING);
    vec![
        assigned.compose(&sender(), &about).unwrap(),
        one.compose(&sender(), &about).unwrap(),
        many.compose(&sender(), &about).unwrap(),
        digest.compose(&sender(), &envelope(None, MORNING)).unwrap(),
    ]
}

static MAILS: LazyLock<Vec<(String, Vec<Vec<u8>>)>> =
    LazyLock::new(|| typed().into_iter().map(|typed| (typed.clone(), everywhere(&typed))).collect());

const HEADERS: [&str; 14] = [
    "auto-submitted",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "message-id",
    "mime-version",
    "references",
    "subject",
    "to",
    "x-auto-response-suppress",
];

#[test]
fn nothing_typed_adds_a_header_or_a_part() {
    for (typed, mails) in MAILS.iter() {
        for bytes in mails {
            let message = parse(bytes);
            for header in message.headers() {
                let name = header.name().to_ascii_lowercase();
                assert!(HEADERS.contains(&name.as_str()) || name == "x-belfry-reason", "{name} from {typed:.60?}");
            }
            assert_eq!(message.parts.len(), 3, "{typed:.60?}");
            assert!(message.bcc().is_none() && message.to().unwrap().as_list().unwrap().len() == 1, "{typed:.60?}");
            assert_eq!(message.to().unwrap().first().unwrap().address(), Some("mei@tidewater.dev"), "{typed:.60?}");
        }
    }
}

#[test]
fn nothing_typed_reaches_the_wire_unfit() {
    for (typed, mails) in MAILS.iter() {
        for bytes in mails {
            let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
            let (last, lines) = lines.split_last().unwrap();
            assert!(last.is_empty(), "{typed:.60?}");
            for line in lines {
                let line = line.strip_suffix(b"\r").expect("no bare LF");
                assert!(!line.contains(&b'\r') && !line.contains(&0) && line.len() <= 998, "{typed:.60?}");
                assert!(line.is_ascii(), "{typed:.60?}");
            }
        }
    }
}

#[test]
fn nothing_typed_becomes_markup() {
    for (typed, mails) in MAILS.iter() {
        for bytes in mails {
            let html = html_of(&parse(bytes));
            for banned in ["<script", "<img", "</title><", "onerror=alert(1)>"] {
                assert!(!html.contains(banned), "{banned} from {typed:.60?}");
            }
            assert_eq!(html.matches("<div").count(), html.matches("</div>").count(), "{typed:.60?}");
        }
    }
}

#[test]
fn a_subject_is_one_short_line() {
    for (_, mails) in MAILS.iter() {
        for bytes in mails {
            let subject = parse(bytes).subject().unwrap_or_default().to_owned();
            assert!(!subject.contains(['\r', '\n', '\u{202e}']) && subject.chars().count() <= 301, "{subject:?}");
        }
    }
}

#[test]
fn unusable_envelopes_are_refused() {
    let compose = |sender: &Sender, envelope: &Envelope, mail: &Assigned| mail.compose(sender, envelope);
    let (good, mail) = (envelope(Some("BEL-1"), MORNING), sample::assigned());
    assert!(compose(&sender(), &good, &mail).is_ok());
    for bad in ["", "a@b", "<a@b>\r\nBcc: eve@example.org", "<a b@c>"] {
        assert!(compose(&sender(), &Envelope { message_id: bad.to_owned(), ..good.clone() }, &mail).is_err());
        assert!(compose(&sender(), &Envelope { thread: Some(bad.to_owned()), ..good.clone() }, &mail).is_err());
        assert!(compose(&Sender { address: bad.replace("a@b", "ab"), ..sender() }, &good, &mail).is_err());
    }
    for bad in ["https://x/\r\nBcc: eve@example.org", "https://x/>", "https://x/ y", &"x".repeat(1_000)] {
        let mail = Assigned { stop_url: (*bad).to_owned(), ..mail.clone() };
        assert!(compose(&sender(), &good, &mail).is_err(), "{bad:.40}");
    }
    let to = Person { name: String::new(), email: "mei@tidewater.dev\r\nBcc: eve@example.org".to_owned() };
    assert!(compose(&sender(), &good, &Assigned { to, ..mail }).is_err());
}
