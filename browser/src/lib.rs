//! Belfry as people see it: the real binary, and a real browser on it.
//!
//! [`House`] is a Belfry with a data folder and a relay of its own. [`Driver`] is Debian's `chromedriver`; a [`Window`] is one
//! person's browser with its own cookies, as wide and as dark as its [`Look`] says. What a window is told by the browser that
//! should not be (errors on the console, what the policy refused, layout that moved, what `axe` finds) it can be asked for.

pub mod aloud;
pub mod api;
pub mod axe;
pub mod cast;
mod cdp;
pub mod deed;
mod driver;
pub mod film;
mod house;
pub mod pages;
pub mod scene;
mod window;

pub use driver::Driver;
pub use house::{House, Stand};
pub use window::{CONTROL, DOWN, ENTER, ESCAPE, LEFT, Look, RIGHT, SHIFT, Window};
