//! A name to log in with for somebody who chose none.

use store::Db;

use super::{Email, Username, find_by_username};
use crate::error::{Error, Result};

/// How many numbers are tried behind a name before it is given up.
const TRIES: u32 = 1000;

/// A username that nobody has, made from the address: what stands before the @, with a number behind it if need be.
///
/// # Errors
/// If every one of them is taken.
pub fn suggest_username(db: &Db<'_>, email: &Email) -> Result<Username> {
    let local = email.as_str().split(['@', '+']).next().unwrap_or_default();
    for number in 1..=TRIES {
        let text = if number == 1 { local.to_owned() } else { format!("{local}{number}") };
        let name = Username::parse(&text).or_else(|_| Username::parse(&format!("user{number}")));
        let name = name.map_err(anyhow::Error::msg)?;
        if find_by_username(db, &name)?.is_none() {
            return Ok(name);
        }
    }
    Err(Error::Broken(anyhow::anyhow!("every username that was tried is taken")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn a_username_is_made_from_the_address_and_is_free() {
        let world = World::new();
        let suggested = |email: &str| {
            let email = Email::parse(email).unwrap();
            world.read(move |db| suggest_username(db, &email)).unwrap().as_str().to_owned()
        };
        assert_eq!(suggested("mei.tanaka+work@tidewater.dev"), "mei.tanaka");
        world.register("ada");
        assert_eq!(suggested("ADA@elsewhere.example"), "ADA2");
    }
}
