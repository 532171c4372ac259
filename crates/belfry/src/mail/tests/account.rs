//! Mail about an account.

use store::Timestamp;

use super::super::account::{About, Account, Link};
use super::super::sample::{MINUTE, MORNING, envelope, mei, sender};
use super::{html_of, parse, raw_header, seen_in, text_of};

const URL: &str = "https://tracker.tidewater.dev/reset/q1w2-_e3";

fn mail(about: About) -> Vec<u8> {
    let account = Account { to: mei(), username: "mei".to_owned(), about, at: MORNING };
    account.compose(&sender(), &envelope(None, MORNING)).unwrap()
}

fn link(minutes: i64) -> Link {
    Link { url: URL.to_owned(), until: Timestamp(MORNING.0 + minutes * MINUTE) }
}

fn all() -> [Vec<u8>; 6] {
    let (confirm, reset, sign_in) = (About::Confirm(link(48 * 60)), About::Reset(link(60)), About::SignIn(link(15)));
    [confirm, reset, sign_in, About::PasswordChanged, About::EmailChanged, About::Trial].map(mail)
}

#[test]
fn the_text_of_a_reset_is_as_written_down() {
    let [_, reset, ..] = all();
    assert_eq!(text_of(&parse(&reset)), include_str!("../account/golden.txt"));
}

#[test]
fn it_cannot_be_stopped_and_both_parts_say_the_same() {
    for bytes in all() {
        let message = parse(&bytes);
        for name in ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"] {
            assert_eq!(raw_header(&message, name), "");
        }
        assert_eq!(raw_header(&message, "Auto-Submitted"), "auto-generated");
        assert_eq!(raw_header(&message, "X-Belfry-Reason"), "account");
        let (text, html) = (text_of(&message), html_of(&message));
        let seen = seen_in(&html);
        for word in text.split_whitespace() {
            let is_layout = word.starts_with("http") || word == "--";
            assert!(is_layout || seen.contains(word.trim_end_matches(':')), "{word:?} is not in {seen:?}");
        }
        assert!(!html.contains("stop") && html.matches("<a ").count() == 1, "{html}");
    }
}

#[test]
fn only_a_plain_link_is_written() {
    for url in ["https://tracker.tidewater.dev/reset/a b", "https://x/\r\nBcc: y@z.example"] {
        let about = About::Reset(Link { url: url.to_owned(), until: MORNING });
        let account = Account { to: mei(), username: "mei".to_owned(), about, at: MORNING };
        assert!(account.compose(&sender(), &envelope(None, MORNING)).is_err(), "{url}");
    }
}
