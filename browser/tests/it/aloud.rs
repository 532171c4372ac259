//! An issue as it is read aloud.

use anyhow::Result;
use belfry_browser::{Driver, Look, Stand, Window, aloud, cast, scene};

/// What a screen reader is told. Read it, before it is changed: it is what somebody hears.
const HEARD: &str = include_str!("aloud.txt");

#[tokio::test]
async fn an_issue_is_read_aloud_from_its_title_to_its_last_comment() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let window = Window::open(&driver, &house.origin, Look::DESK).await?;
    window.sign_in(cast::ANA).await?;
    window.go("/BEL-1").await?;
    window.until("document.readyState === 'complete'").await?;
    let heard = aloud::read(&window).await?;
    assert_eq!(heard, HEARD, "if what is heard now is right, it is what belongs into aloud.txt:\n{heard}");
    window.close().await
}
