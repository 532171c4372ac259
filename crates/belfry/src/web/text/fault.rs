//! What somebody typed wrong, in their language.
//!
//! The domain says it in English, which the API passes on as it is. The English sentence is the key here, as with gettext: the
//! messages `fault-…` hold it word for word, with holes for what is put in, and their twins in another language say the same.
//! What is put in may be such a sentence itself. A sentence that no message fits stays English, which a test finds.

use std::future::Future;
use std::sync::LazyLock;

use super::{ENGLISH, Language};

tokio::task_local! {
    /// The language of whoever the answer is for.
    static READS: Language;
}

/// Answers a request of somebody who reads this language.
pub(in crate::web) async fn reading<F: Future>(language: Language, answering: F) -> F::Output {
    READS.scope(language, answering).await
}

/// What is wrong, in the language of whoever is being answered.
pub(in crate::web) fn fault(english: &str) -> String {
    READS.try_with(|language| *language).unwrap_or_default().fault(english)
}

/// A sentence with holes: what stands before each, its name, and what stands after the last.
struct Pattern {
    key: &'static str,
    holes: Vec<(&'static str, &'static str)>,
    end: &'static str,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let lines = ENGLISH.lines().filter(|line| line.starts_with("fault-"));
    let mut patterns: Vec<Pattern> = lines.filter_map(Pattern::read).collect();
    // Of two that fit, the one that says more by itself.
    patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.own_length()));
    patterns
});

impl Pattern {
    fn read(line: &'static str) -> Option<Pattern> {
        let (key, mut rest) = line.split_once(" = ")?;
        let mut holes = Vec::new();
        while let Some((before, after)) = rest.split_once("{ $") {
            let (name, left) = after.split_once(" }")?;
            holes.push((before, name));
            rest = left;
        }
        Some(Pattern { key, holes, end: rest })
    }

    fn own_length(&self) -> usize {
        self.holes.iter().map(|(before, _)| before.len()).sum::<usize>() + self.end.len()
    }

    /// What stands in the holes, if the text is this sentence.
    fn fits<'t>(&self, text: &'t str) -> Option<Vec<(&'static str, &'t str)>> {
        let Some(((first, _), _)) = self.holes.split_first() else {
            return (text == self.end).then(Vec::new);
        };
        let mut rest = text.strip_prefix(first)?;
        let mut found = Vec::new();
        for (index, (_, name)) in self.holes.iter().enumerate() {
            let held = match self.holes.get(index + 1) {
                Some((next, _)) => {
                    let (held, after) = rest.split_once(next)?;
                    rest = after;
                    held
                }
                None => rest.strip_suffix(self.end)?,
            };
            found.push((*name, held));
        }
        found.iter().all(|(_, held)| !held.is_empty()).then_some(found)
    }
}

