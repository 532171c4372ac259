//! Two nodes on one database: what somebody does at one is seen at the other as it happens.

use anyhow::Result;
use belfry_browser::api::Api;
use belfry_browser::cast::BEN;
use belfry_browser::{Driver, Stand, scene};
use serde_json::json;
use store::ground::Ground;

use crate::live::{listening, shows, soon};
use crate::mail;

#[tokio::test]
async fn what_is_done_at_one_node_is_seen_at_the_other_within_a_second() -> Result<()> {
    let Some(ground) = Ground::shared() else { return Ok(()) };
    let stand = Stand { database: Some(ground.url().to_owned()), ..Stand::default() };
    let (driver, house) = (Driver::start()?, scene::begin(&stand)?);
    let other = house.beside(&stand)?;
    let ben = Api::sign_in(&other, BEN)?;
    let change = |key: &str, body| ben.send("PATCH", &format!("/issues/{key}"), Some(&body)).map(drop);
    // A list: its rows, what is new, and the counts beside it.
    let window = listening(&driver, &house, "/my").await?;
    let mine = "document.querySelector('.nav-link[href=\"/my\"] .n').innerText";
    let before = window.ask(mine).await?;
    change("BEL-1", json!({ "title": "Once is enough" }))?;
    soon(&window, &shows("#BEL-1", "Once is enough")).await?;
    change("BEL-2", json!({ "assignee": "ana" }))?;
    soon(&window, &format!("{} && {mine} !== {before}", shows(".fresh", "1 new issue. Show"))).await?;
    // The board.
    window.go("/board").await?;
    change("BEL-3", json!({ "status": "in_review" }))?;
    soon(&window, "document.querySelector('.col[data-status=in_review] #card-BEL-3')").await?;
    // The inbox, and how much of it is unread.
    window.go("/inbox").await?;
    let unread = "document.querySelector('.nav-link[href=\"/inbox\"] .n').innerText";
    let before = window.ask(unread).await?;
    ben.post("/issues/BEL-6/comments", &json!({ "text": "@ana, look." }))?;
    soon(&window, &format!("{} && {unread} !== {before}", shows(".list", "BEL-6"))).await?;
    // The outbox, and how much is due.
    window.go("/outbox").await?;
    let due = "document.querySelector('.nav-link[href=\"/outbox\"] .n').innerText";
    let before = window.ask(due).await?;
    let row = "[...document.querySelectorAll('.mails tr[id]')].find((row) => row.innerText.includes('BEL-7') && row.innerText.includes('Ben'))";
    change("BEL-7", json!({ "assignee": "ben" }))?;
    soon(&window, &format!("{row}?.querySelector('.rings') && {due} !== {before}")).await?;
    change("BEL-7", json!({ "assignee": null }))?;
    soon(&window, &format!("{row}?.querySelector('.state.cancelled')")).await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn what_becomes_of_a_mail_is_seen_at_both_nodes_within_a_second() -> Result<()> {
    let Some(ground) = Ground::shared() else { return Ok(()) };
    let stand = Stand { database: Some(ground.url().to_owned()), ..mail::stand() };
    let (driver, house) = (Driver::start()?, scene::begin(&stand)?);
    let other = house.beside(&stand)?;
    mail::is_seen_by_whom_it_is_for(&driver, [&house, &other]).await
}
