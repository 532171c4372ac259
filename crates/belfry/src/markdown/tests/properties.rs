//! What holds of any text.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use scraper::{Html, Selector};

use super::super::{Links, excerpt, issue_keys, mentions, plain, render, toggle_task};
use super::allowed::complaint;
use super::links;
use crate::user::Username;

/// Marks of every kind and names, between broken bars.
const MARKS: &str = "@ada¦@Ben ¦@李¦@eve¦BEL-1¦ BEL-2 ¦BEL-59¦OPS-3¦ ¦\n¦\n\n¦\r\n¦    ¦\t¦`¦``¦```\n¦~~~\n¦> ¦>¦- ¦* ¦1. ¦- [ ] ¦- [x] ¦[X] ¦\
    [ ]¦[¦]¦](¦(¦)¦![¦<¦>¦\"¦'¦javascript:alert(1)¦https://¦http://a.b/¦www.¦example.org¦mailto:¦a@b.cc¦|¦|-|:-:|\n¦| a | b |\n¦*¦**¦_¦~¦\
    ~~¦\\¦&¦&#58;¦&lt;¦;¦<img src=x onerror=alert(1)>¦<script>¦</p>¦<!--¦-->¦<a href='¦[^1]¦[a]: ¦[a]¦#¦## ¦---\n¦===\n¦é¦鐘¦A\u{308}¦\
    \u{202e}¦\u{feff}¦\u{0}¦x¦/¦-¦.¦:";

/// What text is made of.
fn part() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(MARKS.split('¦').collect::<Vec<_>>());
    prop_oneof![8 => marks.prop_map(str::to_owned), 1 => "\\PC{0,6}", 1 => "[a-zA-Z0-9@ -]{0,8}"]
}

fn text() -> impl Strategy<Value = String> {
    vec(part(), 0..40).prop_map(|parts| parts.concat())
}

fn all(html: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_fragment(html);
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|element| element.text().collect::<String>()).collect()
}

/// The state of each box, in order; and that they are numbered so.
fn ticks(text: &str) -> Vec<bool> {
    let html = render(text, &Links::default());
    let page = Html::parse_fragment(html.as_str());
    let boxes = page.select(&Selector::parse("input").unwrap()).map(|input| input.value().clone()).collect::<Vec<_>>();
    for (index, input) in boxes.iter().enumerate() {
        assert_eq!(input.attr("value"), Some(index.to_string().as_str()));
    }
    boxes.iter().map(|input| input.attr("checked").is_some()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_html_of_any_text_holds_what_is_allowed_and_nothing_else(text in text()) {
        prop_assert_eq!(complaint(render(&text, &links()).as_str()), None);
    }

    #[test]
    fn who_is_told_is_who_is_linked(text in text()) {
        let html = render(&text, &links());
        let known: BTreeSet<String> = ["ada", "ben", "ädä", "李"].map(str::to_owned).into();
        let linked: BTreeSet<String> =
            all(html.as_str(), "a.mention").iter().map(|name| Username::parse(&name[1..]).unwrap().key()).collect();
        let told: BTreeSet<String> = mentions(&text).iter().map(Username::key).filter(|key| known.contains(key)).collect();
        prop_assert_eq!(linked, told);
        let linked: BTreeSet<String> = all(html.as_str(), "a.issue-ref").into_iter().collect();
        let named = issue_keys(&text).into_iter().filter(|key| key.project == "BEL" && key.number <= 60);
        prop_assert_eq!(linked, named.map(|key| key.to_string()).collect::<BTreeSet<_>>());
    }

    #[test]
    fn a_tick_changes_one_mark(text in text()) {
        let before = ticks(&text);
        for index in 0..before.len() {
            let changed = toggle_task(&text, index, !before[index]);
            prop_assert!(changed.is_some(), "{} of {}", index, before.len());
            let changed = changed.unwrap_or_default();
            let differs = text.bytes().zip(changed.bytes()).filter(|(one, other)| one != other).count();
            prop_assert_eq!((changed.len(), differs), (text.len(), 1));
            let mut expected = before.clone();
            expected[index] = !before[index];
            prop_assert_eq!(ticks(&changed), expected);
        }
        prop_assert_eq!(toggle_task(&text, before.len(), true), None);
    }

    #[test]
    fn plain_text_and_excerpts_keep_their_bounds(text in text(), most in 0usize..80) {
        let line = excerpt(&text, most);
        prop_assert!(line.chars().count() <= most.max(1) && !line.contains(['\n', '\u{202e}']), "{:?}", line);
        let lines = plain(&text, 72);
        prop_assert!(!lines.contains(['\r', '\u{202e}', '\0']) && lines.lines().all(|line| line.trim_end() == line), "{:?}", lines);
    }
}
