//! Labels: words that a project puts on its issues, each with a colour.
//!
//! A name is unique in its project in whatever letter case. Members make labels and change them; a label that is removed
//! goes from every issue that has it, and the history of those keeps its name.

mod change;
mod find;
mod make;
mod remove;

pub use change::change;
pub use find::{Label, find, list, of_issues};
pub use make::{LabelName, make};
pub use remove::remove;

store::id!(
    /// The number of a label.
    LabelId
);
