//! People, who do what they do over HTTP.

use std::sync::Mutex;

use serde_json::{Value, json};
use store::Timestamp;

use crate::answer::Answer;
use crate::world::World;

/// One of the cast.
pub struct Person {
    pub name: &'static str,
    pub email: String,
    /// A token, and when it was got.
    token: Mutex<Option<(String, Timestamp)>>,
}

impl Person {
    /// Somebody who has not registered yet.
    pub fn new(name: &'static str) -> Person {
        Person { name, email: format!("{name}@belfry.example"), token: Mutex::new(None) }
    }

    pub fn password(&self) -> String {
        format!("the password of {}", self.name)
    }

    /// What they send to register.
    pub fn application(&self) -> Value {
        let first_name = self.name[..1].to_uppercase() + &self.name[1..];
        json!({ "email": self.email, "username": self.name, "password": self.password(), "first_name": first_name })
    }

    pub fn registers(&self, world: &World) {
        let answer = world.post("/register", &self.application());
        assert_eq!(answer.status, 201, "{answer:?}");
    }

    pub fn logs_in(&self, world: &World) -> Answer {
        world.post("/authenticate", &json!({ "username": self.name, "password": self.password() }))
    }

    /// A token that is good now: got anew where the clock has moved since.
    pub fn token(&self, world: &World) -> String {
        let mut token = self.token.lock().unwrap();
        match &*token {
            Some((token, at)) if *at == world.now() => token.clone(),
            _ => {
                let new = self.logs_in(world).json()["access_token"].as_str().unwrap().to_owned();
                *token = Some((new.clone(), world.now()));
                new
            }
        }
    }

    pub fn gets(&self, world: &World, path: &str) -> Answer {
        self.calls(world, "GET", path, None)
    }

    pub fn posts(&self, world: &World, path: &str, body: &Value) -> Answer {
        self.calls(world, "POST", path, Some(body))
    }

    pub fn puts(&self, world: &World, path: &str, body: &Value) -> Answer {
        self.calls(world, "PUT", path, Some(body))
    }

    pub fn deletes(&self, world: &World, path: &str) -> Answer {
        self.calls(world, "DELETE", path, None)
    }

    /// Opens an issue for somebody, and says where it is.
    #[track_caller]
    pub fn opens(&self, world: &World, title: &str, assignee: &Person) -> String {
        let body = json!({ "title": title, "description": "Every time.", "assigned_to": assignee.email });
        let answer = self.posts(world, "/issue/", &body);
        assert_eq!(answer.status, 201, "{answer:?}");
        format!("/issue/{}", answer.json()["issue_id"])
    }

    /// Changes an issue, which works.
    #[track_caller]
    pub fn changes(&self, world: &World, issue: &str, body: Value) {
        let answer = self.puts(world, issue, &body);
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    #[track_caller]
    fn calls(&self, world: &World, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let authorization = format!("JWT {}", self.token(world));
        let body = body.map(Value::to_string).unwrap_or_default();
        world.send(method, path, &[("authorization", &authorization)], body.as_bytes())
    }
}
