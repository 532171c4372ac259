//! `/projects/{key}/labels`
//!
//! A label is called by its name, in whatever letter case. Putting labels on an issue is a change of the issue, and so not
//! here.

pub(super) mod change;
pub(super) mod list;
pub(super) mod make;
