//! Belfry in a browser, as people use it.

mod aloud;
mod board;
mod canary;
mod desk;
mod doors;
mod every_page;
mod keyboard;
mod live;
mod mail;
mod nodes;
mod paint;
mod palette;
mod settings;
mod tour;
mod writing;
