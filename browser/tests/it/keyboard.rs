//! The keyboard map, key by key: each does its deed, and the focus is never lost.

use anyhow::Result;
use belfry_browser::{CONTROL, DOWN, ENTER, ESCAPE, SHIFT};

use crate::desk::{Desk, NO_MENU, found, menu};

/// So many are selected.
fn selected(count: usize) -> String {
    format!("document.querySelectorAll('.list .pick :checked').length === {count}")
}

const ROW: &str = "document.activeElement.matches('.row-title')";

#[tokio::test]
async fn a_list_is_walked_through_and_selected_from() -> Result<()> {
    let desk = Desk::at("/issues").await?;
    let escape = ESCAPE.to_string();
    desk.does("j", ROW).await?;
    let first = desk.cursor().await?;
    desk.does("j", &format!("document.activeElement.closest('.row').id !== {first:?}")).await?;
    desk.does("k", &format!("document.activeElement.closest('.row').id === {first:?}")).await?;
    desk.does("x", &selected(1)).await?;
    desk.does("jjX", &selected(3)).await?;
    desk.does(&escape, &selected(0)).await?;
    desk.window.press_with(CONTROL, 'a').await?;
    desk.is_so("Ctrl A", &selected(8)).await?;
    desk.does(&escape, &selected(0)).await?;
    // The filter; Escape puts it back as it was and leaves it.
    desk.does("/", "document.activeElement.matches('.q-in')").await?;
    desk.does("loud", "document.activeElement.value === 'loud'").await?;
    desk.does(&escape, ROW).await?;
    assert_eq!(desk.window.ask("document.querySelector('.q-in').value").await?, "is:open sort:updated");
    // Into an issue and back, to where the cursor was.
    let here = desk.cursor().await?;
    desk.window.press(&ENTER.to_string()).await?;
    desk.window.until("document.querySelector('.issue')").await?;
    desk.does(&escape, &format!("document.activeElement.closest('.row')?.id === {here:?}")).await?;
    desk.ends().await
}

#[tokio::test]
async fn what_is_done_to_an_issue_by_a_key_is_done_to_the_row_under_the_cursor() -> Result<()> {
    let desk = Desk::at("/issues?q=is:open+sort:created+group:none").await?;
    let escape = ESCAPE.to_string();
    desk.does("j", ROW).await?;
    let row = desk.cursor().await?;
    for (key, css) in [
        ("s", "[name=status]"),
        ("a", "[name=assignee]"),
        ("p", "[name=priority]"),
        ("l", "[name=label]"),
        ("d", "[name=due_on]"),
    ] {
        desk.does(key, &menu(css)).await?;
        desk.does(&escape, NO_MENU).await?;
        assert_eq!(desk.window.ask(&selected(1)).await?, true, "closing the menu comes before clearing");
        desk.does(&escape, &selected(0)).await?;
        assert_eq!(desk.cursor().await?, row);
    }
    // By the menu: the second of what may be chosen.
    desk.does("s", &menu("[name=status]")).await?;
    desk.does(&format!("{DOWN}{ENTER}"), &format!("document.querySelector('#{row} .st.todo') && {ROW}")).await?;
    desk.does("i", &format!("document.querySelector('#{row} .avatar').ariaLabel === 'Ana Ruiz' && {ROW}")).await?;
    assert_eq!(desk.cursor().await?, row);
    // Whoever is not in the menu is found in it; Enter alone chooses nobody, and nothing else.
    desk.does("a", "document.activeElement.matches('.bulk [name=who]')").await?;
    desk.does(&format!("pri{ENTER}"), &found("Priya Nair")).await?;
    let given = format!("document.querySelector('#{row} .avatar').ariaLabel === 'Priya Nair' && {ROW}");
    desk.does(&format!("{DOWN}{ENTER}"), &given).await?;
    assert_eq!((desk.cursor().await?, desk.window.count(&format!("#{row} .st.todo")).await?), (row.clone(), 1));
    desk.does("w", "document.querySelector('.flash')?.innerText.includes('You watch')").await?;
    desk.does("D", &format!("!document.getElementById({row:?}) && {ROW}")).await?;
    // Several at once.
    desk.does("xjx", &selected(2)).await?;
    desk.does("D", "document.querySelectorAll('.row').length === 5").await?;
    assert!(desk.window.text(".flash").await?.contains("2 issues changed"));
    desk.window.go("/issues?q=is:closed").await?;
    desk.does("jx", &selected(1)).await?;
    desk.does("D", "document.querySelectorAll('.row').length === 4").await?;
    desk.ends().await
}

