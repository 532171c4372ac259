//! Markdown, tried with sentences, with what attackers write, and with anything.
//!
//! What may be in the HTML is written down a second time, in `allowed`, and checked by parsing it as a browser does.
//! The examples of `docs/writing.md` are tests too.

mod allowed;
mod bounds;
mod canaries;
mod page;
mod properties;
mod sentences;

use super::{Links, Target};
use crate::issue::IssueKey;
use crate::user::Username;

/// What a reader knows: `BEL-1` to `BEL-60`, and a few people.
fn links() -> Links {
    let mut links = Links::default();
    for number in 1..=60 {
        let key = IssueKey { project: "BEL".to_owned(), number };
        links.add_issue(key.clone(), Target { href: format!("/{key}"), title: format!("\"{number}\" <bells>") });
    }
    for name in ["ada", "ben", "Ädä", "李"] {
        let target = Target { href: format!("/people/{name}"), title: name.to_owned() };
        links.add_person(&Username::parse(name).unwrap(), target);
    }
    links
}
