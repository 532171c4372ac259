//! What users typed, made fit for a header, a sentence or a paragraph.

use crate::text::turns_direction;

/// One line: control characters and line ends become spaces, runs of spaces one, direction overrides vanish.
pub fn line(typed: &str) -> String {
    let spaced: String = typed.chars().filter(|c| !turns_direction(*c)).map(spaced).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line for a header: as [`line()`], at most `max` characters, and never taken for an encoded word (RFC 2047).
pub fn header(typed: &str, max: usize) -> String {
    clip(&line(typed), max).replace("=?", "= ?")
}

/// Lines: every kind of line end becomes `\n`, a tab four spaces, other control characters vanish.
/// Blank lines at both ends are dropped.
pub fn body(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len());
    for c in typed.replace("\r\n", "\n").chars() {
        match c {
            '\t' => out.push_str("    "),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if (c.is_control() && c != '\n') || turns_direction(c) => {}
            c => out.push(c),
        }
    }
    let lines: Vec<&str> = out.split('\n').map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |last| last + 1);
    lines[first..last].join("\n")
}

/// At most `max` characters, the last one an ellipsis if something was cut.
pub fn clip(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text.to_owned(),
        Some(_) => {
            let kept: String = text.chars().take(max.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
    }
}

/// The paragraphs of a [`body`], each a list of its lines.
pub fn paragraphs(body: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = body.lines().collect();
    lines.split(|line| line.trim().is_empty()).filter(|lines| !lines.is_empty()).map(<[&str]>::to_vec).collect()
}

fn spaced(c: char) -> char {
    if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        let cases = [
            ("Ana\r\nBcc: x@example.org", "Ana Bcc: x@example.org"),
            ("  a\t b\u{0}c\u{7f}d ", "a b c d"),
            ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"),
            ("safe\u{202e}txt.exe", "safetxt.exe"),
            ("\u{200f}שלום", "\u{200f}שלום"),
            ("🔔👩‍🚀", "🔔👩‍🚀"),
            ("\r\n", ""),
        ];
        for (typed, shown) in cases {
            assert_eq!(line(typed), shown, "{typed:?}");
        }
    }

    #[test]
    fn a_body_keeps_its_own_line_breaks() {
        let cases = [
            ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("\n \n  code\n\ttab\n\n", "  code\n    tab"),
            ("a\u{0}b\u{1b}[31m", "ab[31m"),
            ("", ""),
            ("\n\n", ""),
        ];
        for (typed, shown) in cases {
            assert_eq!(body(typed), shown, "{typed:?}");
        }
    }

    #[test]
    fn paragraphs_are_split_at_blank_lines() {
        assert_eq!(paragraphs("a\nb\n\n\nc"), [vec!["a", "b"], vec!["c"]]);
        assert!(paragraphs("").is_empty());
    }

    #[test]
    fn a_header_is_short_and_is_not_decoded_twice() {
        assert_eq!(header("=?utf-8?q?=0D=0ABcc?=", 200), "= ?utf-8?q?=0D=0ABcc?=");
        assert_eq!(header("abcdef", 4), "abc…");
        assert_eq!(header("abcd", 4), "abcd");
    }
}
