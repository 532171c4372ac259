//! Every page: well-formed, without inline code, in the reader's language and theme.

use scraper::{Html, Selector};

use super::{Browser, attribute, routes, texts, world};
use crate::answer::Answer;

/// What is wrong with the markup of a page.
pub fn faults(answer: &Answer) -> Vec<String> {
    let page = Html::parse_document(&answer.text);
    let mut found: Vec<String> = page.errors.iter().map(ToString::to_string).collect();
    let mut ids = std::collections::BTreeSet::new();
    for element in page.select(&Selector::parse("*").unwrap()) {
        let name = element.value().name();
        for (attribute, value) in element.value().attrs() {
            let is_code =
                attribute.starts_with("on") || attribute == "style" || value.trim().starts_with("javascript:");
            if is_code || (attribute == "id" && !ids.insert(value.to_owned())) {
                found.push(format!("<{name} {attribute}={value:?}>"));
            }
        }
        let is_inline = name == "style" || (name == "script" && element.attr("src").is_none());
        if is_inline {
            found.push(format!("<{name}> in the page"));
        }
        for described in element.attr("aria-describedby").unwrap_or_default().split_whitespace() {
            if !answer.text.contains(&format!("id=\"{described}\"")) {
                found.push(format!("nothing is called {described}"));
            }
        }
    }
    found
}

#[test]
fn every_page_is_well_formed_and_holds_no_code() {
    let world = world();
    let browser = Browser::of(&world, &world.ada);
    let mut pages = 0;
    for path in routes("get(").iter().filter(|path| !path.contains('{')) {
        for browser in [&browser, &Browser::new(&world)] {
            let answer = browser.gets(path);
            if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
                assert_eq!(faults(&answer), Vec::<String>::new(), "{path}");
                assert_eq!(texts(&answer, "main").len(), 1, "{path}");
                assert!(texts(&answer, "h1").len() == 1 && !texts(&answer, "title")[0].starts_with(" ·"), "{path}");
                pages += 1;
            }
        }
    }
    assert!(pages >= 6, "{pages}");
}

#[test]
fn a_page_is_in_the_language_that_the_browser_prefers_or_that_was_chosen() {
    let world = world();
    let browser = Browser::new(&world);
    let title = |accepted: &str| {
        let answer = browser.sends("GET", "/sign-in", &[("accept-language", accepted)], "");
        (attribute(&answer, "html", "lang").unwrap(), texts(&answer, "h1")[0].clone())
    };
    assert_eq!(title("de-CH, en;q=0.5"), ("de".to_owned(), "Willkommen zurück".to_owned()));
    assert_eq!(title("fr, en;q=0.5"), ("en".to_owned(), "Welcome back".to_owned()));
    browser.posts("/language", &[("language", "de")]);
    assert_eq!(title("en"), ("de".to_owned(), "Willkommen zurück".to_owned()));
    browser.posts("/language", &[("language", "klingon")]);
    assert_eq!(title("en").0, "de");
}

#[test]
fn the_theme_is_kept_by_a_form_and_the_system_has_its_way_otherwise() {
    let world = world();
    let browser = Browser::new(&world);
    let theme = || attribute(&browser.gets("/sign-in"), "html", "data-theme");
    assert_eq!(theme(), None);
    let answer = browser.posts("/theme", &[("theme", "toggle"), ("next", "/keys")]);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/keys")));
    assert_eq!(theme().as_deref(), Some("dark"));
    browser.posts("/theme", &[("theme", "toggle")]);
    assert_eq!(theme().as_deref(), Some("light"));
    browser.posts("/theme", &[("theme", "system")]);
    assert_eq!(theme(), None);
    browser.has_cookie("theme", "\"><script>");
    assert_eq!(theme(), None);
}

#[test]
fn the_navigation_counts_what_waits_for_its_reader() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.ben);
    let shown = |who| {
        let page = Browser::of(&world, who).gets("/keys");
        (texts(&page, ".nav-link .n"), texts(&page, ".me"))
    };
    let (counts, me) = shown(&world.ben);
    assert_eq!(counts, [", unread: 2", "2", ", mails due: 2", ", open: 2"]);
    assert_eq!(me, ["B Ben"]);
    assert_eq!(shown(&world.eve).0, ["", "", "", ", open: 2"]);
    let page = Browser::of(&world, &world.ben).gets("/keys");
    assert_eq!(attribute(&page, ".nav-link .ring animate", "dur").as_deref(), Some("720s"));
    world.advance(crate::world::ASSIGN_DELAY);
}
