//! `docs/queries.md`: whatever it says is a query is one, and whatever it says is wrong gets the sentence it shows.

use crate::query::{Field, Group, SortBy, State, parse};

const PAGE: &str = include_str!("../../../../../docs/queries.md");

/// The lines in fences of this kind.
fn fenced(kind: &str) -> Vec<&'static str> {
    let blocks = PAGE.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(kind)?.strip_prefix('\n')).flat_map(str::lines).collect()
}

/// What stands in backticks in the first column of the tables.
fn tabled() -> Vec<String> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(|code| code.replace("\\|", "|")).collect()
}

#[test]
fn every_example_of_the_page_is_a_query() {
    let examples: Vec<String> = fenced("query").into_iter().map(str::to_owned).chain(tabled()).collect();
    assert!(examples.len() > 40, "the page is found: {examples:?}");
    for example in examples {
        assert!(parse(&example).is_ok(), "{example}: {}", parse(&example).unwrap_err());
    }
}

#[test]
fn every_wrong_example_gets_the_sentence_that_the_page_shows() {
    let lines = fenced("wrong");
    assert!(lines.len() >= 6 && lines.len().is_multiple_of(2), "{lines:?}");
    for pair in lines.chunks(2) {
        assert_eq!(parse(pair[0]).unwrap_err().to_string(), pair[1]);
    }
}

#[test]
fn the_page_speaks_of_every_word_of_the_language() {
    let fields = Field::ALL.map(|field| format!("`{}:", field.as_str()));
    let states = State::ALL.map(|state| format!("`is:{}`", state.as_str()));
    let orders = SortBy::ALL.map(|by| format!("`sort:{}`", by.as_str()));
    let groups = Group::ALL.map(|group| format!("`group:{}`", group.as_str()));
    for word in fields.iter().chain(&states).chain(&orders).chain(&groups) {
        assert!(PAGE.contains(word.as_str()), "{word} is missing");
    }
}
