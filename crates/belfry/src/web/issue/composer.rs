//! What the tools above a text do.
//!
//! They are for the script; without it the markdown is typed.

/// The key of its name, its icon, and what it puts before and after what is selected.
pub(super) const TOOLS: &[(&str, &str, &str, &str)] = &[
    ("tool-bold", "bold", "**", "**"),
    ("tool-italic", "italic", "_", "_"),
    ("tool-code", "code", "`", "`"),
    ("tool-link", "link", "[", "](https://)"),
    ("tool-quote", "quote", "> ", ""),
    ("tool-list", "list", "- ", ""),
];
