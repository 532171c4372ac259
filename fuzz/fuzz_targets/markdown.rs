//! Any text becomes HTML that holds what is allowed and nothing else, in which whoever is found is linked, and each task
//! can be ticked without another mark changing.

#![no_main]

#[path = "../../crates/belfry/src/markdown/tests/allowed.rs"]
mod allowed;

use std::collections::BTreeSet;

use belfry::markdown::{Links, Target, excerpt, issue_keys, mentions, plain, render, toggle_task};
use belfry::user::Username;
use libfuzzer_sys::fuzz_target;
use scraper::{Html, Selector};

/// So many tasks of a text are ticked.
const TICKS_MOST: usize = 8;

fuzz_target!(|text: &str| {
    let (people, keys) = (mentions(text), issue_keys(text));
    let mut links = Links::default();
    for username in &people {
        links.add_person(username, Target { href: "/people".to_owned(), title: username.as_str().to_owned() });
    }
    for key in &keys {
        links.add_issue(key.clone(), Target { href: format!("/{key}"), title: text.to_owned() });
    }
    let html = render(text, &links);
    assert_eq!(allowed::complaint(html.as_str()), None);

    let page = Html::parse_fragment(html.as_str());
    let told: BTreeSet<String> = people.iter().map(Username::key).collect();
    let linked = words(&page, "a.mention")
        .iter()
        .map(|words| Username::parse(&words[1..]).expect("a mention is a name").key())
        .collect();
    assert_eq!(told, linked);
    let named: BTreeSet<String> = keys.iter().map(ToString::to_string).collect();
    assert_eq!(named, words(&page, "a.issue"));

    let before = ticks(&page);
    for index in 0..before.len().min(TICKS_MOST) {
        let changed = toggle_task(text, index, !before[index]).expect("a task that is shown can be ticked");
        assert_eq!(text.bytes().zip(changed.bytes()).filter(|(one, other)| one != other).count(), 1);
        let mut expected = before.clone();
        expected[index] = !before[index];
        assert_eq!(ticks(&Html::parse_fragment(render(&changed, &links).as_str())), expected);
    }
    assert_eq!(toggle_task(text, before.len(), true), None);
    assert!(excerpt(text, 40).chars().count() <= 40);
    assert!(plain(text, 72).lines().all(|line| line.trim_end() == line));
});

fn words(page: &Html, selector: &str) -> BTreeSet<String> {
    let selector = Selector::parse(selector).expect("it was written for this");
    page.select(&selector).map(|element| element.text().collect()).collect()
}

fn ticks(page: &Html) -> Vec<bool> {
    let selector = Selector::parse("input").expect("it was written for this");
    page.select(&selector).map(|input| input.attr("checked").is_some()).collect()
}
