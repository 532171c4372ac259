//! What one does is seen by the others as it happens.

use std::time::{Duration, Instant};

use anyhow::Result;
use belfry_browser::api::Api;
use belfry_browser::cast::{ANA, BEN};
use belfry_browser::{Driver, House, Look, Stand, Window, scene};
use serde_json::json;

/// A second is what is promised; the other is for a machine that has something else to do as well.
pub const SOON: Duration = Duration::from_secs(2);

/// Waits until this is true, and says so if it took longer than it may.
pub async fn soon(window: &Window, what: &str) -> Result<()> {
    let begun = Instant::now();
    window.until(what).await?;
    let took = begun.elapsed();
    eprintln!("{} ms: {what}", took.as_millis());
    assert!(took < SOON, "{what} took {took:?}");
    Ok(())
}

/// Whether the element shows this.
pub fn shows(css: &str, text: &str) -> String {
    format!("document.querySelector({}).innerText.includes({})", json!(css), json!(text))
}

/// A window of Ana's, which hears what happens.
pub async fn listening(driver: &Driver, house: &House, path: &str) -> Result<Window> {
    let window = Window::open(driver, &house.origin, Look::DESK).await?;
    window.sign_in(ANA).await?;
    window.go(path).await?;
    Ok(window)
}

#[tokio::test]
async fn a_change_is_seen_within_a_second_in_every_list_that_is_open() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let ben = Api::sign_in(&house, BEN)?;
    let change = |key: &str, body| ben.send("PATCH", &format!("/issues/{key}"), Some(&body)).map(drop);
    let window = listening(&driver, &house, "/issues").await?;
    // A row, while the cursor is on it.
    window.ask("document.querySelector('#BEL-3 .row-title').focus()").await?;
    change("BEL-3", json!({ "title": "Quiet hours end in time" }))?;
    soon(&window, &shows("#BEL-3", "Quiet hours end in time")).await?;
    assert_eq!(window.ask("document.activeElement.closest('.row').id").await?, "BEL-3");
    // One that is selected stays so; one that does not answer the query any more stays where it is, as it is now.
    window.click("#BEL-5 .pick").await?;
    change("BEL-5", json!({ "status": "done" }))?;
    soon(&window, "document.querySelector('#BEL-5 .st.done')").await?;
    assert_eq!(window.ask("document.querySelector('#BEL-5 .pick input').checked").await?, true);
    // New ones wait behind a line.
    for title in ["One more", "And another"] {
        ben.post("/issues", &json!({ "project": "BEL", "title": title }))?;
    }
    soon(&window, &shows(".fresh", "2 new issues. Show")).await?;
    assert_eq!(window.count("li.row").await?, 8, "nothing jumps");
    window.click(".fresh").await?;
    window
        .until("document.querySelectorAll('li.row').length === 9 && document.querySelector('[data-fresh]').hidden")
        .await?;
    // One that is gone goes.
    Api::sign_in(&house, ANA)?.send("DELETE", "/issues/BEL-2", None)?;
    soon(&window, "!document.getElementById('BEL-2')").await?;
    // My work, and what stands in the navigation.
    window.go("/my").await?;
    let mine = "document.querySelector('.nav-link[href=\"/my\"] .n').innerText";
    assert_eq!(window.ask(mine).await?, "3");
    change("BEL-6", json!({ "assignee": "ana" }))?;
    soon(&window, &shows(".fresh", "1 new issue. Show")).await?;
    soon(&window, &format!("{mine} === '4'")).await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn cards_mail_and_the_inbox_change_as_it_happens() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let ben = Api::sign_in(&house, BEN)?;
    let change = |key: &str, body| ben.send("PATCH", &format!("/issues/{key}"), Some(&body)).map(drop);
    let window = listening(&driver, &house, "/board").await?;
    change("BEL-7", json!({ "status": "in_review" }))?;
    soon(&window, "document.querySelector('.col[data-status=in_review] #card-BEL-7')").await?;
    // The outbox: a mail that is ordered, and one that is taken back.
    window.go("/outbox").await?;
    let depth = "document.querySelector('.nav-link[href=\"/outbox\"] .n')";
    let before = window.text(".stats dd").await?;
    change("BEL-7", json!({ "assignee": "priya" }))?;
    let row = "[...document.querySelectorAll('.mails tr[id]')].find((row) => row.innerText.includes('BEL-7') && row.innerText.includes('Priya'))";
    soon(&window, &format!("{row}?.querySelector('.rings')")).await?;
    soon(&window, &format!("document.querySelector('.stats dd').innerText !== {before:?} && {depth}")).await?;
    change("BEL-7", json!({ "status": "done" }))?;
    soon(&window, &format!("{row}?.querySelector('.state.cancelled')")).await?;
    // One that somebody holds, which is no event of the issue.
    let mails = ben.send("GET", "/issues/BEL-5/mails", None)?;
    let id = mails["items"][0]["id"].as_i64().unwrap_or_default();
    ben.post(&format!("/issues/BEL-5/mails/{id}/hold"), &json!({}))?;
    soon(&window, &format!("document.querySelector('#mail-{id} .d-state use').getAttribute('href') === '#i-bell-off'"))
        .await?;
    // The inbox: on top.
    window.go("/inbox").await?;
    ben.post("/issues/BEL-7/comments", &json!({ "text": "@ana, look." }))?;
    soon(&window, &shows(".row", "BEL-7")).await?;
    soon(&window, "document.querySelector('.nav-link[href=\"/inbox\"] .n').innerText.trim()").await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn what_somebody_writes_is_left_alone() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let ben = Api::sign_in(&house, BEN)?;
    let window = listening(&driver, &house, "/BEL-4").await?;
    window.fill("#c-text", "Half a thou").await?;
    window.click("#p-due summary").await?;
    ben.post("/issues/BEL-4/comments", &json!({ "text": "Meanwhile." }))?;
    ben.send("PATCH", "/issues/BEL-4", Some(&json!({ "status": "done" })))?;
    soon(&window, &shows("#log", "Meanwhile.")).await?;
    // A menu that is open is left open; what it stands in is taken anew once it is closed.
    assert_eq!(window.count("#p-due details[open]").await?, 1);
    window.click("#p-due summary").await?;
    window.until(&shows("#p-status", "Done")).await?;
    assert_eq!(window.ask("document.querySelector('#c-text').value").await?, "Half a thou");
    window.close().await
}

