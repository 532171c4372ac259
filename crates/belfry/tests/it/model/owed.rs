//! The model: who has which issue, and which mail about an assignment is owed. No states, no leases, no attempts.

use store::Timestamp;

use super::ASSIGN_DELAY;

/// An issue as the model sees it.
#[derive(Clone, Debug)]
pub struct Issue {
    pub number: i64,
    pub by: usize,
    pub assignee: usize,
    pub is_open: bool,
    pub is_deleted: bool,
    pub title: usize,
}

/// One time that somebody was given an issue: it is owed one mail at `due`, unless taken back before.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub issue: usize,
    pub to: usize,
    pub due: Timestamp,
    /// When it was taken back, if it was.
    pub taken_back: Option<Timestamp>,
}

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub issues: Vec<Issue>,
    pub assignments: Vec<Assignment>,
}

impl Model {
    pub fn open(&mut self, number: i64, by: usize, to: usize, now: Timestamp) {
        self.issues.push(Issue { number, by, assignee: to, is_open: true, is_deleted: false, title: 0 });
        self.give(self.issues.len() - 1, to, now);
    }

    /// The issue that a number picks, if there are any that are not deleted.
    pub fn pick(&self, number: usize) -> Option<usize> {
        let alive: Vec<usize> = (0..self.issues.len()).filter(|issue| !self.issues[*issue].is_deleted).collect();
        (!alive.is_empty()).then(|| alive[number % alive.len()])
    }

    pub fn assign(&mut self, issue: usize, to: usize, now: Timestamp) {
        if self.issues[issue].assignee == to {
            return;
        }
        self.take_back(issue, now);
        self.issues[issue].assignee = to;
        if self.issues[issue].is_open {
            self.give(issue, to, now);
        }
    }

    pub fn close(&mut self, issue: usize, now: Timestamp) {
        self.issues[issue].is_open = false;
        self.take_back(issue, now);
    }

    /// Whether the mail about the assignment is owed anew depends on what became of the last one; see `check`.
    pub fn reopen(&mut self, issue: usize, is_owed_anew: bool, now: Timestamp) {
        self.issues[issue].is_open = true;
        if is_owed_anew {
            self.give(issue, self.issues[issue].assignee, now);
        }
    }

    pub fn delete(&mut self, issue: usize, now: Timestamp) {
        self.issues[issue].is_deleted = true;
        self.take_back(issue, now);
    }

    /// Whether this person has this issue, open or not.
    pub fn has(&self, person: usize, issue: usize) -> bool {
        let issue = &self.issues[issue];
        issue.assignee == person && !issue.is_deleted
    }

    pub fn by_number(&self, number: i64) -> usize {
        self.issues.iter().position(|issue| issue.number == number).unwrap()
    }

    fn give(&mut self, issue: usize, to: usize, now: Timestamp) {
        self.assignments.push(Assignment { issue, to, due: now + ASSIGN_DELAY, taken_back: None });
    }

    fn take_back(&mut self, issue: usize, now: Timestamp) {
        for assignment in self.assignments.iter_mut().filter(|assignment| assignment.issue == issue) {
            assignment.taken_back.get_or_insert(now);
        }
    }
}
