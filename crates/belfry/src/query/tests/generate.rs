//! Queries made up at random: every kind of term, names that need quotes, all of it nested.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::issue::{self, IssueKey, Priority};
use crate::query::Who;
use crate::query::token::{Kind, tokens};
use crate::query::{
    Expr, Extent, Group, LENGTH_MOST, Moment, Name, Query, Shift, Sort, SortBy, State, StatusIs, Term, Text, Unit, Way,
};

/// A query that is not empty and not too long.
pub fn query() -> impl Strategy<Value = Query> {
    let order = (proptest::option::of(sort()), proptest::option::of(proptest::sample::select(&Group::ALL)));
    let query = (proptest::option::of(expr()), order);
    query
        .prop_map(|(filter, (sort, group))| Query { filter, sort, group })
        .prop_filter("it has a length", |query| (1..=LENGTH_MOST).contains(&query.to_string().chars().count()))
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![3 => term().prop_map(Expr::Term), 1 => text().prop_map(Expr::Text)];
    leaf.prop_recursive(5, 12, 4, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(|parts| Expr::all(parts).unwrap()),
            parts().prop_map(|parts| Expr::any(parts).unwrap()),
            inner.clone().prop_map(|part| !part),
        ]
    })
}

pub fn term() -> impl Strategy<Value = Term> {
    let people = prop_oneof![
        list(who()).prop_map(Term::Assignee),
        list(name().prop_map(Who::Named)).prop_map(Term::Author),
        list(who()).prop_map(Term::Watch),
        list(who()).prop_map(Term::Mentions),
    ];
    let names = prop_oneof![
        list(proptest::option::of(name())).prop_map(Term::Label),
        list("[A-Z][A-Z0-9]{1,9}".prop_map(Name::new)).prop_map(Term::Project),
        list(status()).prop_map(Term::Status),
        list(issue_key()).prop_map(Term::Key),
        list(proptest::option::of(issue_key())).prop_map(Term::Parent),
    ];
    let compared = prop_oneof![
        list(priority()).prop_map(Term::Priority),
        list(proptest::option::of(moments(Way::Ahead))).prop_map(Term::Due),
        list(moments(Way::Age)).prop_map(Term::Created),
        list(moments(Way::Age)).prop_map(Term::Updated),
    ];
    prop_oneof![list(proptest::sample::select(&State::ALL)).prop_map(Term::Is), people, names, compared]
}

fn list<T: std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(one, 1..4)
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![Just(Who::Me), Just(Who::Nobody), name().prop_map(Who::Named)]
}

fn name() -> impl Strategy<Value = Name> {
    let odd = [
        "none",
        "@me",
        "@ana",
        "todo",
        "in-progress",
        ">=1",
        "a\\\"b",
        "\\",
        "two words",
        "a,b",
        "OR",
        "-x",
        "“",
        "x)",
    ];
    let text = prop_oneof![
        2 => "[a-z]{1,8}",
        1 => proptest::sample::select(odd.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{1,6}".prop_map(|text| text.trim().to_owned()),
    ];
    text.prop_filter("it shows something", |text| !crate::text::is_blank(text)).prop_map(Name::new)
}

fn status() -> impl Strategy<Value = StatusIs> {
    prop_oneof![
        proptest::sample::select(&issue::Status::ALL).prop_map(StatusIs::Category),
        name().prop_map(StatusIs::Named),
    ]
}

fn issue_key() -> impl Strategy<Value = IssueKey> {
    ("[A-Z][A-Z0-9]{1,9}", 1i64..).prop_map(|(project, number)| IssueKey { project, number })
}

fn priority() -> impl Strategy<Value = Extent<Priority>> {
    extent(proptest::sample::select(&Priority::ALL))
        .prop_filter("it runs forwards", |extent| !matches!(extent, Extent::Between(first, last) if first > last))
}

fn moments(plain: Way) -> impl Strategy<Value = Extent<Moment>> {
    extent(moment(plain)).prop_filter(
        "it runs forwards",
        |extent| !matches!(extent, Extent::Between(first, last) if first.is_surely_after(*last)),
    )
}

/// Any of the comparisons of what is made up.
pub fn extent<T: Copy + std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Extent<T>> {
    let make = [Extent::Is, Extent::Below, Extent::AtMost, Extent::Above, Extent::AtLeast];
    let range = |first, last| Extent::Between(first, last);
    let pair = proptest::collection::vec(one, 2);
    (0..6usize, pair).prop_map(move |(at, pair)| match make.get(at) {
        Some(make) => make(pair[0]),
        None => range(pair[0], pair[1]),
    })
}

/// Any moment that is written where spans mean `plain`.
pub fn moment(plain: Way) -> impl Strategy<Value = Moment> {
    let unit = || proptest::sample::select(&Unit::ALL);
    prop_oneof![
        day().prop_map(Moment::Day),
        day().prop_map(|day| Moment::Month(day.first_of_month())),
        day().prop_map(|day| Moment::Year(day.first_of_year())),
        (proptest::sample::select(&Shift::ALL), unit()).prop_map(|(shift, unit)| Moment::Near(shift, unit)),
        (proptest::sample::select(vec![plain, Way::Ago]), 0u16..=9999, unit())
            .prop_map(|(way, count, unit)| Moment::Away(way, count, unit)),
    ]
}

fn day() -> impl Strategy<Value = Date> {
    (1i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

fn text() -> impl Strategy<Value = Text> {
    let word = "\\PC{1,8}".prop_filter_map("it is a word", |text| {
        let tokens = tokens(&text).ok()?;
        tokens.into_iter().find_map(|token| match token.kind {
            Kind::Word(word) => Some(Text::Word(word)),
            _ => None,
        })
    });
    prop_oneof![word, name().prop_map(|name| Text::Phrase(name.text))]
}

fn sort() -> impl Strategy<Value = Sort> {
    let any = (proptest::sample::select(&SortBy::ALL), any::<bool>());
    any.prop_map(|(by, is_descending)| Sort { by, is_descending: is_descending || by == SortBy::Relevance })
}
