//! What a client sent: the fields of a JSON object, and what is wrong with them, all at once.

use std::sync::Arc;

use axum::extract::Request;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::error::FieldErrors;
use crate::http::body;
use crate::http::lines::Line;
use crate::text;

/// A body's fields. Those that a call does not know are ignored.
pub(super) struct Sent {
    fields: Map<String, Value>,
    errors: FieldErrors,
}

impl Sent {
    /// Takes the body of a request in, of `most` bytes at the most, whatever its `Content-Type`: old clients send any.
    pub async fn take_in(request: Request, most: usize) -> Result<Sent, Refusal> {
        let (parts, body) = request.into_parts();
        let line = parts.extensions.get::<Arc<Line>>();
        let bytes = body::take_in(body, &parts.headers, most, line).await?;
        Sent::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Sent, Refusal> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Sent { fields, errors: FieldErrors::default() }),
            Ok(_) => Err(Refusal::bad_request("Send a JSON object: {\"field\": \"text\", …}.")),
            Err(error) => Err(Refusal::bad_request(format!("Send a JSON object. The body is not JSON: {error}."))),
        }
    }

    /// A field that must be there. Where it is missing, null or blank, `blank` says so.
    pub fn required<T>(
        &mut self,
        field: &'static str,
        blank: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        match self.fields.get(field) {
            None | Some(Value::Null) => self.wrong(field, blank),
            Some(_) => self.text(field, blank, parse),
        }
    }

    /// A field that may be missing, null or blank: `Some(None)`. Where it is wrong: `None`.
    pub fn optional<T>(&mut self, field: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<Option<T>> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Some(None),
            Some(Value::String(text)) if text::is_blank(text) => Some(None),
            Some(_) => self.text(field, "", parse).map(Some),
        }
    }

    /// A field that is to be changed if it is there: missing is `Some(None)`, wrong is `None`, and so are null and blank.
    pub fn changed<T>(
        &mut self,
        field: &'static str,
        blank: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Option<T>> {
        match self.fields.get(field) {
            None => Some(None),
            Some(Value::Null) => self.wrong(field, "This cannot be null. Leave it out to keep it as it is."),
            Some(_) => self.text(field, blank, parse).map(Some),
        }
    }

    /// Everything that was found wrong.
    pub fn refused(self) -> Refusal {
        Refusal::Fields(self.errors)
    }

    fn text<T>(&mut self, field: &'static str, blank: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let parsed = match self.fields.get(field) {
            Some(Value::String(text)) if text::is_blank(text) => Err(blank.to_owned()),
            Some(Value::String(text)) => parse(text),
            _ => Err("This must be text.".to_owned()),
        };
        match parsed {
            Ok(value) => Some(value),
            Err(text) => self.wrong(field, &text),
        }
    }

    fn wrong<T>(&mut self, field: &'static str, text: &str) -> Option<T> {
        self.errors.add(field, text);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(body: &str) -> Sent {
        Sent::parse(body.as_bytes()).unwrap()
    }

    fn any(text: &str) -> Result<String, String> {
        Ok(text.to_owned())
    }

    fn errors(sent: Sent) -> String {
        let Refusal::Fields(errors) = sent.refused() else { panic!("no field errors") };
        errors.to_string()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let mut sent = sent(r#"{"a": null, "b": " ", "c": 7, "d": "x", "e": "fine"}"#);
        assert_eq!(sent.required("a", "blank", any), None);
        assert_eq!(sent.required("b", "blank", any), None);
        assert_eq!(sent.required("c", "blank", any), None);
        assert_eq!(sent.required("d", "blank", |_| Err::<(), _>("odd".to_owned())), None);
        assert_eq!(sent.required("e", "blank", any), Some("fine".to_owned()));
        assert_eq!(sent.required("f", "blank", any), None);
        assert_eq!(errors(sent), "a: blank; b: blank; c: This must be text.; d: odd; f: blank");
    }

    #[test]
    fn a_field_to_be_changed_may_be_missing_and_not_be_null() {
        let mut sent = sent(r#"{"a": null, "b": "x"}"#);
        assert_eq!(sent.changed("c", "blank", any), Some(None));
        assert_eq!(sent.changed("b", "blank", any), Some(Some("x".to_owned())));
        assert_eq!(sent.changed("a", "blank", any), None);
        assert!(errors(sent).starts_with("a: This cannot be null"));
    }

    #[test]
    fn an_optional_field_may_be_anything_but_wrong() {
        let mut sent = sent(r#"{"a": null, "b": "", "c": []}"#);
        assert_eq!(sent.optional("a", any), Some(None));
        assert_eq!(sent.optional("b", any), Some(None));
        assert_eq!(sent.optional("d", any), Some(None));
        assert_eq!(sent.optional("c", any), None);
    }

    #[test]
    fn only_an_object_of_json_is_taken() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for body in ["", "a=b", "[]", "\"x\"", "null", "{\"a\":", "{\"a\": \"\\ud800\"}", &deep] {
            assert!(Sent::parse(body.as_bytes()).is_err(), "{body:.20}");
        }
        assert!(Sent::parse(b"{\"a\": \"\xff\"}").is_err());
        assert!(Sent::parse("\u{feff}{}".as_bytes()).is_ok());
    }
}
