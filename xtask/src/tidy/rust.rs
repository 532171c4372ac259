//! A Rust file taken apart: code, literals, and which lines are tests. Not a parser: enough to search text without being
//! fooled by comments and strings.

/// A Rust file. `code` and `literals` have the text's length, with blanks where the other (or a comment) stands.
pub struct Rust {
    pub path: String,
    pub text: String,
    pub code: String,
    pub literals: String,
    test_lines: Vec<bool>,
}

/// A function with a body.
pub struct Function<'r> {
    pub name: &'r str,
    /// Where its `fn` stands, counted from 1.
    pub line: usize,
    /// From its `fn` to its closing brace.
    pub lines: usize,
}

impl Rust {
    pub fn new(path: &str, text: &str) -> Rust {
        let (code, literals) = split(text);
        let is_all_test =
            path.split('/').any(|part| part == "tests" || part == "benches" || part.ends_with("tests.rs"));
        let mut test_lines = vec![is_all_test; text.lines().count() + 1];
        for (start, end) in test_items(&code) {
            test_lines[line_of(text, start) - 1..line_of(text, end)].fill(true);
        }
        Rust { path: path.to_owned(), text: text.to_owned(), code, literals, test_lines }
    }

    /// The modules that this file declares for tests only, by name.
    pub fn test_modules(&self) -> impl Iterator<Item = &str> {
        let items = test_items(&self.code).into_iter().map(|(start, end)| self.code[start..=end].trim_end_matches(';'));
        items
            .filter_map(|item| item.rsplit_once("mod "))
            .map(|(_, name)| name.trim())
            .filter(|name| name.chars().all(is_word))
    }

    /// Says that all of it is a test.
    pub fn mark_as_test(&mut self) {
        self.test_lines.fill(true);
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        line_of(&self.text, offset)
    }

    /// Whether this line (counted from 1) belongs to a test.
    pub fn is_test(&self, line: usize) -> bool {
        self.test_lines.get(line - 1).copied().unwrap_or(false)
    }

    /// Every function with a body, nested ones too.
    pub fn functions(&self) -> Vec<Function<'_>> {
        let starts = word_offsets(&self.code, "fn ");
        starts.into_iter().filter_map(|start| self.function(start)).collect()
    }

    fn function(&self, start: usize) -> Option<Function<'_>> {
        let name = self.code[start + 3..].trim_start();
        let name = &name[..name.find(|c: char| !is_word(c)).unwrap_or(name.len())];
        let open = body(&self.code, start)?;
        let end = closing(&self.code, open)?;
        let (line, last) = (self.line(start), self.line(end));
        (!name.is_empty()).then_some(Function { name, line, lines: last - line + 1 })
    }
}

/// Where `word` stands in `text` with no letter, digit or `_` before it, nor after it if it ends in one itself.
pub fn word_offsets(text: &str, word: &str) -> Vec<usize> {
    let ends_open = !word.ends_with(is_word);
    let starts_open = !word.starts_with(is_word);
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(|&at| starts_open || !text[..at].ends_with(is_word))
        .filter(|&at| ends_open || !text[at + word.len()..].starts_with(is_word))
        .collect()
}

/// The offset of the bracket that closes the one at `open`.
pub fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 1 => return Some(at),
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The brace that opens the body of the item at `from`; `None` if it ends in a semicolon instead.
fn body(code: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(byte) = code.as_bytes().get(at) {
        match byte {
            b'{' => return Some(at),
            b';' => return None,
            b'(' | b'[' => at = closing(code, at)?,
            _ => {}
        }
        at += 1;
    }
    None
}

/// From each `#[cfg(test)]` to the end of its item.
fn test_items(code: &str) -> Vec<(usize, usize)> {
    let starts = code.match_indices("#[cfg(test)]").map(|(at, _)| at);
    starts
        .map(|start| {
            let end = body(code, start).and_then(|open| closing(code, open));
            (start, end.or_else(|| code[start..].find(';').map(|at| start + at)).unwrap_or(code.len() - 1))
        })
        .collect()
}

#[derive(Clone, Copy)]
enum Part {
    Code,
    LineComment,
    BlockComment(usize),
    Text,
    Raw(usize),
}

