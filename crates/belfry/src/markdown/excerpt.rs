//! The beginning of a text in one line: for lists, search and previews.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{Node, NodeValue};

use super::read;
use crate::text::turns_direction;

/// The words of `text` in one line of at most `most` characters, without marks; the last is an ellipsis if more follows.
pub fn excerpt(text: &str, most: usize) -> String {
    let mut line = Line { text: String::new(), most, length: 0, is_spaced: false };
    read::with_tree(text, |root| match root {
        None => line.add(text),
        Some(root) => {
            let _ = root.traverse().try_for_each(|edge| line.pass(&edge));
        }
    });
    line.end()
}

/// A line that grows up to one character more than it may have.
struct Line {
    text: String,
    most: usize,
    length: usize,
    is_spaced: bool,
}

impl Line {
    /// Takes the words of one node; `None` when the line is full.
    fn pass(&mut self, edge: &NodeEdge<Node<'_>>) -> Option<()> {
        match edge {
            NodeEdge::Start(node) => match &node.data().value {
                NodeValue::Text(words) => self.add(words),
                NodeValue::HtmlInline(html) => self.add(html),
                NodeValue::Code(code) => self.add(&code.literal),
                NodeValue::CodeBlock(code) => self.add(&code.literal),
                NodeValue::HtmlBlock(html) => self.add(&html.literal),
                NodeValue::LineBreak | NodeValue::SoftBreak => self.add(" "),
                _ => {}
            },
            NodeEdge::End(node) if node.data().value.block() => self.add(" "),
            NodeEdge::End(_) => {}
        }
        (self.length <= self.most).then_some(())
    }

    fn add(&mut self, words: &str) {
        for c in words.chars().filter(|c| !turns_direction(*c)) {
            if self.length > self.most {
                return;
            }
            if c.is_whitespace() || c.is_control() {
                self.is_spaced = self.length > 0;
                continue;
            }
            if std::mem::take(&mut self.is_spaced) {
                self.text.push(' ');
                self.length += 1;
            }
            self.text.push(c);
            self.length += 1;
        }
    }

    fn end(self) -> String {
        if self.length <= self.most {
            return self.text;
        }
        let kept: String = self.text.chars().take(self.most.saturating_sub(1)).collect();
        format!("{}…", kept.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_words_in_one_line() {
        for (text, line) in [
            (
                "# Title\n\nSome *text* with `code`,\nand [a link](https://example.org).",
                "Title Some text with code, and a link.",
            ),
            ("- [ ] one\n- [x] **two**\n\n> said", "one two said"),
            ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
            ("```sh\nls  -l\n```\n\n<b>x</b>", "ls -l <b>x</b>"),
            ("a\u{202e}b\u{0}c", "ab c"),
            ("", ""),
        ] {
            assert_eq!(excerpt(text, 200), line, "{text}");
        }
    }

    #[test]
    fn what_is_cut_ends_with_an_ellipsis() {
        for (most, line) in
            [(0, "…"), (1, "…"), (4, "one…"), (5, "one…"), (6, "one t…"), (7, "one two"), (8, "one two")]
        {
            assert_eq!(excerpt("one **two**\n\n", most), line, "{most}");
        }
        assert_eq!(excerpt(&">".repeat(60_000), 10), ">>>>>>>>>…");
    }
}
