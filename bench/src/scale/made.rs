//! What there is: projects, people in them, and the issue of each number, made up from that number alone.

use belfry::issue::Status;
use belfry::project::{Role, Visibility};

use super::text;
use crate::words::Dice;

/// How many people there are.
pub const PEOPLE: usize = 200;
/// How many projects there are beside the one that there always is.
pub const PROJECTS: usize = 40;
/// Labels that every project has, the commonest first, and of how many issues one has it.
pub const LABELS: [(&str, u64); 20] = [
    ("bug", 3),
    ("feature", 5),
    ("backend", 8),
    ("frontend", 10),
    ("docs", 14),
    ("support", 20),
    ("mobile", 25),
    ("security", 40),
    ("performance", 50),
    ("l9", 60),
    ("l10", 70),
    ("l11", 80),
    ("l12", 90),
    ("l13", 100),
    ("l14", 120),
    ("l15", 150),
    ("l16", 200),
    ("seldom", 500),
    ("rare", 2_000),
    ("rarest", 10_000),
];
/// Over how many days the issues were opened.
pub const DAYS: u64 = 1_000;
pub const DAY_US: i64 = 86_400_000_000;

/// An issue.
pub struct Made {
    pub project: usize,
    pub title: String,
    pub description: String,
    pub status: Status,
    pub author: usize,
    pub assignee: Option<usize>,
    pub priority: i64,
    /// In so many days after it was opened.
    pub due_in: Option<i64>,
    pub is_private: bool,
    pub is_deleted: bool,
    pub labels: Vec<usize>,
    /// In microseconds before now.
    pub age: i64,
    pub updated_age: i64,
    /// What was said by whom, and how long ago.
    pub comments: Vec<(usize, String, i64)>,
    /// How many issues further back is the one that it is a part of, or is blocked by.
    pub parent: Option<usize>,
    pub blocker: Option<usize>,
}

/// A few have a hand in much, many in little.
fn person(dice: &mut Dice) -> usize {
    let drawn = dice.roll(1_000) as usize;
    drawn * drawn * PEOPLE / 1_000_000
}

fn project(dice: &mut Dice) -> usize {
    let drawn = dice.roll(1_000) as usize;
    drawn * drawn * drawn / 1_000_000 * (PROJECTS + 1) / 1_000
}

fn status(dice: &mut Dice, is_recent: bool) -> Status {
    let share = if is_recent { 60 } else { 15 };
    if dice.roll(100) >= share {
        return if dice.roll(8) == 0 { Status::Cancelled } else { Status::Done };
    }
    match dice.roll(20) {
        0..6 => Status::Backlog,
        6..14 => Status::Todo,
        14..18 => Status::InProgress,
        _ => Status::InReview,
    }
}

fn naming(dice: &mut Dice, text: String, one_in: u64) -> String {
    if dice.roll(one_in) > 0 {
        return text;
    }
    format!("{text} Ask @{}.", crate::fill::username(person(dice)))
}

/// The issue of this number (from 0 on) among so many.
pub fn issue(number: usize, of: usize) -> Made {
    let mut dice = Dice::new(number as u64 + 1);
    let dice = &mut dice;
    let age = (DAYS as i64 * DAY_US) / of as i64 * (of - number) as i64;
    let is_recent = number * 10 >= of * 9;
    // What was said soon after, mostly; sometimes much later.
    let mut later = age;
    let comments: Vec<(usize, String, i64)> = (0..dice.roll(11))
        .map(|_| {
            later -= (dice.roll(1_000) * dice.roll(1_000) * dice.roll(100)) as i64 * (later / 400_000_000).max(0);
            let count = 6 + dice.roll(15);
            let text = text::text(dice, count);
            (person(dice), naming(dice, text, 15), later)
        })
        .collect();
    let updated_age = if dice.roll(4) == 0 { later / 2 } else { later };
    let (words, sentences) = (4 + dice.roll(5), 15 + dice.roll(46));
    let description = text::text(dice, sentences);
    Made {
        project: project(dice),
        title: text::text(dice, words).replace('.', ""),
        // One word of its own, as the number of an error or of an order.
        description: naming(dice, format!("{description}. Case c{number}x."), 12),
        status: status(dice, is_recent),
        author: person(dice),
        assignee: (dice.roll(10) < 7).then(|| person(dice)),
        priority: ([0, 0, 0, 0, 1, 1, 2, 2, 2, 3][dice.roll(10) as usize] + i64::from(dice.roll(50) == 0) * 4).min(4),
        due_in: (dice.roll(4) == 0).then(|| dice.roll(120) as i64),
        is_private: dice.roll(100) == 0,
        is_deleted: dice.roll(100) == 0,
        labels: (0..LABELS.len()).filter(|label| dice.roll(LABELS[*label].1) == 0).collect(),
        age,
        updated_age,
        comments,
        parent: (dice.roll(20) == 0).then(|| 1 + dice.roll(30) as usize),
        blocker: (dice.roll(30) == 0).then(|| 1 + dice.roll(30) as usize),
    }
}

/// Who sees this project (0 is the one that there always is).
pub fn visibility(project: usize) -> Visibility {
    match project % 5 {
        3 => Visibility::Private,
        4 => Visibility::Internal,
        _ => Visibility::Public,
    }
}

/// The key of this project, beside the one that there always is.
pub fn key(project: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    format!("P{}{}", letter(project / 26), letter(project))
}

/// What this person is in this project.
pub fn role(person: usize, project: usize) -> Option<Role> {
    let mut dice = Dice::new((person * 1_000 + project) as u64);
    (dice.roll(7) == 0).then(|| Role::ALL[dice.roll(4) as usize])
}
