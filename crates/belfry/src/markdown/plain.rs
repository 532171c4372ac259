//! A text as plain text: the twin of what is rendered, for mail.
//!
//! What can be read as it was written stays (lists, quotes, `code`); what cannot is told in words: links are followed by
//! where they lead, titles are underlined.

use comrak::nodes::{ListType, Node, NodeLink, NodeList, NodeValue};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, core::display_width};

use super::read;
use super::sanitise::may_follow;
use crate::text::turns_direction;

/// However deep a list is nested, its words have this many columns.
const COLUMNS_LEAST: usize = 20;

/// `text` in lines of at most `columns` columns, but for code and links, which are never broken.
pub fn plain(text: &str, columns: usize) -> String {
    let lines = read::with_tree(text, |root| match root {
        Some(root) => blocks(root, columns, false),
        None => text.lines().map(clean).collect(),
    });
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The lines of the blocks in `node`, with a blank one between two.
fn blocks(node: Node<'_>, columns: usize, is_tight: bool) -> Vec<String> {
    let columns = columns.max(COLUMNS_LEAST);
    let mut lines: Vec<String> = Vec::new();
    for (index, child) in node.children().enumerate() {
        if index > 0 && !is_tight {
            lines.push(String::new());
        }
        lines.extend(block(child, columns));
    }
    lines
}

fn block(node: Node<'_>, columns: usize) -> Vec<String> {
    match &node.data().value {
        NodeValue::BlockQuote => beside(blocks(node, columns - 2, false), "> ", "> "),
        NodeValue::List(list) => blocks(node, columns, list.tight),
        NodeValue::Item(list) => item(node, columns, &bullet(list)),
        NodeValue::TaskItem(task) => item(node, columns, if task.symbol.is_some() { "- [x] " } else { "- [ ] " }),
        NodeValue::Heading(_) => {
            let mut lines = wrap(&words(node), columns);
            let width = lines.iter().map(|line| display_width(line)).max().unwrap_or(0);
            lines.push("-".repeat(width.max(3)));
            lines
        }
        NodeValue::CodeBlock(code) => beside(code.literal.lines().map(clean).collect(), "    ", "    "),
        NodeValue::HtmlBlock(html) => wrap(&clean(&html.literal), columns),
        NodeValue::ThematicBreak => vec!["* * *".to_owned()],
        NodeValue::Table(_) => node.children().flat_map(|row| wrap(&cells(row), columns)).collect(),
        _ => wrap(&words(node), columns),
    }
}

fn item(node: Node<'_>, columns: usize, bullet: &str) -> Vec<String> {
    let is_tight = match node.parent().map(|list| list.data().value.clone()) {
        Some(NodeValue::List(list)) => list.tight,
        _ => false,
    };
    let lines = blocks(node, columns.saturating_sub(bullet.len()), is_tight);
    let lines = if lines.is_empty() { vec![String::new()] } else { lines };
    beside(lines, bullet, &" ".repeat(bullet.len()))
}

fn bullet(item: &NodeList) -> String {
    match item.list_type {
        ListType::Bullet => "- ".to_owned(),
        ListType::Ordered => format!("{}. ", item.start),
    }
}

fn cells(row: Node<'_>) -> String {
    row.children().map(words).collect::<Vec<_>>().join(" | ")
}

/// The words in `node`, their own line breaks kept.
fn words(node: Node<'_>) -> String {
    let inner = || node.children().map(words).collect::<String>();
    match &node.data().value {
        NodeValue::Text(text) => clean(text),
        NodeValue::Code(code) => format!("`{}`", clean(&code.literal)),
        NodeValue::HtmlInline(html) => clean(html),
        NodeValue::LineBreak | NodeValue::SoftBreak => "\n".to_owned(),
        NodeValue::Strikethrough => format!("~~{}~~", inner()),
        NodeValue::Link(link) | NodeValue::Image(link) => led(&inner(), link),
        _ => inner(),
    }
}

/// A link's text, and where it leads unless the text says so.
fn led(text: &str, link: &NodeLink) -> String {
    let url = clean(&link.url);
    let says_so = text == url || url.strip_prefix("mailto:") == Some(text) || url.strip_prefix("http://") == Some(text);
    match (text.is_empty(), may_follow(&link.url)) {
        (true, _) => url,
        (false, true) if !says_so => format!("{text} <{url}>"),
        (false, _) => text.to_owned(),
    }
}

fn wrap(text: &str, columns: usize) -> Vec<String> {
    let lines = text.lines().flat_map(|line| {
        let options = Options::new(columns)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .break_words(!line.contains("://"));
        textwrap::wrap(line, options).into_iter().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    });
    lines.collect()
}

/// Puts `first` before the first line and `rest` before every other.
fn beside(lines: Vec<String>, first: &str, rest: &str) -> Vec<String> {
    let with = |(index, line): (usize, String)| {
        format!("{}{line}", if index == 0 { first } else { rest }).trim_end().to_owned()
    };
    lines.into_iter().enumerate().map(with).collect()
}

/// Without what makes a line read otherwise than it is; tabs as spaces.
fn clean(text: &str) -> String {
    let kept = text.replace('\t', "    ");
    kept.chars().filter(|c| (!c.is_control() || *c == '\n') && !turns_direction(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_well_as_written_stays() {
        for (text, same) in [
            ("One\ntwo\n\nthree", "One\ntwo\n\nthree"),
            ("* a\n* b\n  * c", "- a\n- b\n  - c"),
            ("3) a\n4) b", "3. a\n4. b"),
            ("- [x] a\n- [ ] b", "- [x] a\n- [ ] b"),
            ("- a\n\n  b\n\n- c", "- a\n\n  b\n\n- c"),
            ("> a\n> > b\n\nc", "> a\n>\n> > b\n\nc"),
            ("```rust\nlet  a;\n\n\tb\n```", "    let  a;\n\n        b"),
            ("`a` ~~b~~ **c** _d_ \\*", "`a` ~~b~~ c d *"),
            ("@ada BEL-1 & <b>x</b>", "@ada BEL-1 & <b>x</b>"),
            ("<div>\na\n</div>", "<div>\na\n</div>"),
            ("---\n\n-", "* * *\n\n-"),
            ("a\u{202e}b\u{1b}[1m", "ab[1m"),
            ("", ""),
        ] {
            assert_eq!(plain(text, 72), same, "{text}");
        }
    }

    #[test]
    fn links_say_where_they_lead_and_titles_are_underlined() {
        for (text, told) in [
            ("[a *b*](https://example.org/x \"t\")", "a b <https://example.org/x>"),
            (
                "https://example.org www.example.org ada@example.org",
                "https://example.org www.example.org ada@example.org",
            ),
            ("![a](/x.png) ![](https://example.org/y.png)", "a </x.png> https://example.org/y.png"),
            ("[a](javascript:b)", "a"),
            ("# A title\n\nb", "A title\n-------\n\nb"),
            ("| a | b |\n|---|---|\n| c | |", "a | b\nc |"),
        ] {
            assert_eq!(plain(text, 72), told, "{text}");
        }
    }

    #[test]
    fn long_lines_are_wrapped_and_links_are_not_broken() {
        let text =
            format!("{}\n\n- {}\n\nhttps://example.org/{}", "word ".repeat(10), "word ".repeat(8), "a-".repeat(30));
        let expected = format!(
            "{}\n{}\n\n- {}\n  {}\n\nhttps://example.org/{}",
            ["word"; 6].join(" "),
            ["word"; 4].join(" "),
            ["word"; 5].join(" "),
            ["word"; 3].join(" "),
            "a-".repeat(30)
        );
        assert_eq!(plain(&text, 30), expected);
        assert!(plain(&">".repeat(60_000), 72).starts_with(">>>"));
    }
}