#[tokio::test]
async fn a_line_that_is_lost_is_told_of_and_what_was_missed_is_caught_up_with() -> Result<()> {
    let (driver, mut house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let mut window = listening(&driver, &house, "/issues").await?;
    // What cannot be reached is called an error by the browser itself.
    window.expects("net::ERR_");
    house.stop()?;
    assert_eq!(window.ask("document.querySelector('#live-down').hidden").await?, true);
    window.until(&shows("#live-down", "The live line is down")).await?;
    house.start_again()?;
    Api::sign_in(&house, BEN)?.send("PATCH", "/issues/BEL-3", Some(&json!({ "title": "Meanwhile" })))?;
    window.until(&shows("#BEL-3", "Meanwhile")).await?;
    window.until("document.querySelector('#live-down').hidden").await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn the_next_page_is_put_below_and_stays_as_fresh() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let ana = Api::sign_in(&house, ANA)?;
    for number in 0..50 {
        ana.post("/issues", &json!({ "project": "BEL", "title": format!("Further {number}") }))?;
    }
    let window = listening(&driver, &house, "/issues?q=is:open+sort:-created").await?;
    assert_eq!(window.count(".row").await?, 50);
    window.click("a[data-more]").await?;
    window.until("document.querySelectorAll('.row').length === 58 && !document.querySelector('a[data-more]')").await?;
    assert_eq!(window.ask("document.querySelectorAll('#g-todo').length").await?, 1, "under the same heading");
    assert_eq!(window.ask("document.activeElement.matches('.row-title')").await?, true, "the focus goes on with it");
    let last = window.ask("[...document.querySelectorAll('.row')].at(-1).id").await?;
    let key = last.as_str().unwrap_or_default();
    ana.send("PATCH", &format!("/issues/{key}"), Some(&json!({ "title": "Down here" })))?;
    soon(&window, &shows(&format!("#{key}"), "Down here")).await?;
    assert_eq!(window.count(".row").await?, 58);
    window.close().await
}
