//! A field of a form: its label, what was typed, what helps, and what is wrong with it.

use askama::Template;

use super::Html;
use crate::error::FieldErrors;
use crate::web::text;

/// `.field > label, input.input, p.help, p.error`. Made by [`field()`], and shown as it is.
#[derive(Clone, Template)]
#[template(path = "web/part/field.html")]
pub struct Field {
    name: &'static str,
    label: String,
    kind: &'static str,
    value: String,
    attributes: &'static str,
    beside: Html,
    help: String,
    wrong: String,
}

/// A line of text called `name`, with this label.
pub fn field(name: &'static str, label: String) -> Field {
    Field {
        name,
        label,
        kind: "text",
        value: String::new(),
        attributes: "",
        beside: Html::default(),
        help: String::new(),
        wrong: String::new(),
    }
}

impl Field {
    /// Of this kind: `email`, `password`, `date`, …
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Field {
        self.kind = kind;
        self
    }

    /// What was typed. A password is never given back.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Field {
        if self.kind != "password" {
            self.value = value.into();
        }
        self
    }

    /// Further attributes, as they stand in the markup: ` required autocomplete="name"`.
    #[must_use]
    pub fn with(mut self, attributes: &'static str) -> Field {
        self.attributes = attributes;
        self
    }

    /// What stands beside the label.
    #[must_use]
    pub fn beside(mut self, markup: Html) -> Field {
        self.beside = markup;
        self
    }

    /// A line of help.
    #[must_use]
    pub fn help(mut self, help: String) -> Field {
        self.help = help;
        self
    }

    /// What is wrong with it, if something is.
    #[must_use]
    pub fn wrong(mut self, errors: &FieldErrors) -> Field {
        let found = errors.iter().find(|(name, _)| *name == self.name);
        self.wrong = found.map(|(_, english)| text::fault(english)).unwrap_or_default();
        self
    }

    /// The ids of what describes it.
    fn described_by(&self) -> String {
        let help = (!self.help.is_empty()).then(|| format!("h-{}", self.name));
        let wrong = (!self.wrong.is_empty()).then(|| format!("e-{}", self.name));
        [wrong, help].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl askama::filters::HtmlSafe for Field {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_tied_to_the_field_and_what_was_typed_is_given_back() {
        let errors = FieldErrors::one("email", "No <domain>.");
        let html = field("email", "E-mail".to_owned()).kind("email").value("\"'><img>").wrong(&errors).to_string();
        assert!(html.contains("value=\"&#34;&#39;&#62;&#60;img&#62;\""), "{html}");
        assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"e-email\""), "{html}");
        assert!(html.contains("<p class=\"error\" id=\"e-email\">") && html.contains("No &#60;domain&#62;."), "{html}");
    }

    #[test]
    fn a_password_is_never_given_back() {
        let html = field("password", "Password".to_owned()).kind("password").value("secret").to_string();
        assert!(!html.contains("secret"), "{html}");
    }
}
