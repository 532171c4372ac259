//! One answer paints a page: what is seen before any script runs is what is seen after.

use std::io::Cursor;

use anyhow::{Result, ensure};
use belfry_browser::pages::PAGES;
use belfry_browser::{Driver, Look, Stand, Window, cast, scene};
use serde_json::json;

/// How many of a thousand points may differ: a bell ticks meanwhile, and a query is coloured.
const MOST: usize = 10;
/// Colours nearer than this are the same, of 255.
const NEAR: u8 = 16;

/// Nothing moves: a dialog that is still rising looks like no dialog.
async fn rests(window: &Window) -> Result<()> {
    let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    window.tool("Emulation.setEmulatedMedia", features).await.map(drop)
}

#[tokio::test]
async fn a_page_looks_the_same_before_and_after_its_scripts() -> Result<()> {
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let mut wrong = Vec::new();
    for is_inside in [false, true] {
        let window = Window::open(&driver, &house.origin, Look::DESK).await?;
        if is_inside {
            window.sign_in(cast::ANA).await?;
        }
        for page in PAGES.iter().filter(|page| page.is_inside == is_inside) {
            window.looks(Look::DESK.without_scripts()).await?;
            rests(&window).await?;
            window.go(page.path).await?;
            let before = window.picture().await?;
            window.looks(Look::DESK).await?;
            rests(&window).await?;
            window.go(page.path).await?;
            window.until("document.readyState === 'complete'").await?;
            let differ = difference(&before, &window.picture().await?)?;
            if differ > MOST {
                wrong.push(format!("{}: {differ} of 1000 points", page.name));
            }
        }
        window.close().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// How many of a thousand points of two pictures differ, rounded up.
fn difference(one: &[u8], other: &[u8]) -> Result<usize> {
    let ((one, width), (other, other_width)) = (points(one)?, points(other)?);
    ensure!(one.len() == other.len() && width == other_width, "the pictures are not of one size");
    let far = |pair: (&[u8], &[u8])| pair.0.iter().zip(pair.1).any(|(one, other)| one.abs_diff(*other) > NEAR);
    let differ = one.chunks_exact(width).zip(other.chunks_exact(width)).filter(|pair| far(*pair)).count();
    Ok((differ * 1000).div_ceil(one.len() / width))
}

/// The points of a picture, and how many bytes each has.
fn points(picture: &[u8]) -> Result<(Vec<u8>, usize)> {
    let mut reader = png::Decoder::new(Cursor::new(picture)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().unwrap_or_default()];
    let info = reader.next_frame(&mut bytes)?;
    bytes.truncate(info.buffer_size());
    Ok((bytes, info.color_type.samples()))
}

#[test]
fn pictures_that_differ_are_told_apart() -> Result<()> {
    let picture = |lit: usize| -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, 10, 10);
        encoder.set_color(png::ColorType::Rgb);
        let points: Vec<u8> = (0..100).flat_map(|at| if at < lit { [255, 0, 0] } else { [0, 0, 0] }).collect();
        encoder.write_header()?.write_image_data(&points)?;
        Ok(out)
    };
    let differ = |one, other| difference(&picture(one)?, &picture(other)?);
    assert_eq!((differ(3, 3)?, differ(3, 4)?, differ(0, 100)?), (0, 10, 1000));
    Ok(())
}
