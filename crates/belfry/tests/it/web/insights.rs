//! `/insights`

use std::time::Duration;

use serde_json::json;

use super::{Browser, CANARY, attribute, texts, world};
use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, MINUTE, World};

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// Last week Ada opened two issues for Ben, and took one back in time; this week one of them is done.
fn story() -> World {
    let world = world();
    let one = world.ada.opens(&world, "One", &world.ben);
    let two = world.ada.opens(&world, "Two", &world.ben);
    world.advance(MINUTE);
    world.ada.changes(&world, &two, json!({ "assigned_to": world.cleo.email }));
    world.advance(WEEK);
    world.ada.changes(&world, &one, json!({ "status": "CLOSE" }));
    world.advance(MINUTE);
    world
}

/// The numbers above the charts, each with what it is.
fn stats(page: &Answer) -> Vec<String> {
    texts(page, ".stats > div")
}

#[test]
fn insights_show_what_there_is_in_numbers_sentences_and_tables() {
    let world = story();
    let page = Browser::of(&world, &world.ada).gets("/insights?range=4w");
    assert_eq!(page.status, 200, "{page:?}");
    assert_eq!(
        stats(&page),
        [
            "Open now11 fewer than last week",
            "Median age, open7 days0 older than 2 months",
            "Median time to close7 days",
            "Assignments taken back in time33 %1 mail never sent",
        ]
    );
    let titles = texts(&page, ".chart h2");
    assert_eq!(titles[..3], ["Created and closed per week", "Cumulative flow", "Open by assignee"]);
    assert_eq!(titles[3..5], ["Age of open issues", "Mail lateness, last 24 hours"]);
    assert_eq!(titles[5..], ["Time to close", "Assignments taken back in time"]);
    assert_eq!(texts(&page, ".chart:first-child tbody tr"), ["Nov 1000", "Nov 1700", "Nov 2420", "Dec 101"]);
    assert!(texts(&page, ".chart figcaption")[0].ends_with("In 4 weeks 2 were created and 1 closed."));
    assert_eq!(texts(&page, ".chart:nth-child(3) tbody tr"), ["Cleo10"]);
    // Whoever does not see the picture hears what is in it.
    let heard = attribute(&page, ".axes", "aria-label").unwrap();
    assert_eq!(heard, "Bar chart. In the last week 0 issues were created and 1 closed.");
    assert_eq!(texts(&page, ".axes[role=img]").len(), 7);
}

#[test]
fn insights_of_nothing_say_so() {
    let world = world();
    let page = Browser::of(&world, &world.eve).gets("/insights");
    assert_eq!(stats(&page)[1..3], ["Median age, opennone0 older than 2 months", "Median time to closenone"]);
    let said = texts(&page, ".chart figcaption").join(" ");
    for sentence in ["Nothing was created or closed.", "Nothing is open.", "No mail rang.", "Nothing was closed."] {
        assert!(said.contains(sentence), "{sentence} is not in {said}");
    }
    assert!(!page.text.contains("NaN") && texts(&page, ".plot rect").is_empty(), "{page:?}");
}

#[test]
fn the_form_keeps_the_project_and_the_range() {
    let world = story();
    let page = Browser::of(&world, &world.ada).gets("/insights?project=bel&range=26w");
    assert_eq!(attribute(&page, "#in-p option[selected]", "value").as_deref(), Some("BEL"));
    assert_eq!(texts(&page, "#in-r option[selected]"), ["26 weeks"]);
    assert_eq!(texts(&page, ".chart:first-child tbody tr").len(), 26);
    // What is no range is the usual one.
    let page = Browser::of(&world, &world.ada).gets("/insights?range=99y");
    assert_eq!(texts(&page, "#in-r option[selected]"), ["12 weeks"]);
}

#[test]
fn insights_show_each_reader_what_they_may_see() {
    let world = story();
    world.change(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?));
    let [ada, eve] = [&world.ada, &world.eve].map(|who| Browser::of(&world, who));
    assert_eq!(stats(&ada.gets("/insights"))[0], "Open now11 fewer than last week");
    assert_eq!(stats(&eve.gets("/insights"))[0], "Open now0as many as last week");
    assert_eq!(eve.gets("/insights?project=BEL").status, 404);
    assert_eq!(ada.gets("/insights?project=NONE").status, 404);
    let stranger = Browser::new(&world).gets("/insights");
    assert_eq!((stranger.status, stranger.header("location")), (303, Some("/sign-in?next=%2Finsights")));
}

#[test]
fn names_come_out_as_text() {
    let world = story();
    world.change(|tx| Ok(tx.run("UPDATE users SET first_name = $1", &store::params![CANARY])?));
    world.change(|tx| Ok(tx.run("UPDATE projects SET name = $1", &store::params![CANARY])?));
    let page = Browser::of(&world, &world.ada).gets("/insights");
    assert_eq!((page.status, page.text.contains("<img")), (200, false));
    assert_eq!(texts(&page, ".chart:nth-child(3) tbody th"), [CANARY]);
    assert!(texts(&page, "#in-p option").contains(&CANARY.to_owned()));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn insights_speak_the_language_of_the_reader() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    browser.posts("/language", &[("language", "de")]);
    let page = browser.gets("/insights?range=4w");
    assert_eq!(stats(&page)[1], "Mittleres Alter, offen7 Tage0 älter als 2 Monate");
    assert!(texts(&page, ".chart figcaption").iter().all(|text| !text.contains("insights-")), "{page:?}");
}
