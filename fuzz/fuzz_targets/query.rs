//! Any text is a query or gets an error that lies within it; the canonical text of a query is final, and no day is too far.

#![no_main]

use belfry::query::{self, Expr, LENGTH_MOST, Query, Term};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match query::parse(text) {
        Err(error) => {
            let length = text.chars().count();
            assert!(error.column >= 1 && error.column - 1 + error.length <= length, "{error}");
            assert!(error.length > 0 || text.is_empty(), "{error}");
            assert_eq!(error.text, text);
        }
        Ok(query) => check(&query),
    }
});

fn check(query: &Query) {
    let canonical = query.to_string();
    if canonical.chars().count() <= LENGTH_MOST {
        let again = query::parse(&canonical).expect("the canonical text of a query is a query");
        assert_eq!(&again, query);
        assert_eq!(again.to_string(), canonical);
    }
    for term in query.filter.iter().flat_map(Expr::terms) {
        assert!(query.clone().replacing(term.clone()).has(term));
        assert!(!query.clone().without(term).has(term));
        settle(term);
    }
}

/// What the days of a term mean, today.
fn settle(term: &Term) {
    let today = jiff::civil::date(2026, 2, 28);
    let extents = match term {
        Term::Created(extents) | Term::Updated(extents) => extents.clone(),
        Term::Due(extents) => extents.iter().copied().flatten().collect(),
        _ => Vec::new(),
    };
    for extent in extents {
        let days = extent.days(today);
        let instants = days.instants(&jiff::tz::TimeZone::fixed(jiff::tz::offset(-11)));
        assert!(
            days.first > days.last
                || instants.from.is_none()
                || instants.until.is_none_or(|until| instants.from < Some(until))
        );
    }
}
