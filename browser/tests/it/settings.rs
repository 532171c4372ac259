//! Settings, of one's own, of a project and of the server, by hand and with the keyboard's own means: no script is needed.

use anyhow::Result;
use belfry_browser::cast::ANA;
use belfry_browser::{Driver, House, Look, Stand, Window, scene};

async fn begin(look: Look) -> Result<(Driver, House, Window)> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let mut window = Window::open(&driver, &house.origin, look).await?;
    // What a refused form is answered with is called an error by the browser itself.
    window.expects("status of 422");
    window.sign_in(ANA).await?;
    Ok((driver, house, window))
}

async fn says(window: &Window, text: &str) -> Result<()> {
    window.find_soon(".flash").await?;
    let said = window.text(".flash").await?;
    assert!(said.contains(text), "{said}");
    Ok(())
}

/// What somebody changes about themselves.
async fn own(window: &Window) -> Result<()> {
    window.go("/settings/profile").await?;
    window.fill("[name=last]", "Ruiz Vega").await?;
    window.click("form[action='/settings/profile'] .primary").await?;
    says(window, "Profile saved").await?;
    assert!(window.text(".me").await?.contains("Ana Ruiz Vega"));
    window.fill("[name=first]", " ").await?;
    window.click("form[action='/settings/profile'] .primary").await?;
    window.find_soon("p.error").await?;
    window.go("/settings/notifications").await?;
    window.fill("[name=delay]", "7").await?;
    window.click(".save .primary, form .primary").await?;
    window.find_soon(".flash").await?;
    window.go("/settings/notifications").await?;
    assert_eq!(window.count("[name=delay][value='7']").await?, 1);
    window.go("/settings/tokens").await?;
    window.fill("[name=name]", "A script").await?;
    window.click("[name=scope][value=read]").await?;
    window.click("form[action='/settings/tokens'] .primary").await?;
    window.find_soon("#made").await?;
    window.go("/settings/sessions").await?;
    assert!(window.text("main").await?.contains("here"));
    Ok(())
}

/// What a maintainer and an admin do.
async fn of_all(window: &Window) -> Result<()> {
    window.go("/p/BEL/settings/members").await?;
    window.fill("form:has(#who) [name=who]", "nobody-of-the-kind").await?;
    window.click("form:has(#who) .primary").await?;
    window.find_soon("p.error").await?;
    window.go("/p/BEL/settings/members").await?;
    window.click("form[action$='/members/remove'] button[value=priya]").await?;
    window.find_soon("main").await?;
    window.go("/admin/users?q=ben").await?;
    assert!(window.text("main").await?.contains("Ben Okafor"));
    window.go("/admin/mail").await?;
    window.click("[name=do][value=hold]").await?;
    says(window, "All mail is held").await?;
    window.click(".flash button").await?;
    window.until_shown(".flash", "Mail leaves again").await?;
    assert!(window.text("main").await?.contains("Took a mail last"));
    window.go("/admin/audit").await?;
    assert!(window.text("main").await?.contains("Token made"));
    Ok(())
}

/// An issue is looked at before it is opened, and opened.
async fn new_issue(window: &Window) -> Result<()> {
    window.go("/issues/new?project=BEL").await?;
    window.fill("[name=title]", "A rope of hemp").await?;
    window.fill("[name=text]", "It should be **new**.").await?;
    window.click("[name=do][value=preview]").await?;
    window.find_soon(".prose strong").await?;
    assert_eq!(window.count("[name=title][value='A rope of hemp']").await?, 1);
    window.click("footer .primary").await?;
    window.find_soon("#bells").await?;
    says(window, "is open").await?;
    assert!(window.text("#text").await?.contains("It should be new."));
    Ok(())
}

#[tokio::test]
async fn everything_can_be_set_and_an_issue_opened() -> Result<()> {
    let (_driver, _house, window) = begin(Look::DESK).await?;
    own(&window).await?;
    of_all(&window).await?;
    new_issue(&window).await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

#[tokio::test]
async fn so_it_can_where_no_script_runs() -> Result<()> {
    let (_driver, _house, window) = begin(Look::PHONE.without_scripts()).await?;
    own_without_nav(&window).await?;
    new_issue(&window).await?;
    assert_eq!(window.complaints().await?, [""; 0]);
    window.close().await
}

/// On a phone the navigation is folded away: what it says is not looked at.
async fn own_without_nav(window: &Window) -> Result<()> {
    window.go("/settings/tokens").await?;
    window.fill("[name=name]", "A script").await?;
    window.click("[name=scope][value=read]").await?;
    window.click("form[action='/settings/tokens'] .primary").await?;
    window.find_soon("#made").await.map(drop)
}
