//! The board: cards are walked through, changed, carried and dragged.

use anyhow::Result;
use belfry_browser::api::Api;
use belfry_browser::cast::BEN;
use belfry_browser::{DOWN, ENTER, ESCAPE, LEFT, RIGHT};
use serde_json::json;

use crate::desk::{Desk, NO_MENU, found, menu};

/// The focus is on a card in the column of this status.
fn in_column(status: &str) -> String {
    format!("document.activeElement.closest('.col')?.dataset.status === {status:?}")
}

#[tokio::test]
async fn a_card_is_carried_from_column_to_column() -> Result<()> {
    let desk = Desk::at("/board").await?;
    desk.does("j", &in_column("todo")).await?;
    let card = desk.cursor().await?;
    desk.does("j", &format!("document.activeElement.closest('.card').id !== {card:?}")).await?;
    desk.does("k", &format!("document.activeElement.closest('.card').id === {card:?}")).await?;
    desk.does("l", &in_column("in_progress")).await?;
    desk.does(&RIGHT.to_string(), &in_column("in_review")).await?;
    desk.does("hh", &in_column("todo")).await?;
    let card = desk.cursor().await?;
    let lifted = format!("document.getElementById({card:?}).matches('.lifted')");
    desk.does(" ", &format!("{lifted} && document.querySelector('#board-said').innerText.includes('To do')")).await?;
    desk.does(&RIGHT.to_string(), &format!("{lifted} && {}", in_column("in_progress"))).await?;
    // Back where it was.
    desk.does(&ESCAPE.to_string(), &format!("!{lifted} && {}", in_column("todo"))).await?;
    desk.does(
        &format!(" {RIGHT}{RIGHT}{LEFT} "),
        &format!("!{lifted} && document.querySelector('.flash') && {}", in_column("in_progress")),
    )
    .await?;
    assert_eq!(desk.cursor().await?, card);
    desk.does("s", &menu("[name=to]")).await?;
    desk.does(&ESCAPE.to_string(), NO_MENU).await?;
    desk.does("D", &in_column("done")).await?;
    // The server says so, too.
    desk.window.go("/board").await?;
    assert_eq!(desk.window.count(&format!(".col[data-status=done] #{card}")).await?, 1);
    desk.ends().await
}

/// Drags the card `from` over the column `to`, as the browser tells of it.
const DRAG: &str = "(() => {
    const card = document.querySelector('.col[data-status=todo] .card'), to = document.querySelector('.col[data-status=in_review] ol');
    const dataTransfer = new DataTransfer();
    const tell = (type, at) => at.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    tell('dragstart', card.querySelector('.title'));
    tell('dragover', to);
    const place = to.firstElementChild.className;
    tell('drop', to);
    tell('dragend', card);
    return [card.id, place];
})()";

#[tokio::test]
async fn a_card_is_dragged() -> Result<()> {
    let desk = Desk::at("/board").await?;
    let told = desk.window.ask(DRAG).await?;
    let card = told[0].as_str().unwrap_or_default().to_owned();
    assert_eq!(told[1], "drop", "where it would go is shown");
    desk.is_so(
        "dragging",
        &format!("document.querySelector('.flash') && document.querySelector('.col[data-status=in_review] #{card}')"),
    )
    .await?;
    assert_eq!(desk.window.count(".drop, .lifted").await?, 0);
    desk.ends().await
}

