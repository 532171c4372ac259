//! A password as typed: never stored, never shown.

use std::fmt;

/// The longest password, in bytes: hashing a longer one would cost us more than it gains its owner.
const MOST: usize = 1024;

/// A password on its way to be hashed. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The password `text`, exactly as typed, blanks included. The error says what to put right.
    pub fn parse(text: &str) -> Result<Password, String> {
        match text.len() {
            0 => Err("This field cannot be blank.".to_owned()),
            1..=MOST => Ok(Password(text.to_owned())),
            _ => Err(format!("A password is at most {MOST} bytes long.")),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_as_typed_and_never_shown() {
        let password = Password::parse(" päss 🔔 ").unwrap();
        assert_eq!(password.as_bytes(), " päss 🔔 ".as_bytes());
        assert_eq!(format!("{password:?}"), "Password(..)");
    }

    #[test]
    fn only_an_empty_or_a_huge_password_is_refused() {
        assert!(Password::parse("").is_err());
        assert!(Password::parse(&"x".repeat(MOST)).is_ok());
        assert!(Password::parse(&"x".repeat(MOST + 1)).is_err());
    }
}
