//! What queries mean: an oracle that looks at plain facts about one issue, for lists from the database to be compared with.
//! Tried here on one issue whose facts are known, term by term. It knows no database and no rights: who may see an issue is
//! for the comparison to say.

pub mod facts;
pub mod oracle;

use belfry::issue::{Priority, Status};
use belfry::query::parse;
use facts::{Facts, day, moment};
use oracle::{Asker, matches};

fn check(facts: &Facts, queries: &[(&str, bool)]) {
    let asker = Asker { username: "Ana".to_owned(), today: day("2026-03-12"), zone: jiff::tz::TimeZone::UTC };
    for (text, is_found) in queries {
        let query = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(matches(&query, facts, &asker), *is_found, "{text}");
    }
}

/// In progress with Ana, due tomorrow.
fn bell() -> Facts {
    Facts {
        assignee: Some("ana".to_owned()),
        watchers: vec!["ana".to_owned(), "ben".to_owned()],
        mentioned: vec!["Cleo".to_owned()],
        labels: vec!["bug".to_owned(), "Needs work".to_owned()],
        status: Status::InProgress,
        status_name: "Im Turm".to_owned(),
        priority: Priority::High,
        due: Some(day("2026-03-13")),
        parent: Some("BEL-7".to_owned()),
        text: "The bell-tower is cracked. Größe: XL".to_owned(),
        ..Facts::plain("BEL-142", "ben")
    }
}

#[test]
fn a_term_asks_for_one_property() {
    check(
        &bell(),
        &[
            ("is:open is:assigned is:watched", true),
            ("is:closed,unassigned,overdue,blocked,blocking,pending,private,deleted", false),
            ("assignee:@me assignee:ANA assignee:none,ana", true),
            ("assignee:ben,none", false),
            ("author:ben watch:@me watch:ben mentions:cleo", true),
            ("author:@me", false),
            ("label:bug label:\"needs work\" -label:docs,ui", true),
            ("label:none", false),
            ("project:bel,rng key:BEL-142 parent:BEL-7", true),
            ("project:rng", false),
            ("parent:none", false),
            ("status:in_progress status:\"im turm\" -status:todo -status:\"in_progress\"", true),
            ("priority:high priority:>low priority:medium..urgent -priority:urgent,none", true),
            ("due:tomorrow due:<=2026-03-13 due:this-week -due:none -due:<tomorrow", true),
        ],
    );
}

#[test]
fn what_is_missing_is_found_by_none() {
    check(
        &Facts::plain("BEL-1", "ben"),
        &[
            ("assignee:none watch:none mentions:none label:none parent:none priority:none due:none", true),
            ("is:unassigned -is:assigned -is:watched -is:overdue", true),
            ("due:<2030,>2000", false),
            ("priority:<low priority:<=high", true),
        ],
    );
}

#[test]
fn closed_and_late_follow_from_other_facts() {
    let late = Facts { due: Some(day("2026-03-11")), blocks_open: true, ..bell() };
    check(&late, &[("is:overdue", true), ("is:blocking", true), ("is:blocked", false)]);
    let done = Facts { status: Status::Done, ..late };
    check(&done, &[("is:closed status:done", true), ("is:overdue", false), ("is:blocking", false)]);
    let today =
        Facts { due: Some(day("2026-03-12")), is_blocked: true, is_private: true, has_mail_waiting: true, ..bell() };
    check(&today, &[("is:overdue", false), ("is:blocked is:private is:pending", true)]);
}

#[test]
fn moments_are_compared_by_their_day() {
    let facts = Facts { created: moment("2026-03-10T23:59:59Z"), updated: moment("2026-03-12T00:00:00Z"), ..bell() };
    check(
        &facts,
        &[
            ("created:2026-03-10 created:2d created:<=2d created:this-week created:2026..", true),
            ("created:<2d", false),
            ("created:>-2d", false),
            ("updated:today updated:<1d updated:>yesterday", true),
            ("updated:>today", false),
            ("updated:yesterday..tomorrow", true),
        ],
    );
}

#[test]
fn words_are_whole_and_phrases_in_order() {
    check(
        &bell(),
        &[
            ("CRACKED bell", true),
            ("bell-tower \"tower is\" GRÖSSE OR größe", true),
            ("\"bell is\"", false),
            ("crack", false),
            ("-rope", true),
        ],
    );
}

#[test]
fn parts_hold_together_as_they_are_written() {
    check(
        &bell(),
        &[
            ("is:closed is:open OR label:bug", true),
            ("is:closed (is:open OR label:bug)", false),
            ("-(is:closed label:bug) -(is:closed OR label:docs)", true),
            ("sort:due", true),
        ],
    );
}

#[test]
fn a_deleted_issue_is_found_by_that_word_only() {
    let gone = Facts { is_deleted: true, ..bell() };
    check(&gone, &[("label:bug", false), ("label:bug is:deleted", true), ("sort:due", false), ("-is:deleted", false)]);
    check(&bell(), &[("-is:deleted", true), ("is:deleted", false), ("is:deleted OR bell", true)]);
}
