//! A film strip: how the bell of an issue goes on, from an assignment to what the relay said.

use std::time::Duration;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::Locator;
use serde_json::json;

use crate::api::Api;
use crate::cast::{ANA, BEN, PRIYA};
use crate::{Driver, House, Look, Stand, Window, scene};

/// How wide the strip is, in CSS pixels, and a frame of it.
const WIDTH: u32 = 1200;
/// How long an assignment waits here: long enough for all frames but the last, and short enough to wait for it.
const DELAY: &str = "25s";
/// How long a mail may take.
const MAIL_WITHIN: Duration = Duration::from_secs(90);

/// What is written under a picture, and the picture as PNG.
type Frame = (&'static str, Vec<u8>);

/// Takes it. Returns it as PNG.
///
/// # Errors
/// If Belfry or the browser does not do as it should.
pub async fn shoot(driver: &Driver) -> Result<Vec<u8>> {
    let settings = ["--assign-delay", DELAY].map(str::to_owned).to_vec();
    let house = House::start(&Stand { settings, ..Stand::default() })?;
    scene::people(&house)?;
    let ana = Api::sign_in(&house, ANA)?;
    for person in [BEN, PRIYA] {
        let path = format!("/projects/BEL/members/{}", person.username);
        ana.send("PUT", &path, Some(&json!({ "role": "member" })))?;
    }
    let window = Window::open(driver, &house.origin, Look { width: 600, ..Look::DESK }).await?;
    window.sign_in(ANA).await?;
    ana.post("/issues", &json!({ "project": "BEL", "title": "The bell rings twice", "assignee": "ben" }))?;
    window.go("/BEL-1").await?;
    window.until_shown("#bell", "Ben Okafor").await?;
    let mut frames = vec![("Ana gives it to Ben. His mail waits.", frame(&window, "#bells").await?)];
    window.click("#p-assignee summary").await?;
    window.click("#p-assignee button[value=priya]").await?;
    window.until("[...document.querySelectorAll('.bell')].some((one) => one.innerText.includes('Priya Nair'))").await?;
    frames.push(("She changes her mind: Ben is not mailed.", frame(&window, "#bells").await?));
    let mails = house.relay.wait_for(1, MAIL_WITHIN);
    mails.first().context("nobody was mailed")?;
    window.until_shown("#bells", "Mailed").await?;
    frames.push(("Priya alone is mailed, when it is due.", frame(&window, "#bells").await?));
    let strip = strip(&window, &frames).await?;
    window.close().await?;
    Ok(strip)
}

async fn frame(window: &Window, css: &str) -> Result<Vec<u8>> {
    let taken = once(window, css).await;
    // What is shown may be put in its place while it is looked at.
    if taken.is_ok() { taken } else { once(window, css).await }
}

async fn once(window: &Window, css: &str) -> Result<Vec<u8>> {
    let element = window.client().find(Locator::Css(css)).await.with_context(|| css.to_owned())?;
    Ok(element.screenshot().await?)
}

/// The frames side by side, each with its words.
async fn strip(window: &Window, frames: &[Frame]) -> Result<Vec<u8>> {
    let figures = frames.iter().map(|(words, picture)| {
        format!(
            "<figure><img src=\"data:image/png;base64,{}\"><figcaption>{words}</figcaption></figure>",
            STANDARD.encode(picture)
        )
    });
    let page = format!(
        "<!doctype html><meta charset=utf-8><style>body{{margin:0;padding:16px;background:#f8f7f5;width:{}px;display:flex;gap:16px;\
         font:13px system-ui}}figure{{margin:0;flex:1}}img{{width:100%;background:#fff;border-radius:10px}}\
         figcaption{{padding:8px 4px 0}}</style>{}",
        WIDTH - 32,
        figures.collect::<String>()
    );
    window.client().goto(&format!("data:text/html;base64,{}", STANDARD.encode(page))).await?;
    let height = window.ask("Math.ceil(document.body.getBoundingClientRect().height)").await?;
    let height = u32::try_from(height.as_u64().context("a page without a height")?)?;
    window.looks(Look { width: WIDTH, height, ..Look::DESK }).await?;
    window.picture().await
}
