//! How announcements travel to other nodes: many in one message, so that a node that commits a thousand changes a second
//! does not send a thousand messages for them.
//!
//! A message is the number of its node and a line for each announcement, `topic text`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Announcement;

/// The longest message (PostgreSQL takes 8,000 bytes).
const MESSAGE_MAX: usize = 7_000;
/// The longest text that is passed on; a longer one goes without.
const TEXT_MAX: usize = 1_000;
/// How many announcements wait; with more, hearers are told that they missed some.
const WAITING_MAX: usize = 4096;
/// The line that says so.
const MISSED: &str = "!";

/// What other nodes have not been told yet.
#[derive(Default)]
pub(crate) struct Owed(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    lines: Vec<String>,
    /// Somebody is passing on what waits.
    is_passed_on: bool,
}

impl Owed {
    /// Adds to what waits and, unless somebody is at that already, passes all of it on.
    pub fn pass_on<E>(
        &self,
        node: u64,
        announced: Vec<Announcement>,
        mut send: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut waiting = self.lock();
        announced.iter().for_each(|announcement| waiting.add(line(announcement)));
        if std::mem::replace(&mut waiting.is_passed_on, true) {
            return Ok(());
        }
        loop {
            let lines = std::mem::take(&mut waiting.lines);
            if lines.is_empty() {
                waiting.is_passed_on = false;
                return Ok(());
            }
            drop(waiting);
            let sent = messages(node, &lines).iter().try_for_each(|message| send(message));
            waiting = self.lock();
            if let Err(error) = sent {
                waiting.lines = vec![MISSED.to_owned()];
                waiting.is_passed_on = false;
                return Err(error);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn add(&mut self, line: String) {
        if self.lines.len() >= WAITING_MAX {
            self.lines = vec![MISSED.to_owned()];
        } else if self.lines.last() != Some(&line) {
            self.lines.push(line);
        }
    }
}

fn line(announcement: &Announcement) -> String {
    match announcement {
        Announcement::Said { topic, text } if text.len() > TEXT_MAX || text.contains('\n') => format!("{topic} "),
        Announcement::Said { topic, text } => format!("{topic} {text}"),
        Announcement::Missed => MISSED.to_owned(),
    }
}

/// As few messages as they fit into.
fn messages(node: u64, lines: &[String]) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for line in lines {
        match messages.last_mut().filter(|message| message.len() + 1 + line.len() <= MESSAGE_MAX) {
            Some(message) => *message += &format!("\n{line}"),
            None => messages.push(format!("{node:x}\n{line}")),
        }
    }
    messages
}

/// The node that a message is from, and what it says. `None` if it is none of ours.
pub(crate) fn read(message: &str) -> Option<(u64, Vec<Announcement>)> {
    let (node, lines) = message.split_once('\n')?;
    let read = lines.split('\n').map(read_line).collect::<Option<Vec<_>>>();
    u64::from_str_radix(node, 16).ok().zip(read)
}

fn read_line(line: &str) -> Option<Announcement> {
    if line == MISSED {
        return Some(Announcement::Missed);
    }
    let (topic, text) = line.split_once(' ')?;
    Some(Announcement::Said { topic: topic.to_owned(), text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Announcement {
        Announcement::Said { topic: "note".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_is_announced_while_somebody_passes_on_goes_with_it() {
        let (owed, mut sent) = (Owed::default(), Vec::new());
        let done = owed.pass_on::<()>(7, vec![said("first")], |message| {
            sent.push(message.to_owned());
            if sent.len() == 1 {
                for text in ["second", "third", "third"] {
                    owed.pass_on(7, vec![said(text)], |_| Err(()))?;
                }
            }
            Ok(())
        });
        assert_eq!((done, sent), (Ok(()), vec!["7\nnote first".to_owned(), "7\nnote second\nnote third".to_owned()]));
    }

    #[test]
    fn whoever_was_not_told_is_told_that_they_missed_some() {
        let (owed, mut sent) = (Owed::default(), Vec::new());
        assert_eq!(owed.pass_on(7, vec![said("lost")], |_| Err("gone")), Err("gone"));
        owed.pass_on::<()>(7, vec![said("next")], |message| {
            sent.push(message.to_owned());
            Ok(())
        })
        .unwrap();
        assert_eq!(sent, ["7\n!\nnote next"]);
        assert_eq!(read(&sent[0]), Some((7, vec![Announcement::Missed, said("next")])));
    }

    #[test]
    fn many_fit_into_few_messages_and_too_many_are_called_missed() {
        let lines: Vec<String> = (0..1000).map(|number| format!("note {number}")).collect();
        let messages = messages(7, &lines);
        assert!(messages.len() <= 2 && messages.iter().all(|message| message.len() <= MESSAGE_MAX));
        let heard: usize = messages.iter().map(|message| read(message).unwrap().1.len()).sum();
        assert_eq!(heard, 1000);
        let mut waiting = Waiting::default();
        (0..=WAITING_MAX).for_each(|number| waiting.add(number.to_string()));
        assert_eq!(waiting.lines, [MISSED]);
    }
}
