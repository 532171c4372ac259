//! Putting a statement together: the text is ours, whatever people typed is bound.

use store::Param;

/// The values of a statement, in the order of their placeholders.
#[derive(Clone, Debug, Default)]
pub(super) struct Values(Vec<Value>);

#[derive(Clone, Debug)]
enum Value {
    Integer(i64),
    Text(String),
}

impl Values {
    /// The placeholder of a further number.
    pub fn number(&mut self, number: i64) -> String {
        self.0.push(Value::Integer(number));
        format!("${}", self.0.len())
    }

    /// The placeholder of a further text.
    pub fn text(&mut self, text: &str) -> String {
        self.0.push(Value::Text(text.to_owned()));
        format!("${}", self.0.len())
    }

    /// `$5, $6, $7`
    pub fn numbers(&mut self, numbers: impl IntoIterator<Item = i64>) -> String {
        numbers.into_iter().map(|number| self.number(number)).collect::<Vec<_>>().join(", ")
    }

    /// `$5, $6, $7`
    pub fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> String {
        texts.into_iter().map(|text| self.text(text)).collect::<Vec<_>>().join(", ")
    }

    /// To be bound.
    pub fn params(&self) -> Vec<Param<'_>> {
        let param = |value| match value {
            &Value::Integer(number) => Param::Integer(number),
            Value::Text(text) => Param::Text(text),
        };
        self.0.iter().map(param).collect()
    }
}

/// Every one of these holds.
pub(super) fn all(parts: &[String]) -> String {
    joined(parts, " AND ", "1 = 1")
}

/// One of these holds.
pub(super) fn any(parts: &[String]) -> String {
    joined(parts, " OR ", "1 = 0")
}

fn joined(parts: &[String], word: &str, none: &str) -> String {
    match parts {
        [] => none.to_owned(),
        [one] => one.clone(),
        several => format!("({})", several.join(word)),
    }
}

/// Some row of this holds: looked up row by row, whatever the database's planner would rather do. `OFFSET` keeps it from
/// turning the look into a join, which reads everything where only the beginning of a list is wanted.
pub(super) fn exists(from: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {from} LIMIT 1 OFFSET 0)")
}
