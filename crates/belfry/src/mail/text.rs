//! The text part: 72 columns, the writer's own line breaks kept, links never broken.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// How wide text is.
pub const COLUMNS: usize = 72;

/// Wraps `text` at 72 columns, with `first` before its first line and `rest` before every other.
pub fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let margin = if out.is_empty() { first } else { rest };
        if line.trim().is_empty() {
            out.push(margin.trim_end().to_owned());
            continue;
        }
        let hang = format!("{rest}{}", indent_of(line));
        let options = Options::new(COLUMNS)
            .initial_indent(margin)
            .subsequent_indent(&hang)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .break_words(!line.contains("://"));
        out.extend(textwrap::wrap(line, options).into_iter().map(|line| line.trim_end().to_owned()));
    }
    out.join("\n")
}

/// `text` as a paragraph of its own.
pub fn plain(text: &str) -> String {
    wrap(text, "", "")
}

/// A label and its value in two columns.
pub fn fact(label: &str, value: &str) -> String {
    wrap(value, &format!("{label:<10}"), &" ".repeat(10))
}

/// A heading with a line of hyphens as wide as it is.
pub fn heading(text: &str) -> String {
    let width = textwrap::core::display_width(text).clamp(3, COLUMNS);
    format!("{}\n{}", plain(text), "-".repeat(width))
}

/// The spaces a line begins with, so that code wraps under itself; not so many that no room is left.
fn indent_of(line: &str) -> &str {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    &line[..spaces.min(24)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_wrapped_and_short_ones_kept() {
        let wrapped = plain(&format!("{}\nsecond\n\n  third", "word ".repeat(20)));
        assert_eq!(wrapped, format!("{}\n{}\nsecond\n\n  third", ["word"; 14].join(" "), ["word"; 6].join(" ")));
    }

    #[test]
    fn a_link_is_never_broken_and_other_long_words_are() {
        let link = format!("see https://example.org/{}", "a-".repeat(60));
        assert!(plain(&link).lines().any(|line| line.ends_with("a-a-") && line.starts_with("https://")));
        let cjk = "鐘".repeat(100);
        assert!(plain(&cjk).lines().all(|line| textwrap::core::display_width(line) <= COLUMNS));
    }

    #[test]
    fn margins_go_before_every_line() {
        assert_eq!(wrap("a\n\nb", "> ", "> "), "> a\n>\n> b");
        assert_eq!(fact("Status", "Open"), "Status    Open");
        assert_eq!(heading("Ringer (4)"), "Ringer (4)\n----------");
    }

    #[test]
    fn a_line_of_the_user_is_not_taken_for_the_foot() {
        assert_eq!(plain("-- \nnot the foot"), "--\nnot the foot");
    }
}
