//! Where in a query something stands.

/// A stretch of the text of a query. `start` and `end` are bytes; `column` (from 1) and `length` are counted in characters,
/// as people count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The first character, counted from 1.
    pub column: usize,
    /// How many characters.
    pub length: usize,
}

impl Place {
    /// From the beginning of this to the end of `last`, which stands behind it.
    pub fn to(self, last: Place) -> Place {
        let length = (last.column + last.length).saturating_sub(self.column);
        Place { end: last.end, length, ..self }
    }

    /// All of `text`.
    pub fn whole(text: &str) -> Place {
        Place { start: 0, end: text.len(), column: 1, length: text.chars().count() }
    }
}

/// Goes through a text, one character after the other, and counts.
pub(super) struct Cursor<'t> {
    text: &'t str,
    here: Place,
}

impl<'t> Cursor<'t> {
    pub fn new(text: &'t str) -> Cursor<'t> {
        Cursor { text, here: Place { column: 1, ..Place::default() } }
    }

    /// What is still to come.
    pub fn rest(&self) -> &'t str {
        &self.text[self.here.start..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes one character.
    pub fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.here.start += c.len_utf8();
        self.here.column += 1;
        Some(c)
    }

    /// Takes characters as long as they are wanted.
    pub fn take_while(&mut self, is_wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !is_wanted(c)).unwrap_or(rest.len());
        self.here.start += end;
        self.here.column += rest[..end].chars().count();
        &rest[..end]
    }

    /// The empty place between what was taken and what is to come.
    pub fn here(&self) -> Place {
        Place { end: self.here.start, ..self.here }
    }

    /// From `start` to what is to come.
    pub fn since(&self, start: Place) -> Place {
        start.to(self.here())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters_and_offsets_in_bytes() {
        let mut cursor = Cursor::new("né 🔔x");
        assert_eq!(cursor.take_while(char::is_alphabetic), "né");
        cursor.bump();
        let bell = cursor.here();
        assert_eq!(cursor.bump(), Some('🔔'));
        assert_eq!(cursor.since(bell), Place { start: 4, end: 8, column: 4, length: 1 });
        assert_eq!((cursor.rest(), cursor.take_while(|_| true), cursor.bump()), ("x", "x", None));
    }
}
