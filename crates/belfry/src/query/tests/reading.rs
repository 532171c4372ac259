//! Texts, and their canonical form.

use crate::query::{DEPTH_MOST, Expr, Text, parse};

fn check(table: &[(&str, &str)]) {
    for (text, canonical) in table {
        let query = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(query.to_string(), *canonical, "{text}");
        assert_eq!(parse(canonical), Ok(query), "{canonical}");
    }
}

#[test]
fn what_is_canonical_stays_as_it_is() {
    for text in [
        "is:open assignee:@me label:bug -label:docs \"exact words\" sort:updated",
        "is:open,overdue",
        "assignee:ana,none -watch:@me mentions:@me author:ben",
        "label:bug,docs label:ui label:none label:\"needs work\"",
        "project:BEL,RNG key:BEL-142 parent:none,BEL-1",
        "status:in_progress,Rückfrage,\"in the cellar\"",
        "priority:>=high priority:low..medium priority:none",
        "due:<2026-03-01 due:today,none updated:>-7d created:2026-01..2026-02 created:<2d",
        "group:status",
        "sort:due-desc group:none",
        "(label:bug OR label:ui) -(is:closed bell) 🔔",
        "(a b) OR (c -(d OR e))",
        "https://belfry.test/BEL-1 std::vec 12:30 f's well-known <b> a,b",
    ] {
        check(&[(text, text)]);
    }
}

#[test]
fn other_ways_to_write_the_same_are_taken() {
    check(&[
        ("  Is:OPEN\tLABEL:Bug\n", "is:open label:Bug"),
        ("a AND b", "a b"),
        ("a OR b c", "a OR (b c)"),
        ("a (b c) (d)", "a b c d"),
        ("a OR (b OR c)", "a OR b OR c"),
        ("NOT label:bug", "-label:bug"),
        ("-(-a)", "a"),
        ("-(a)", "-a"),
        ("foo\"bar\"", "foo \"bar\""),
        ("f(x)", "f x"),
        ("sort:due a OR b group:status", "a OR b sort:due group:status"),
        ("a AND sort:-priority", "a sort:priority"),
        ("assignee:@ana", "assignee:ana"),
        ("status:In-Progress,canceled", "status:in_progress,cancelled"),
        ("project:bel key:bel-7", "project:BEL key:BEL-7"),
        ("due:..tomorrow,+07d created:2026..", "due:<=tomorrow,7d created:>=2026"),
        ("priority:=High", "priority:high"),
        ("label:“needs work” „laut“", "label:\"needs work\" \"laut\""),
        ("label:\" bug \"", "label:bug"),
        ("and or not", "and or not"),
    ]);
}

#[test]
fn quotes_keep_what_would_mean_something_else() {
    check(&[
        ("\"AND\" \"is:open\"", "\"AND\" \"is:open\""),
        ("label:\"none\",\"a,b\",\"f(x)\",\">1\"", "label:\"none\",\"a,b\",\"f(x)\",\">1\""),
        ("assignee:\"@me\"", "assignee:\"@me\""),
        ("status:\"todo\"", "status:\"todo\""),
        (r#"label:"say \"hi\"""#, r#"label:"say \"hi\"""#),
        (r#""a\\b" "c\d""#, r#""a\\b" "c\\d""#),
        (r#""she said “hi”""#, r#""she said “hi”""#),
    ]);
}

#[test]
fn a_word_may_be_found_anywhere_and_a_phrase_as_it_is() {
    let filter = parse("bell \"of brass\"").unwrap().filter;
    let texts = [Text::Word("bell".to_owned()), Text::Phrase("of brass".to_owned())];
    assert_eq!(filter, Some(Expr::All(texts.map(Expr::Text).to_vec())));
}

#[test]
fn names_know_where_they_stand() {
    let text = "é \"ü\" label:docs,\"x y\"";
    let Some(Expr::All(parts)) = parse(text).unwrap().filter else { panic!("three parts") };
    let Expr::Term(crate::query::Term::Label(labels)) = &parts[2] else { panic!("labels") };
    let places: Vec<_> = labels.iter().flatten().map(|name| (name.place.column, name.place.length)).collect();
    assert_eq!(places, [(13, 4), (18, 5)]);
    let slices: Vec<_> = labels.iter().flatten().map(|name| &text[name.place.start..name.place.end]).collect();
    assert_eq!(slices, ["docs", "\"x y\""]);
}

#[test]
fn deleted_issues_are_reached_by_name_only() {
    for (text, reaches) in [("is:open", false), ("bell OR -is:open,deleted", true), ("sort:due", false)] {
        assert_eq!(parse(text).unwrap().reaches_deleted(), reaches, "{text}");
    }
}

#[test]
fn parentheses_go_as_deep_as_is_said() {
    let deep = format!("{}a{}", "(".repeat(DEPTH_MOST), ")".repeat(DEPTH_MOST));
    assert_eq!(parse(&deep).unwrap().to_string(), "a");
    let alternating = format!("{}x{}", "-(a OR b (".repeat(DEPTH_MOST / 2), "))".repeat(DEPTH_MOST / 2));
    let query = parse(&alternating).unwrap();
    assert_eq!(parse(&query.to_string()), Ok(query));
}