#[tokio::test]
async fn what_is_done_to_an_issue_by_a_key_is_done_to_the_card_under_the_cursor() -> Result<()> {
    let desk = Desk::at("/board").await?;
    let escape = ESCAPE.to_string();
    desk.does("j", &in_column("todo")).await?;
    let card = desk.cursor().await?;
    let here = format!("document.activeElement.closest('#{card}')");
    for (key, css) in [("s", "[name=to]"), ("a", "[name=assignee]"), ("p", "[name=priority]"), ("d", "[name=due_on]")] {
        desk.does(key, &format!("{here} && {}", menu(css))).await?;
        desk.does(&escape, &format!("{here} && {NO_MENU}")).await?;
        // The card has its own menu again.
        desk.is_so(key, &format!("document.querySelector('#{card} .panel [name=to]')")).await?;
    }
    let done = |deed: &str| format!("document.getElementById({card:?}).querySelector({deed:?}) && {here} && {NO_MENU}");
    desk.does("p", &menu("[name=priority]")).await?;
    desk.does(&ENTER.to_string(), &done(".pr.urgent")).await?;
    desk.does("i", &done(".avatar[aria-label='Ana Ruiz']")).await?;
    // Whoever is not in the menu is found in it.
    desk.does("a", "document.activeElement.matches('.card [name=who]')").await?;
    desk.does("priy", &found("Priya Nair")).await?;
    desk.does(&format!("{DOWN}{ENTER}"), &done(".avatar[aria-label='Priya Nair']")).await?;
    desk.does("w", &format!("document.querySelector('.flash')?.innerText.includes('You watch') && {here}")).await?;
    desk.does("s", &menu("[name=to]")).await?;
    desk.does(&format!("{DOWN}{ENTER}"), &format!("{} && {here}", in_column("in_progress"))).await?;
    desk.does("D", &format!("{} && {here}", in_column("done"))).await?;
    desk.ends().await
}

#[tokio::test]
async fn what_no_longer_answers_the_query_leaves_the_focus_to_the_next_card() -> Result<()> {
    let desk = Desk::at("/board?q=assignee:ana+sort:created").await?;
    desk.does("j", &in_column("todo")).await?;
    let card = desk.cursor().await?;
    desk.does("a", &menu("[name=assignee]")).await?;
    desk.does("ben", &found("Ben Okafor")).await?;
    let gone = format!("!document.getElementById({card:?}) && document.activeElement.closest('.card')");
    desk.does(&format!("{DOWN}{ENTER}"), &gone).await?;
    desk.ends().await
}

#[tokio::test]
async fn a_card_that_somebody_moved_while_it_was_carried_stays_where_they_put_it() -> Result<()> {
    let mut desk = Desk::at("/board").await?;
    // What is refused is called an error by the browser itself.
    desk.window.expects("status of 409");
    let ben = Api::sign_in(&desk.house, BEN)?;
    desk.does("j", &in_column("todo")).await?;
    let card = desk.cursor().await?;
    let key = card.trim_start_matches("card-");
    desk.does(" ", "document.activeElement.closest('.lifted')").await?;
    // Another thing of it is no hindrance.
    ben.send("PATCH", &format!("/issues/{key}"), Some(&json!({ "priority": "urgent" })))?;
    desk.does(&format!("{RIGHT} "), &format!("document.querySelector('.flash') && {}", in_column("in_progress")))
        .await?;
    desk.does(" ", "document.activeElement.closest('.lifted')").await?;
    ben.send("PATCH", &format!("/issues/{key}"), Some(&json!({ "status": "done" })))?;
    let told = format!(
        "[...document.querySelectorAll('.flash')].some((one) => one.innerText.includes('Ben Okafor changed {key} while'))"
    );
    let is_there = format!("document.querySelector('.col[data-status=done] #{card}')");
    desk.does(&format!("{RIGHT} "), &format!("{told} && {is_there}")).await?;
    // It may be moved all the same; and once that was seen it goes where it is carried.
    assert_eq!(desk.window.text(".flash button").await?, "Change it to In review all the same");
    desk.window.click(".flash button").await?;
    desk.is_so("all the same", &format!("document.querySelector('.col[data-status=in_review] #{card}')")).await?;
    desk.window.ask(&format!("document.querySelector('#{card} .title').focus()")).await?;
    desk.does(" ", &format!("document.activeElement.closest('#{card}.lifted')")).await?;
    desk.does(&format!("{LEFT} "), &format!("document.querySelector('.col[data-status=in_progress] #{card}')")).await?;
    desk.ends().await
}