/// The code and the insides of literals, each as long as `text`.
fn split(text: &str) -> (String, String) {
    let bytes = text.as_bytes();
    let (mut code, mut literals) = (blank(bytes), blank(bytes));
    let (mut part, mut at) = (Part::Code, 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (next, taken) = match part {
            Part::Code => from_code(bytes, at),
            Part::LineComment => (if rest[0] == b'\n' { Part::Code } else { part }, 1),
            Part::BlockComment(depth) if rest.starts_with(b"*/") => (up(depth), 2),
            Part::BlockComment(depth) if rest.starts_with(b"/*") => (Part::BlockComment(depth + 1), 2),
            Part::BlockComment(_) => (part, 1),
            Part::Text if rest[0] == b'\\' => (part, 2),
            Part::Text => (if rest[0] == b'"' { Part::Code } else { part }, 1),
            Part::Raw(hashes) if rest[0] == b'"' && hashes_at(&rest[1..]) >= hashes => (Part::Code, 1 + hashes),
            Part::Raw(_) => (part, 1),
        };
        let end = (at + taken).min(bytes.len());
        match (part, next) {
            (Part::Code, Part::Code) if taken == 1 => code[at..end].copy_from_slice(&bytes[at..end]),
            (Part::Text, Part::Text) | (Part::Raw(_), Part::Raw(_)) => {
                literals[at..end].copy_from_slice(&bytes[at..end])
            }
            _ => {}
        }
        (part, at) = (next, end);
    }
    (String::from_utf8_lossy(&code).into_owned(), String::from_utf8_lossy(&literals).into_owned())
}

/// What begins at `at`, and how many bytes it takes. A whole character literal is taken at once.
fn from_code(bytes: &[u8], at: usize) -> (Part, usize) {
    let rest = &bytes[at..];
    let is_inside_word =
        at > 0 && (bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'b' || bytes[at - 1] == b'_');
    match rest[0] {
        b'/' if rest.starts_with(b"//") => (Part::LineComment, 2),
        b'/' if rest.starts_with(b"/*") => (Part::BlockComment(1), 2),
        b'"' => (Part::Text, 1),
        b'r' if !is_inside_word && rest.get(1 + hashes_at(&rest[1..])) == Some(&b'"') => {
            (Part::Raw(hashes_at(&rest[1..])), 2 + hashes_at(&rest[1..]))
        }
        b'\'' => (Part::Code, character(rest)),
        _ => (Part::Code, 1),
    }
}

/// The length of the character literal at the start of `rest`; 1 if it is a lifetime.
fn character(rest: &[u8]) -> usize {
    let first = match rest.get(1) {
        Some(b'\\') => 3,
        Some(byte) => 1 + usize::try_from(byte.leading_ones()).unwrap_or(1).max(1),
        None => return 1,
    };
    let is_escape = rest.get(1) == Some(&b'\\');
    let reach = if is_escape { 12 } else { first + 1 };
    let end = rest.iter().take(reach).skip(first).position(|byte| *byte == b'\'');
    end.map_or(1, |end| first + end + 1)
}

fn up(depth: usize) -> Part {
    if depth == 1 { Part::Code } else { Part::BlockComment(depth - 1) }
}

fn hashes_at(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b'#').count()
}

fn blank(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| if *byte == b'\n' { b'\n' } else { b' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_told_from_code() {
        let file = Rust::new(
            "a.rs",
            "let a = \"x // y\"; // z\n/* b /* c */ d */ let e = r#\"f\"g\"#; 'h'; '\\''; '\"'; i::<'j>();\n",
        );
        assert_eq!(file.code.split_whitespace().collect::<String>(), "leta=;lete=;;;;i::<'j>();");
        assert_eq!(file.literals.split_whitespace().collect::<Vec<_>>(), ["x", "//", "y", "f\"g"]);
        assert_eq!((file.code.len(), file.literals.len()), (file.text.len(), file.text.len()));
    }

    #[test]
    fn the_lines_of_tests_are_known() {
        let text =
            "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}\n";
        let file = Rust::new("a.rs", text);
        let tests: Vec<usize> = (1..=9).filter(|line| file.is_test(*line)).collect();
        assert_eq!(tests, [2, 3, 4, 5, 7, 8]);
        assert!(Rust::new("crates/a/tests/it/main.rs", "fn a() {}").is_test(1));
    }

    #[test]
    fn functions_are_found_with_their_length() {
        let file = Rust::new(
            "a.rs",
            "trait T { fn none(&self); }\nfn a<T>(x: [u8; 2])\nwhere\n    T: Copy,\n{\n    { 1 };\n}\n",
        );
        let found: Vec<_> =
            file.functions().iter().map(|function| (function.name.to_owned(), function.lines)).collect();
        assert_eq!(found, [("a".to_owned(), 6)]);
    }

    #[test]
    fn words_have_borders() {
        assert_eq!(word_offsets("spawn respawn spawn_x tokio::spawn(", "spawn"), [0, 29]);
        assert_eq!(word_offsets("x.unwrap() unwrap_or", ".unwrap()"), [1]);
    }
}
