//! A query as a tree.

use std::fmt;
use std::ops::Not;

use super::field::Field;
use super::order::{Group, Sort};
use super::state::State;
use super::term::Term;
use super::token::{self, Kind};
use super::value::{Who, write_quoted};

/// What to look for, and how to show it. Its text is its canonical form, which parses back to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The condition; none finds everything.
    pub filter: Option<Expr>,
    /// `sort:`
    pub sort: Option<Sort>,
    /// `group:`
    pub group: Option<Group>,
}

/// A condition. Lists have two parts or more, and none of their own kind; nothing is negated twice. [`Expr::all`],
/// [`Expr::any`] and `!` see to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// Every part holds.
    All(Vec<Expr>),
    /// One part holds.
    Any(Vec<Expr>),
    /// The part does not hold.
    Not(Box<Expr>),
    /// A property.
    Term(Term),
    /// The words stand in the title, the description or a comment.
    Text(Text),
}

/// Words to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A word as it was typed.
    Word(String),
    /// Words next to each other.
    Phrase(String),
}

impl Expr {
    /// Every one of these; none if there are none.
    pub fn all(parts: Vec<Expr>) -> Option<Expr> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Expr::All(inner) => inner,
            part => vec![part],
        });
        one_or(flat.collect(), Expr::All)
    }

    /// One of these; none if there are none.
    pub fn any(parts: Vec<Expr>) -> Option<Expr> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Expr::Any(inner) => inner,
            part => vec![part],
        });
        one_or(flat.collect(), Expr::Any)
    }

    /// Every term in it, negated or not, in the order in which they are written.
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Expr::All(parts) | Expr::Any(parts) => parts.iter().flat_map(Expr::terms).collect(),
            Expr::Not(part) => part.terms(),
            Expr::Term(term) => vec![term],
            Expr::Text(_) => Vec::new(),
        }
    }
}

/// The contrary.
impl Not for Expr {
    type Output = Expr;

    fn not(self) -> Expr {
        match self {
            Expr::Not(inner) => *inner,
            part => Expr::Not(Box::new(part)),
        }
    }
}

fn one_or(mut parts: Vec<Expr>, make: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    if parts.len() < 2 { parts.pop() } else { Some(make(parts)) }
}

impl Query {
    /// Whether deleted issues are looked at too: only if the query says `is:deleted` somewhere.
    pub fn reaches_deleted(&self) -> bool {
        let terms = self.filter.iter().flat_map(Expr::terms);
        terms.into_iter().any(|term| matches!(term, Term::Is(states) if states.contains(&State::Deleted)))
    }
}

impl Query {
    /// Whether what it finds depends on who asks.
    pub fn asks_who(&self) -> bool {
        let terms = self.filter.iter().flat_map(Expr::terms);
        terms.into_iter().any(|term| match term {
            Term::Is(states) => states.contains(&State::Watched),
            Term::Assignee(people) | Term::Author(people) | Term::Watch(people) | Term::Mentions(people) => {
                people.contains(&Who::Me)
            }
            _ => false,
        })
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sort = self.sort.map(|sort| format!("{}:{sort}", Field::Sort.as_str()));
        let group = self.group.map(|group| format!("{}:{}", Field::Group.as_str(), group.as_str()));
        let parts = [self.filter.as_ref().map(Expr::to_string), sort, group];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All(parts) => joined(f, parts, " "),
            Expr::Any(parts) => joined(f, parts, " OR "),
            Expr::Not(part) => write!(f, "-{}", Part(part)),
            Expr::Term(term) => term.fmt(f),
            Expr::Text(text) => text.fmt(f),
        }
    }
}

/// An expression within another: in parentheses if it would fall apart.
struct Part<'e>(&'e Expr);

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Expr::All(_) | Expr::Any(_) => write!(f, "({})", self.0),
            Expr::Not(_) | Expr::Term(_) | Expr::Text(_) => self.0.fmt(f),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Expr], between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        let between = if index == 0 { "" } else { between };
        write!(f, "{between}{}", Part(part))?;
    }
    Ok(())
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Text::Word(word) if is_one_word(word) => f.write_str(word),
            Text::Word(words) | Text::Phrase(words) => write_quoted(f, words),
        }
    }
}

fn is_one_word(text: &str) -> bool {
    let Ok(tokens) = token::tokens(text) else { return false };
    matches!(tokens.as_slice(), [token] if matches!(&token.kind, Kind::Word(word) if word == text))
}
