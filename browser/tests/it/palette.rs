//! Finding and doing anything, by a few letters of it.

use anyhow::Result;
use belfry_browser::cast::ANA;
use belfry_browser::{CONTROL, DOWN, Driver, ENTER, ESCAPE, House, Look, Stand, Window, scene};

/// Ana before this page of a house with work in it.
async fn begin(look: Look, path: &str) -> Result<(Driver, House, Window)> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let window = Window::open(&driver, &house.origin, look).await?;
    window.sign_in(ANA).await?;
    window.go(path).await?;
    Ok((driver, house, window))
}

#[tokio::test]
async fn what_is_typed_is_found_at_once_and_opened_by_enter() -> Result<()> {
    let (_driver, _house, window) = begin(Look::DESK, "/issues").await?;
    window.press("j").await?;
    window.press_with(CONTROL, 'k').await?;
    window.until("document.activeElement.matches('#palette:modal [name=q]')").await?;
    window.press("quiet hou").await?;
    window.until_shown("#palette [aria-selected=true]", "Quiet hours end an hour early").await?;
    assert_eq!(window.text("#palette [aria-selected=true] mark").await?, "Quiet");
    // The first of what was found is told to whoever cannot see it; arrows go to the next.
    let told = "document.activeElement.getAttribute('aria-activedescendant')";
    assert_eq!(window.ask(told).await?, "p-1");
    window.press(&DOWN.to_string()).await?;
    assert_eq!(window.ask(told).await?, "p-2");
    // Closed, and the focus is where it was.
    window.press(&ESCAPE.to_string()).await?;
    window.until("!document.querySelector('#palette') && document.activeElement.matches('.row-title')").await?;
    window.press_with(CONTROL, 'k').await?;
    window.until("document.activeElement.matches('#palette:modal [name=q]')").await?;
    window.press(&format!("bel-3{ENTER}")).await?;
    window.until("location.pathname === '/BEL-3'").await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn on_an_issue_it_does_what_can_be_done_there() -> Result<()> {
    let (_driver, _house, window) = begin(Look::DESK, "/BEL-5").await?;
    window.press_with(CONTROL, 'k').await?;
    window.until("document.activeElement.matches('#palette:modal [name=q]')").await?;
    window.press(&format!("change status{ENTER}")).await?;
    // The menu of the issue is open, and has the focus.
    window.until("document.activeElement.matches('#p-status [name=status]')").await?;
    window.press(&ESCAPE.to_string()).await?;
    window.press_with(CONTROL, 'k').await?;
    window.until("document.activeElement.matches('#palette:modal [name=q]')").await?;
    window.press(&format!(">assign to me{ENTER}")).await?;
    window.find_soon(".flash").await?;
    window.until_shown("#p-assignee", "Ana Ruiz").await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn where_no_script_runs_it_is_a_page_with_a_form() -> Result<()> {
    let (_driver, _house, window) = begin(Look::DESK.without_scripts(), "/BEL-5").await?;
    window.click("a[data-dialog=palette]").await?;
    window.fill("#palette [name=q]", "mail").await?;
    window.press(&ENTER.to_string()).await?;
    window.find_soon("#palette mark").await?;
    // What can be done to the issue that this was opened on still is there: its mail to Ben is taken back.
    window.click("#palette button[name=do][value=cancel]").await?;
    window.find_soon(".flash").await?;
    assert!(window.path().await?.starts_with("/BEL-5"));
    window.go("/go?q=bel-3").await?;
    window.click("#palette a[href='/BEL-3']").await?;
    window.find_soon(".issue").await?;
    window.close().await
}
