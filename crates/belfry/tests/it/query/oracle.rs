//! Whether an issue answers a query, in the plainest way there is.

use belfry::query::{Expr, Extent, Moment, Query, State, StatusIs, Term, Text, Who};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::Timestamp;

use super::facts::Facts;

/// Who asks, when and where.
pub struct Asker {
    pub username: String,
    pub today: Date,
    pub zone: TimeZone,
}

pub fn matches(query: &Query, facts: &Facts, asker: &Asker) -> bool {
    let is_there = !facts.is_deleted || query.reaches_deleted();
    is_there && query.filter.as_ref().is_none_or(|filter| holds(filter, facts, asker))
}

fn holds(expr: &Expr, facts: &Facts, asker: &Asker) -> bool {
    match expr {
        Expr::All(parts) => parts.iter().all(|part| holds(part, facts, asker)),
        Expr::Any(parts) => parts.iter().any(|part| holds(part, facts, asker)),
        Expr::Not(part) => !holds(part, facts, asker),
        Expr::Term(term) => fits(term, facts, asker),
        Expr::Text(Text::Word(words) | Text::Phrase(words)) => reads(&facts.text, words),
    }
}

fn fits(term: &Term, facts: &Facts, asker: &Asker) -> bool {
    let assignees: Vec<&String> = facts.assignee.iter().collect();
    let is = |who: &Who, people: &[&String]| person(who, people, asker);
    let (watchers, mentioned) = (facts.watchers.iter().collect::<Vec<_>>(), facts.mentioned.iter().collect::<Vec<_>>());
    let project = facts.key.rsplit_once('-').unwrap().0;
    match term {
        Term::Is(states) => states.iter().any(|state| state_is(*state, facts, asker)),
        Term::Assignee(people) => people.iter().any(|who| is(who, &assignees)),
        Term::Author(people) => people.iter().any(|who| is(who, &[&facts.author])),
        Term::Watch(people) => people.iter().any(|who| is(who, &watchers)),
        Term::Mentions(people) => people.iter().any(|who| is(who, &mentioned)),
        Term::Label(labels) => labels.iter().any(|label| match label {
            None => facts.labels.is_empty(),
            Some(name) => facts.labels.iter().any(|label| is_same(label, &name.text)),
        }),
        Term::Project(keys) => keys.iter().any(|key| key.text == project),
        Term::Status(statuses) => statuses.iter().any(|status| match status {
            StatusIs::Category(status) => facts.status == *status,
            StatusIs::Named(name) => is_same(&facts.status_name, &name.text),
        }),
        Term::Priority(extents) => extents.iter().any(|extent| extent.holds(&facts.priority)),
        Term::Key(keys) => keys.iter().any(|key| key.to_string() == facts.key),
        Term::Parent(keys) => keys.iter().any(|key| key.as_ref().map(ToString::to_string) == facts.parent),
        Term::Due(extents) => extents.iter().any(|extent| match (extent, facts.due) {
            (Some(extent), Some(due)) => extent.days(asker.today).hold(due),
            (extent, due) => extent.is_none() && due.is_none(),
        }),
        Term::Created(extents) => extents.iter().any(|extent| within(*extent, facts.created, asker)),
        Term::Updated(extents) => extents.iter().any(|extent| within(*extent, facts.updated, asker)),
    }
}

fn state_is(state: State, facts: &Facts, asker: &Asker) -> bool {
    let is_open = facts.status.is_open();
    match state {
        State::Open => is_open,
        State::Closed => !is_open,
        State::Assigned => facts.assignee.is_some(),
        State::Unassigned => facts.assignee.is_none(),
        State::Watched => person(&Who::Me, &facts.watchers.iter().collect::<Vec<_>>(), asker),
        State::Overdue => is_open && facts.due.is_some_and(|due| due < asker.today),
        State::Blocked => facts.is_blocked,
        State::Blocking => is_open && facts.blocks_open,
        State::Pending => facts.has_mail_waiting,
        State::Private => facts.is_private,
        State::Deleted => facts.is_deleted,
    }
}

fn person(who: &Who, people: &[&String], asker: &Asker) -> bool {
    match who {
        Who::Nobody => people.is_empty(),
        Who::Me => people.iter().any(|name| is_same(name, &asker.username)),
        Who::Named(wanted) => people.iter().any(|name| is_same(name, &wanted.text)),
    }
}

fn within(extent: Extent<Moment>, moment: Timestamp, asker: &Asker) -> bool {
    extent.days(asker.today).instants(&asker.zone).hold(moment)
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Whether these words stand next to each other in the text. What holds no word is not asked for.
fn reads(text: &str, wanted: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (text, wanted) = (words(text), words(wanted));
    wanted.is_empty() || text.windows(wanted.len()).any(|some| some == wanted)
}
