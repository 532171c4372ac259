//! The query bar: the coloured copy of the query, what may be chosen for it, and a short table of the language.

use crate::query::{Group, Query};
use crate::web::Reader;
use crate::web::part::Html;

/// Terms with the key of what they ask for.
pub(in crate::web) const SYNTAX: [(&str, &str); 10] = [
    ("is:open", "syntax-is"),
    ("assignee:@me", "syntax-assignee"),
    ("label:bug", "syntax-label"),
    ("project:BEL", "syntax-project"),
    ("priority:>=high", "syntax-priority"),
    ("due:<7d", "syntax-due"),
    ("updated:>2026-03-01", "syntax-updated"),
    ("-label:chore", "syntax-not"),
    ("sort:updated", "syntax-sort"),
    ("\"exact words\"", "syntax-words"),
];

/// Something that may be chosen for a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// What it is called.
    pub words: String,
    /// The query with it.
    pub query: String,
    /// Whether the query has it.
    pub is_chosen: bool,
}

/// The query with names of fields in grey and values in ink, as the script has it while one types.
pub(in crate::web) fn coloured(query: &str) -> Html {
    let mut markup = String::new();
    for piece in query.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let blank = &piece[word.len()..];
        let name = word.split_once(':').filter(|(name, _)| is_name(name)).map(|(name, _)| &word[..=name.len()]);
        let rest = name.map_or(word, |name| &word[name.len()..]);
        for (tag, text) in [("i", name.unwrap_or_default()), ("b", rest)] {
            if !text.is_empty() {
                markup.push_str(&format!("<{tag}>{}</{tag}>", Html::escaped(text)));
            }
        }
        markup.push_str(blank);
    }
    Html::new(markup)
}

fn is_name(text: &str) -> bool {
    let name = text.strip_prefix('-').unwrap_or(text);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Under which headings the issues may stand.
pub(super) fn displays(reader: &Reader, query: &Query) -> Vec<Choice> {
    let groups = [Group::Status, Group::Assignee, Group::Priority, Group::Project, Group::None];
    let choice = |group: Group| Choice {
        words: reader.say(&format!("issues-group-{}", word(group))),
        query: query.clone().grouped((group != Group::Status).then_some(group)).to_string(),
        is_chosen: query.group.unwrap_or(Group::Status) == group,
    };
    groups.into_iter().map(choice).collect()
}

fn word(group: Group) -> &'static str {
    match group {
        Group::Status => "status",
        Group::Assignee => "assignee",
        Group::Priority => "priority",
        Group::Project => "project",
        Group::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_coloured_as_it_stands() {
        for (query, markup) in [
            ("is:open  bell", "<i>is:</i><b>open</b>  <b>bell</b>"),
            ("-label:docs", "<i>-label:</i><b>docs</b>"),
            ("is:", "<i>is:</i>"),
            ("<img>:x \"a b\"", "<b>&#60;img&#62;:x</b> <b>&#34;a</b> <b>b&#34;</b>"),
            ("", ""),
        ] {
            assert_eq!(coloured(query).to_string(), markup);
        }
    }
}
