//! `/settings/…`: what people set for themselves.

mod notifications;
mod profile;
mod sessions;
mod tokens;
