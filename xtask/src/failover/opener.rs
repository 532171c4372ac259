//! Somebody who opens issues, one after the other, and remembers which were acknowledged.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use crate::people::People;
use crate::server;

/// How long they wait after a refusal.
const REST: Duration = Duration::from_millis(100);

/// They.
pub struct Opener {
    me: usize,
    /// The numbers of the issues that were acknowledged.
    pub opened: Vec<i64>,
    /// The longest time from one acknowledgement to the next.
    pub longest_wait: Duration,
}

impl Opener {
    pub fn new(me: usize) -> Opener {
        Opener { me, opened: Vec::new(), longest_wait: Duration::ZERO }
    }

    /// Opens issues at this node until it is time to stop. Whatever is no acknowledgement is tried again.
    pub fn open_until(&mut self, stop: &AtomicBool, (url, people): (&str, &People)) {
        let (agent, person) = (server::client(), people.get(self.me));
        let mut last = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            let new = json!({ "title": "a", "description": "b", "assigned_to": person.email });
            let post = agent.post(format!("{url}/issue/")).header("Authorization", &person.authorization);
            let answer = post.send_json(new).ok().filter(|answer| answer.status() == 201);
            let opened =
                answer.and_then(|mut answer| answer.body_mut().read_json::<Value>().ok()?["issue_id"].as_i64());
            match opened {
                Some(number) => {
                    self.opened.push(number);
                    self.longest_wait = self.longest_wait.max(last.elapsed());
                    last = Instant::now();
                }
                None => std::thread::sleep(REST),
            }
        }
    }

    /// Whether an issue is still there, and still theirs: its number may have been given away again.
    ///
    /// # Errors
    /// If there is no telling.
    pub fn is_there(&self, number: i64, people: &People) -> Result<bool> {
        let (status, body) = people.call(self.me, "GET", &format!("/issue/{number}"), None)?;
        match status {
            200 => {
                let creator = body["created_by"].as_str().context("an issue of nobody")?;
                Ok(creator == people.get(self.me).email)
            }
            404 => Ok(false),
            _ => bail!("looking for an issue was answered with {status} {body}"),
        }
    }
}
