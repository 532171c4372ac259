//! What holds for every query and for every text.

use proptest::prelude::*;

use super::generate;
use crate::query::{LENGTH_MOST, Query, parse};

/// Texts that look like queries more often than chance would have it.
fn near_query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,3}|[ ()\"\\\\,:<>=.@-]{1,3}|\\PC",
        "(is|label|due|created|priority|sort|group|key|status|assignee):",
        " (AND|OR|NOT) |open|none|@me|>=high|-7d|2026-0[0-9]|\\.\\.|“|🔔|\n",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn check_error(text: &str) -> Result<(), TestCaseError> {
    if let Err(error) = parse(text) {
        let length = text.chars().count();
        prop_assert!(error.column >= 1 && error.column - 1 + error.length <= length, "{error} in {text:?}");
        prop_assert!(error.length > 0 || text.is_empty(), "{error} in {text:?}");
        prop_assert_eq!(error.text, text);
        prop_assert!(!error.sentence.ends_with('.') && error.sentence.contains([';', '?']), "{}", error.sentence);
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_query_parses_back_from_its_text(query in generate::query()) {
        let text = query.to_string();
        prop_assert_eq!(parse(&text).map_err(|error| error.to_string()), Ok(query), "{}", text);
    }

    #[test]
    fn the_canonical_text_of_a_text_is_final(text in near_query()) {
        if let Ok(query) = parse(&text) {
            let canonical = query.to_string();
            let again = parse(&canonical);
            if canonical.chars().count() <= LENGTH_MOST {
                prop_assert_eq!(again.as_ref(), Ok(&query), "{:?} became {:?}", text, canonical);
                prop_assert_eq!(again.unwrap().to_string(), canonical);
            }
        }
    }

    #[test]
    fn an_error_lies_within_the_text_and_keeps_it(text in near_query()) {
        check_error(&text)?;
    }

    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        check_error(&text)?;
    }

    #[test]
    fn a_changed_query_is_a_query(query in generate::query(), term in generate::term()) {
        let changed = [query.clone().with(term.clone()), query.clone().replacing(term.clone())];
        for changed in changed {
            prop_assert!(changed.has(&term));
            let text = changed.to_string();
            if text.chars().count() <= LENGTH_MOST {
                prop_assert_eq!(parse(&text), Ok(changed));
            }
        }
        let gone = query.without(&term);
        prop_assert!(!gone.has(&term));
        prop_assert!(gone == Query::default() || parse(&gone.to_string()).as_ref() == Ok(&gone));
    }

    #[test]
    fn adding_and_removing_leaves_the_query_as_it_was(query in generate::query(), term in generate::term()) {
        prop_assume!(!query.has(&term));
        prop_assert_eq!(query.clone().with(term.clone()).without(&term), query);
    }

    #[test]
    fn twice_not_is_as_before(query in generate::query()) {
        if let Some(filter) = query.filter {
            prop_assert_eq!(!!filter.clone(), filter);
        }
    }
}
