//! Whatever is typed wherever: a letter of known headers in lines that fit the wire, with two parts and one recipient, and no
//! markup of theirs.

#![no_main]

use std::time::Duration;

use belfry::mail::account::{About, Account, Link};
use belfry::mail::assigned::Assigned;
use belfry::mail::digest::{Digest, IssueLine, Rhythm};
use belfry::mail::updated::{Because, ChangeView, Updated, What};
use belfry::mail::{Envelope, IssueView, Person, Sender, message_id, thread_root};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use mail_parser::{Message, MessageParser};
use store::Timestamp;

const MORNING: Timestamp = Timestamp(1_773_306_150_000_000);
const STOP: &str = "https://belfry.example/stop/3q2-7wAAAAAAAAAAAAAAAA";
const TO: &str = "mei@belfry.example";
const HEADERS: [&str; 15] = [
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
    "x-belfry-reason",
];

#[derive(Arbitrary, Debug)]
struct Typed {
    name: String,
    title: String,
    text: String,
    word: String,
    by: String,
}

fuzz_target!(|typed: Typed| {
    for letter in letters(&typed) {
        fits_the_wire(&letter);
        let message = MessageParser::default().parse(&letter).expect("a letter that is parsed");
        for header in message.headers() {
            let name = header.name().to_ascii_lowercase();
            assert!(HEADERS.contains(&name.as_str()), "{name}");
        }
        assert_eq!(message.parts.len(), 3);
        let to = message.to().and_then(|to| to.as_list()).expect("recipients");
        assert!(message.bcc().is_none() && message.cc().is_none() && to.len() == 1);
        assert_eq!(to[0].address(), Some(TO));
        holds_no_markup(&message);
    }
});

fn letters(typed: &Typed) -> Vec<Vec<u8>> {
    let sender = Sender::new("belfry@belfry.example", "https://belfry.example");
    let envelope = |key: Option<&str>| Envelope {
        message_id: message_id(&sender.host, [0x5a; 16]),
        date: MORNING,
        thread: key.map(|key| thread_root(key, &sender.host)),
    };
    let to = Person { name: typed.name.clone(), email: TO.to_owned() };
    let issue = IssueView {
        key: "BEL-1".to_owned(),
        title: typed.title.clone(),
        description: typed.text.clone(),
        status_label: typed.word.clone(),
        project: typed.word.clone(),
        author_name: typed.by.clone(),
    };
    let by = &typed.by;
    let changes = [
        What::Title { from: typed.word.clone(), to: typed.title.clone() },
        What::Description { to: typed.text.clone() },
        What::Value { of: "Priority", from: None, to: Some(typed.word.clone()) },
        What::Comment { text: typed.text.clone() },
        What::Labels { added: vec![typed.word.clone()], removed: vec![typed.title.clone()] },
    ];
    let changes: Vec<_> = changes.into_iter().map(|what| ChangeView { at: MORNING, by: by.clone(), what }).collect();
    let assigned = Assigned {
        to: to.clone(),
        issue: issue.clone(),
        by: by.clone(),
        assigned_at: MORNING,
        delay: Duration::from_secs(720),
        stop_url: STOP.to_owned(),
    };
    let updated = Updated { to: to.clone(), because: Because::Mentioned, issue, changes, stop_url: STOP.to_owned() };
    let line = IssueLine { key: "BEL-1".to_owned(), title: typed.title.clone(), status_label: typed.word.clone() };
    let digest = Digest {
        to: to.clone(),
        projects: vec![(typed.by.clone(), vec![line])],
        more: 1,
        at: MORNING,
        rhythm: Rhythm::Every(Duration::from_secs(86_400)),
        stop_url: STOP.to_owned(),
    };
    let link = Link { url: "https://belfry.example/reset/abc".to_owned(), until: MORNING };
    let account = Account { to, username: typed.word.clone(), about: About::Reset(link), at: MORNING };
    let about = envelope(Some("BEL-1"));
    vec![
        assigned.compose(&sender, &about).expect("a letter"),
        updated.compose(&sender, &about).expect("a letter"),
        digest.compose(&sender, &envelope(None)).expect("a letter"),
        account.compose(&sender, &envelope(None)).expect("a letter"),
    ]
}

fn fits_the_wire(letter: &[u8]) {
    let lines: Vec<&[u8]> = letter.split(|byte| *byte == b'\n').collect();
    let (last, lines) = lines.split_last().expect("a line");
    assert!(last.is_empty());
    for line in lines {
        let line = line.strip_suffix(b"\r").expect("no bare LF");
        assert!(line.is_ascii() && !line.contains(&b'\r') && !line.contains(&0) && line.len() <= 998);
    }
}

fn holds_no_markup(message: &Message<'_>) {
    let html = message.body_html(0).expect("an HTML part");
    let page = scraper::Html::parse_document(&html);
    for element in page.select(&scraper::Selector::parse("*").expect("it was written for this")) {
        let element = element.value();
        let name = element.name();
        assert!(!["script", "img", "iframe", "form", "input", "svg", "object", "link"].contains(&name), "{name}");
        assert!(element.attrs().all(|(name, _)| !name.starts_with("on")), "{element:?}");
        if let Some(href) = element.attr("href") {
            assert!(href.starts_with("https://belfry.example/"), "{href}");
        }
    }
}
