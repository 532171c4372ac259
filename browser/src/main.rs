//! `belfry-browser`: a picture of every page, light and dark, at a desk and on a phone; or the film strip of the bell.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use belfry_browser::pages::PAGES;
use belfry_browser::{Driver, House, Look, Stand, Window, cast, deed, film, scene};
use clap::Parser;

/// Pictures of Belfry.
#[derive(Parser)]
struct Arguments {
    /// Where they are written.
    #[arg(long, default_value = "target/shots")]
    into: PathBuf,
    /// Only pages whose name has this in it.
    #[arg(long)]
    only: Option<String>,
    /// Only at a desk, and light: as the guide shows them.
    #[arg(long)]
    plain: bool,
    /// Instead: the film strip of the bell.
    #[arg(long)]
    film: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { into, only, plain, film } = Arguments::parse();
    std::fs::create_dir_all(&into).with_context(|| format!("making {}", into.display()))?;
    let driver = Driver::start()?;
    if film {
        return keep(&into.join("bell-film.png"), &film::shoot(&driver).await?);
    }
    let house = scene::begin(&Stand::default())?;
    let all = [("desktop-light", Look::DESK), ("desktop-dark", Look::DESK.dark())];
    let all = all.into_iter().chain([("phone-light", Look::PHONE), ("phone-dark", Look::PHONE.dark())]);
    for (name, look) in all.take(if plain { 1 } else { 4 }) {
        let window = Window::open(&driver, &house.origin, look).await?;
        let look = (look, if plain { String::new() } else { format!("-{name}") });
        let into = (into.as_path(), only.as_deref());
        take(&window, into, &look.1).await?;
        take_deeds((&driver, &house, &window), into, &look).await?;
        window.close().await?;
    }
    Ok(())
}

async fn take(window: &Window, (into, only): (&Path, Option<&str>), look: &str) -> Result<()> {
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    let mut is_inside = false;
    for page in PAGES.iter().filter(|page| wanted(page.name)) {
        if page.is_inside && !is_inside {
            window.sign_in(cast::ANA).await?;
            is_inside = true;
        }
        window.go(page.path).await?;
        window.rests().await?;
        keep(&into.join(format!("{}{look}.png", page.name)), &window.picture().await?)?;
    }
    Ok(())
}

/// Of pages that stand at no address.
async fn take_deeds(
    (driver, house, window): (&Driver, &House, &Window),
    (into, only): (&Path, Option<&str>),
    (look, word): &(Look, String),
) -> Result<()> {
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    let file = |name: &str| into.join(format!("{name}{word}.png"));
    if wanted("setup") {
        keep(&file("setup"), &deed::set_up(driver, *look).await?)?;
    }
    if wanted("selected") || wanted("conflict") {
        window.sign_in(cast::ANA).await?;
    }
    if wanted("selected") {
        keep(&file("selected"), &deed::select(window).await?)?;
    }
    if wanted("conflict") {
        keep(&file("conflict"), &deed::clash(window, house).await?)?;
    }
    Ok(())
}

fn keep(file: &Path, picture: &[u8]) -> Result<()> {
    std::fs::write(file, picture)?;
    println!("{}", file.display());
    Ok(())
}
