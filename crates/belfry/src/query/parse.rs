//! From pieces to a tree: OR binds less than AND, which standing side by side means too.

use super::error::{QueryError, Wrong};
use super::expr::{Expr, Query, Text};
use super::field::Field;
use super::order::{Group, Sort};
use super::place::Place;
use super::term::Term;
use super::token::{Item, Kind, Token, tokens};

/// The longest query, in characters.
pub const LENGTH_MOST: usize = 2_000;
/// The most parentheses within parentheses.
pub const DEPTH_MOST: usize = 32;

/// The query in `text`. A blank text is none: what that stands for is for the page to say.
///
/// # Errors
/// With what is wrong first, and where.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    check(text)
        .and_then(|()| tokens(text))
        .and_then(|tokens| Parser::new(&tokens).query())
        .map_err(|wrong| wrong.of(text))
}

/// What holds for the text as a whole.
fn check(text: &str) -> Result<(), Wrong> {
    let whole = Place::whole(text);
    if text.trim().is_empty() {
        return Err(Wrong::new(whole, "the query is empty; write is:open, or words to look for"));
    }
    if whole.length > LENGTH_MOST {
        let sentence =
            format!("a query has at most {LENGTH_MOST} characters, this one {}; leave some out", whole.length);
        return Err(Wrong::new(
            Place { column: LENGTH_MOST + 1, length: whole.length - LENGTH_MOST, ..whole },
            sentence,
        ));
    }
    let is_odd = |c: char| c.is_control() && !c.is_whitespace();
    match text.chars().position(is_odd) {
        None => Ok(()),
        Some(before) => {
            let sentence = "this character cannot be typed, and stands in no text; remove it";
            Err(Wrong::new(Place { column: before + 1, length: 1, ..whole }, sentence))
        }
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    sort: Option<Sort>,
    group: Option<Group>,
}

impl<'t> Parser<'t> {
    fn new(tokens: &'t [Token]) -> Parser<'t> {
        Parser { tokens, at: 0, depth: 0, sort: None, group: None }
    }

    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn query(mut self) -> Result<Query, Wrong> {
        let filter = self.any()?;
        match self.peek() {
            None => Ok(Query { filter, sort: self.sort, group: self.group }),
            Some(token) => {
                Err(Wrong::new(token.place, "no parenthesis is open here; remove this one, or write ( before it"))
            }
        }
    }

    /// Parts with OR between them, up to the end or a closing parenthesis; none if only the order was spoken of.
    fn any(&mut self) -> Result<Option<Expr>, Wrong> {
        let mut parts = Vec::new();
        loop {
            let part = self.all()?;
            let or = self.peek().filter(|token| token.kind == Kind::Or);
            match (part, or) {
                (Some(part), _) => parts.push(part),
                (None, Some(or)) => return Err(lonely(or, "before")),
                (None, None) if parts.is_empty() => return Ok(None),
                (None, None) => return Err(lonely(&self.tokens[self.last_or()], "after")),
            }
            if or.is_none() {
                return Ok(Expr::any(parts));
            }
            self.at += 1;
        }
    }

    /// The OR that was passed last.
    fn last_or(&self) -> usize {
        self.tokens[..self.at].iter().rposition(|token| token.kind == Kind::Or).unwrap_or(0)
    }

    /// Parts side by side, or with AND between them.
    fn all(&mut self) -> Result<Option<Expr>, Wrong> {
        let (mut parts, first) = (Vec::new(), self.at);
        while let Some(token) = self.peek() {
            match &token.kind {
                Kind::Or | Kind::Close => break,
                Kind::And if self.at == first => return Err(lonely(token, "before")),
                Kind::And => {
                    self.at += 1;
                    if self.peek().is_none_or(|next| matches!(next.kind, Kind::And | Kind::Or | Kind::Close)) {
                        return Err(lonely(token, "after"));
                    }
                }
                Kind::Term(field @ (Field::Sort | Field::Group), items) => self.order(*field, items, token.place)?,
                _ => parts.push(self.one()?),
            }
        }
        Ok(Expr::all(parts))
    }

    /// One part, which is there.
    fn one(&mut self) -> Result<Expr, Wrong> {
        let token = &self.tokens[self.at];
        self.at += 1;
        match &token.kind {
            Kind::Not => self.not(token),
            Kind::Open => self.parenthesis(token),
            Kind::Word(word) => Ok(Expr::Text(Text::Word(word.clone()))),
            Kind::Phrase(words) => Ok(Expr::Text(Text::Phrase(words.clone()))),
            Kind::Term(field, items) => {
                let sentence =
                    || format!("{}: says how to show issues, and cannot be negated; remove the minus", field.as_str());
                Term::of(*field, items)?.map(Expr::Term).ok_or_else(|| Wrong::new(token.place, sentence()))
            }
            Kind::And | Kind::Or | Kind::Close => Err(lonely(token, "before")),
        }
    }

    fn not(&mut self, not: &Token) -> Result<Expr, Wrong> {
        match self.peek() {
            Some(Token { kind: Kind::Not, place }) => {
                Err(Wrong::new(not.place.to(*place), "one minus is enough; remove the other, or both"))
            }
            None | Some(Token { kind: Kind::And | Kind::Or | Kind::Close, .. }) => Err(lonely(not, "after")),
            Some(_) => self.one().map(|part| !part),
        }
    }

    fn parenthesis(&mut self, open: &Token) -> Result<Expr, Wrong> {
        self.depth += 1;
        if self.depth > DEPTH_MOST {
            let sentence = format!("parentheses go at most {DEPTH_MOST} deep; remove those that are not needed");
            return Err(Wrong::new(open.place, sentence));
        }
        let inside = self.any()?;
        let Some(close) = self.peek() else {
            return Err(Wrong::new(open.place, "this parenthesis is not closed; write ) where it ends"));
        };
        self.at += 1;
        self.depth -= 1;
        let sentence = "there is nothing between the parentheses; write terms, or remove them";
        inside.ok_or_else(|| Wrong::new(open.place.to(close.place), sentence))
    }

    fn order(&mut self, field: Field, items: &[Item], place: Place) -> Result<(), Wrong> {
        self.at += 1;
        let name = field.as_str();
        let is_second = if field == Field::Sort { self.sort.is_some() } else { self.group.is_some() };
        if self.depth > 0 {
            let sentence = format!("{name}: is about the whole list; write it outside the parentheses");
            return Err(Wrong::new(place, sentence));
        }
        let [item] = items else {
            return Err(Wrong::new(place, format!("there is one {name}: only; write {}", field.example())));
        };
        if is_second {
            return Err(Wrong::new(place, format!("there is one {name}: only; remove this one or the other")));
        }
        let wrong = |sentence| Wrong::new(item.place, sentence);
        match field {
            Field::Sort => self.sort = Some(Sort::parse(&item.text).map_err(wrong)?),
            _ => self.group = Some(Group::parse(&item.text).map_err(wrong)?),
        }
        Ok(())
    }
}

/// AND, OR or NOT without what belongs to it.
fn lonely(token: &Token, side: &str) -> Wrong {
    let word = match token.kind {
        Kind::And => "AND",
        Kind::Or => "OR",
        _ => "NOT",
    };
    Wrong::new(
        token.place,
        format!("nothing stands {side} {word}; write a term there, or \"{}\" for the word", word.to_lowercase()),
    )
}
