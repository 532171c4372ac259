//! What is known of one issue, and who was its assignee from when to when. Pure.

use std::time::{SystemTime, UNIX_EPOCH};

/// How far an issue has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Open,
    Closed,
    Deleted,
}

/// What the API shows of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pub title: String,
    pub assignee: usize,
    pub stage: Stage,
}

/// The time of one person with an issue. Moments are in microseconds since 1970.
#[derive(Clone, Debug)]
pub struct Stint {
    pub assignee: usize,
    /// Before the request that began it was sent.
    pub asked_at: i64,
    /// After the closing was acknowledged, or seen to have happened.
    pub closed_at: Option<i64>,
    /// The same of the issue's going to somebody else, or away.
    pub left_at: Option<i64>,
}

/// An issue that exists, or did.
#[derive(Debug)]
pub struct Tracked {
    pub number: i64,
    pub known: Shape,
    pub stints: Vec<Stint>,
}

impl Tracked {
    /// A new issue, asked for at this moment.
    pub fn new(number: i64, known: Shape, asked_at: i64) -> Tracked {
        let stints = vec![Stint::new(known.assignee, asked_at)];
        Tracked { number, known, stints }
    }

    /// It is now so; `asked_at` and `at` are before the request and after its answer.
    pub fn becomes(&mut self, shape: Shape, asked_at: i64, at: i64) {
        let moves = shape.assignee != self.known.assignee;
        let leaves = moves || (shape.stage == Stage::Deleted && self.known.stage != Stage::Deleted);
        if let Some(last) = self.stints.last_mut() {
            if leaves {
                last.left_at.get_or_insert(at);
            }
            if shape.stage == Stage::Closed && self.known.stage == Stage::Open {
                last.closed_at.get_or_insert(at);
            }
        }
        if moves {
            self.stints.push(Stint::new(shape.assignee, asked_at));
        }
        self.known = shape;
    }

    /// The stint that a mail to this person, ordered then, belongs to.
    pub fn stint(&self, assignee: usize, ordered_at: i64) -> Option<&Stint> {
        self.stints.iter().rfind(|stint| stint.assignee == assignee && stint.asked_at <= ordered_at)
    }
}

impl Stint {
    fn new(assignee: usize, asked_at: i64) -> Stint {
        Stint { assignee, asked_at, closed_at: None, left_at: None }
    }

    /// From when on no mail of this kind may ring.
    pub fn over_at(&self, is_of_assignment: bool) -> Option<i64> {
        let closed_at = self.closed_at.filter(|_| is_of_assignment);
        [closed_at, self.left_at].into_iter().flatten().min()
    }
}

/// The present moment, in microseconds since 1970.
pub fn now() -> i64 {
    micros(SystemTime::now())
}

/// A moment in microseconds since 1970.
pub fn micros(at: SystemTime) -> i64 {
    at.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_micros()).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(assignee: usize, stage: Stage) -> Shape {
        Shape { title: "t".to_owned(), assignee, stage }
    }

    #[test]
    fn stints_begin_and_end_with_the_assignee() {
        let mut issue = Tracked::new(1, shape(1, Stage::Open), 10);
        issue.becomes(shape(2, Stage::Open), 20, 25);
        issue.becomes(shape(1, Stage::Open), 30, 35);
        issue.becomes(shape(1, Stage::Closed), 40, 45);
        issue.becomes(shape(1, Stage::Deleted), 50, 55);
        assert_eq!(issue.stint(1, 22).unwrap().over_at(true), Some(25));
        assert_eq!(issue.stint(2, 22).unwrap().over_at(false), Some(35));
        assert_eq!(issue.stint(1, 33).unwrap().over_at(true), Some(45));
        assert_eq!(issue.stint(1, 33).unwrap().over_at(false), Some(55));
        assert!(issue.stint(2, 15).is_none());
    }
}
