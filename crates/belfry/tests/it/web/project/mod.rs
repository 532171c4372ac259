//! `/projects` and `/p/BEL/settings/…`.
//!
//! Each page is changed as a browser does it, with what nobody should type, and by those who may not. Ada runs the instance,
//! and Ben is a member of the first project.

mod label;
mod member;
mod open;
mod setting;
mod status;