impl Language {
    /// What is wrong, in this language; as it is where nothing fits.
    pub fn fault(self, english: &str) -> String {
        if self == Language::English {
            return english.to_owned();
        }
        if let Some((key, holes)) = PATTERNS.iter().find_map(|pattern| Some((pattern.key, pattern.fits(english)?))) {
            let told = self.tell(key);
            return holes.into_iter().fold(told, |told, (name, held)| told.text(name, self.fault(held))).plain();
        }
        // `status: There is no such status.`: the name of a field before it.
        match english.split_once(": ") {
            Some((name, said)) if name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-')) => {
                format!("{name}: {}", self.fault(said))
            }
            _ => english.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::tests::files;
    use super::*;
    use crate::error::{Conflict, FieldErrors};

    /// The texts in quotes of a source, without its tests and comments.
    fn quoted(source: &str) -> Vec<String> {
        let code = source.split("#[cfg(test)]").next().unwrap();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let mut pieces = Vec::new();
        let (mut inside, mut escaped, mut piece) = (false, false, String::new());
        for c in code.join("\n").replace("'\"'", "").replace("b'\"'", "").chars() {
            match (inside, escaped, c) {
                (true, true, '\n') => escaped = false,
                (true, true, c) => {
                    piece.push(c);
                    escaped = false;
                }
                (true, false, '\\') => escaped = true,
                (_, _, '"') => {
                    if inside {
                        pieces.push(std::mem::take(&mut piece));
                    }
                    inside = !inside;
                }
                (true, _, c) => piece.push(c),
                (false, _, _) => {}
            }
        }
        pieces
    }

    /// With something in each hole.
    fn filled(text: &str) -> String {
        let (mut whole, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let (_, left) = after.split_once('}').unwrap_or(("", ""));
            whole.push_str(before);
            whole.push_str("Xy7");
            rest = left;
        }
        whole.push_str(rest);
        whole.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn is_told(text: &str) -> bool {
        PATTERNS.iter().any(|pattern| pattern.fits(text).is_some())
    }

    #[test]
    fn every_sentence_that_a_form_can_show_is_there_in_every_language() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut missing = Vec::new();
        let mut sentences = 0;
        let folders = "comment digest issue label mail_setting notification personal_token project user view web";
        let mut paths = vec![source.join("text.rs"), source.join("http/body.rs")];
        folders.split(' ').for_each(|folder| files(&source.join(folder), &mut paths));
        paths.retain(|path| path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs"));
        for path in paths {
            for text in quoted(&std::fs::read_to_string(&path).unwrap()) {
                // A sentence of ours begins with a capital, has several words, and ends with a full stop.
                let begins = text.starts_with(|c: char| c.is_ascii_uppercase() || c == '{');
                let is_sentence = begins && text.contains(' ') && text.ends_with('.') && !text.contains('<');
                if is_sentence && !text.starts_with("{}. {}") && !text.contains("header Allow") {
                    sentences += 1;
                    let text = filled(&text);
                    if !is_told(&text) {
                        missing.push(format!("{}: {text}", path.display()));
                    }
                }
            }
        }
        assert!(sentences > 60, "{sentences}");
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }

    #[test]
    fn every_sentence_about_a_query_and_every_conflict_is_there() {
        for query in [
            "lable:bug",
            "colour:red",
            "is:oepn",
            "is:x",
            "sort:updat",
            "sort:x",
            "group:label",
            "due:>",
            "due:..",
            "due:>a..b",
            "due:2026-02-30",
            "due:yesturday",
            "due:x",
            "priority:x",
            "project:!",
            "-sort:due",
            "--x",
            "(",
            ")",
            "()",
            "(sort:due)",
            "sort:due sort:key",
            "x OR",
            "OR x",
            "-",
            "\"x",
            "label:>x",
            "author:none",
            "status:none",
            "project:none",
            "parent:x",
            "due:9d..1d",
            "relates:x",
        ] {
            if let Err(wrong) = crate::query::parse(query) {
                assert!(is_told(&wrong.sentence), "{query}: {}", wrong.sentence);
                assert_ne!(Language::German.fault(&wrong.to_string()), wrong.to_string(), "{query}");
            }
        }
        for conflict in [
            Conflict::EmailTaken,
            Conflict::UsernameTaken,
            Conflict::KeyTaken,
            Conflict::LabelTaken,
            Conflict::ViewTaken,
            Conflict::Circle,
            Conflict::LastAdmin,
            Conflict::LastMaintainer,
            Conflict::KeyUsed,
            Conflict::Stale { current: 3 },
        ] {
            assert!(is_told(&conflict.to_string()), "{conflict}");
        }
    }

    #[test]
    fn what_is_put_in_is_put_into_the_other_language_too() {
        let german = |english: &str| Language::German.fault(english);
        assert_eq!(
            german("A label's name is at most 50 characters long."),
            "Der Name eines Labels ist höchstens 50 Zeichen lang."
        );
        assert_eq!(
            german("column 3: nobody is called <i>; write a username"),
            "Spalte 3: niemand heißt <i>; schreibe einen Benutzernamen"
        );
        let errors = FieldErrors::one("status", "There is no such status.");
        assert_eq!(german(&errors.to_string()), "status: Diesen Status gibt es nicht.");
        assert_eq!(german("Nobody ever said this."), "Nobody ever said this.");
        assert_eq!(Language::English.fault("A title cannot be blank."), "A title cannot be blank.");
    }
}
