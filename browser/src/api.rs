//! Putting things into a house by its API, as a script would.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::House;
use crate::cast::{PASSWORD, Person};

/// Somebody's way to the API.
pub struct Api {
    origin: String,
    token: String,
}

impl Api {
    /// Signs in.
    ///
    /// # Errors
    /// If they may not.
    pub fn sign_in(house: &House, person: Person) -> Result<Api> {
        let words = json!({ "username": person.username, "password": PASSWORD });
        let answer = send("POST", &format!("{}/authenticate", house.origin), None, Some(&words))?;
        let token = answer["access_token"].as_str().context("no token")?.to_owned();
        Ok(Api { origin: house.origin.clone(), token })
    }

    /// Posts to a path of `/api/v1`; returns the answer.
    ///
    /// # Errors
    /// As it is refused.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send("POST", path, Some(body))
    }

    /// The same with another method, and perhaps without a body.
    ///
    /// # Errors
    /// As it is refused.
    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        send(method, &format!("{}/api/v1{path}", self.origin), Some(&self.token), body)
    }
}

fn send(method: &str, url: &str, token: Option<&str>, body: Option<&Value>) -> Result<Value> {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = request.header("Content-Type", "application/json").body(body)?;
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent.run(request).with_context(|| format!("{method} {url}"))?;
    let text = answer.body_mut().read_to_string()?;
    ensure!(answer.status().is_success(), "{method} {url}: {} {text}", answer.status());
    Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
}
