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

#[test]
fn what_is_wrong_with_a_form_is_said_in_the_language_of_its_reader() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    ada.has_cookie("language", "de");
    let wrong = ada.posts("/settings/profile", &[("first", " "), ("last", ""), ("tz", "Nowhere/Land")]);
    let told = texts(&wrong, "p.error");
    assert_eq!(told[0], "Dieses Feld darf nicht leer sein.");
    assert!(told.iter().any(|told| told.starts_with("Diese Zeitzone gibt es nicht")), "{told:?}");
    let wrong = ada.posts("/p/BEL/settings/labels", &[("name", "a,b"), ("hue", "1")]);
    assert_eq!(texts(&wrong, "p.error"), ["Im Namen eines Labels steht kein Komma: das steht zwischen Labels."]);
    let wrong = ada.gets("/issues?q=lable%3Abug");
    assert!(texts(&wrong, "#e-q")[0].ends_with("den Begriff lable: gibt es nicht; meinst du label:?"), "{wrong:?}");
    let wrong = ada.posts("/issues", &[("project", "BEL"), ("title", ""), ("text", "")]);
    assert_eq!(texts(&wrong, ".note.bad"), ["Ein Titel darf nicht leer sein."]);
    let refused = ada.posts("/issues/bulk", &[("key", "BEL-9"), ("status", "finished")]);
    assert!(texts(&refused, "main")[0].contains("Diesen Status gibt es nicht."), "{refused:?}");
    // The API goes on in English.
    let token = format!("Bearer {}", world.ada.token(&world));
    let headers = [("authorization", token.as_str()), ("accept-language", "de")];
    let answer = world.send("GET", "/api/v1/issues?q=lable%3Abug", &headers, b"");
    assert!(answer.status == 422 && answer.text.contains("there is no term lable:"), "{answer:?}");
}
