//! The doors: setting up, signing in and out.

use anyhow::Result;
use belfry_browser::{Driver, House, Look, Stand, Window, scene};

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
