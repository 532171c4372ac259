//! Pages that stand at no address of their own: what somebody does leads to them.

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::api::Api;
use crate::cast::BEN;
use crate::{Driver, House, Look, Stand, Window};

/// The page that makes the first admin, in a house where nobody is yet.
///
/// # Errors
/// If Belfry or the browser does not do as it should.
pub async fn set_up(driver: &Driver, look: Look) -> Result<Vec<u8>> {
    let house = House::start(&Stand::default())?;
    let window = Window::open(driver, &house.origin, look).await?;
    window.go(house.setup.as_deref().context("there is somebody already")?).await?;
    let picture = window.picture().await?;
    window.close().await?;
    Ok(picture)
}

/// The list with two issues selected. Somebody is signed in.
///
/// # Errors
/// As [`set_up`].
pub async fn select(window: &Window) -> Result<Vec<u8>> {
    window.go("/issues").await?;
    for key in ["BEL-1", "BEL-4"] {
        // On a phone there is no box to be seen.
        window.ask(&format!("document.querySelector('#{key} .pick input').click()")).await?;
    }
    window.rests().await?;
    window.picture().await
}

/// Both versions of a text that two wrote at once. Somebody is signed in, who is not Ben.
///
/// # Errors
/// As [`set_up`].
pub async fn clash(window: &Window, house: &House) -> Result<Vec<u8>> {
    let ben = Api::sign_in(house, BEN)?;
    let writes = |text| ben.send("PATCH", "/issues/BEL-3", Some(&json!({ "description": text })));
    writes("Quiet hours end at seven.\n\nThe clocks went back.\n\nNobody noticed.\n")?;
    window.go("/BEL-3/edit").await?;
    window.fill("#text", "Quiet hours end at seven.\n\nThe clocks went back.\n\nOnly Priya noticed.\n").await?;
    writes("Quiet hours end at seven, by the clock on the wall.\n\nThe clocks went back.\n\nNobody noticed.\n")?;
    window.click(".acts .primary").await?;
    window.find_soon("#merged").await?;
    window.rests().await?;
    window.picture().await
}
