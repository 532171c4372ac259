//! The doors: setting up, signing in and out.

use std::time::Duration;

use anyhow::{Context as _, Result};
use belfry_browser::api::Api;
use belfry_browser::cast::{ANA, PASSWORD};
use belfry_browser::{Driver, House, Look, Stand, Window, scene};
use serde_json::json;

/// Somebody who has no account yet.
const EVE: &str = "eve@tidewater.example";
/// How long a mail may take to arrive. Only a failure takes so long.
const MAIL_WITHIN: Duration = Duration::from_secs(90);

async fn comes_in(look: Look) -> Result<()> {
    let (driver, house) = (Driver::start()?, House::start(&Stand::default())?);
    let mut window = Window::open(&driver, &house.origin, look).await?;
    window.expects("status of 404");
    scene::set_up(&window, &house).await?;
    window.go("/keys").await?;
    assert!(window.count("nav.side").await? > 0, "{}", window.text("body").await?);
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn the_first_admin_comes_in_by_the_link_that_was_printed() -> Result<()> {
    comes_in(Look::DESK).await
}

#[tokio::test]
async fn so_they_do_where_no_script_runs() -> Result<()> {
    comes_in(Look::DESK.without_scripts()).await
}

/// Ana invites an address. Returns the path of the link that she hands over.
async fn invite(ana: &Window, email: &str) -> Result<String> {
    ana.go("/admin/users").await?;
    ana.fill("form[action$='/invite'] [name=email]", email).await?;
    ana.click("form[action$='/invite'] .primary").await?;
    let made = ana.find_soon("#made").await?.attr("value").await?.context("no link")?;
    let at = made.find("/register").context("a link to nowhere")?;
    Ok(made[at..].to_owned())
}

/// Fills in what an account is made of, and sends it.
async fn register(window: &Window, link: &str, email: &str) -> Result<()> {
    window.go(link).await?;
    window.fill("[name=name]", "Eve Moss").await?;
    window.fill("[name=email]", email).await?;
    window.fill("[name=password]", PASSWORD).await?;
    window.click("form[action='/register'] .primary").await
}

/// The path of the link that begins so, from the mail that arrived.
fn link_in_mail(house: &House, begins: &str) -> String {
    for count in 1..10 {
        for mail in house.relay.wait_for(count, MAIL_WITHIN) {
            let text = String::from_utf8_lossy(&mail.bytes).replace("=\r\n", "");
            if let Some((_, rest)) = text.split_once(begins) {
                let code: String =
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
                return format!("{begins}{code}");
            }
        }
    }
    panic!("no link came")
}

#[tokio::test]
async fn who_is_invited_comes_in_by_the_link_and_sees_the_project_once_they_are_in_it() -> Result<()> {
    let settings = ["--registration", "invite"].map(str::to_owned).to_vec();
    let (driver, house) = (Driver::start()?, scene::begin(&Stand { settings, ..Stand::default() })?);
    Api::sign_in(&house, ANA)?.send("PATCH", "/projects/BEL", Some(&json!({ "visibility": "private" })))?;
    let ana = Window::open(&driver, &house.origin, Look::DESK).await?;
    ana.sign_in(ANA).await?;
    let link = invite(&ana, EVE).await?;
    let mut eve = Window::open(&driver, &house.origin, Look::DESK).await?;
    eve.expects("status of 4");
    // Without the link nobody comes in, and with it nobody else.
    eve.go("/register").await?;
    assert_eq!(eve.count("form[action='/register']").await?, 0);
    register(&eve, &link, "mallory@tidewater.example").await?;
    eve.find_soon(".note.bad").await?;
    register(&eve, &link, EVE).await?;
    eve.find_soon("nav.side").await?;
    eve.go("/BEL-1").await?;
    assert_eq!(eve.count(".issue").await?, 0);
    // In the project, she sees it.
    ana.go("/p/BEL/settings/members").await?;
    ana.fill("form:has(#who) [name=who]", "eve").await?;
    ana.click("form:has(#who) .primary").await?;
    ana.find_soon(".flash").await?;
    eve.go("/BEL-1").await?;
    assert!(eve.text("h1").await?.contains("Mail goes out twice"));
    // The link is good once.
    let mut other = Window::open(&driver, &house.origin, Look::DESK).await?;
    other.expects("status of 4");
    register(&other, &link, EVE).await?;
    other.find_soon(".note.bad, p.error").await?;
    assert_eq!(other.count("nav.side").await?, 0);
    forgets_the_password(&house, &other, &eve).await?;
    for window in [ana, eve, other] {
        assert_eq!(window.complaints().await?, [""; 0]);
        window.close().await?;
    }
    Ok(())
}

/// The link comes by mail, and ends what was signed in with the old one.
async fn forgets_the_password(house: &House, window: &Window, elsewhere: &Window) -> Result<()> {
    const ANOTHER: &str = "clapper and rope 8";
    window.go("/sign-in/forgot").await?;
    window.fill("[name=email]", EVE).await?;
    window.click("form .primary").await?;
    window.find_soon(".note.good").await?;
    window.go(&link_in_mail(house, "/reset/")).await?;
    window.fill("[name=password]", ANOTHER).await?;
    window.click("form button").await?;
    window.until("!document.querySelector('[name=password]') && document.readyState === 'complete'").await?;
    elsewhere.go("/BEL-1").await?;
    assert!(elsewhere.path().await?.starts_with("/sign-in"), "{}", elsewhere.path().await?);
    elsewhere.fill("[name=email]", EVE).await?;
    elsewhere.fill("[name=password]", ANOTHER).await?;
    elsewhere.click("form .primary").await?;
    elsewhere.find_soon(".issue").await.map(drop)
}

#[tokio::test]
async fn who_types_no_password_comes_in_by_a_link_in_a_mail() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let mut window = Window::open(&driver, &house.origin, Look::DESK).await?;
    window.expects("status of 4");
    window.go("/sign-in").await?;
    window.fill("[name=email]", ANA.username).await?;
    window.click("[formaction]").await?;
    window.find_soon("#e-email").await?;
    window.fill("[name=email]", ANA.email).await?;
    window.click("[formaction]").await?;
    window.find_soon(".note.good").await?;
    let link = link_in_mail(&house, "/sign-in/link/");
    window.go(&link).await?;
    window.click("form .primary").await?;
    window.find_soon("nav.side").await?;
    window.go(&link).await?;
    assert_eq!(window.count("form").await?, 0);
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn who_is_signed_out_from_another_window_is_asked_to_sign_in_at_the_next_step() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let here = Window::open(&driver, &house.origin, Look::DESK).await?;
    here.sign_in(ANA).await?;
    let mut there = Window::open(&driver, &house.origin, Look::DESK).await?;
    // The line of what happens is refused then, too.
    there.expects("status of 401");
    there.sign_in(ANA).await?;
    there.go("/BEL-1").await?;
    here.go("/settings/sessions").await?;
    assert_eq!(here.count("form[action='/settings/sessions/end']").await?, 1);
    here.click("form[action='/settings/sessions/end'] button").await?;
    // It is asked whether that is meant.
    here.find_soon("form:has([name=sure]) .danger").await?;
    here.click("form:has([name=sure]) .danger").await?;
    here.find_soon(".flash").await?;
    assert!(here.text(".flash").await?.contains("Signed out there"));
    assert_eq!(here.count("form[action='/settings/sessions/end']").await?, 0);
    there.click("nav.side a[href='/my']").await?;
    there.find_soon("form[action^='/sign-in']").await?;
    assert_eq!(there.path().await?, "/sign-in?next=%2Fmy");
    there.fill("[name=email]", ANA.email).await?;
    there.fill("[name=password]", PASSWORD).await?;
    there.click("form[action^='/sign-in'] .primary").await?;
    there.find_soon("nav.side").await?;
    assert_eq!(there.path().await?, "/my");
    for window in [here, there] {
        assert_eq!(window.complaints().await?, [""; 0]);
        window.close().await?;
    }
    Ok(())
}
