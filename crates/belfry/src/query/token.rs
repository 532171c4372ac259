//! The pieces that a query is made of, each with its place.

use super::error::Wrong;
use super::field::Field;
use super::place::{Cursor, Place};
use crate::text;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub place: Place,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `-` before a term, or `NOT`.
    Not,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// A word to look for.
    Word(String),
    /// "Quoted words" to look for, without their quotes.
    Phrase(String),
    /// `name:value,value`
    Term(Field, Vec<Item>),
}

/// One of the values of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Without quotes and trimmed; never blank.
    pub text: String,
    /// Quoted text stands for itself: `"none"` is somebody called none.
    pub is_quoted: bool,
    /// Where it stands, with its quotes.
    pub place: Place,
}

/// Takes a text apart.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let mut cursor = Cursor::new(text);
    let mut found = Vec::new();
    loop {
        cursor.take_while(char::is_whitespace);
        let Some(first) = cursor.peek() else { return Ok(found) };
        let start = cursor.here();
        let kind = match first {
            '(' | ')' | '-' => mark(&mut cursor)?,
            c if is_quote(c) => Kind::Phrase(quoted(&mut cursor)?),
            _ => word_or_term(&mut cursor)?,
        };
        found.push(Token { kind, place: cursor.since(start) });
    }
}

fn mark(cursor: &mut Cursor<'_>) -> Result<Kind, Wrong> {
    let start = cursor.here();
    match cursor.bump() {
        Some('(') => Ok(Kind::Open),
        Some(')') => Ok(Kind::Close),
        _ if cursor.peek().is_some_and(|next| !next.is_whitespace() && next != ')') => Ok(Kind::Not),
        _ => {
            let sentence = "nothing follows the minus; write it right before a term: -label:bug";
            Err(Wrong::new(cursor.since(start), sentence))
        }
    }
}

/// Straight quotes, and those that telephones make of them.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

fn is_bare(c: char) -> bool {
    !c.is_whitespace() && !is_quote(c) && !matches!(c, '(' | ')')
}

/// What stands in quotes, trimmed. `\"` is a quote and `\\` a backslash; before anything else a backslash is itself.
fn quoted(cursor: &mut Cursor<'_>) -> Result<String, Wrong> {
    let start = cursor.here();
    let is_straight = cursor.bump() == Some('"');
    let opening = cursor.since(start);
    let mut inside = String::new();
    loop {
        match cursor.bump() {
            None => {
                return Err(Wrong::new(opening, "this quote is not closed; write another at the end of the words"));
            }
            Some(c) if is_quote(c) && is_straight == (c == '"') => break,
            Some('\\') if cursor.peek().is_some_and(|next| next == '\\' || is_quote(next)) => {
                inside.extend(cursor.bump())
            }
            Some(c) => inside.push(c),
        }
    }
    let inside = inside.trim();
    if text::is_blank(inside) {
        return Err(Wrong::new(
            cursor.since(start),
            "there is nothing between the quotes; write words, or remove them",
        ));
    }
    Ok(inside.to_owned())
}

fn word_or_term(cursor: &mut Cursor<'_>) -> Result<Kind, Wrong> {
    let start = cursor.here();
    let name = cursor.take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'));
    let is_term = cursor.peek() == Some(':') && !name.is_empty() && !is_address_or_path(cursor.rest());
    if is_term {
        let field = Field::named(name).map_err(|sentence| {
            cursor.bump();
            Wrong::new(cursor.since(start), sentence)
        })?;
        cursor.bump();
        return Ok(Kind::Term(field, items(cursor, field, start)?));
    }
    let word = format!("{name}{}", cursor.take_while(is_bare));
    Ok(match word.as_str() {
        "AND" => Kind::And,
        "OR" => Kind::Or,
        "NOT" => Kind::Not,
        _ if text::is_blank(&word) => {
            let sentence = "these characters show nothing; remove them, or write words";
            return Err(Wrong::new(cursor.since(start), sentence));
        }
        _ => Kind::Word(word),
    })
}

/// `https://…` and `std::vec` are pasted often, and meant as words.
fn is_address_or_path(rest: &str) -> bool {
    rest.starts_with("://") || rest.starts_with("::")
}

/// The values of a term that begins at `start`, separated by commas.
fn items(cursor: &mut Cursor<'_>, field: Field, start: Place) -> Result<Vec<Item>, Wrong> {
    let mut found = Vec::new();
    loop {
        found.push(item(cursor, field, start)?);
        if cursor.peek() != Some(',') {
            return Ok(found);
        }
        cursor.bump();
    }
}

fn item(cursor: &mut Cursor<'_>, field: Field, term: Place) -> Result<Item, Wrong> {
    let start = cursor.here();
    let is_quoted = cursor.peek().is_some_and(is_quote);
    let text = if is_quoted { quoted(cursor)? } else { cursor.take_while(|c| is_bare(c) && c != ',').to_owned() };
    let place = cursor.since(start);
    if text::is_blank(&text) {
        let sentence = format!("there is no {}: value; write {}", field.as_str(), field.example());
        return Err(Wrong::new(cursor.since(term), sentence));
    }
    let is_glued = cursor.peek().is_some_and(|next| is_quote(next) || (is_quoted && is_bare(next) && next != ','));
    if is_glued {
        let sentence = "quotes go around the whole value; write label:\"two words\"";
        return Err(Wrong::new(place, sentence));
    }
    Ok(Item { text, is_quoted, place })
}
