//! Each example of `docs/writing.md` gives what the page says.

use super::super::render;
use super::links;

const PAGE: &str = include_str!("../../../../../docs/writing.md");

/// The examples: what is typed, and what is told of it in the comment that follows.
fn examples() -> Vec<(String, String)> {
    let blocks = PAGE.split("````markdown\n").skip(1);
    let example = |block: &str| {
        let (typed, rest) = block.split_once("````\n").unwrap();
        let told = rest.strip_prefix("<!-- gives\n").and_then(|told| told.split_once("-->"));
        let (told, _) = told.unwrap_or_else(|| panic!("no result follows:\n{typed}"));
        (typed.to_owned(), told.to_owned())
    };
    blocks.map(example).collect()
}

#[test]
fn each_example_of_the_page_gives_what_it_says() {
    let examples = examples();
    assert!(examples.len() >= 10, "{}", examples.len());
    for (typed, told) in examples {
        let html = render(&typed, &links()).to_string().replace(" rel=\"nofollow noopener ugc\"", "");
        assert_eq!(html, told, "{typed}");
    }
}
