//! Texts that are no queries, where they are wrong, and what is said.

use crate::query::{DEPTH_MOST, LENGTH_MOST, QueryError, parse};

fn refuse(text: &str) -> QueryError {
    match parse(text) {
        Err(error) => error,
        Ok(query) => panic!("{text} is a query: {query}"),
    }
}

fn check(table: &[(&str, usize, usize, &str)]) {
    for (text, column, length, sentence) in table {
        let error = refuse(text);
        assert_eq!((error.column, error.length, error.sentence.as_str()), (*column, *length, *sentence), "{text}");
        assert_eq!(error.text, *text);
        assert_eq!(error.to_string(), format!("column {column}: {sentence}"));
    }
}

#[test]
fn a_term_without_a_name_or_a_value_is_refused() {
    check(&[
        ("is:open ä label:", 11, 6, "there is no label: value; write label:bug"),
        ("label: bug", 1, 6, "there is no label: value; write label:bug"),
        ("label:bug, docs", 1, 10, "there is no label: value; write label:bug"),
        ("(label:)", 2, 6, "there is no label: value; write label:bug"),
        ("is:open lable:bug", 9, 6, "there is no term lable:; did you mean label:?"),
        ("label:\"\"", 7, 2, "there is nothing between the quotes; write words, or remove them"),
        ("label:a\"b\"", 7, 1, "quotes go around the whole value; write label:\"two words\""),
        ("label:\"a\"b", 7, 3, "quotes go around the whole value; write label:\"two words\""),
    ]);
    let unknown = refuse("colour:red");
    assert!(unknown.sentence.starts_with("there is no term colour:; write one of is, assignee,"), "{unknown}");
}

#[test]
fn a_value_that_cannot_be_is_refused_where_it_stands() {
    check(&[
        ("is:open,opne", 9, 4, "an issue is never opne; did you mean open?"),
        ("priority:>=hihg", 10, 6, "there is no priority hihg; did you mean high?"),
        ("priority:1", 10, 1, "there is no priority 1; write none, low, medium, high or urgent"),
        ("priority:high..low", 10, 9, "high comes after low; write low..high"),
        ("due:<", 5, 1, "nothing follows <; write a value right after it"),
        ("due:2026-02-30", 5, 10, "the calendar has no 2026-02-30; write a day like 2026-03-01"),
        ("due:tomorow", 5, 7, "tomorow is no day; did you mean tomorrow?"),
        ("due:2026-03..2026-01", 5, 16, "2026-03 comes after 2026-01; write 2026-01..2026-03"),
        ("due:-3d..-7d", 5, 8, "-3d comes after -7d; write -7d..-3d"),
        ("due:2w..1w", 5, 6, "2w comes after 1w; write 1w..2w"),
        ("due:tomorrow..today", 5, 15, "tomorrow comes after today; write today..tomorrow"),
        ("created:none", 9, 4, "none is no day; write 2026-03-01, 2026-03, today, this-week, 7d or -7d"),
        ("label:>bug", 7, 4, "label: has no order to compare by; write label:bug, or put the name in quotes"),
        ("author:none", 8, 4, "every issue has an author; write author:ana or author:@me"),
        ("status:none", 8, 4, "every issue has a status; write status:todo, or put the name in quotes"),
        ("project:B-1", 9, 3, "B-1 is no key of a project; write one like BEL"),
        ("project:none", 9, 4, "every issue is in a project; write project:BEL"),
        ("key:BEL", 5, 3, "BEL is no key of an issue; write one like BEL-142"),
    ]);
}

#[test]
fn order_and_headings_are_named_once_and_outside() {
    check(&[
        ("sort:updated sort:due", 14, 8, "there is one sort: only; remove this one or the other"),
        ("sort:updated,due", 1, 16, "there is one sort: only; write sort:updated"),
        ("group:status group:status", 14, 12, "there is one group: only; remove this one or the other"),
        ("(a sort:due)", 4, 8, "sort: is about the whole list; write it outside the parentheses"),
        ("-sort:due", 2, 8, "sort: says how to show issues, and cannot be negated; remove the minus"),
        ("sort:upadted", 6, 7, "there is no order upadted; did you mean updated?"),
        ("group:stats", 7, 5, "nothing is grouped by stats; did you mean status?"),
        ("a OR sort:due", 3, 2, "nothing stands after OR; write a term there, or \"or\" for the word"),
    ]);
}

#[test]
fn what_does_not_balance_is_refused_where_it_begins() {
    check(&[
        ("", 1, 0, "the query is empty; write is:open, or words to look for"),
        (" \t", 1, 2, "the query is empty; write is:open, or words to look for"),
        ("a (b", 3, 1, "this parenthesis is not closed; write ) where it ends"),
        ("a b)", 4, 1, "no parenthesis is open here; remove this one, or write ( before it"),
        ("a ( )", 3, 3, "there is nothing between the parentheses; write terms, or remove them"),
        ("ä \"b", 3, 1, "this quote is not closed; write another at the end of the words"),
        ("\" \"", 1, 3, "there is nothing between the quotes; write words, or remove them"),
        ("OR a", 1, 2, "nothing stands before OR; write a term there, or \"or\" for the word"),
        ("a OR OR b", 6, 2, "nothing stands before OR; write a term there, or \"or\" for the word"),
        ("a (b OR)", 6, 2, "nothing stands after OR; write a term there, or \"or\" for the word"),
        ("AND", 1, 3, "nothing stands before AND; write a term there, or \"and\" for the word"),
        ("a AND", 3, 3, "nothing stands after AND; write a term there, or \"and\" for the word"),
        ("a NOT", 3, 3, "nothing stands after NOT; write a term there, or \"not\" for the word"),
        ("a - b", 3, 1, "nothing follows the minus; write it right before a term: -label:bug"),
        ("--a", 1, 2, "one minus is enough; remove the other, or both"),
        ("a\u{200b} \u{200b}", 4, 1, "these characters show nothing; remove them, or write words"),
        ("ä\0", 2, 1, "this character cannot be typed, and stands in no text; remove it"),
    ]);
}

#[test]
fn a_query_too_long_or_too_deep_is_refused() {
    let long = "ä".repeat(LENGTH_MOST);
    assert!(parse(&long).is_ok());
    let error = refuse(&format!("{long}xyz"));
    assert_eq!((error.column, error.length), (2_001, 3));
    assert_eq!(error.sentence, "a query has at most 2000 characters, this one 2003; leave some out");
    let error = refuse(&format!("{}a{}", "(".repeat(DEPTH_MOST + 1), ")".repeat(DEPTH_MOST + 1)));
    assert_eq!((error.column, error.length), (33, 1));
    assert_eq!(error.sentence, "parentheses go at most 32 deep; remove those that are not needed");
    for hostile in ["(", "-(", "((-", "a OR (", "\"", "NOT (", "label:\"", "sort:"] {
        refuse(&hostile.repeat(LENGTH_MOST / hostile.len()));
        refuse(&hostile.repeat(100_000));
    }
}
