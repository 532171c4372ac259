//! `belfry-browser shots`: a picture of every page, light and dark, at a desk and on a phone.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use belfry_browser::pages::PAGES;
use belfry_browser::{Driver, Look, Stand, Window, cast, scene};
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
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { into, only } = Arguments::parse();
    std::fs::create_dir_all(&into).with_context(|| format!("making {}", into.display()))?;
    let (driver, house) = (Driver::start()?, scene::begin(&Stand::default())?);
    let looks = [("desktop", Look::DESK), ("phone", Look::PHONE)];
    for (width, look) in looks {
        for (theme, look) in [("light", look), ("dark", look.dark())] {
            let window = Window::open(&driver, &house.origin, look).await?;
            take(&window, (&into, only.as_deref()), &format!("{width}-{theme}")).await?;
            window.close().await?;
        }
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
        let file = into.join(format!("{}-{look}.png", page.name));
        std::fs::write(&file, window.picture().await?)?;
        println!("{}", file.display());
    }
    Ok(())
}
