//! Somebody who makes an account: what they typed, and what becomes of it.

use store::Tx;

use crate::app::App;
use crate::digest;
use crate::error::{Conflict, Error, FieldErrors, Result};
use crate::mail_setting;
use crate::user::{self, Email, Name, NewUser, Password, PasswordRule, UserId};
use crate::web::ask::Ask;
use crate::web::part::{Field, field};
use crate::web::typed::Typed;

/// What was typed, parsed.
pub(super) struct Applicant {
    pub email: Email,
    pub password: Password,
    first_name: Name,
    last_name: Option<Name>,
    zone: String,
}

/// The fields that they fill in.
pub(super) struct Fields {
    pub name: Field,
    pub email: Field,
    pub password: Field,
}

impl Fields {
    /// With what was typed, and what is wrong with it.
    pub fn new(app: &App, page: &Ask, typed: &Typed, wrong: &FieldErrors) -> Fields {
        let rule = page.tell("field-password-help").text("min", app.rules.password_min).plain();
        Fields {
            name: field("name", page.say("field-name"))
                .with("autocomplete=\"name\" required")
                .value(typed.get("name"))
                .wrong(wrong),
            email: field("email", page.say("field-email"))
                .kind("email")
                .with("autocomplete=\"email\" required")
                .value(typed.get("email"))
                .wrong(wrong),
            password: field("password", page.say("field-password"))
                .kind("password")
                .with("autocomplete=\"new-password\" required")
                .help(rule)
                .wrong(wrong),
        }
    }
}

impl Applicant {
    /// From what was typed.
    ///
    /// # Errors
    /// Everything that is wrong, by field.
    pub fn parse(typed: &Typed, rule: PasswordRule) -> Result<Applicant, FieldErrors> {
        let mut wrong = FieldErrors::default();
        let (first, last) = split(typed.get("name"));
        let (email, first_name) = (Email::parse(typed.get("email")), Name::parse(first));
        let last_name = if last.is_empty() { Ok(None) } else { Name::parse(last).map(Some) };
        let names: Vec<&str> = email.as_ref().map(Email::as_str).into_iter().collect();
        let password = rule.check(typed.get("password"), &names);
        let zone = match typed.get("tz") {
            "" => Ok("UTC".to_owned()),
            name => digest::parse_zone(name).map(|_| name.to_owned()),
        };
        match (email, password, first_name, last_name, zone) {
            (Ok(email), Ok(password), Ok(first_name), Ok(last_name), Ok(zone)) => {
                Ok(Applicant { email, password, first_name, last_name, zone })
            }
            (email, password, first_name, last_name, zone) => {
                wrong.extend("name", first_name.err().or(last_name.err()));
                wrong.extend("email", email.err());
                wrong.extend("password", password.err());
                wrong.extend("tz", zone.err());
                Err(wrong)
            }
        }
    }

    /// Hashes the password, and gives the account a name to log in with.
    pub async fn hashed(self, app: &App) -> Result<Hashed> {
        let hash = app.hasher.hash(self.password).await?;
        Ok(Hashed { email: self.email, hash, first_name: self.first_name, last_name: self.last_name, zone: self.zone })
    }
}

/// The same, without the password.
pub(super) struct Hashed {
    email: Email,
    hash: String,
    first_name: Name,
    last_name: Option<Name>,
    zone: String,
}

impl Hashed {
    /// Registers them; their name to log in with is made from their address.
    ///
    /// # Errors
    /// [`Conflict::EmailTaken`]; [`Error::Invalid`] if the invite is not good.
    pub fn register(&self, tx: &Tx<'_>, invite: Option<&str>, is_admin: bool) -> Result<UserId> {
        let new = NewUser {
            email: self.email.clone(),
            username: user::suggest_username(tx, &self.email)?,
            password_hash: self.hash.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            is_admin,
        };
        let id = match invite {
            Some(code) => user::register_invited(tx, &new, code)?,
            None => user::register(tx, &new)?,
        };
        let settings = mail_setting::load(tx, id)?;
        mail_setting::change(tx, id, &mail_setting::MailSettings { zone: self.zone.clone(), ..settings })?;
        Ok(id)
    }
}

/// What is wrong with what somebody typed, if that is what is wrong.
pub(super) fn typed_wrong(error: Error) -> Result<FieldErrors> {
    match error {
        Error::Invalid(wrong) => Ok(wrong),
        Error::Conflict(Conflict::EmailTaken | Conflict::UsernameTaken) => {
            Ok(FieldErrors::one("email", "Somebody has an account with this address. Sign in with it."))
        }
        error => Err(error),
    }
}

/// The last word of a name, and what stands before it.
fn split(name: &str) -> (&str, &str) {
    let name = name.trim();
    name.rsplit_once(char::is_whitespace).map_or((name, ""), |(first, last)| (first.trim(), last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_at_its_last_word() {
        assert_eq!(split("  Ana María Ruiz "), ("Ana María", "Ruiz"));
        assert_eq!((split("Ada"), split("")), (("Ada", ""), ("", "")));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let typed = Typed::parse(b"name=&email=mei&password=short&tz=Nowhere");
        let Err(wrong) = Applicant::parse(&typed, PasswordRule { min: 8 }) else { panic!("taken") };
        assert_eq!(wrong.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["name", "email", "password", "tz"]);
    }
}
