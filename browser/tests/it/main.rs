//! Belfry in a browser, as people use it.

mod aloud;
mod canary;
mod doors;
mod every_page;
mod keyboard;
mod live;
mod paint;
mod palette;
mod settings;
mod tour;
mod writing;
