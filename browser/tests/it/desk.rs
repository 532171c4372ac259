//! Somebody at their desk, who works by keys.

use anyhow::{Result, ensure};
use belfry_browser::cast::ANA;
use belfry_browser::{Driver, House, Look, Stand, Window, scene};
use serde_json::json;

/// A house with work in it, and Ana at her desk.
pub struct Desk {
    pub window: Window,
    pub house: House,
    _driver: Driver,
}

impl Desk {
    /// Before this page.
    pub async fn at(path: &str) -> Result<Desk> {
        let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
        let window = Window::open(&driver, &house.origin, Look::DESK).await?;
        window.sign_in(ANA).await?;
        window.go(path).await?;
        Ok(Desk { window, house, _driver: driver })
    }

    /// After these keys, this is so, and the focus is on something that is shown.
    pub async fn does(&self, keys: &str, deed: &str) -> Result<()> {
        self.window.press(keys).await?;
        self.is_so(keys, deed).await
    }

    /// The same for what is not done by keys alone.
    pub async fn is_so(&self, keys: &str, deed: &str) -> Result<()> {
        if let Err(error) = self.window.until(deed).await {
            let focus = self.window.ask("document.activeElement.outerHTML.slice(0, 200)").await?;
            anyhow::bail!("{keys:?} does not do its deed; the focus is on {focus}: {error:#}");
        }
        let focus = "document.activeElement !== document.body && document.activeElement.checkVisibility()";
        ensure!(self.window.ask(focus).await? == true, "after {keys:?} ({deed}) the focus is lost");
        Ok(())
    }

    /// The key of the row or card that has the focus.
    pub async fn cursor(&self) -> Result<String> {
        let id = self.window.ask("document.activeElement.closest('.row, .card')?.id ?? ''").await?;
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// Nothing was complained of.
    pub async fn ends(self) -> Result<()> {
        assert_eq!(self.window.complaints().await?, [""; 0]);
        self.window.close().await
    }
}

/// A menu with this in it is open, and has the focus.
pub fn menu(css: &str) -> String {
    format!("document.activeElement.closest('details[open] .panel')?.querySelector({})", json!(css))
}

/// Nobody but this one is left in the menu of people.
pub fn found(name: &str) -> String {
    format!(
        "document.querySelectorAll('#people .item').length === 1 && document.querySelector('#people').innerText.trim().endsWith({})",
        json!(name)
    )
}

/// No menu is open.
pub const NO_MENU: &str = "!document.querySelector('details[open]')";
