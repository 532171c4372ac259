//! Belfry in a browser, as people use it.

mod doors;
mod every_page;
