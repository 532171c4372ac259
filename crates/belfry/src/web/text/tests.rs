//! What the files of sentences must hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;

/// The keys of a file, and what each has put in.
fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut last = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            last = key.to_owned();
            assert!(found.insert(last.clone(), BTreeSet::new()).is_none(), "{last} is there twice");
        }
        let words = line
            .split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>());
        found.entry(last.clone()).or_default().extend(words);
    }
    found.remove("");
    found
}

pub(super) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn every_language_has_every_key_with_the_same_put_in() {
    for language in Language::ALL {
        let read = FluentResource::try_new(language.source().to_owned());
        assert!(read.is_ok(), "{}: {:?}", language.tag(), read.err().map(|(_, errors)| errors));
        assert_eq!(keys(language.source()), keys(ENGLISH), "{}", language.tag());
    }
}

#[test]
fn every_key_that_a_page_names_is_there() {
    let known = keys(ENGLISH);
    let mut pages = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut pages);
    pages.retain(|path| !path.ends_with("text/tests.rs") && !path.ends_with("text/mod.rs"));
    let mut named = 0;
    for path in pages {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for call in ["say(\"", "tell(\""] {
            for key in text.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                named += 1;
                assert!(known.contains_key(key), "{}: {key} is in no file", path.display());
            }
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn the_choice_goes_before_what_the_browser_prefers() {
    let language = |accepted: &str, cookie: &str| {
        let headers = [(header::ACCEPT_LANGUAGE, accepted), (header::COOKIE, cookie)];
        Language::of(&headers.into_iter().map(|(name, value)| (name, value.parse().unwrap())).collect())
    };
    assert_eq!(language("de-AT,de;q=0.9,en;q=0.8", ""), Language::German);
    assert_eq!(language("fr,en;q=0.5,de;q=0.6", ""), Language::German);
    assert_eq!(language("fr", ""), Language::English);
    assert_eq!(language("de;q=x", ""), Language::English);
    assert_eq!(language("de", "a=b; language=en"), Language::English);
    assert_eq!(language("en", "language=tlh"), Language::English);
}

#[test]
fn what_is_put_in_is_escaped_and_markup_is_not() {
    let told = Language::English.tell("door-sign-in-lead").text("host", "<i>&\u{e000}");
    assert!(told.to_string().contains("&#60;i&#62;&#38;\u{fffd}"), "{told}");
    let told = Language::English.tell("door-sign-in-lead").html("host", "<b>x</b>");
    assert!(told.to_string().contains("<b>x</b>"), "{told}");
    assert!(!told.plain().contains('<'));
}
