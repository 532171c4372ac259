//! Somebody who opens, edits, reassigns, closes and deletes issues over HTTP, and remembers what was acknowledged.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::api::{Answer, Api};
use super::chance::Chance;
use super::nodes::Nodes;
use super::tracked::{Shape, Stage, Tracked, now};
use crate::people::People;

/// How long somebody thinks between two requests, at the most.
const THINK: Duration = Duration::from_millis(12);
/// How many requests somebody makes of one node before the next, at the most.
const AT_A_NODE: usize = 8;
/// How long after a request without an answer it is looked whether it happened.
const IN_DOUBT: Duration = Duration::from_millis(300);
/// Only the latest issues are changed, so that their mail is often still to come.
const LATEST: usize = 6;

/// One writer. Issues are changed by their creator only, so what each of them knows is exact.
pub struct Writer {
    pub me: usize,
    pub issues: Vec<Tracked>,
    pub acknowledged: u64,
    pub violations: Vec<String>,
    /// Requests without an answer, or with one that says that nobody knows: those that had happened, and those that had not.
    pub doubts: [u64; 2],
    /// How often the server said that it could not do it just then.
    pub unavailable: u64,
    /// How often it said that nobody knows whether it had done it.
    pub unknown: u64,
    people: Arc<People>,
    chance: Chance,
    titles: u64,
    touched: BTreeSet<usize>,
    doubt: Option<Doubt>,
}

/// A request that got no answer.
struct Doubt {
    /// Its place in `issues`; `None` for one that was to be opened.
    issue: Option<usize>,
    wanted: Shape,
    asked_at: i64,
    /// Whether the answer was that nothing was changed.
    is_denied: bool,
}

impl Writer {
    pub fn new(me: usize, people: Arc<People>, chance: Chance) -> Writer {
        Writer {
            me,
            issues: Vec::new(),
            acknowledged: 0,
            violations: Vec::new(),
            doubts: [0; 2],
            unavailable: 0,
            unknown: 0,
            people,
            chance,
            titles: 0,
            touched: BTreeSet::new(),
            doubt: None,
        }
    }

    /// Writes until told to stop, or until the server is gone.
    pub fn write_until(&mut self, url: &str, stop: &AtomicBool) {
        let api = Api::new(url, Arc::clone(&self.people), self.me);
        while !stop.load(Ordering::Relaxed) && self.doubt.is_none() && self.violations.is_empty() {
            self.act(&api);
            std::thread::sleep(self.chance.up_to(THINK));
        }
    }

