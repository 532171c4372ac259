//! An e-mail address that can be written into the header of a mail as it is.

use email_address::{EmailAddress, Options};

/// The longest address that SMTP carries (RFC 5321 section 4.5.3.1.3, less the angle brackets).
const MOST: usize = 254;

/// An address, trimmed, otherwise as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The address in `text`, without a name beside it. The error says what to put right.
    pub fn parse(text: &str) -> Result<Email, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("This field cannot be blank.".to_owned());
        }
        if text.len() > MOST {
            return Err(format!("An e-mail address is at most {MOST} characters long."));
        }
        if !text.is_ascii() {
            return Err("Only addresses of plain ASCII letters can be mailed.".to_owned());
        }
        let options = Options::default().without_display_text().without_domain_literal();
        let is_address = EmailAddress::parse_with_options(text, options).is_ok();
        // A quoted part is refused: relays take the quotes off (`"ada"@b.example` is ada's own mailbox, and would be registered
        // twice), and it can hold what cannot stand in every envelope and header as it is.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"'));
        if !is_address || !is_plain {
            return Err("This is not an e-mail address.".to_owned());
        }
        Ok(Email(text.to_owned()))
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two addresses the same: lower case.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_kept_as_typed_and_compared_in_lower_case() {
        let email = Email::parse("  Ada.Lovelace+work@Belfry.Example ").unwrap();
        assert_eq!(email.as_str(), "Ada.Lovelace+work@Belfry.Example");
        assert_eq!(email.key(), "ada.lovelace+work@belfry.example");
    }

    #[test]
    fn what_cannot_be_mailed_is_refused() {
        let long = format!("{}@belfry.example", "a".repeat(65));
        let longer = format!("a@{}.example", "b.".repeat(130));
        for text in [
            "",
            "  ",
            "ada",
            "ada@",
            "@b.example",
            "a@b@c",
            "Ada <ada@b.example>",
            "<ada@b.example>",
            "a b@c.example",
            "ada@b.example\r\nBcc: eve@b.example",
            "ada\n@b.example",
            "ada@b.example,eve@b.example",
            "a\0@b.example",
            "ädä@b.example",
            "ada@bücher.example",
            "ada@[127.0.0.1]",
            "\"a\nb\"@c.example",
            "\"a b\"@c.example",
            "\"a>b\"@c.example",
            "\"ada\"@b.example",
            &long,
            &longer,
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_address_taken_can_be_the_recipient_of_a_letter(text in "[ -~]{0,40}", local in "[ -~]{1,20}") {
            for text in [text, format!("{local}@belfry.example"), format!("\"{local}\"@belfry.example")] {
                if let Ok(email) = Email::parse(&text) {
                    prop_assert!(email.as_str().parse::<lettre::Address>().is_ok(), "{:?}", email);
                }
            }
        }
    }
}
