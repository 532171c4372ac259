//! Hostile text costs little: bounded output, no deep stack. (What it costs in time is measured, not tested.)

use super::super::{excerpt, issue_keys, mentions, plain, render, toggle_task};
use super::allowed::complaint;
use super::links;

const TEXT_MOST: usize = 64 * 1024;
const HTML_MOST: usize = 2 * 1024 * 1024;
/// A small part of what any thread has.
const STACK: usize = 512 * 1024;

fn fill(with: &str) -> String {
    with.repeat(TEXT_MOST / with.len())
}

fn hostile() -> Vec<String> {
    let half = TEXT_MOST / 2;
    let around =
        |open: &str, close: &str| open.repeat(half / open.len() / 2) + "a" + &close.repeat(half / close.len() / 2);
    let table = |columns: usize| "|a".repeat(columns) + "\n" + &"|:-:".repeat(columns) + "\n" + &"a\n".repeat(half / 4);
    let mut texts: Vec<String> = [
        ">",
        "> ",
        "- ",
        "1. ",
        "[",
        "![",
        "[a](",
        "`",
        "*a **a ",
        "<a ",
        "<!--",
        "\"",
        "a\n",
        "#\n",
        "- [ ] a\n",
        "BEL-1 ",
        "@ada ",
        "a@b.cc ",
    ]
    .iter()
    .map(|with| fill(with))
    .collect();
    texts.extend([
        around("**", "**"),
        around("*a ", "b*"),
        around("[", "](a)"),
        around("![", "](a)"),
        around("<div>", "</div>"),
    ]);
    texts.extend([table(100), table(1_000)]);
    // With its assertions, html5ever takes a minute for all 64 KiB of these; without, 56 ms.
    texts.push("&".repeat(TEXT_MOST / 16));
    texts.push((1..300).map(|length| "`".repeat(length) + " ").collect());
    texts.push((0..200).map(|depth| " ".repeat(2 * depth) + "- a\n").collect());
    texts.push("- ".repeat(200) + &"\n".repeat(half));
    texts.push(format!("[a]: https://example.org/{}\n\n{}", "x".repeat(half), "[a] ".repeat(half / 5)));
    texts.push((1..4_000).map(|number| format!("BEL-{number} @u{number} ")).collect());
    texts
}

#[test]
fn hostile_text_is_rendered_within_bounds_on_a_small_stack() {
    let try_all = || {
        for text in hostile() {
            let html = render(&text, &links());
            let start: String = text.chars().take(20).collect();
            assert!(html.as_str().len() <= HTML_MOST, "{start:?}: {} bytes", html.as_str().len());
            assert_eq!(complaint(html.as_str()), None, "{start:?}");
            assert!(plain(&text, 72).len() <= HTML_MOST && excerpt(&text, 200).chars().count() <= 200, "{start:?}");
            assert!(mentions(&text).len() <= 50 && issue_keys(&text).len() <= 50, "{start:?}");
            assert_eq!(toggle_task(&text, usize::MAX, true), None);
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(try_all).unwrap().join().unwrap();
}

#[test]
fn what_is_too_deep_or_too_large_is_shown_as_it_was_typed() {
    let deep = render(&(">".repeat(200) + "*a*\r\nb @ada"), &links());
    assert!(deep.as_str().ends_with("&gt;*a*<br>b @ada</p>"), "{deep}");
    assert!(mentions(&(">".repeat(200) + "\n\n@ada")).is_empty());
    let large = render(&("|a".repeat(400) + "\n" + &"|-".repeat(400) + "\n" + &"a\n".repeat(400)), &links());
    assert!(large.as_str().starts_with("<p>|a|a"), "{large}");
}

#[test]
fn the_first_of_each_is_linked_and_repetitions_within_bounds() {
    let text = "BEL-1 ".repeat(2_000) + "BEL-2 @ada";
    let html = render(&text, &links());
    let count = |of: &str| html.as_str().matches(of).count();
    assert_eq!((count("href=\"/BEL-1\""), count("href=\"/BEL-2\""), count("href=\"/people/ada\"")), (501, 1, 1));
}
