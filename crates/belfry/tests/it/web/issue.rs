//! The page of an issue: what it shows, and each form on it, with script and without.

use serde_json::json;

use super::{Browser, CANARY, attribute, texts, world};
use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// Ada runs the instance, and opened BEL-1 for Ben.
fn story() -> World {
    let world = world();
    world.ada.opens(&world, "Mail goes out twice", &world.ben);
    world
}

fn shown(browser: &Browser<'_>, selector: &str) -> Vec<String> {
    texts(&browser.gets("/BEL-1"), selector)
}

#[track_caller]
fn leads_back(answer: &Answer) {
    assert_eq!((answer.status, answer.header("location")), (303, Some("/BEL-1")), "{answer:?}");
}

#[test]
fn the_page_shows_the_issue_the_bell_and_what_happened() {
    let world = story();
    world.advance(18 * MINUTE / 60);
    let page = Browser::of(&world, &world.ada).gets("/BEL-1");
    assert_eq!(texts(&page, "h1"), ["Mail goes out twice"]);
    assert_eq!(texts(&page, "title"), ["BEL-1 Mail goes out twice · Belfry"]);
    assert_eq!(texts(&page, "#text"), ["Every time."]);
    assert_eq!(texts(&page, "#bell .bell-text b"), ["Ben"]);
    let said = "Ben will be mailed in 11:42You assigned this at 16:00. Until 16:12 you can still change your mind.";
    assert_eq!(texts(&page, "#bell .bell-text"), [said]);
    assert_eq!(texts(&page, "#bell button"), ["Send now", "Cancel", "Hold"]);
    assert_eq!(texts(&page, "#log .ev"), ["You opened this and assigned Ben · 16:00 11:42 until the mail goes"]);
    assert_eq!(texts(&page, ".prop dt").len(), 8);
    world.advance(ASSIGN_DELAY);
    let page = Browser::of(&world, &world.ben).gets("/BEL-1");
    assert_eq!(texts(&page, "#bell"), Vec::<String>::new());
    assert_eq!(texts(&page, ".receipt"), ["Mailed 16:12 · 0 ms after it was due · delivered to smtp"]);
    assert_eq!(texts(&page, "#log .ev b")[0], "Ada");
}

#[test]
fn what_may_not_be_seen_is_as_if_it_were_not_there() {
    let world = story();
    world.change(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?));
    let eve = Browser::of(&world, &world.eve);
    for path in ["/BEL-1", "/BEL-99", "/BEL-1/edit"] {
        let answer = eve.gets(path);
        let key = path.split('/').nth(1).unwrap();
        assert_eq!((answer.status, texts(&answer, "h1")), (404, vec![format!("There is no {key}")]), "{path}");
    }
    assert_eq!(eve.posts("/BEL-1", &[("status", "done")]).status, 404);
}

#[test]
fn each_property_is_changed_by_its_form_and_the_flash_undoes_it() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    for (field, value, selector, now) in [
        ("status", "in_progress", "#p-status .val", "Change status: In progress"),
        ("priority", "urgent", "#p-priority .val", "Change priority: Urgent"),
        ("assignee", "cleo", "#p-assignee .val", "Change assignee: C Cleo"),
        ("due", "2025-11-25", "#p-due .val", "Change due: tomorrow"),
        ("estimate", "3", "#p-estimate .val", "Change estimate: 3 points"),
    ] {
        let before = shown(&ada, selector);
        leads_back(&ada.posts("/BEL-1", &[(field, value)]));
        let page = ada.gets("/BEL-1");
        assert_eq!(texts(&page, selector), [now], "{field}");
        assert!(texts(&page, ".flash")[0].starts_with("BEL-1 saved"), "{field}");
        let undo = attribute(&page, ".flash input", "value").unwrap();
        assert_eq!(attribute(&page, ".flash form", "action").as_deref(), Some("/BEL-1/undo"));
        leads_back(&ada.posts("/BEL-1/undo", &[("event", &undo)]));
        assert_eq!(shown(&ada, selector), before, "{field}");
    }
}