#[tokio::test]
async fn an_issue_is_changed_answered_and_left() -> Result<()> {
    let desk = Desk::at("/BEL-5").await?;
    let escape = ESCAPE.to_string();
    for (key, css) in [
        ("s", "[name=status]"),
        ("a", "[name=assignee]"),
        ("p", "[name=priority]"),
        ("l", "[name=label]"),
        ("d", "[name=due]"),
    ] {
        desk.does(key, &menu(css)).await?;
        desk.does(&escape, NO_MENU).await?;
    }
    desk.window.press("w").await?;
    desk.window.until("document.querySelector('.flash') && document.querySelector('.bar-acts [name=watch]').ariaPressed === 'false' && document.readyState === 'complete'").await?;
    // What is put in the place of what had the focus has it then. (A menu that is open holds every value.)
    let shows = |id: &str, text: &str| {
        format!(
            "document.querySelector('#{id} .val').innerText.includes({text:?}) && document.activeElement.closest('.prop, .main')"
        )
    };
    desk.does("s", &menu("[name=status]")).await?;
    desk.does(&format!("{DOWN}{ENTER}"), &shows("p-status", "In progress")).await?;
    desk.does("i", &shows("p-assignee", "Ana Ruiz")).await?;
    desk.does("D", &shows("p-status", "Done")).await?;
    desk.does("D", &shows("p-status", "To do")).await?;
    // Answering it.
    desk.does("r", "document.activeElement.matches('#c-text')").await?;
    desk.does("It was **the rope**", "document.activeElement.value.endsWith('rope**')").await?;
    desk.window.press_holding(&[CONTROL, SHIFT], 'P').await?;
    desk.is_so(
        "Ctrl Shift P",
        "document.querySelector('.composer .prose strong') && document.activeElement.matches('#c-text')",
    )
    .await?;
    desk.window.press_with(CONTROL, ENTER).await?;
    desk.is_so(
        "Ctrl Enter",
        "document.querySelector('#log').innerText.includes('the rope') && document.activeElement.matches('#c-text')",
    )
    .await?;
    desk.does(&escape, "document.activeElement.matches('#main')").await?;
    // Its address, and its text.
    desk.window
        .ask("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
        .await?;
    desk.window.press_holding(&[CONTROL, SHIFT], 'C').await?;
    desk.is_so("Ctrl Shift C", "window.copied?.endsWith('/BEL-5')").await?;
    desk.window.press("e").await?;
    desk.window.until("location.pathname === '/BEL-5/edit'").await?;
    desk.ends().await
}

#[tokio::test]
async fn the_bell_is_rung_and_silenced() -> Result<()> {
    let desk = Desk::at("/BEL-5").await?;
    desk.window.until_shown("#bell", "Ben Okafor").await?;
    desk.does("bx", "/Cancelled/.test(document.querySelector('#bells').innerText)").await?;
    desk.window.go("/BEL-2").await?;
    desk.window.until_shown("#bell", "Ben Okafor").await?;
    desk.does("bs", "/is being mailed|Mailed/.test(document.querySelector('.issue-main').innerText)").await?;
    desk.ends().await
}

#[tokio::test]
async fn one_goes_anywhere() -> Result<()> {
    let desk = Desk::at("/projects").await?;
    for (keys, path) in [
        ("gi", "/inbox"),
        ("gm", "/my"),
        ("gl", "/issues"),
        ("gb", "/board"),
        ("go", "/outbox"),
        ("gh", "/insights"),
        ("gs", "/settings/notifications"),
    ] {
        desk.window.press(keys).await?;
        desk.window.until(&format!("location.pathname === {path:?} && document.readyState === 'complete'")).await?;
    }
    let escape = ESCAPE.to_string();
    for (key, id) in [("c", "new-issue"), ("?", "shortcuts")] {
        desk.does(key, &format!("document.activeElement.closest('#{id}:modal')")).await?;
        desk.window.press(&escape).await?;
        desk.window.until("!document.querySelector('dialog:modal')").await?;
    }
    desk.window.press_with(CONTROL, 'k').await?;
    desk.is_so("Ctrl K", "document.activeElement.matches('#palette:modal [name=q]')").await?;
    // A page that is a dialog is left by Escape, too.
    desk.window.go("/issues").await?;
    desk.window.click("a[href='/my']").await?;
    desk.window.until("location.pathname === '/my' && document.readyState === 'complete'").await?;
    desk.window.ask("location.assign('/keys')").await?;
    desk.window.until("document.querySelector('#shortcuts:modal')").await?;
    desk.window.press(&escape).await?;
    desk.window.until("location.pathname === '/my'").await?;
    desk.ends().await
}

#[tokio::test]
async fn single_keys_do_nothing_where_they_are_switched_off() -> Result<()> {
    let desk = Desk::at("/settings/keyboard").await?;
    desk.window.click("label:has([name=keys][value=off])").await?;
    desk.window.click("main button.primary").await?;
    desk.window.find_soon(".flash").await?;
    for path in ["/issues", "/BEL-5", "/board"] {
        desk.window.go(path).await?;
        let before = desk.window.ask("document.querySelectorAll('main *').length").await?;
        for key in "jkxXsaipldwDrecbhgms? /".chars() {
            desk.window.press(&key.to_string()).await?;
        }
        for pair in ["gi", "bx", "bs"] {
            desk.window.press(pair).await?;
        }
        let nothing = "document.activeElement === document.body && !document.querySelector('details[open], dialog, .lifted, .pick :checked')";
        assert_eq!(
            desk.window.ask(nothing).await?,
            true,
            "{path}: {}",
            desk.window.ask("document.activeElement.outerHTML").await?
        );
        assert_eq!(desk.window.ask("document.querySelectorAll('main *').length").await?, before, "{path}");
        assert!(desk.window.path().await?.starts_with(path));
        // Those with Control do what they did.
        desk.window.press_with(CONTROL, 'k').await?;
        desk.window.until("document.activeElement.matches('#palette:modal [name=q]')").await?;
    }
    desk.ends().await
}
