//! Values on their way, and the sum of a table's rows.

use crate::{Error, FromColumn, Param, Row, Value};

/// A value that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Held {
    pub fn param(&self) -> Param<'_> {
        match self {
            Held::Null => Param::Null,
            Held::Integer(number) => Param::Integer(*number),
            Held::Text(text) => Param::Text(text),
            Held::Blob(bytes) => Param::Blob(bytes),
        }
    }

    /// Writes it down so that no other value is written the same way.
    fn write(&self, out: &mut Vec<u8>) {
        let (kind, bytes): (u8, &[u8]) = match self {
            Held::Null => (0, &[]),
            Held::Integer(number) => (1, &number.to_be_bytes()),
            Held::Text(text) => (2, text.as_bytes()),
            Held::Blob(bytes) => (3, bytes),
        };
        out.push(kind);
        out.extend((bytes.len() as u64).to_be_bytes());
        out.extend(bytes);
    }
}

impl FromColumn for Held {
    fn from_column(value: Value<'_>) -> Option<Self> {
        Some(match value {
            Value::Null => Held::Null,
            Value::Integer(number) => Held::Integer(number),
            Value::Text(text) => Held::Text(text.to_owned()),
            Value::Blob(bytes) => Held::Blob(bytes.to_vec()),
        })
    }
}

/// The values of these columns.
pub(super) fn read(row: &Row<'_>, columns: &[String]) -> Result<Vec<Held>, Error> {
    columns.iter().map(|column| row.get_named(column)).collect()
}

/// What a table holds, whatever the order of its rows: how many there are, and the sum of their SHA-256, each taken as four
/// numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub rows: u64,
    parts: [u64; 4],
}

impl Sum {
    pub fn add(&mut self, row: &[Held]) {
        let mut bytes = Vec::new();
        row.iter().for_each(|value| value.write(&mut bytes));
        let digest = ring::digest::digest(&ring::digest::SHA256, &bytes);
        self.rows += 1;
        for (part, bytes) in self.parts.iter_mut().zip(digest.as_ref().chunks_exact(8)) {
            let number = bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
            *part = part.wrapping_add(number);
        }
    }

    /// For people.
    pub fn shown(&self) -> String {
        self.parts.iter().map(|part| format!("{part:016x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[&[Held]]) -> Sum {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn only_the_same_rows_have_the_same_sum_in_whatever_order() {
        let text = |text: &str| Held::Text(text.to_owned());
        let (one, other) = ([text("a"), text("bc")], [text("ab"), text("c")]);
        assert_eq!(sum(&[&one, &other]), sum(&[&other, &one]));
        assert_ne!(sum(&[&one]), sum(&[&other]));
        assert_ne!(sum(&[&one, &one]), sum(&[&one]));
        assert_ne!(sum(&[&one, &one]), sum(&[&one, &other]));
        let alike = [Held::Null, Held::Integer(0), text(""), Held::Blob(Vec::new())];
        for (index, value) in alike.iter().enumerate() {
            for other in &alike[..index] {
                assert_ne!(sum(&[std::slice::from_ref(value)]), sum(&[std::slice::from_ref(other)]));
            }
        }
    }
}
