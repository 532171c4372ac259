//! What holds for every page.

use anyhow::Result;
use belfry_browser::pages::PAGES;
use belfry_browser::{Driver, Look, Stand, Window, axe, cast, scene};

#[tokio::test]
async fn every_page_can_be_read_by_everybody_stands_still_and_complains_of_nothing() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let mut wrong = Vec::new();
    for is_inside in [false, true] {
        let mut window = Window::open(&driver, &house.origin, Look::DESK).await?;
        // The browser itself calls an answer of 404 or 422 an error.
        window.expects("status of 4");
        if is_inside {
            window.sign_in(cast::ANA).await?;
        }
        for page in PAGES.iter().filter(|page| page.is_inside == is_inside) {
            for look in [Look::DESK, Look::DESK.dark(), Look::PHONE, Look::PHONE.dark()] {
                window.looks(look).await?;
                window.go(page.path).await?;
                let at = format!("{} at {look:?}", page.name);
                wrong.extend(axe::violations(&window).await?.into_iter().map(|found| format!("{at}: {found}")));
                wrong.extend(window.complaints().await?.into_iter().map(|found| format!("{at}: {found}")));
                let shift = window.layout_shift().await?;
                if shift > 0.0 {
                    wrong.push(format!("{at}: the layout moved by {shift}"));
                }
                let overflow = window.ask("document.documentElement.scrollWidth - innerWidth").await?;
                if overflow.as_f64() > Some(0.0) {
                    wrong.push(format!("{at}: it is {overflow} px wider than the window"));
                }
            }
        }
        window.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
