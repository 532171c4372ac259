//! `/issues/new`: opening an issue in a browser.

use super::{Browser, CANARY, attribute, encoded, texts, world};
use crate::person::Person;
use crate::world::{ASSIGN_DELAY, World};

fn opens(world: &World, fields: &[(&str, &str)]) -> crate::answer::Answer {
    Browser::of(world, &world.ada).posts("/issues", fields)
}

#[test]
fn an_issue_is_opened_with_all_that_was_chosen() {
    let world = world();
    let form =
        Browser::of(&world, &world.ada).gets("/issues/new?title=Twice&status=in_review&priority=high&assignee=ben");
    assert_eq!(attribute(&form, "input[name=title]", "value").as_deref(), Some("Twice"));
    assert_eq!(attribute(&form, "input[name=status][checked]", "value").as_deref(), Some("in_review"));
    assert_eq!(texts(&form, "#new-issue summary")[1..4], ["In review", "High", "B Ben"]);
    assert_eq!(texts(&form, ".dlg-foot .rings"), ["The assignee will be mailed 12 min later"]);
    let answer = opens(
        &world,
        &[
            ("project", "BEL"),
            ("title", "Twice"),
            ("text", "Every *time*."),
            ("status", "in_review"),
            ("priority", "high"),
            ("assignee", "ben"),
            ("due", "2025-12-01"),
        ],
    );
    assert_eq!((answer.status, answer.header("location")), (303, Some("/BEL-1")), "{answer:?}");
    let page = Browser::of(&world, &world.ben).gets("/BEL-1");
    assert_eq!((texts(&page, "h1"), texts(&page, "#text em")), (vec!["Twice".to_owned()], vec!["time".to_owned()]));
    assert_eq!(
        texts(&page, "#p-status .val, #p-priority .val, #p-due .val"),
        ["Change status: In review", "Change priority: High", "Change due: Dec 1"]
    );
    assert_eq!(texts(&page, "#bell b"), ["Ben"]);
    let again = opens(&world, &[("title", "Once more"), ("text", ""), ("assignee", ""), ("again", "on")]);
    assert_eq!(again.header("location"), Some("/issues/new?project=BEL"));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_is_wrong_is_said_and_what_was_typed_comes_back() {
    let world = world();
    let answer = opens(&world, &[("title", " "), ("text", CANARY), ("due", "soon"), ("status", "done")]);
    assert_eq!((answer.status, texts(&answer, ".note.bad").len()), (422, 2), "{answer:?}");
    assert_eq!(texts(&answer, "textarea[name=text]"), [CANARY]);
    assert_eq!(attribute(&answer, "input[name=status][checked]", "value").as_deref(), Some("done"));
    let answer = opens(&world, &[("title", CANARY), ("assignee", CANARY)]);
    assert_eq!((answer.status, attribute(&answer, "input[name=title]", "value").as_deref()), (422, Some(CANARY)));
    let answer = opens(&world, &[("title", "x"), ("text", "*y*"), ("do", "preview")]);
    assert_eq!((answer.status, texts(&answer, ".prose em")), (200, vec!["y".to_owned()]));
    assert_eq!(opens(&world, &[("project", "NOPE"), ("title", "x")]).status, 404);
    assert_eq!(world.read(|db| db.one("SELECT COUNT(*) AS n FROM issues", &[], |row| row.get::<i64>("n"))), 0);
}

#[test]
fn issues_that_may_be_the_same_are_named_to_those_who_see_them() {
    let world = world();
    for title in ["Mail goes out twice when the worker restarts", "Mail is late", CANARY, "The canary sings twice"] {
        world.ada.opens(&world, title, &world.ben);
    }
    assert_eq!(Browser::of(&world, &world.ada).posts("/BEL-1", &[("status", "done")]).status, 303);
    let named = |who: &Person, title: &str| {
        let asked = encoded(&[("title", title)]);
        let part = Browser::of(&world, who).gets_with(&format!("/issues/alike?{asked}"), &[("hx-request", "true")]);
        assert!(part.status == 200 && !part.text.contains("<img") && !part.text.contains("<html"), "{part:?}");
        texts(&part, ".dupes a")
    };
    let restart = "Mail is sent twice after a restart";
    // A closed one is what it may be too.
    assert_eq!(named(&world.ada, restart), ["Done BEL-1 Mail goes out twice when the worker restarts"]);
    assert_eq!(named(&world.ada, CANARY), [format!("To do BEL-3 {CANARY}")]);
    assert_eq!(named(&world.ada, "Ring the deputy"), [""; 0]);
    assert_eq!(named(&world.ada, ""), [""; 0]);
    // Without script the form says it when it is shown again; and by itself it is no page.
    let ada = Browser::of(&world, &world.ada);
    let again = ada.posts("/issues", &[("title", restart), ("do", "preview")]);
    assert_eq!(texts(&again, ".dupes .quiet"), ["BEL-1"]);
    let form = ada.gets("/issues/alike?title=a%26b");
    assert_eq!((form.status, form.header("location")), (303, Some("/issues/new?title=a%26b")));
    world.change(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?));
    assert_eq!(named(&world.eve, restart), [""; 0]);
    world.advance(ASSIGN_DELAY);
}
