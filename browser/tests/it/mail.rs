//! What becomes of a mail is seen as it happens, by those too who may do nothing to it.

use anyhow::{Context as _, Result};
use belfry_browser::api::Api;
use belfry_browser::cast::{ANA, CLEO};
use belfry_browser::{Driver, House, Look, Stand, Window, scene};
use serde_json::json;

use crate::live::{SOON, soon};

/// The bell of the one mail that Cleo has, as it looks when the mail is this far.
fn bell(state: &str) -> String {
    format!("document.querySelector('.bell[data-state={state}]')")
}

/// Where mail of changes rings while one waits for it.
pub fn stand() -> Stand {
    Stand { settings: ["--update-delay", "10s"].map(str::to_owned).to_vec(), ..Stand::default() }
}

#[tokio::test]
async fn what_becomes_of_a_mail_is_seen_within_a_second_by_whom_it_is_for() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&stand())?);
    is_seen_by_whom_it_is_for(&driver, [&house, &house]).await
}

/// Cleo, who watches an issue of a project that she is no member of, sees at each of the houses what becomes of her mail: what
/// others do to it, and that it rings by itself.
pub async fn is_seen_by_whom_it_is_for(driver: &Driver, houses: [&House; 2]) -> Result<()> {
    scene::add(houses[0], CLEO, None)?;
    let (ana, cleo) = (Api::sign_in(houses[0], ANA)?, Api::sign_in(houses[0], CLEO)?);
    ana.post("/projects", &json!({ "key": "PUB", "name": "Open house", "visibility": "public" }))?;
    ana.post("/issues", &json!({ "project": "PUB", "title": "Grease the pulley" }))?;
    cleo.send("PUT", "/issues/PUB-1/watch", None)?;
    let mut windows = Vec::new();
    for house in houses {
        let window = Window::open(driver, &house.origin, Look::DESK).await?;
        window.sign_in(CLEO).await?;
        window.go("/PUB-1").await?;
        windows.push(window);
    }
    ana.post("/issues/PUB-1/comments", &json!({ "text": "It squeaks." }))?;
    let mail = &cleo.send("GET", "/issues/PUB-1/mails", None)?["items"][0];
    let steer = format!("/issues/PUB-1/mails/{}", mail["id"]);
    assert_eq!(mail["can"], json!([]), "she may do nothing to it");
    ana.post(&format!("{steer}/hold"), &json!({}))?;
    for window in &windows {
        soon(window, &bell("held")).await?;
    }
    ana.post(&format!("{steer}/release"), &json!({}))?;
    for window in &windows {
        soon(window, &bell("pending")).await?;
        // From here on nobody does anything.
        let look = format!("() => {{ if ({}) window.seen ??= Date.now(); }}", bell("mailed"));
        let listen =
            format!("void new MutationObserver({look}).observe(document.body, {{ subtree: true, childList: true }})");
        window.ask(&listen).await?;
    }
    for window in windows {
        window.until("window.seen").await?;
        let seen = window.ask("window.seen").await?.as_i64().context("it was not seen")?;
        let sent = cleo.send("GET", "/issues/PUB-1/mails", None)?["items"][0]["ended_at"].clone();
        let after = window.ask(&format!("{seen} - Date.parse({sent})")).await?.as_f64().context("no time")?;
        eprintln!("the mail was seen to be sent {after} ms after it was");
        assert!(after < SOON.as_secs_f64() * 1e3, "it took {after} ms");
        assert_eq!(window.complaints().await?, [""; 0]);
        window.close().await?;
    }
    Ok(())
}
