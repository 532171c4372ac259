//! Writing: what the browser helps with, and what becomes of it when two write at once.

use anyhow::Result;
use belfry_browser::api::Api;
use belfry_browser::cast::{ANA, BEN};
use belfry_browser::{Driver, House, Look, Stand, Window, axe, scene};
use serde_json::json;

const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";
/// The options that are offered.
const OPTIONS: &str = "document.querySelectorAll('#options [role=option]')";

async fn begin() -> Result<(Driver, House, Window)> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let window = Window::open(&driver, &house.origin, Look::DESK).await?;
    window.sign_in(ANA).await?;
    Ok((driver, house, window))
}

async fn ends(window: Window) -> Result<()> {
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

async fn holds(window: &Window, css: &str, text: &str) -> Result<()> {
    window.until(&format!("document.querySelector({}).value === {}", json!(css), json!(text))).await
}

#[tokio::test]
async fn names_and_keys_are_completed_by_keyboard() -> Result<()> {
    let (_driver, _house, window) = begin().await?;
    window.go("/BEL-1").await?;
    window.fill("#c-text", "Ask @be").await?;
    window.until(&format!("{OPTIONS}.length === 1")).await?;
    window.until("document.activeElement.getAttribute('aria-activedescendant') === 'option-1'").await?;
    assert_eq!(axe::violations(&window).await?, [""; 0]);
    window.press(TAB).await?;
    holds(&window, "#c-text", "Ask @ben ").await?;
    assert_eq!(window.count("#options").await?, 0);
    // Arrows choose, Enter takes, and Escape leaves what was typed.
    window.press("about BEL-1").await?;
    window.until(&format!("{OPTIONS}.length > 1")).await?;
    window.press(DOWN).await?;
    window.until("document.activeElement.getAttribute('aria-activedescendant') === 'option-2'").await?;
    window.press(ENTER).await?;
    holds(&window, "#c-text", "Ask @ben about BEL-10 ").await?;
    window.press("and @").await?;
    window.until(&format!("{OPTIONS}.length > 1")).await?;
    window.press(ESCAPE).await?;
    window.until("!document.querySelector('#options')").await?;
    holds(&window, "#c-text", "Ask @ben about BEL-10 and @").await?;
    // In the dialog of a new issue, too; and by a word of an issue.
    window.press(ESCAPE).await?;
    window.go("/issues/new?project=BEL").await?;
    window.fill("[name=text]", "Like #digest").await?;
    window.until(&format!("{OPTIONS}.length === 1")).await?;
    window.press(ENTER).await?;
    holds(&window, "[name=text]", "Like BEL-2 ").await?;
    ends(window).await
}

#[tokio::test]
async fn a_draft_survives_a_reload_and_a_picture_is_refused_in_words() -> Result<()> {
    let (_driver, _house, window) = begin().await?;
    window.go("/BEL-1").await?;
    window.fill("#c-text", "Half a thought").await?;
    window.go("/BEL-1").await?;
    holds(&window, "#c-text", "Half a thought").await?;
    let paste = "(() => { const data = new DataTransfer();
        data.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
        const at = document.querySelector('#c-text');
        return at.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); })()";
    assert_eq!(window.ask(paste).await?, false, "the picture was not kept out");
    window.until_shown(".flash", "Pictures cannot be attached yet").await?;
    // The preview is of what is written, and nothing is saved by it.
    window.fill("#c-text", "It was the **clapper**").await?;
    window.click("#reply [value=preview]").await?;
    window.until_shown("#reply .prose strong", "clapper").await?;
    window.click("#reply .primary").await?;
    window.until_shown("#log", "It was the clapper").await?;
    window.until_shown(".flash", "Your comment on BEL-1 is there").await?;
    window.click(".flash button").await?;
    window.until("!document.querySelector('#log').innerText.includes('It was the clapper')").await?;
    ends(window).await
}

#[tokio::test]
async fn what_is_about_to_be_opened_again_is_named_and_the_draft_waits() -> Result<()> {
    let (_driver, _house, window) = begin().await?;
    let title = "The relay hangs up and mail goes out twice";
    window.go("/issues").await?;
    window.press("c").await?;
    window.until("document.activeElement.matches('#new-issue [name=title]')").await?;
    window.press(title).await?;
    window.until_shown("#alike", "Is it one of these?").await?;
    assert_eq!(axe::violations(&window).await?, [""; 0]);
    // It is looked at, and the draft waits meanwhile; once it is sent, it is gone.
    window.click(".dupes a[href='/BEL-1']").await?;
    window.find_soon("#bell").await?;
    window.press("c").await?;
    holds(&window, "#new-issue [name=title]", title).await?;
    window.click("#new-issue .primary").await?;
    window.until_shown("h1", title).await?;
    window.press("c").await?;
    holds(&window, "#new-issue [name=title]", "").await?;
    ends(window).await
}

