//! A relay's answer, and reading one from bytes (RFC 5321 section 4.2, RFC 2034, RFC 3463).

use std::fmt;

/// How many bytes of text are kept.
const TEXT_MAX: usize = 1000;

/// A relay's answer. Displays as it came, on one line, its code first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Three digits: 2 and 3 mean yes, 4 not now, 5 no.
    pub code: u16,
    /// The enhanced code, if one was given: class, subject, detail.
    pub enhanced: Option<(u8, u16, u16)>,
    /// The words, without either code; several lines are joined by a space.
    pub text: String,
}

impl Reply {
    /// Whether it says yes (2xx).
    pub fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some((class, subject, detail)) = self.enhanced {
            write!(f, " {class}.{subject}.{detail}")?;
        }
        if self.text.is_empty() { Ok(()) } else { write!(f, " {}", self.text) }
    }
}

/// What a relay's bytes amount to so far.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// An answer, and how many bytes it took.
    Whole(Answer, usize),
    /// The answer has not ended yet.
    More,
    /// This is not SMTP.
    Garbage(String),
}

/// An answer line by line, as the extensions after `EHLO` need it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) reply: Reply,
    /// The text of each line, without the code.
    pub(super) lines: Vec<String>,
}

/// Reads one answer from the front of `bytes`.
pub(super) fn read(bytes: &[u8]) -> Heard {
    let (mut lines, mut at, mut first) = (Vec::new(), 0, None);
    while let Some(length) = bytes[at..].iter().position(|byte| *byte == b'\n') {
        let line = &bytes[at..at + length];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        at += length + 1;
        let Some((code, is_last, text)) = split(line) else { return garbage(line) };
        if *first.get_or_insert(code) != code {
            return garbage(line);
        }
        lines.push(printable(text));
        if is_last {
            return Heard::Whole(Answer { reply: reply(code, &lines), lines }, at);
        }
    }
    Heard::More
}

/// Code, whether it is the last line, and text of a line.
fn split(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    if !(b'2'..=b'5').contains(&digits[0]) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match rest {
        [] => Some((code, true, rest)),
        [b' ', text @ ..] => Some((code, true, text)),
        [b'-', text @ ..] => Some((code, false, text)),
        _ => None,
    }
}

fn reply(code: u16, lines: &[String]) -> Reply {
    let mut enhanced = None;
    let mut text = String::new();
    for line in lines {
        let words = match enhanced_code(line) {
            Some((code, words)) => {
                enhanced = enhanced.or(Some(code));
                words
            }
            None => line,
        };
        if !text.is_empty() && !words.is_empty() {
            text.push(' ');
        }
        text.push_str(words);
    }
    text.truncate(text.floor_char_boundary(TEXT_MAX));
    Reply { code, enhanced, text }
}

/// The enhanced code at the front of a line, and what follows it.
fn enhanced_code(line: &str) -> Option<((u8, u16, u16), &str)> {
    let (word, words) = line.split_once(' ').unwrap_or((line, ""));
    let mut parts = word.split('.');
    let class = parts.next()?.parse().ok().filter(|class| matches!(class, 2 | 4 | 5))?;
    let subject = small(parts.next()?)?;
    let detail = small(parts.next()?)?;
    parts.next().is_none().then_some(((class, subject, detail), words.trim_start()))
}

fn small(digits: &str) -> Option<u16> {
    let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn garbage(line: &[u8]) -> Heard {
    let shown = printable(&line[..line.len().min(80)]);
    Heard::Garbage(format!("the relay answered with something that is not SMTP: {shown:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &str) -> Reply {
        match read(bytes.as_bytes()) {
            Heard::Whole(answer, used) => {
                assert_eq!(used, bytes.len());
                answer.reply
            }
            other => panic!("{bytes:?} read as {other:?}"),
        }
    }

    #[test]
    fn replies_are_read_with_and_without_enhanced_codes() {
        let rows = [
            ("250 OK\r\n", (250, None, "OK")),
            ("250\r\n", (250, None, "")),
            ("250 2.0.0 queued as 1\r\n", (250, Some((2, 0, 0)), "queued as 1")),
            ("550-5.1.1 No such\r\n550 5.1.1 user here\r\n", (550, Some((5, 1, 1)), "No such user here")),
            ("451 4.7.500 busy\n", (451, Some((4, 7, 500)), "busy")),
            ("421 5 minutes.\r\n", (421, None, "5 minutes.")),
            ("550 5.1.1\r\n", (550, Some((5, 1, 1)), "")),
            ("250 2.0.0.1 x\r\n", (250, None, "2.0.0.1 x")),
            ("354 3.0.0 go\r\n", (354, None, "3.0.0 go")),
        ];
        for (bytes, (code, enhanced, text)) in rows {
            assert_eq!(whole(bytes), Reply { code, enhanced, text: text.to_owned() });
        }
    }

    #[test]
    fn a_reply_that_has_not_ended_wants_more() {
        for bytes in ["", "2", "250 OK", "250-one\r\n", "250-one\r\n250 tw"] {
            assert_eq!(read(bytes.as_bytes()), Heard::More, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_not_smtp_is_said_to_be_so() {
        for bytes in ["HTTP/1.1 400\r\n", "25 OK\r\n", "250+OK\r\n", "950 x\r\n", "250-a\r\n251 b\r\n", "\r\n"] {
            assert!(matches!(read(bytes.as_bytes()), Heard::Garbage(_)), "{bytes:?}");
        }
    }

    #[test]
    fn a_reply_displays_its_code_first_and_no_control_characters() {
        assert_eq!(whole("421 4.3.2 bye\x07now\r\n").to_string(), "421 4.3.2 bye now");
        assert!(whole(&format!("550 {}\r\n", "ä".repeat(4000))).text.len() <= TEXT_MAX);
    }

    #[test]
    fn only_the_first_reply_is_taken() {
        let Heard::Whole(answer, used) = read(b"250 one\r\n250 two\r\n") else { panic!("whole") };
        assert_eq!((answer.reply.text.as_str(), used), ("one", 9));
    }
}
