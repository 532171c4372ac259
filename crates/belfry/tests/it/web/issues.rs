//! `/issues`, `/my`, `/p/KEY/issues`, and what is done there.

use serde_json::json;

use super::{Browser, CANARY, attribute, texts, world};
use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// The keys of the rows, in their order.
fn keys(page: &Answer) -> Vec<String> {
    texts(page, ".row .row-key")
}

fn headings(page: &Answer) -> Vec<String> {
    texts(page, ".group-head h2")
}

fn flash(page: &Answer) -> String {
    texts(page, ".flash").join("")
}

/// Opens an issue by the API, which says more than the classic one.
#[track_caller]
fn opens(world: &World, body: serde_json::Value) {
    let token = format!("Bearer {}", world.ada.token(world));
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    let answer = world.send("POST", "/api/v1/issues", &headers, body.to_string().as_bytes());
    assert_eq!(answer.status, 201, "{answer:?}");
}

/// BEL-1 is in progress with Ben, BEL-2 is to do with nobody and urgent, BEL-3 is done. Labels: bug.
fn story() -> World {
    let world = world();
    let token = format!("Bearer {}", world.ada.token(&world));
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    world.send("POST", "/api/v1/projects/BEL/labels", &headers, br#"{"name":"bug","hue":1}"#);
    opens(&world, json!({ "title": "One", "assignee": "ben", "status": "in_progress", "labels": ["bug"] }));
    opens(&world, json!({ "title": "Two", "priority": "urgent" }));
    opens(&world, json!({ "title": "Three", "status": "done" }));
    world
}

/// Does something to what is selected, and shows the page again.
#[track_caller]
fn does(browser: &Browser<'_>, selected: &[&str], pressed: &[(&str, &str)]) -> Answer {
    let mut fields: Vec<(&str, &str)> = selected.iter().map(|key| ("key", *key)).collect();
    fields.push(("back", "/issues?q=sort:key"));
    fields.extend_from_slice(pressed);
    let answer = browser.posts("/issues/bulk", &fields);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/issues?q=sort:key")), "{answer:?}");
    browser.gets("/issues?q=sort:key")
}

/// Presses the button of the flash.
#[track_caller]
fn undoes(browser: &Browser<'_>, page: &Answer) -> Answer {
    let form = scraper::Html::parse_document(&page.text);
    let inputs = scraper::Selector::parse(".flash input").unwrap();
    let fields: Vec<(String, String)> = form
        .select(&inputs)
        .map(|input| (input.attr("name").unwrap().to_owned(), input.attr("value").unwrap().to_owned()))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.posts(&attribute(page, ".flash form", "action").unwrap(), &fields)
}

/// Status, priority, assignee, due day and labels of an issue.
fn facts(world: &World, number: i64) -> String {
    world.read(move |db| {
        let sql = "SELECT i.status, i.priority, COALESCE(u.username, '-') AS who, COALESCE(i.due_on, -1) AS due,
                          (SELECT COUNT(*) FROM issue_labels il WHERE il.issue_id = i.id) AS labels
                     FROM issues i LEFT JOIN users u ON u.id = i.assignee_id WHERE i.number = $1";
        db.one(sql, &store::params![number], |row| {
            let (status, who): (String, String) = (row.get("status")?, row.get("who")?);
            let [priority, due, labels] = [row.get::<i64>("priority")?, row.get("due")?, row.get("labels")?];
            Ok(format!("{status} {priority} {who} {due} {labels}"))
        })
    })
}

#[test]
fn a_list_shows_what_its_query_finds_under_headings() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    let page = browser.gets("/issues");
    assert_eq!(
        (keys(&page), headings(&page)),
        (vec!["BEL-1".to_owned(), "BEL-2".to_owned()], vec!["In progress 1".to_owned(), "To do 1".to_owned()])
    );
    assert_eq!(attribute(&page, ".q-in", "value").as_deref(), Some("is:open sort:updated"));
    assert_eq!(texts(&page, ".q-hl i"), ["is:", "sort:"]);
    assert_eq!(texts(&page, "p.more"), ["That is all 2."]);
    let row = &texts(&page, ".row")[0];
    for part in ["Select BEL-1", "No priority", "In progress", "One", "Mail to Ben is due in 12:00", "bug"] {
        assert!(row.contains(part), "{part} is not in {row}");
    }
    let page = browser.gets("/issues?q=sort:key+group:priority");
    assert_eq!(headings(&page), ["Urgent 1", "No priority 2"]);
    assert_eq!(headings(&browser.gets("/issues?q=sort:key+group:assignee")), ["B Ben 1", "Nobody 2"]);
    let page = browser.gets("/issues?q=sort:key+group:none");
    assert_eq!((keys(&page).len(), headings(&page).len()), (3, 0));
    assert_eq!(keys(&Browser::of(&world, &world.ben).gets("/my")), ["BEL-1"]);
    assert_eq!(texts(&browser.gets("/p/bel/issues"), "h1"), ["Belfry"]);
    assert_eq!(texts(&browser.gets("/issues?q=zanzibar"), ".empty h2"), ["Nothing hangs here"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_query_that_cannot_be_read_is_given_back_with_what_is_wrong() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    let page = browser.gets("/issues?q=is:open+lable:bug");
    assert_eq!(page.status, 422);
    assert_eq!(attribute(&page, ".q-in", "value").as_deref(), Some("is:open lable:bug"));
    assert_eq!(attribute(&page, ".q-in", "aria-describedby").as_deref(), Some("e-q"));
    assert!(texts(&page, "#e-q")[0].contains("column 9: there is no term lable:"), "{:?}", texts(&page, "#e-q"));
    let page = browser.gets("/issues?q=%22%27%3E%3Cimg%20src%3Dx%20onerror%3D1%3E");
    assert!(!page.text.contains("<img"), "{page:?}");
    assert_eq!(browser.gets("/p/NONE/issues").status, 404);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_is_selected_is_changed_at_once_and_put_back() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    let today = "2025-12-24";
    for (pressed, one, two) in [
        (("status", "in_review"), "in_review 0 ben -1 1", "in_review 4 - -1 0"),
        (("priority", "high"), "in_progress 3 ben -1 1", "todo 3 - -1 0"),
        (("assignee", "cleo"), "in_progress 0 cleo -1 1", "todo 4 cleo -1 0"),
        (("assignee", ""), "in_progress 0 - -1 1", "todo 4 - -1 0"),
        (("label", "bug"), "in_progress 0 ben -1 1", "todo 4 - -1 1"),
        (("unlabel", "bug"), "in_progress 0 ben -1 0", "todo 4 - -1 0"),
        (("due", "set"), "in_progress 0 ben 20446 1", "todo 4 - 20446 0"),
        (("close", "1"), "done 0 ben -1 1", "done 4 - -1 0"),
    ] {
        let page = does(&browser, &["BEL-1", "BEL-2"], &[pressed, ("due_on", today)]);
        assert_eq!((facts(&world, 1), facts(&world, 2)), (one.to_owned(), two.to_owned()), "{pressed:?}");
        assert!(flash(&page).ends_with("changed. Undo"), "{pressed:?}: {}", flash(&page));
        assert_eq!(undoes(&browser, &page).status, 303);
        assert_eq!(flash(&browser.gets("/issues")), "Undone.");
        assert_eq!(
            (facts(&world, 1), facts(&world, 2)),
            ("in_progress 0 ben -1 1".to_owned(), "todo 4 - -1 0".to_owned()),
            "{pressed:?}"
        );
    }
    // What would change nothing says so.
    assert_eq!(flash(&does(&browser, &["BEL-3"], &[("status", "done")])), "Nothing had to be changed.");
    world.advance(ASSIGN_DELAY + MINUTE);
}

#[test]
fn a_change_is_not_put_back_over_what_somebody_did_since() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    let page = does(&browser, &["BEL-1", "BEL-2"], &[("status", "done")]);
    world.ada.changes(&world, "/issue/1", json!({ "title": "Another" }));
    assert_eq!(undoes(&browser, &page).status, 409);
    assert_eq!((facts(&world, 1), facts(&world, 2)), ("done 0 ben -1 1".to_owned(), "done 4 - -1 0".to_owned()));
    world.advance(ASSIGN_DELAY + MINUTE);
}

#[test]
fn all_that_is_selected_is_changed_or_nothing() {
    let world = story();
    let eve = Browser::of(&world, &world.eve);
    let refused = eve.posts("/issues/bulk", &[("key", "BEL-1"), ("key", "BEL-2"), ("status", "done")]);
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(refused.text.contains("BEL-1: you may not change this issue"), "{refused:?}");
    let ada = Browser::of(&world, &world.ada);
    for (pressed, status) in [
        (vec![("status", "done")], 422),
        (vec![("key", "BEL-1")], 422),
        (vec![("key", "BEL-1"), ("status", "eaten")], 422),
        (vec![("key", "BEL-1"), ("assignee", "nobody-of-that-name")], 422),
        (vec![("key", "BEL-1"), ("due", "set"), ("due_on", "soon")], 422),
        (vec![("key", "BEL-1"), ("label", "none-such")], 404),
        (vec![("key", "BEL-1"), ("key", "BEL-99"), ("status", "done")], 404),
    ] {
        assert_eq!(ada.posts("/issues/bulk", &pressed).status, status, "{pressed:?}");
    }
    assert_eq!((facts(&world, 1), facts(&world, 2)), ("in_progress 0 ben -1 1".to_owned(), "todo 4 - -1 0".to_owned()));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_query_is_kept_as_a_view_called_otherwise_and_removed() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    assert_eq!(texts(&browser.gets("/issues?q=is:closed&save=1"), "form[action='/views'] button"), ["Save view"]);
    let kept = browser.posts("/views", &[("q", "is:closed"), ("name", CANARY)]);
    assert_eq!((kept.status, kept.header("location")), (303, Some("/issues?view=1")));
    let page = browser.gets("/issues?view=1");
    assert_eq!(
        (keys(&page), texts(&page, ".tabs a[aria-current]")),
        (vec!["BEL-3".to_owned()], vec![format!("{CANARY} 1")])
    );
    assert!(!page.text.contains("<img") && flash(&page).contains(CANARY), "{page:?}");
    // A name twice, or none, gives the form back.
    for name in [CANARY, ""] {
        let again = browser.posts("/views", &[("q", "is:closed"), ("name", name)]);
        assert_eq!(attribute(&again, "input[name=name]", "value").as_deref(), Some(name), "{again:?}");
        assert!(!texts(&again, "#e-name")[0].is_empty());
    }
    browser.posts("/views/1", &[("do", "rename"), ("name", "Closed")]);
    assert_eq!(texts(&browser.gets("/issues"), ".tabs a"), ["All open 2", "Closed 1"]);
    assert_eq!(Browser::of(&world, &world.eve).posts("/views/1", &[("do", "remove")]).status, 404);
    browser.posts("/views/1", &[("do", "remove")]);
    let page = browser.gets("/issues");
    assert_eq!(texts(&page, ".tabs a"), ["All open 2"]);
    assert_eq!(undoes(&browser, &page).status, 303);
    assert_eq!(texts(&browser.gets("/issues"), ".tabs a"), ["All open 2", "Closed 1"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn tabs_count_what_the_reader_sees_as_far_as_they_count() {
    let world = world();
    for number in 0..101 {
        world.ada.opens(&world, &format!("One {number}"), &world.ben);
    }
    let browser = Browser::of(&world, &world.ada);
    for (name, query) in [("Everything", "sort:created"), ("Mine", "assignee:@me"), ("Gone", "label:nothing")] {
        assert_eq!(browser.posts("/views", &[("q", query), ("name", name)]).status, 303, "{name}");
    }
    let page = browser.gets("/issues");
    assert_eq!(texts(&page, ".tabs a"), ["All open 99+", "Everything 99+", "Mine 0", "Gone"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_long_list_goes_on_while_issues_are_opened() {
    let world = world();
    for number in 1..=101 {
        opens(&world, json!({ "title": format!("Bell {number}") }));
    }
    let browser = Browser::of(&world, &world.ada);
    let (mut path, mut seen, mut pages) = ("/issues?q=bell+sort:created".to_owned(), Vec::new(), 0);
    loop {
        let page = browser.gets(&path);
        seen.extend(keys(&page));
        pages += 1;
        opens(&world, json!({ "title": "Another bell" }));
        match attribute(&page, "p.more a[rel=next]", "href") {
            Some(next) => path = next,
            None => break,
        }
    }
    let unique: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((pages, seen.len(), unique.len()), (3, 101, 101));
}

#[test]
fn a_list_holds_nothing_that_its_reader_may_not_see() {
    let world = story();
    opens(&world, json!({ "title": "Private", "is_private": true }));
    let [ada, eve] = [&world.ada, &world.eve].map(|who| Browser::of(&world, who));
    assert_eq!((keys(&ada.gets("/issues")).len(), keys(&eve.gets("/issues")).len()), (3, 2));
    let rings = |browser: &Browser<'_>| texts(&browser.gets("/issues"), ".row .rings").len();
    assert_eq!((rings(&ada), rings(&eve)), (1, 0), "who is mailed is for those who have a hand in it");
    world.change(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?));
    assert_eq!((keys(&eve.gets("/issues")).len(), eve.gets("/p/BEL/issues").status), (0, 404));
    assert_eq!(Browser::new(&world).gets("/my").header("location"), Some("/sign-in?next=%2Fmy"));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_is_selected_is_watched_and_that_is_undone() {
    let world = story();
    let eve = Browser::of(&world, &world.eve);
    let watches =
        |key: &str| texts(&eve.gets(&format!("/{key}")), ".bar-acts button[name=watch]").join("") == "Watching";
    let page = does(&eve, &["BEL-1", "BEL-2"], &[("watch", "1")]);
    assert_eq!(flash(&page), "You watch BEL-1 + 1. Undo");
    assert_eq!(["BEL-1", "BEL-2", "BEL-3"].map(watches), [true, true, false]);
    let form = scraper::Html::parse_document(&page.text);
    let inputs = scraper::Selector::parse(".flash input").unwrap();
    let fields: Vec<_> =
        form.select(&inputs).map(|field| (field.attr("name").unwrap(), field.attr("value").unwrap())).collect();
    assert_eq!(attribute(&page, ".flash form", "action").as_deref(), Some("/issues/bulk"));
    eve.posts("/issues/bulk", &fields);
    assert_eq!(["BEL-1", "BEL-2"].map(watches), [false, false]);
    assert_eq!(eve.posts("/issues/bulk", &[("watch", "1")]).status, 422);
    assert_eq!(eve.posts("/issues/bulk", &[("watch", "1"), ("key", "BEL-1"), ("key", "BEL-9")]).status, 404);
    assert!(!watches("BEL-1"), "all or none");
    world.advance(ASSIGN_DELAY);
}

#[test]
fn rows_are_shown_by_themselves_as_they_are_now() {
    let world = story();
    opens(&world, json!({ "title": CANARY, "is_private": true }));
    let rows = |who| Browser::of(&world, who).gets("/issues/rows/BEL-3,BEL-1,BEL-4,BEL-9,x");
    let page = rows(&world.ada);
    assert_eq!(
        (keys(&page), texts(&page, "html, .row").len()),
        (vec!["BEL-3".into(), "BEL-1".into(), "BEL-4".into()], 4)
    );
    assert!(page.text.starts_with("<ul") && !page.text.contains("<img"), "{page:?}");
    assert_eq!(keys(&rows(&world.eve)), ["BEL-3", "BEL-1"]);
    assert_eq!(Browser::new(&world).gets("/issues/rows/BEL-1").status, 303);
    world.advance(ASSIGN_DELAY);
}
