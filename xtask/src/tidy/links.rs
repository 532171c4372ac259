//! Links in the documentation lead somewhere.

use super::finding::Finding;
use super::tree::Tree;

/// Every local link in a Markdown file leads to a file or folder, and to a heading if it names one.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let pages = tree.files().filter(|(path, _)| path.ends_with(".md"));
    pages
        .flat_map(|(path, text)| prose(text).flat_map(move |(number, line)| of_line(tree, path, number, line)))
        .collect()
}

/// The lines outside fenced code, counted from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        (!is_code && !is_fence).then_some((index + 1, line))
    })
}

fn of_line(tree: &Tree, page: &str, number: usize, line: &str) -> Vec<Finding> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let local = targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
    local.filter_map(|target| Some(Finding::new(page, number, complaint(tree, page, target)?))).collect()
}

fn complaint(tree: &Tree, page: &str, target: &str) -> Option<String> {
    let (path, heading) = target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)));
    let file = if path.is_empty() { page.to_owned() } else { resolve(page, path) };
    if !tree.has(&file) {
        return Some(format!("`{target}` leads nowhere: there is no {file}"));
    }
    let heading = heading?;
    let is_there = tree.text(&file)?.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == heading);
    (!is_there).then(|| format!("`{target}` leads nowhere: {file} has no such heading"))
}

/// `target` as seen from `page`, from the root of the workspace.
fn resolve(page: &str, target: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The name under which a heading can be linked to.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    words
        .chars()
        .filter(|c| c.is_alphanumeric() || "-_ ".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let files = [("docs/a.md", text), ("README.md", "# Two words, one\n"), ("docs/decisions/0001-b.md", "")];
        let tree = Tree::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
        check(&tree).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        assert!(
            found("[a](../README.md#two-words-one) [b](decisions/0001-b.md) [c](decisions/)\n[d](https://x.test/y)")
                .is_empty()
        );
        assert_eq!(found("[a](gone.md)\n[b](../README.md#gone)\n```\n[c](gone.md)\n```\n"), [1, 2]);
    }
}
