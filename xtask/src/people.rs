//! People who write and are written to: registered once, signed in once, over HTTP.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::server;

/// Everybody, by number.
pub struct People {
    url: String,
    people: Vec<Person>,
}

/// Somebody.
pub struct Person {
    /// The address, by which the classic API knows them.
    pub email: String,
    /// The whole `Authorization` header.
    pub authorization: String,
}

impl People {
    /// Registers everybody of these names and signs them in.
    ///
    /// # Errors
    /// If the server does not take them.
    pub fn register(url: &str, names: &[impl AsRef<str>]) -> Result<People> {
        let people = names.iter().map(|name| Person::register(url, name.as_ref())).collect::<Result<_>>()?;
        Ok(People { url: url.to_owned(), people })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.people.len()
    }

    /// One of them.
    pub fn get(&self, number: usize) -> &Person {
        &self.people[number]
    }

    /// Whose address this is.
    pub fn by_email(&self, email: &str) -> Option<usize> {
        self.people.iter().position(|person| person.email == email)
    }

    /// One of them calls the API. Returns the status and the body.
    ///
    /// # Errors
    /// If there is no answer, or one that is no JSON.
    pub fn call(&self, who: usize, method: &str, path: &str, body: Option<Value>) -> Result<(u16, Value)> {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Authorization", &self.get(who).authorization)
            .header("Content-Type", "application/json")
            .body(body.map(|body| body.to_string()).unwrap_or_default())?;
        let mut answer = server::client().run(request)?;
        let body = answer.body_mut().read_json().with_context(|| format!("{method} {path} gave no JSON"))?;
        Ok((answer.status().as_u16(), body))
    }
}

impl Person {
    fn register(url: &str, name: &str) -> Result<Person> {
        let (email, password) = (format!("{name}@example.com"), format!("the password of {name}"));
        let newcomer = json!({ "email": email, "username": name, "password": password, "first_name": name });
        let registered = server::client().post(format!("{url}/register")).send_json(newcomer)?;
        ensure!(registered.status() == 201, "registering was answered with {}", registered.status());
        let login = json!({ "username": name, "password": password });
        let mut signed_in = server::client().post(format!("{url}/authenticate")).send_json(login)?;
        let body: Value = signed_in.body_mut().read_json()?;
        let token = body["access_token"].as_str().context("signing in gave no token")?;
        Ok(Person { email, authorization: format!("JWT {token}") })
    }
}
