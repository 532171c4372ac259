//! Ticking a task: changes one mark in the source, and nothing else.

use comrak::nodes::{LineColumn, NodeValue};

use super::read;

/// `text` with its task number `index` (from 0, as [`super::render()`] counts) marked as done or not. `None` if there is no
/// such task. A mark that says so already stays as it is.
pub fn toggle_task(text: &str, index: usize, is_done: bool) -> Option<String> {
    let at = mark(text, index)?;
    let was_done = text.as_bytes()[at] != b' ';
    let mut changed = text.to_owned();
    if was_done != is_done {
        changed.replace_range(at..=at, if is_done { "x" } else { " " });
    }
    Some(changed)
}

/// Where the mark of a task is: the byte between its brackets.
fn mark(text: &str, index: usize) -> Option<usize> {
    let place = read::with_tree(text, |root| {
        let mut places = root?.descendants().filter_map(|node| match node.data().value {
            NodeValue::TaskItem(task) => Some(task.symbol_sourcepos.start),
            _ => None,
        });
        places.nth(index)
    })?;
    let at = offset(text, place)?;
    let around = text.as_bytes().get(at.checked_sub(1)?..at + 2)?;
    matches!(around, b"[ ]" | b"[x]" | b"[X]").then_some(at)
}

/// The byte at a line and column (in bytes), both counted from 1.
fn offset(text: &str, place: LineColumn) -> Option<usize> {
    let line = place.line.checked_sub(1)?;
    let start = if line == 0 { 0 } else { line_ends(text).nth(line - 1)? };
    Some(start + place.column.checked_sub(1)?)
}

/// Where lines end: after LF, CR, or both.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .filter(|at| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n')))
        .map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_changes() {
        let text = "Intro\n\n- [ ] one\r\n- [X] two\n  1. [ ] in é\n\n> * [x] quoted\n";
        for (index, is_done, changed) in [
            (0, true, text.replacen("[ ] one", "[x] one", 1)),
            (0, false, text.to_owned()),
            (1, false, text.replacen("[X]", "[ ]", 1)),
            (1, true, text.to_owned()),
            (2, true, text.replacen("1. [ ]", "1. [x]", 1)),
            (3, false, text.replacen("* [x]", "* [ ]", 1)),
        ] {
            assert_eq!(toggle_task(text, index, is_done).as_deref(), Some(changed.as_str()), "{index} {is_done}");
        }
        assert_eq!(toggle_task(text, 4, true), None);
    }

    #[test]
    fn what_only_looks_like_a_task_is_none() {
        for text in ["[ ] a", "`- [ ] a`", "```\n- [ ] a\n```", "- \\[ ] a", "- [y] a", "- [] a", "", "| - [ ] a |"] {
            assert_eq!(toggle_task(text, 0, true), None, "{text}");
        }
    }
}
