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
                wrong.extend(moves(&window, page.path).await?.map(|found| format!("{at}: {found}")));
                wrong.extend(overflow(&window).await?.map(|found| format!("{at}: {found}")));
            }
        }
        window.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test]
async fn no_page_is_wider_than_the_narrowest_phone_or_lost_on_the_widest_desk() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let mut wrong = Vec::new();
    let (narrow, wide) = (Look { width: 320, ..Look::PHONE }, Look { width: 3840, height: 2160, ..Look::DESK });
    for is_inside in [false, true] {
        let window = Window::open(&driver, &house.origin, Look::DESK).await?;
        if is_inside {
            window.sign_in(cast::ANA).await?;
        }
        for page in PAGES.iter().filter(|page| page.is_inside == is_inside) {
            for look in [narrow, wide] {
                window.looks(look).await?;
                window.go(page.path).await?;
                wrong.extend(overflow(&window).await?.map(|found| format!("{} at {}: {found}", page.name, look.width)));
            }
        }
        window.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// By how much the layout of the page that is shown moves, if it does each time that it is loaded: where a page comes in pieces, on a
/// machine that is busy, it may once.
async fn moves(window: &Window, path: &str) -> Result<Option<String>> {
    let mut least = window.layout_shift().await?;
    for _ in 0..2 {
        if least > 0.0 {
            window.go(path).await?;
            least = least.min(window.layout_shift().await?);
        }
    }
    Ok((least > 0.0).then(|| format!("the layout moves by {least}")))
}

/// How much wider the page is than its window, if it is.
async fn overflow(window: &Window) -> Result<Option<String>> {
    let overflow = window.ask("document.documentElement.scrollWidth - innerWidth").await?;
    Ok((overflow.as_f64() > Some(0.0)).then(|| format!("it is {overflow} px wider than the window")))
}