#[tokio::test]
async fn a_tick_saves_itself_and_can_be_undone() -> Result<()> {
    let (_driver, _house, window) = begin().await?;
    window.go("/BEL-2/edit").await?;
    window.fill("#text", "- [ ] oil the rope\n").await?;
    window.click(".acts .primary").await?;
    window.find_soon("#text input[name=task]").await?;
    // Without what the page before said.
    window.go("/BEL-2").await?;
    window.click("#text input[name=task]").await?;
    window.until_shown(".flash", "BEL-2 saved").await?;
    window.go("/BEL-2").await?;
    assert_eq!(window.count("#text input[name=task]:checked").await?, 1);
    window.click("#text input[name=task]").await?;
    window.find_soon(".flash button").await?;
    window.click(".flash button").await?;
    window.until("document.querySelector('#text input[name=task]').checked").await?;
    ends(window).await
}

#[tokio::test]
async fn two_who_write_at_once_see_both_versions_and_merge_them() -> Result<()> {
    let (_driver, house, mut window) = begin().await?;
    window.expects("status of 409");
    let ben = Api::sign_in(&house, BEN)?;
    ben.send("PATCH", "/issues/BEL-3", Some(&json!({ "description": "one\n\ntwo\n\nthree\n" })))?;
    window.go("/BEL-3/edit").await?;
    window.fill("#text", "one\n\ntwo\n\nthree, by Ana\n").await?;
    ben.send("PATCH", "/issues/BEL-3", Some(&json!({ "description": "one, by Ben\n\ntwo\n\nthree\n" })))?;
    window.click(".acts .primary").await?;
    window.find_soon("#merged").await?;
    window.until_shown("h1", "Ben Okafor saved this text while you were writing").await?;
    assert_eq!(axe::violations(&window).await?, [""; 0]);
    holds(&window, "#merged", "one, by Ben\n\ntwo\n\nthree, by Ana\n").await?;
    window.click("[name=keep][value=merged]").await?;
    window.find_soon("#bells").await?;
    window.until_shown("#text", "three, by Ana").await?;
    window.until_shown("#text", "one, by Ben").await?;
    ends(window).await
}

#[tokio::test]
async fn two_who_set_the_same_thing_are_told_and_what_was_done_is_undone() -> Result<()> {
    let (_driver, house, window) = begin().await?;
    let ben = Api::sign_in(&house, BEN)?;
    window.go("/BEL-5").await?;
    // The menu is open: what is at hand is not taken away by what comes in.
    window.click("#p-status summary").await?;
    ben.send("PATCH", "/issues/BEL-5", Some(&json!({ "status": "done" })))?;
    window.click("#p-status button[value=in_review]").await?;
    window.until_shown(".flash[role=alert]", "Ben Okafor set Status to Done").await?;
    window.until_shown("#p-status", "Done").await?;
    window.click(".flash button").await?;
    window.until_shown("#p-status", "In review").await?;
    window.until_shown(".flash[role=status]", "BEL-5 saved").await?;
    window.click(".flash button").await?;
    window.until_shown("#p-status", "Done").await?;
    window.until_shown(".flash", "Undone").await?;
    ends(window).await
}

#[tokio::test]
async fn a_mail_that_rings_is_told_to_those_who_do_not_see_it() -> Result<()> {
    let settings = ["--assign-delay", "4s"].map(str::to_owned).to_vec();
    let (driver, house) = (Driver::start()?, scene::begin(&Stand { settings, ..Stand::default() })?);
    // Nobody has it: no other mail of it rings meanwhile.
    Api::sign_in(&house, ANA)?.post("/issues", &json!({ "project": "BEL", "title": "Oil the rope" }))?;
    let window = Window::open(&driver, &house.origin, Look::DESK).await?;
    window.sign_in(ANA).await?;
    window.go("/BEL-11").await?;
    window.click("#p-assignee summary").await?;
    window.click("#p-assignee button[value=priya]").await?;
    window.until_shown("#bell", "Priya Nair").await?;
    window.until("document.querySelector('#rung').textContent.includes('Mailed')").await?;
    assert!(window.text("#bell").await?.contains("To Priya Nair"), "{}", window.text("#bells").await?);
    ends(window).await
}
