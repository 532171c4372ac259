//! `/projects` and `/p/BEL/settings/…`.

mod label;
mod member;
mod open;
mod setting;
mod status;
