//! `/settings/…`: what people set for themselves.
//!
//! Each page is changed as a browser does it; what was set is asked for by the API or seen in what follows from it. What
//! cannot be set comes back as it was typed.

mod keyboard;
mod notifications;
mod profile;
mod sessions;
mod tokens;
