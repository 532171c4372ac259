//! People who read and write through a proxy while something happens behind it, and what they were answered.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use crate::people::People;
use crate::server;

/// How many there are.
pub const CLIENTS: usize = 8;

/// What was answered, of reads and of changes: how often each.
#[derive(Default)]
pub struct Tally {
    answers: BTreeMap<(&'static str, String), u64>,
    slowest: Duration,
}

/// Lets them call for as long as `work` takes.
///
/// # Errors
/// As `work` fails.
pub fn during(url: &str, people: &People, work: impl FnOnce() -> Result<()>) -> Result<Tally> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|threads| {
        let calling: Vec<_> = (0..CLIENTS)
            .map(|me| {
                threads.spawn({
                    let stop = &stop;
                    move || call(url, people, (me, stop))
                })
            })
            .collect();
        let done = work();
        stop.store(true, Ordering::Relaxed);
        let mut all = Tally::default();
        for tally in calling {
            all.add(tally.join().map_err(|_| anyhow::anyhow!("a client panicked"))?);
        }
        done.map(|()| all)
    })
}

/// A change and a look in turns.
fn call(url: &str, people: &People, (me, stop): (usize, &AtomicBool)) -> Tally {
    let (agent, person) = (server::client(), people.get(me));
    let mut tally = Tally::default();
    while !stop.load(Ordering::Relaxed) {
        let new = json!({ "title": "a", "description": "b", "assigned_to": person.email });
        let post = agent.post(format!("{url}/issue/")).header("Authorization", &person.authorization);
        tally.count("change", || post.send_json(new).map(|answer| answer.status().as_u16()));
        let get = agent.get(format!("{url}/issue/1")).header("Authorization", &person.authorization);
        tally.count("look", || {
            let mut answer = get.call()?;
            answer.body_mut().read_to_string()?;
            Ok(answer.status().as_u16())
        });
    }
    tally
}

impl Tally {
    fn count(&mut self, kind: &'static str, call: impl FnOnce() -> Result<u16, ureq::Error>) {
        let began = Instant::now();
        let answer = match call() {
            Ok(status) if status < 300 => "well".to_owned(),
            Ok(status) => status.to_string(),
            Err(ureq::Error::Timeout(_)) => "no answer in time".to_owned(),
            Err(_) => "broken off".to_owned(),
        };
        *self.answers.entry((kind, answer)).or_default() += 1;
        self.slowest = self.slowest.max(began.elapsed());
    }

    fn add(&mut self, other: Tally) {
        other.answers.into_iter().for_each(|(answer, count)| *self.answers.entry(answer).or_default() += count);
        self.slowest = self.slowest.max(other.slowest);
    }

    /// How many calls were not answered as they should be.
    pub fn failed(&self) -> u64 {
        self.answers.iter().filter(|((_, answer), _)| answer != "well").map(|(_, count)| count).sum()
    }
}

/// `400 calls, 1 failed (change 502: 1), slowest 0.7 s`
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: u64 = self.answers.values().sum();
        let failed = self.answers.iter().filter(|((_, answer), _)| answer != "well");
        let failed: Vec<String> = failed.map(|((kind, answer), count)| format!("{kind} {answer}: {count}")).collect();
        let told = if failed.is_empty() { String::new() } else { format!(" ({})", failed.join(", ")) };
        let slowest = self.slowest.as_secs_f64();
        write!(f, "{total} calls, {} failed{told}, slowest {slowest:.1} s", self.failed())
    }
}
