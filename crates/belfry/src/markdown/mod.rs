//! Markdown: how people write descriptions and comments, and what becomes of it on a page and in mail.
//!
//! The dialect is GitHub's: tables, strikethrough, bare links, task lists; a line break is kept. `docs/writing.md` is the
//! page for those who write. `BEL-142` and `@ada` become links where the caller knows them ([`Links`]), by the one rule
//! that also says who is told ([`mentions`], [`issue_keys`]). Nobody can write HTML: what looks like it is shown as text,
//! and what was rendered goes through an allow-list once more. Nothing is loaded from elsewhere: images become links.
//! Work and output are bounded: what is too deeply nested or too large to render is shown as it was typed.
//! Deliberately not here: footnotes and anchors (no element has an `id`, so texts on one page cannot clash), who exists
//! and may be seen (the caller's), and the limit on a text's length ([`crate::issue::Description`]).

mod excerpt;
mod find;
mod plain;
mod read;
mod render;
mod sanitise;
mod scan;
mod task;

pub use excerpt::excerpt;
pub use find::{MENTIONS_MOST, issue_keys, mentions};
pub use plain::plain;
pub use render::{Links, Target, render};
pub use task::toggle_task;

use std::fmt;

/// HTML that is safe to put into a page as it is. Only [`render()`] makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

#[cfg(test)]
mod tests;
