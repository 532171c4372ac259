//! Lists against the oracle of queries.
//!
//! Issues, people and rights are made at random (`made`), and every list is compared with what the plain facts say, however the
//! database is asked to read it. How it reads each list, and that it never reads a whole table, is in `plans`.

mod made;
mod plans;

use belfry::search::{self, Page};
use proptest::prelude::*;

use crate::query::oracle::matches;
use made::{Issue, Made, issue, roles};

/// Conditions, alone and put together.
const TERMS: [&str; 46] = [
    "is:open",
    "is:closed",
    "is:assigned",
    "is:unassigned",
    "is:watched",
    "is:overdue",
    "is:blocked",
    "is:blocking",
    "is:private",
    "is:deleted",
    "is:open,private",
    "assignee:@me",
    "assignee:ben,none",
    "author:cleo,@me",
    "watch:dov",
    "watch:none,ben",
    "mentions:ben",
    "mentions:none",
    "label:bug",
    "label:none",
    "label:\"needs work\",docs",
    "project:BEL",
    "project:bel,INT",
    "key:BEL-1,INT-2,BEL-99",
    "parent:BEL-1",
    "parent:none,BEL-2",
    "status:todo",
    "status:done,in_review",
    "status:\"in review\"",
    "status:\"Im Turm\"",
    "priority:>=high",
    "priority:none..low",
    "due:none",
    "due:today",
    "due:<2d",
    "due:<=tomorrow,none",
    "created:today",
    "created:<2d",
    "updated:>-2d",
    "updated:yesterday",
    "bell",
    "\"bell tower\"",
    "größe",
    "bell -tower",
    "tower -\"bell tower\" -rope label:bug",
    "!!!",
];
/// What stands beside the labels of an issue is what it is.
const LABELS_FOLLOW: &str = "UPDATE issue_labels SET (is_open, updated_at) =
    (SELECT is_open, updated_at FROM issues WHERE id = $1) WHERE issue_id = $1";
const SORTS: [&str; 9] = [
    "",
    "sort:updated",
    "sort:updated-asc",
    "sort:created",
    "sort:priority",
    "sort:due",
    "sort:due-desc",
    "sort:key",
    "sort:key-desc",
];

/// One to three conditions, put together in some way, and an order.
fn query() -> impl Strategy<Value = String> {
    let term = (prop::sample::select(TERMS.to_vec()), prop::bool::weighted(0.25))
        .prop_map(|(term, is_not)| if is_not { format!("-{term}") } else { term.to_owned() });
    let together = prop::sample::select(vec![" ", " ", " OR "]);
    let terms = (prop::collection::vec(term, 1..4), together, any::<bool>());
    (terms, prop::sample::select(SORTS.to_vec())).prop_map(|((terms, together, is_not), sort)| {
        let all = terms.join(together);
        let all = if is_not && terms.len() > 1 { format!("-({all})") } else { all };
        format!("{all} {sort}").trim().to_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4) })]

    #[test]
    fn a_list_is_what_the_facts_say(
        issues in prop::collection::vec(issue(), 1..24),
        roles in roles(),
        queries in prop::collection::vec(query(), 24),
    ) {
        let made = Made::new(issues, roles);
        for (index, text) in queries.iter().chain(TERMS.map(str::to_owned).iter()).enumerate() {
            let actor = made.actors[index % made.actors.len()];
            let asker = made.asker(&actor);
            let query = belfry::query::parse(text).unwrap();
            let facts = |issue: &&Issue| matches(&query, &made.facts(issue, &actor), &asker);
            let expected: Vec<&Issue> = made.issues.iter().filter(|issue| made.sees(&actor, issue)).filter(facts).collect();
            let expected = made.sorted(expected, query.sort);
            for few in [0, 2, 5_000] {
                let listed = pages(&made, &actor, text, few);
                if query.sort.is_some() || !made.has_words(&query) {
                    prop_assert_eq!(&listed, &expected, "{} for {}, few {}", text, asker.username, few);
                } else {
                    let sorted = |keys: &[String]| { let mut keys = keys.to_vec(); keys.sort(); keys };
                    prop_assert_eq!(sorted(&listed), sorted(&expected), "{} for {}, few {}", text, asker.username, few);
                }
            }
            let owned = text.clone();
            let count = made.world.read(move |db| Ok(search::count(db, &actor, &owned).unwrap()));
            prop_assert_eq!(count.count, i64::try_from(expected.len()).unwrap(), "{}", text);
        }
    }
}

/// The keys of a whole list, read five at a time.
fn pages(made: &Made, actor: &belfry::auth::Actor, text: &str, few: i64) -> Vec<String> {
    let (mut after, mut keys) = (None, Vec::new());
    loop {
        let (actor, query) = (*actor, text.to_owned());
        let page = made.world.read(move |db| {
            Ok(search::list(db, &actor, Page { after, few, ..Page::of(&query, 5) })
                .unwrap_or_else(|error| panic!("{query}: {error}")))
        });
        let is_last = page.len() < 5;
        after = page.last().map(|found| found.place);
        keys.extend(page.iter().map(|found| found.issue.key.to_string()));
        if is_last {
            return keys;
        }
    }
}
