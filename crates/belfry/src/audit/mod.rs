//! What happened to accounts and rights: who signed in and from where, which tokens were made, who was let in and put out.
//!
//! Each verb that does such a thing records it in its own transaction; what was refused (a wrong password) is recorded in
//! one of its own. Rows are added and never changed. They hold no secret and nothing that somebody typed in vain: a name
//! that nobody has may be a password in the wrong field. Admins read them.

mod kind;
mod list;
mod record;

pub use kind::Kind;
pub use list::{Line, list};
pub use record::{Entry, record};
