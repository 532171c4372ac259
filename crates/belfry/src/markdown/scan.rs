//! Finding issue keys and mentions in a stretch of text, by one rule for rendering and for telling.
//!
//! Both stand by themselves: after a space or punctuation, but not after what joins words (`feature/BEL-142`,
//! `ada@example.org`), and not before it (`BEL-142-fix`, `@types/node`). A key is in upper case. A mention is as long as
//! there are letters, digits, and `_ - . +` inside; Unicode's letters too.

use unicode_normalization::char::is_combining_mark;

use crate::issue::IssueKey;
use crate::user::Username;

/// What joins words: between two of them, neither is one by itself.
const JOINERS: [char; 11] = ['-', '.', '+', '@', '/', '\\', '&', '=', '~', '$', '%'];
/// The longest username, in characters.
const USERNAME_MOST: usize = 80;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Plain(&'t str),
    Issue(&'t str, IssueKey),
    Person(&'t str, Username),
}

/// The parts of `text`, in order and without gaps. `before` and `after` are the characters that it stands between, if any.
pub(super) fn scan(text: &str, before: Option<char>, after: Option<char>) -> Vec<Piece<'_>> {
    let (mut pieces, mut plain, mut at, mut last) = (Vec::new(), 0, 0, before);
    while let Some(c) = text[at..].chars().next() {
        let Some((length, piece)) = token(&text[at..], c, last, after) else {
            at += c.len_utf8();
            last = Some(c);
            continue;
        };
        if plain < at {
            pieces.push(Piece::Plain(&text[plain..at]));
        }
        pieces.push(piece);
        at += length;
        plain = at;
        last = text[..at].chars().next_back();
    }
    if plain < at {
        pieces.push(Piece::Plain(&text[plain..at]));
    }
    pieces
}

/// The key or mention that `text` begins with, and its length in bytes.
fn token(text: &str, first: char, last: Option<char>, after: Option<char>) -> Option<(usize, Piece<'_>)> {
    if last.is_some_and(|c| is_word(c) || JOINERS.contains(&c)) {
        return None;
    }
    let (length, piece) = match first {
        '@' => mention(text)?,
        'A'..='Z' => key(text)?,
        _ => return None,
    };
    ends_word(&text[length..], after).then_some((length, piece))
}

fn key(text: &str) -> Option<(usize, Piece<'_>)> {
    let project = text.bytes().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).take(11).count();
    let digits = text[project..].strip_prefix('-')?.bytes().take_while(u8::is_ascii_digit).take(20).count();
    let key = &text[..project + 1 + digits];
    Some((key.len(), Piece::Issue(key, IssueKey::parse(key)?)))
}

fn mention(text: &str) -> Option<(usize, Piece<'_>)> {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '_' | '-' | '.' | '+');
    let rest = &text[1..];
    let run = rest.char_indices().take(USERNAME_MOST + 1).take_while(|(_, c)| is_part(*c));
    let name = &rest[..run.last().map_or(0, |(at, c)| at + c.len_utf8())];
    // A longer run is nobody's name.
    if name.chars().count() > USERNAME_MOST {
        return None;
    }
    let name = name.trim_end_matches(['-', '.', '+']);
    let username = Username::parse(name).ok()?;
    Some((1 + name.len(), Piece::Person(&text[..1 + name.len()], username)))
}

/// Whether a word ends before `rest`, which is followed by `after`.
fn ends_word(rest: &str, after: Option<char>) -> bool {
    let mut next = rest.chars().chain(after);
    match next.next() {
        None => true,
        Some(c) if is_word(c) || c == '@' => false,
        Some(c) if JOINERS.contains(&c) => !next.next().is_some_and(char::is_alphanumeric),
        Some(_) => true,
    }
}

/// Whether `c` belongs to the word beside it. Letters without case do not: `BEL-142を直す` is about `BEL-142`.
fn is_word(c: char) -> bool {
    c == '_' || c.is_lowercase() || c.is_uppercase() || c.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let shown = |piece: Piece<'_>| match piece {
            Piece::Plain(_) => None,
            Piece::Issue(_, key) => Some(key.to_string()),
            Piece::Person(_, username) => Some(format!("@{}", username.as_str())),
        };
        scan(text, None, None).into_iter().filter_map(shown).collect()
    }

    #[test]
    fn a_key_stands_by_itself() {
        for text in
            ["BEL-142", "(BEL-142)", "see BEL-142.", "BEL-142's", "„BEL-142“", "#BEL-142:", "BEL-142を直す", "BEL-142…"]
        {
            assert_eq!(found(text), ["BEL-142"], "{text}");
        }
        for text in [
            "bel-142",
            "Bel-142",
            "xBEL-142",
            "ÜBEL-142",
            "BEL-0",
            "BEL-01",
            "BEL-142x",
            "BEL-142_",
            "BEL-142-fix",
            "BEL-142.5",
            "feature/BEL-142",
            "BEL-142/files",
            "BEL-",
            "BEL",
            "-142",
            "1BEL-142",
            "ABCDEFGHIJK-1",
            "BEL-99999999999999999999",
            "a.BEL-142",
            "BEL-142@example",
            "x=BEL-142",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_mention_stands_by_itself() {
        for (text, name) in [
            ("@ada", "@ada"),
            ("(@ada)", "@ada"),
            ("@ada, @ada.", "@ada"),
            ("@ada's", "@ada"),
            ("見て@ada ", "@ada"),
            ("@Ada.Lovelace.", "@Ada.Lovelace"),
            ("@ada-l_1+x", "@ada-l_1+x"),
            ("@Ädä!", "@Ädä"),
            ("@A\u{308}da", "@A\u{308}da"),
            ("@李 さん", "@李"),
            ("@ada...", "@ada"),
            ("“@ada”", "@ada"),
        ] {
            assert_eq!(found(text).first().map(String::as_str), Some(name), "{text}");
        }
        for text in [
            "@",
            "@@ada",
            "ada@example.org",
            "@ada@example.org",
            "@types/node",
            "example.org/@ada",
            "x.@ada",
            "@-",
            "@ ada",
            "@p\u{430}ul",
            "@adaさん",
            &format!("@{}", "a".repeat(81)),
            &format!("@{}", "鐘".repeat(81)),
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_stands_before_and_after_counts() {
        assert_eq!(scan("BEL-1", Some('x'), None), [Piece::Plain("BEL-1")]);
        assert_eq!(scan("@ada", None, Some('_')), [Piece::Plain("@ada")]);
        assert_eq!(scan("BEL-1", Some(' '), Some('.')).len(), 1);
        assert!(matches!(scan("BEL-1", Some(' '), Some('.'))[0], Piece::Issue("BEL-1", _)));
    }

    #[test]
    fn nothing_of_the_text_is_lost() {
        let text = "é @ada, BEL-1 and @@x BEL-2x 鐘";
        let whole: String = scan(text, None, None)
            .iter()
            .map(|piece| match piece {
                Piece::Plain(part) | Piece::Issue(part, _) | Piece::Person(part, _) => *part,
            })
            .collect();
        assert_eq!(whole, text);
    }
}
