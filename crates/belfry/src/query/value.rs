//! Values that only the database knows: names, kept as they were typed, with their place.

use std::fmt;

use super::place::Place;
use super::token::{self, Item, Kind};
use crate::issue::{self, IssueKey};
use crate::text;

/// What stands for nobody and nothing.
pub(super) const NONE: &str = "none";
/// Who asks.
const ME: &str = "@me";

/// The name of a person, a label, a status or a project. Two are equal if their texts are.
#[derive(Clone, Debug)]
pub struct Name {
    /// As it was typed, without quotes and the spaces around it; never blank.
    pub text: String,
    /// Where it stands, to say so if there is none of that name. Empty if it was not typed.
    pub place: Place,
}

impl Name {
    /// A name that was not typed.
    pub fn new(text: impl Into<String>) -> Name {
        Name { text: text.into(), place: Place::default() }
    }

    pub(super) fn of(item: &Item) -> Name {
        Name { text: item.text.clone(), place: item.place }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.text == other.text
    }
}

impl Eq for Name {}

/// Quoted if it has to be.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = is_one_item(&self.text) && Who::word(&self.text).is_none() && !is_compared(&self.text);
        // The name of a status that reads as one of the six would become it.
        let is_status = issue_status(&self.text).is_some();
        if is_plain && !is_status { f.write_str(&self.text) } else { write_quoted(f, &self.text) }
    }
}

/// A person, by what is typed for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever asks: `@me`.
    Me,
    /// `none`.
    Nobody,
    /// By username; `@ana` and `ana` are the same.
    Named(Name),
}

impl Who {
    pub(super) fn of(item: &Item) -> Who {
        if item.is_quoted {
            return Who::Named(Name::of(item));
        }
        Who::word(&item.text).unwrap_or_else(|| {
            let text = item.text.strip_prefix('@').filter(|name| !text::is_blank(name)).unwrap_or(&item.text);
            Who::Named(Name { text: text.to_owned(), place: item.place })
        })
    }

    /// Words that are not names, and what begins with an `@`, which is cut off from names.
    fn word(text: &str) -> Option<Who> {
        match text {
            _ if text.eq_ignore_ascii_case(ME) => Some(Who::Me),
            _ if text.eq_ignore_ascii_case(NONE) => Some(Who::Nobody),
            _ => None,
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Me => f.write_str(ME),
            Who::Nobody => f.write_str(NONE),
            Who::Named(name) if name.text.starts_with('@') => write_quoted(f, &name.text),
            Who::Named(name) => name.fmt(f),
        }
    }
}

/// A status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusIs {
    /// Any status of this category, whatever the project calls it.
    Category(issue::Status),
    /// What a project calls it.
    Named(Name),
}

impl StatusIs {
    pub(super) fn of(item: &Item) -> StatusIs {
        let category = if item.is_quoted { None } else { issue_status(&item.text) };
        category.map_or_else(|| StatusIs::Named(Name::of(item)), StatusIs::Category)
    }
}

impl fmt::Display for StatusIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StatusIs::Category(status) => f.write_str(status.as_str()),
            StatusIs::Named(name) => name.fmt(f),
        }
    }
}

/// One of the six, written as `in_progress`, `in-progress` or `InProgress`.
fn issue_status(text: &str) -> Option<issue::Status> {
    let plain = |word: &str| word.replace(['_', '-'], "").to_ascii_lowercase();
    let wanted = match plain(text).as_str() {
        "canceled" => "cancelled".to_owned(),
        word => word.to_owned(),
    };
    issue::Status::ALL.into_iter().find(|status| plain(status.as_str()) == wanted)
}

/// The key of an issue, or a sentence about why it is none.
pub(super) fn issue_key(item: &Item) -> Result<IssueKey, String> {
    IssueKey::parse(&item.text)
        .ok_or_else(|| format!("{} is no key of an issue; write one like BEL-142", super::error::echo(&item.text)))
}

/// Whether it is read as a comparison where there is something to compare.
pub(super) fn is_compared(text: &str) -> bool {
    text.starts_with(['<', '>', '='])
}

fn is_one_item(text: &str) -> bool {
    let Ok(tokens) = token::tokens(&format!("label:{text}")) else { return false };
    matches!(tokens.as_slice(), [token] if matches!(&token.kind, Kind::Term(_, items)
        if matches!(items.as_slice(), [item] if item.text == text && !item.is_quoted)))
}

/// In quotes, with a backslash before quotes and before what would be read as an escape.
pub(super) fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    write!(f, "\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(text: &str, is_quoted: bool) -> Item {
        Item { text: text.to_owned(), is_quoted, place: Place::default() }
    }

    #[test]
    fn quotes_make_a_name_of_any_word() {
        assert_eq!(Who::of(&item("@ME", false)), Who::Me);
        assert_eq!(Who::of(&item("None", false)), Who::Nobody);
        assert_eq!(Who::of(&item("@ana", false)), Who::Named(Name::new("ana")));
        assert_eq!(Who::of(&item("@", false)), Who::Named(Name::new("@")));
        // Found by fuzz/: an `@` before nothing that is seen was cut off, and left a blank name.
        assert_eq!(Who::of(&item("@\u{61c}", false)), Who::Named(Name::new("@\u{61c}")));
        for text in ["@me", "none", "@ana"] {
            let quoted = Who::of(&item(text, true));
            assert_eq!(quoted, Who::Named(Name::new(text)));
            assert_eq!(quoted.to_string(), format!("\"{text}\""));
        }
    }

    #[test]
    fn a_status_is_one_of_six_or_a_name() {
        for text in ["in_progress", "in-progress", "InProgress", "IN_PROGRESS"] {
            assert_eq!(StatusIs::of(&item(text, false)), StatusIs::Category(issue::Status::InProgress), "{text}");
        }
        assert_eq!(StatusIs::of(&item("canceled", false)).to_string(), "cancelled");
        assert_eq!(StatusIs::of(&item("Rückfrage", false)).to_string(), "Rückfrage");
        assert_eq!(StatusIs::of(&item("todo", true)).to_string(), "\"todo\"", "a status that a project calls todo");
    }

    #[test]
    fn a_name_is_quoted_only_if_it_has_to_be() {
        for (text, shown) in [
            ("bug", "bug"),
            ("needs-work", "needs-work"),
            ("c++", "c++"),
            ("a:b", "a:b"),
            ("two words", "\"two words\""),
            ("a,b", "\"a,b\""),
            ("f(x)", "\"f(x)\""),
            (">=1", "\">=1\""),
            ("none", "\"none\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""),
            ("back\\slash", "back\\slash"),
            ("\\", "\\"),
        ] {
            assert_eq!(Name::new(text).to_string(), shown);
        }
    }
}