#[test]
fn labels_are_ticked_and_a_watch_is_begun_and_ended() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    for name in ["bug", "delivery"] {
        let token = world.ada.token(&world);
        let headers = [("authorization", format!("Bearer {token}")), ("content-type", "application/json".to_owned())];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = json!({ "name": name, "hue": 1 }).to_string();
        assert_eq!(world.send("POST", "/api/v1/projects/BEL/labels", &headers, body.as_bytes()).status, 201);
    }
    leads_back(&ada.posts("/BEL-1", &[("labels", "1"), ("label", "bug"), ("label", "delivery")]));
    assert_eq!(shown(&ada, "#p-labels .label"), ["bug", "delivery"]);
    leads_back(&ada.posts("/BEL-1", &[("labels", "1"), ("label", "bug")]));
    assert_eq!(shown(&ada, "#p-labels .label"), ["bug"]);
    let eve = Browser::of(&world, &world.eve);
    leads_back(&eve.posts("/BEL-1", &[("watch", "1")]));
    assert_eq!(shown(&eve, ".bar-acts button[name=watch]"), ["Watching"]);
    leads_back(&eve.posts("/BEL-1", &[("watch", "0")]));
    assert_eq!(shown(&eve, ".bar-acts button[name=watch]"), ["Watch"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_cannot_be_is_refused_in_words_and_changes_nothing() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let before = world.dump();
    for fields in [
        [("status", "finished")],
        [("priority", "huge")],
        [("assignee", CANARY)],
        [("due", CANARY)],
        [("estimate", "-1")],
        [("parent", "BEL-1")],
    ] {
        let answer = ada.posts("/BEL-1", &fields);
        assert_eq!((answer.status, texts(&answer, "h1")), (422, vec!["This cannot be done".to_owned()]), "{fields:?}");
        assert!(!answer.text.contains("<img"), "{answer:?}");
    }
    assert_eq!(ada.posts("/BEL-1", &[("colour", "red")]).status, 404);
    assert_eq!(Browser::of(&world, &world.eve).posts("/BEL-1", &[("status", "done")]).status, 403);
    let sessions = |rows: Vec<String>| rows.into_iter().filter(|row| row.starts_with("issues")).collect::<Vec<_>>();
    assert_eq!(sessions(world.dump()), sessions(before));
}

#[test]
fn the_bell_is_rung_held_released_and_taken_back() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    leads_back(&ada.posts("/BEL-1/bell/1", &[("do", "hold")]));
    assert_eq!(shown(&ada, "#bell .bell-text b"), ["Ben"]);
    assert_eq!(shown(&ada, "#bell button"), ["Send anyway", "Cancel", "Release"]);
    leads_back(&ada.posts("/BEL-1/bell/1", &[("do", "release")]));
    assert_eq!(shown(&ada, "#bell button"), ["Send now", "Cancel", "Hold"]);
    let swapped = ada.swaps("/BEL-1/bell/1", &[("do", "cancel")]);
    assert_eq!((swapped.status, swapped.text.contains("<html")), (200, false));
    assert!(
        swapped.text.contains("hx-target=\"#bells\"") && swapped.text.contains("hx-target=\"#log\""),
        "{swapped:?}"
    );
    assert!(swapped.text.contains("Cancelled: cancelled by Ada"), "{swapped:?}");
    let late = ada.posts("/BEL-1/bell/1", &[("do", "send")]);
    assert!(late.status == 422 && texts(&late, "main")[0].contains("It is too late for that"), "{late:?}");
    let late = ada.swaps("/BEL-1/bell/1", &[("do", "send")]);
    assert!(late.status == 422 && late.text.starts_with("<hx-partial hx-target=\"body\""), "{late:?}");
    assert_eq!(shown(&ada, "#bell"), Vec::<String>::new());
    assert_eq!(shown(&ada, ".receipt"), ["Cancelled: cancelled by Ada"]);
    world.advance(ASSIGN_DELAY);
    assert!(world.mails().is_empty());
    assert_eq!(Browser::of(&world, &world.eve).posts("/BEL-1/bell/1", &[("do", "send")]).status, 404);
}

