//! The cast: registered once, signed in once. Their tokens outlive every crash.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::server;

/// Everybody, by number.
pub struct People(Vec<Person>);

/// Somebody who writes or is written to.
pub struct Person {
    /// The address, by which the classic API knows them.
    pub email: String,
    /// The whole `Authorization` header.
    pub authorization: String,
}

impl People {
    /// Registers so many and signs them in.
    ///
    /// # Errors
    /// If the server does not take them.
    pub fn register(url: &str, count: usize) -> Result<People> {
        (0..count).map(|number| Person::register(url, number)).collect::<Result<_>>().map(People)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// One of them.
    pub fn get(&self, number: usize) -> &Person {
        &self.0[number]
    }

    /// Whose address this is.
    pub fn by_email(&self, email: &str) -> Option<usize> {
        self.0.iter().position(|person| person.email == email)
    }
}

impl Person {
    fn register(url: &str, number: usize) -> Result<Person> {
        let email = format!("p{number}@example.com");
        let (username, password) = (format!("p{number}"), format!("a password of {number}"));
        let newcomer = json!({ "email": email, "username": username, "password": password, "first_name": "P" });
        let registered = server::client().post(format!("{url}/register")).send_json(newcomer)?;
        ensure!(registered.status() == 201, "registering was answered with {}", registered.status());
        let login = json!({ "username": username, "password": password });
        let mut signed_in = server::client().post(format!("{url}/authenticate")).send_json(login)?;
        let body: Value = signed_in.body_mut().read_json()?;
        let token = body["access_token"].as_str().context("signing in gave no token")?;
        Ok(Person { email, authorization: format!("JWT {token}") })
    }
}
