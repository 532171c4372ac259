//! Belfry in a browser, as people use it.

mod canary;
mod doors;
mod every_page;
mod paint;
mod tour;
