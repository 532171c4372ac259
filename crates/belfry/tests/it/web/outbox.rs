//! `/outbox`

use super::{Browser, CANARY, attribute, texts, world};
use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, MINUTE};

/// A row: when, for whom, about what, and what the relay said.
fn rows(page: &Answer) -> Vec<String> {
    texts(page, "table.mails tbody tr[id]")
}

/// What may be done to the first mail.
fn buttons(page: &Answer) -> Vec<String> {
    texts(page, "#mail-1 .acts button")
}

fn headings(page: &Answer) -> Vec<String> {
    texts(page, ".sub-head th")
}

/// Does this to a mail, and shows the page again.
#[track_caller]
fn does<'w>(browser: &Browser<'w>, word: &str, mail: &str) -> Answer {
    let answer = browser.posts("/outbox", &[("mail", mail), ("do", word), ("back", "/outbox")]);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/outbox")), "{answer:?}");
    browser.gets("/outbox")
}

#[test]
fn the_outbox_says_who_is_mailed_when_and_what_became_of_it() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    let browser = Browser::of(&world, &world.ada);
    let page = browser.gets("/outbox");
    assert_eq!(headings(&page), ["Scheduled1"]);
    assert_eq!(rows(&page).len(), 1);
    assert!(
        rows(&page)[0].starts_with("Due in 12:00B Ben BEL-1One assignedAttempts: 0 –no reply yet"),
        "{:?}",
        rows(&page)
    );
    assert_eq!(attribute(&page, ".d-state animate", "dur").as_deref(), Some("720s"));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.mails().len(), 1);
    let page = browser.gets("/outbox");
    assert_eq!(headings(&page), ["Sent and cancelled"]);
    assert!(
        rows(&page)[0].starts_with("16:12 +0 ms0 ms after it was dueB Ben BEL-1One assignedAttempts: 1 250"),
        "{:?}",
        rows(&page)
    );
    assert_eq!(
        texts(&page, ".stats > div"),
        ["Queue depth00 due in 5 min", "p99 lateness, 24 h0 mstarget 25 ms", "Sent, 24 h10 cancelled", "Failed0of 1"]
    );
}

#[test]
fn it_says_of_each_mail_how_late_it_left() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    let browser = Browser::of(&world, &world.ada);
    assert_eq!(browser.posts("/outbox/hold", &[]).status, 303);
    world.advance(ASSIGN_DELAY + MINUTE);
    assert_eq!(browser.posts("/outbox/release", &[]).status, 303);
    world.advance(MINUTE);
    assert_eq!(world.mails().len(), 1);
    let late = |path: &str, css: &str| texts(&browser.gets(path), css);
    let told = late("/outbox", ".d-state .vh").remove(0);
    assert_eq!(
        late("/outbox", ".d-state .quiet [aria-hidden=true]"),
        [format!("+{}", told.trim_end_matches(" after it was due"))]
    );
    assert!(told == "1 minute after it was due" || told == "2 minutes after it was due", "{told}");
    assert!(late("/BEL-1", ".receipt")[0].contains(&told), "{:?}", late("/BEL-1", ".receipt"));
    browser.has_cookie("language", "de");
    assert!(late("/outbox", ".d-state .vh")[0].ends_with("nach der Zeit"));
}

#[test]
fn mail_is_sent_now_held_released_and_taken_back_from_the_page() {
    let world = world();
    for title in ["One", "Two", "Three"] {
        world.ada.opens(&world, title, &world.ben);
    }
    let browser = Browser::of(&world, &world.ada);
    assert_eq!(buttons(&browser.gets("/outbox")), ["Send now", "Hold", "Cancel"]);
    let page = does(&browser, "send", "1");
    assert_eq!(texts(&page, ".flash"), ["Ben is mailed now."]);
    world.work();
    assert_eq!(world.mails().len(), 1);
    let page = does(&browser, "hold", "2");
    assert_eq!(texts(&page, ".flash"), ["Held. Ben is mailed once you release it. Undo"]);
    assert!(rows(&page).iter().any(|row| row.starts_with("heldB Ben BEL-2Two")), "{:?}", rows(&page));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.mails().len(), 1, "only the third");
    // Undone: it is due by now, and goes.
    does(&browser, "release", "2");
    world.work();
    assert_eq!(world.mails().len(), 1);
    world.ada.opens(&world, "Four", &world.cleo);
    let page = does(&browser, "cancel", "4");
    assert_eq!(texts(&page, ".flash"), ["Cancelled. Cleo will not be mailed."]);
    world.advance(ASSIGN_DELAY);
    assert!(world.mails().is_empty());
    let page = browser.gets("/outbox?state=cancelled");
    assert!(rows(&page)[0].contains("Cancelled: cancelled by Ada"), "{:?}", rows(&page));
    // What has gone is not taken back, and the page says so.
    assert_eq!(texts(&does(&browser, "cancel", "1"), ".flash"), ["Too late: it is as you see it here."]);
}