#[test]
fn a_comment_is_previewed_said_bettered_and_taken_back() {
    let world = story();
    let ben = Browser::of(&world, &world.ben);
    let preview = ben.posts("/BEL-1/comments", &[("text", "Look at *this*"), ("do", "preview")]);
    assert_eq!((preview.status, texts(&preview, ".composer em")), (200, vec!["this".to_owned()]));
    assert_eq!(texts(&preview, "#c-text"), ["Look at *this*"]);
    let said = ben.posts("/BEL-1/comments", &[("text", "Look at *this*"), ("also", "")]);
    assert_eq!((said.status, said.header("location")), (303, Some("/BEL-1#c1")));
    assert_eq!(shown(&ben, "#c1 .prose em"), ["this"]);
    let better = ben.posts("/BEL-1/comments/1", &[("text", "Look at **that**"), ("base", "1")]);
    assert_eq!((better.status, shown(&ben, "#c1 .prose strong")), (303, vec!["that".to_owned()]));
    let stale = ben.posts("/BEL-1/comments/1", &[("text", CANARY), ("base", "1")]);
    assert_eq!((stale.status, texts(&stale, "#text")), (422, vec![CANARY.to_owned()]));
    let empty = ben.posts("/BEL-1/comments", &[("text", " "), ("also", "")]);
    assert_eq!((empty.status, texts(&empty, ".composer .note.bad").len()), (422, 1));
    leads_back(&ben.posts("/BEL-1/comments/1/delete", &[]));
    assert!(shown(&ben, ".comment").is_empty());
    let closing = ben.swaps("/BEL-1/comments", &[("text", CANARY), ("also", "close")]);
    assert!(closing.status == 200 && !closing.text.contains("<img"), "{closing:?}");
    assert_eq!(shown(&ben, "#p-status .val"), ["Change status: Done"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_text_is_edited_and_whoever_comes_second_sees_both_versions() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    let form = ada.gets("/BEL-1/edit");
    let field = |name: &str| attribute(&form, &format!("input[name={name}]"), "value").unwrap();
    let (base, was_title) = (field("base"), field("was-title"));
    let writes = |text: &'static str| [("title", "Mail goes out twice"), ("text", text), ("was", "Every time.\n")];
    let all = |text| [&writes(text)[..], &[("base", base.as_str()), ("was-title", was_title.as_str())]].concat();
    leads_back(&ben.posts("/BEL-1", &[("priority", "high")]));
    // What else was changed is no conflict.
    leads_back(&ada.posts(
        "/BEL-1",
        &[
            ("title", "Mail goes out twice"),
            ("text", "Every time.\n\nSince Monday."),
            ("was", "Every time."),
            ("base", &base),
            ("was-title", &was_title),
        ],
    ));
    let second = ben.posts("/BEL-1", &all("Every single time."));
    assert_eq!(
        (second.status, texts(&second, "h1")),
        (409, vec!["Ada saved this text while you were writing".to_owned()])
    );
    assert_eq!(texts(&second, ".version:first-child ins"), ["Since Monday."]);
    assert_eq!(texts(&second, "textarea[name=mine]"), ["Every single time."]);
    assert_eq!(shown(&ada, "#text p"), ["Every time.", "Since Monday."]);
    let base = attribute(&second, "input[name=base]", "value").unwrap();
    let kept = [
        ("keep", "merged"),
        ("title", "Mail goes out twice"),
        ("text", "Both."),
        ("mine", "Mine."),
        ("was", "x"),
        ("was-title", "x"),
        ("base", base.as_str()),
    ];
    leads_back(&ben.posts("/BEL-1", &kept));
    assert_eq!(shown(&ada, "#text p"), ["Both."]);
    leads_back(&ben.posts("/BEL-1", &[("keep", "theirs")]));
    let wrong = ada.posts("/BEL-1", &[("title", ""), ("text", CANARY), ("base", "9")]);
    assert_eq!(
        (wrong.status, texts(&wrong, "#text"), texts(&wrong, "p.error").len()),
        (422, vec![CANARY.to_owned()], 1)
    );
    let preview = ada.posts("/BEL-1", &[("title", CANARY), ("text", "*x*"), ("do", "preview")]);
    assert_eq!((preview.status, texts(&preview, ".prose em")), (200, vec!["x".to_owned()]));
    assert_eq!(attribute(&preview, "input[name=title]", "value").as_deref(), Some(CANARY));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn ticks_save_themselves_and_not_over_another_text() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    leads_back(&ada.posts(
        "/BEL-1",
        &[
            ("title", "Tasks"),
            ("text", "- [ ] one\n- [x] two\n"),
            ("was", "Every time."),
            ("was-title", "Mail goes out twice"),
            ("base", "1"),
        ],
    ));
    let page = ada.gets("/BEL-1");
    assert_eq!(attribute(&page, "#text", "data-hx-trigger").as_deref(), Some("change"));
    let of = attribute(&page, "#text input[name=of]", "value").unwrap();
    let swapped = ada.swaps("/BEL-1/tasks", &[("of", &of), ("task", "0")]);
    assert!(swapped.status == 200 && swapped.text.contains("hx-target=\"#text\""), "{swapped:?}");
    let checked = |page: &Answer| texts(page, "#text input[checked] + span");
    assert_eq!(checked(&ada.gets("/BEL-1")), ["one"]);
    let stale = ada.posts("/BEL-1/tasks", &[("of", &of), ("task", "1")]);
    assert_eq!((stale.status, checked(&ada.gets("/BEL-1"))), (409, vec!["one".to_owned()]));
    assert!(shown(&Browser::of(&world, &world.eve), "form#text").is_empty());
    world.advance(ASSIGN_DELAY);
}

#[test]
fn issues_are_related_deleted_and_brought_back() {
    let world = story();
    world.ada.opens(&world, "Cut the release", &world.ada);
    let ada = Browser::of(&world, &world.ada);
    leads_back(&ada.posts("/BEL-1/relations", &[("relation", "blocks"), ("other", "bel-2")]));
    assert_eq!(shown(&ada, ".rel .t"), ["Cut the release"]);
    assert_eq!(texts(&ada.gets("/BEL-2"), ".rel-kind"), ["Blocked by"]);
    for other in [CANARY, "BEL-99", "BEL-1", ""] {
        let answer = ada.posts("/BEL-1/relations", &[("relation", "blocks"), ("other", other)]);
        assert_eq!((answer.status, texts(&answer, "p.error").len()), (422, 1), "{other}");
        assert_eq!(attribute(&answer, "input[name=other]", "value").unwrap_or_default(), other);
    }
    leads_back(&ada.posts("/BEL-1/relations/delete", &[("relation", "blocks"), ("other", "BEL-2")]));
    assert!(shown(&ada, ".rel").is_empty());
    leads_back(&ada.posts("/BEL-1", &[("parent", "BEL-2")]));
    assert_eq!(texts(&ada.gets("/BEL-2"), ".issue-main > .rel .t"), ["Mail goes out twice"]);
    assert_eq!(attribute(&ada.gets("/BEL-1/relations/new"), "#parent", "value").as_deref(), Some("BEL-2"));
    leads_back(&ada.posts("/BEL-1", &[("parent", "")]));
    let gone = ada.posts("/BEL-1/delete", &[]);
    assert_eq!((gone.status, gone.header("location")), (303, Some("/p/BEL/issues")));
    assert_eq!(ada.gets("/BEL-1").status, 404);
    leads_back(&ada.posts("/BEL-1/restore", &[]));
    assert_eq!(ada.gets("/BEL-1").status, 200);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn every_page_of_an_issue_is_well_formed_whoever_looks() {
    let world = story();
    let ben = Browser::of(&world, &world.ben);
    ben.posts("/BEL-1/comments", &[("text", CANARY), ("also", "")]);
    let (pages, forms) = (["/BEL-1", "/BEL-1?show=mail"], ["/BEL-1/edit", "/BEL-1/relations/new", "/BEL-1/comments/1"]);
    // Each form is there for whoever may send it: of a comment that is its author alone.
    for (who, forms, refused) in [
        (&world.ada, &forms[..2], &forms[2..]),
        (&world.ben, &forms[..], &forms[3..]),
        (&world.eve, &forms[..0], &forms[..]),
    ] {
        let browser = Browser::of(&world, who);
        for path in refused {
            assert_eq!(browser.gets(path).status, 403, "{path}");
        }
        for path in pages.iter().chain(forms) {
            let answer = browser.gets(path);
            // A form is shown to whoever may send it: these are Ben's.
            let is_form = path.matches('/').count() > 1 && who.name != world.ben.name;
            assert!(answer.status == 200 || (is_form && answer.status == 403), "{path}: {}", answer.status);
            assert_eq!(super::page::faults(&answer), Vec::<String>::new(), "{path}");
        }
    }
    world.advance(ASSIGN_DELAY);
}
