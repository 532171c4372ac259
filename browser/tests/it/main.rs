//! Belfry in a browser, as people use it.

mod canary;
mod doors;
mod every_page;
mod tour;