#[test]
fn everybody_sees_their_own_mail_and_who_runs_the_instance_sees_all() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.cleo);
    let [ada, ben, eve] = [&world.ada, &world.ben, &world.eve].map(|who| Browser::of(&world, who));
    assert_eq!([&ada, &ben, &eve].map(|browser| rows(&browser.gets("/outbox")).len()), [2, 1, 0]);
    assert_eq!(texts(&eve.gets("/outbox"), ".empty h2"), ["Nothing hangs here"]);
    // Ben has the issue, and so a say in its mail; of others' mail he knows nothing.
    assert_eq!(buttons(&ben.gets("/outbox")), ["Send now", "Hold", "Cancel"]);
    assert_eq!(ben.posts("/outbox", &[("mail", "2"), ("do", "cancel")]).status, 404);
    assert_eq!(eve.posts("/outbox", &[("mail", "1"), ("do", "cancel")]).status, 404);
    assert_eq!(ben.posts("/outbox", &[("mail", "1"), ("do", "retry")]).status, 403);
    for browser in [&ben, &eve] {
        assert_eq!(browser.posts("/outbox/hold", &[]).status, 403);
        assert_eq!(texts(&browser.gets("/outbox"), ".bar-acts button"), [""; 0]);
    }
    does(&ben, "cancel", "1");
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.mails().len(), 1);
    for typed in [[("mail", "x"), ("do", "cancel")], [("mail", "1"), ("do", "eat")], [("mail", "99"), ("do", "hold")]] {
        assert_eq!(ada.posts("/outbox", &typed).status, 404, "{typed:?}");
    }
}

#[test]
fn all_mail_is_held_and_released() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    let browser = Browser::of(&world, &world.ada);
    assert_eq!(browser.posts("/outbox/hold", &[]).status, 303);
    let page = browser.gets("/outbox");
    assert_eq!(texts(&page, ".bar-acts button"), ["Release all"]);
    assert!(texts(&page, ".note:not(#live-down)")[0].starts_with("All mail is held since 16:00."));
    assert_eq!(texts(&page, ".flash button"), ["Undo"]);
    world.advance(ASSIGN_DELAY + MINUTE);
    assert!(world.mails().is_empty());
    assert_eq!(browser.posts("/outbox/release", &[]).status, 303);
    world.advance(MINUTE);
    assert_eq!(world.mails().len(), 1);
    assert!(texts(&browser.gets("/outbox"), ".note:not(#live-down)").is_empty());
}

#[test]
fn failed_mail_is_tried_again_by_who_runs_the_instance() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    world.change(|tx| {
        let sql =
            "UPDATE mails SET state = 'failed', ended_at = due_at, reason = '550 no <ben@belfry.example>' WHERE id = 1";
        Ok(tx.run(sql, &[])?)
    });
    let browser = Browser::of(&world, &world.ada);
    let page = browser.gets("/outbox");
    assert_eq!(
        (headings(&page), buttons(&page)),
        (vec!["Failed1".to_owned()], vec!["Retry".to_owned(), "Dismiss".to_owned()])
    );
    assert!(rows(&page)[0].contains("550 no <ben@belfry.example>"), "{:?}", rows(&page));
    // Seen to, it is listed with what ended; that can be undone, and it can still be tried.
    let page = does(&browser, "dismiss", "1");
    assert_eq!(
        (texts(&page, ".flash button"), headings(&page)),
        (vec!["Undo".to_owned()], vec!["Sent and cancelled".to_owned()])
    );
    assert_eq!(buttons(&page), ["Retry"]);
    assert!(rows(&browser.gets("/outbox?state=failed")).is_empty());
    assert!(texts(&browser.gets("/BEL-1"), "#bell").is_empty());
    assert_eq!(attribute(&page, ".flash input[name=do]", "value").as_deref(), Some("recall"));
    assert_eq!(headings(&does(&browser, "recall", "1")), ["Failed1"]);
    assert_eq!(Browser::of(&world, &world.ben).posts("/outbox", &[("mail", "1"), ("do", "dismiss")]).status, 403);
    assert_eq!(texts(&does(&browser, "retry", "1"), ".flash"), ["Trying again to mail Ben."]);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.mails().len(), 1);
}

#[test]
fn a_long_list_goes_on_where_the_page_before_ended() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    world.change(|tx| {
        for at in 1..=120 {
            let sql =
                "INSERT INTO mails (kind, key, recipient_id, topic_id, state, due_at, next_at, enqueued_at, ended_at)
                       SELECT kind, key, recipient_id, topic_id, 'sent', $1, $1, $1, $1 FROM mails WHERE id = 1";
            tx.run(sql, &store::params![i64::from(at / 7)])?;
        }
        Ok(())
    });
    let browser = Browser::of(&world, &world.ada);
    let (mut path, mut seen, mut pages) = ("/outbox?state=sent".to_owned(), Vec::new(), 0);
    loop {
        let page = browser.gets(&path);
        let found = scraper::Html::parse_document(&page.text);
        let selector = scraper::Selector::parse("table.mails tbody tr[id]").unwrap();
        seen.extend(found.select(&selector).map(|row| row.attr("id").unwrap().to_owned()));
        pages += 1;
        match attribute(&page, "p.more a", "href") {
            Some(next) => path = next,
            None => break,
        }
    }
    let unique: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((pages, seen.len(), unique.len()), (3, 120, 120));
    assert_eq!(rows(&browser.gets("/outbox?state=nonsense&after=x")).len(), 51, "all of it");
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_people_and_relays_say_comes_out_as_text() {
    let world = world();
    world.ada.opens(&world, CANARY, &world.ben);
    world.change(|tx| {
        tx.run("UPDATE users SET first_name = $1", &store::params![CANARY])?;
        Ok(tx.run("UPDATE mails SET state = 'failed', ended_at = 1, reason = $1", &store::params![CANARY])?)
    });
    let page = Browser::of(&world, &world.ada).gets("/outbox");
    assert!(!page.text.contains("<img"), "{page:?}");
    assert_eq!(rows(&page)[0].matches(CANARY).count(), 3, "{:?}", rows(&page));
}
