//! Changing a query by menu: each keeps the rest. What is inside OR or other parentheses is the reader's own, and is left alone.

use super::expr::{Expr, Query};
use super::field::Field;
use super::order::{Group, Sort};
use super::term::Term;

impl Query {
    /// Whether the query as a whole asks for this: to tick it in a menu.
    pub fn has(&self, term: &Term) -> bool {
        self.conditions().iter().any(|part| matches!(part, Expr::Term(known) if known == term))
    }

    /// Asks for this too.
    pub fn with(self, term: Term) -> Query {
        if self.has(&term) {
            return self;
        }
        self.changed(|parts| parts.push(Expr::Term(term)))
    }

    /// Does not ask for this any more.
    pub fn without(self, term: &Term) -> Query {
        self.changed(|parts| parts.retain(|part| !matches!(part, Expr::Term(known) if known == term)))
    }

    /// Asks for this instead of all else about the same field; what is excluded (`-label:docs`) stays excluded.
    pub fn replacing(self, term: Term) -> Query {
        let field = term.field();
        self.changed(|parts| {
            let is_old = |part: &Expr| matches!(part, Expr::Term(old) if old.field() == field);
            let at = parts.iter().position(is_old).unwrap_or(parts.len());
            parts.retain(|part| !is_old(part));
            parts.insert(at, Expr::Term(term));
        })
    }

    /// Neither asks for nor excludes anything about this field.
    pub fn clearing(self, field: Field) -> Query {
        match field {
            Field::Sort => self.sorted(None),
            Field::Group => self.grouped(None),
            field => self.changed(|parts| parts.retain(|part| !is_about(part, field))),
        }
    }

    /// The project that is asked for, if it is one and no other.
    pub fn project(&self) -> Option<&str> {
        let mut asked = self.conditions().iter().filter_map(|part| match part {
            Expr::Term(Term::Project(names)) => Some(names.as_slice()),
            _ => None,
        });
        match (asked.next(), asked.next()) {
            (Some([one]), None) => Some(&one.text),
            _ => None,
        }
    }

    /// In this order.
    pub fn sorted(self, sort: Option<Sort>) -> Query {
        Query { sort, ..self }
    }

    /// Under these headings.
    pub fn grouped(self, group: Option<Group>) -> Query {
        Query { group, ..self }
    }

    /// What all must hold.
    fn conditions(&self) -> &[Expr] {
        match &self.filter {
            None => &[],
            Some(Expr::All(parts)) => parts,
            Some(part) => std::slice::from_ref(part),
        }
    }

    fn changed(self, change: impl FnOnce(&mut Vec<Expr>)) -> Query {
        let mut parts = match self.filter {
            None => Vec::new(),
            Some(Expr::All(parts)) => parts,
            Some(part) => vec![part],
        };
        change(&mut parts);
        Query { filter: Expr::all(parts), ..self }
    }
}

fn is_about(part: &Expr, field: Field) -> bool {
    match part {
        Expr::Term(term) => term.field() == field,
        Expr::Not(inner) => matches!(inner.as_ref(), Expr::Term(term) if term.field() == field),
        Expr::All(_) | Expr::Any(_) | Expr::Text(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{SortBy, parse};

    fn term(text: &str) -> Term {
        match parse(text).unwrap().filter {
            Some(Expr::Term(term)) => term,
            other => panic!("{text} is no term: {other:?}"),
        }
    }

    fn check(text: &str, change: impl Fn(Query) -> Query, expected: &str) {
        let query = if text.is_empty() { Query::default() } else { parse(text).unwrap() };
        assert_eq!(change(query).to_string(), expected, "{text}");
    }

    #[test]
    fn a_term_is_added_once_and_the_rest_stays() {
        let with = |query: Query| query.with(term("label:bug"));
        check("", with, "label:bug");
        check("is:open bell sort:due", with, "is:open bell label:bug sort:due");
        check("is:open label:bug", with, "is:open label:bug");
        check("-label:bug", with, "-label:bug label:bug");
        check("label:bug OR label:ui", with, "(label:bug OR label:ui) label:bug");
    }

    #[test]
    fn a_term_is_removed_where_it_stands_by_itself() {
        let without = |query: Query| query.without(&term("label:bug"));
        check("label:bug", without, "");
        check("is:open label:bug label:ui group:status", without, "is:open label:ui group:status");
        check("label:bug,ui -label:bug (label:bug OR x)", without, "label:bug,ui -label:bug (label:bug OR x)");
        check("(x OR y) label:bug", without, "x OR y");
    }

    #[test]
    fn a_term_takes_the_place_of_others_about_the_same() {
        let replacing = |query: Query| query.replacing(term("assignee:ben"));
        check("", replacing, "assignee:ben");
        check("assignee:ana is:open assignee:@me", replacing, "assignee:ben is:open");
        check("is:open -assignee:ana sort:key", replacing, "is:open -assignee:ana assignee:ben sort:key");
    }

    #[test]
    fn a_field_is_cleared_with_what_it_excludes() {
        check("label:bug -label:ui is:open", |query| query.clearing(Field::Label), "is:open");
        check("is:open sort:due group:status", |query| query.clearing(Field::Sort), "is:open group:status");
        check("is:open sort:due group:status", |query| query.clearing(Field::Group), "is:open sort:due");
        check("is:open", |query| query.clearing(Field::Due), "is:open");
    }

    #[test]
    fn order_and_headings_are_set() {
        check("is:open sort:due", |query| query.sorted(Some(Sort::by(SortBy::Priority))), "is:open sort:priority");
        check("is:open", |query| query.grouped(Some(Group::Assignee)), "is:open group:assignee");
    }

    #[test]
    fn a_menu_ticks_what_the_whole_query_asks_for() {
        for (text, is_ticked) in
            [("label:bug", true), ("is:open label:bug", true), ("-label:bug", false), ("x OR label:bug", false)]
        {
            assert_eq!(parse(text).unwrap().has(&term("label:bug")), is_ticked, "{text}");
        }
    }
}