    /// Writes over any node until told to stop. What got no answer is looked for once a node answers again: after a moment,
    /// since the database may still be at it.
    pub fn write_over(&mut self, nodes: &Nodes, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) && self.violations.is_empty() {
            let Some(url) = nodes.any(&mut self.chance) else { continue };
            if self.doubt.is_some() {
                std::thread::sleep(IN_DOUBT);
                self.check(&url);
                continue;
            }
            let api = Api::new(&url, Arc::clone(&self.people), self.me);
            for _ in 0..=self.chance.below(AT_A_NODE) {
                if self.doubt.is_none() && self.violations.is_empty() {
                    self.act(&api);
                    std::thread::sleep(self.chance.up_to(THINK));
                }
            }
        }
    }

    fn act(&mut self, api: &Api) {
        let from = self.issues.len().saturating_sub(LATEST);
        let open: Vec<usize> =
            (from..self.issues.len()).filter(|at| self.issues[*at].known.stage == Stage::Open).collect();
        if open.is_empty() || self.chance.below(10) < 3 {
            return self.open(api);
        }
        let at = *self.chance.pick(&open);
        let mut wanted = self.issues[at].known.clone();
        match self.chance.below(7) {
            0..3 => wanted.title = self.title(),
            3..5 => wanted.assignee = self.somebody_but(wanted.assignee),
            5 => wanted.stage = Stage::Closed,
            _ => wanted.stage = Stage::Deleted,
        }
        self.change(api, at, wanted);
    }

    fn open(&mut self, api: &Api) {
        let wanted = Shape { title: self.title(), assignee: self.somebody_but(self.me), stage: Stage::Open };
        let asked_at = now();
        let body = json!({
            "title": wanted.title,
            "description": "What it is about.",
            "assigned_to": self.people.get(wanted.assignee).email,
        });
        match api.open(body) {
            Answer::Said((number, shown)) => {
                self.compare(number, &[&wanted], Some(&shown), "the answer to opening");
                self.acknowledged += 1;
                self.touched.insert(self.issues.len());
                self.issues.push(Tracked::new(number, wanted, asked_at));
            }
            other => self.doubt(other, Doubt { issue: None, wanted, asked_at, is_denied: false }),
        }
    }

    /// There was no acknowledgement.
    fn doubt<T>(&mut self, answer: Answer<T>, doubt: Doubt) {
        let is_denied = matches!(answer, Answer::Away);
        match answer {
            Answer::Said(_) | Answer::Gone => {}
            Answer::Away => self.unavailable += 1,
            Answer::Unknown => self.unknown += 1,
            Answer::Wrong(problem) => return self.violations.push(problem),
        }
        self.doubt = Some(Doubt { is_denied, ..doubt });
    }

    fn change(&mut self, api: &Api, at: usize, wanted: Shape) {
        let (number, asked_at) = (self.issues[at].number, now());
        self.touched.insert(at);
        match api.change(number, &self.issues[at].known, &wanted) {
            Answer::Said(shown) => {
                if let Some(shown) = shown {
                    self.compare(number, &[&wanted], Some(&shown), "the answer to a change");
                }
                self.acknowledged += 1;
                self.issues[at].becomes(wanted, asked_at, now());
            }
            other => self.doubt(other, Doubt { issue: Some(at), wanted, asked_at, is_denied: false }),
        }
    }

    /// Reads again what was touched since the last check. False if the server is gone once more before that is done.
    pub fn check(&mut self, url: &str) -> bool {
        let api = Api::new(url, Arc::clone(&self.people), self.me);
        if !self.find_doubtful_opening(&api) {
            return false;
        }
        while let Some(at) = self.touched.first().copied() {
            let number = self.issues[at].number;
            match api.show(number) {
                Answer::Gone | Answer::Away | Answer::Unknown => return false,
                Answer::Wrong(problem) => self.violations.push(problem),
                Answer::Said(shown) => self.settle(at, shown),
            }
            self.touched.remove(&at);
        }
        self.doubt = None;
        true
    }

    /// Reads every issue again.
    pub fn check_all(&mut self, url: &str) -> bool {
        self.touched = (0..self.issues.len()).collect();
        self.check(url)
    }

    fn settle(&mut self, at: usize, shown: Option<Shape>) {
        let (number, known) = (self.issues[at].number, self.issues[at].known.clone());
        let doubt = self.doubt.take_if(|doubt| doubt.issue == Some(at));
        let possible: Vec<&Shape> =
            [Some(&known), doubt.as_ref().map(|doubt| &doubt.wanted)].into_iter().flatten().collect();
        self.compare(number, &possible, shown.as_ref(), "read again, it");
        if let Some(doubt) = doubt {
            let happened = is_shown(&doubt.wanted, shown.as_ref());
            self.settled(&doubt, happened);
            if happened {
                self.issues[at].becomes(doubt.wanted, doubt.asked_at, now());
            }
        }
    }

    /// Whether an issue was opened of which no answer told. It is the latest then, and on the first page.
    fn find_doubtful_opening(&mut self, api: &Api) -> bool {
        let Some(doubt) = self.doubt.take_if(|doubt| doubt.issue.is_none()) else { return true };
        match api.find(&doubt.wanted.title) {
            Answer::Gone | Answer::Away | Answer::Unknown => {
                self.doubt = Some(doubt);
                return false;
            }
            Answer::Wrong(problem) => self.violations.push(problem),
            Answer::Said(None) => self.settled(&doubt, false),
            Answer::Said(Some(number)) => {
                self.settled(&doubt, true);
                self.touched.insert(self.issues.len());
                self.issues.push(Tracked::new(number, doubt.wanted, doubt.asked_at));
            }
        }
        true
    }

    /// It is known now whether it had happened.
    fn settled(&mut self, doubt: &Doubt, happened: bool) {
        if !doubt.is_denied {
            self.doubts[usize::from(!happened)] += 1;
        } else if happened {
            let wanted = &doubt.wanted;
            self.violations
                .push(format!("was answered with 503 and Retry-After, and had happened all the same: {wanted:?}"));
        }
    }

    fn compare(&mut self, number: i64, possible: &[&Shape], shown: Option<&Shape>, what: &str) {
        if !possible.iter().any(|shape| is_shown(shape, shown)) {
            self.violations
                .push(format!("issue {number}: {what} shows {shown:?}, and should show one of {possible:?}"));
        }
    }

    fn title(&mut self) -> String {
        self.titles += 1;
        format!("title-{}-{}.", self.me, self.titles)
    }

    fn somebody_but(&mut self, not: usize) -> usize {
        let others: Vec<usize> =
            (0..self.people.count()).filter(|person| *person != not && *person != self.me).collect();
        *self.chance.pick(&others)
    }
}

/// Whether an issue of this shape shows itself so: a deleted one does not show itself.
fn is_shown(shape: &Shape, shown: Option<&Shape>) -> bool {
    match shown {
        None => shape.stage == Stage::Deleted,
        Some(shown) => shown == shape,
    }
}
