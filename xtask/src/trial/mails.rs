//! What became of every mail, compared with what the relay took and with what people were told. Pure.

use std::collections::BTreeMap;

use testrelay::{DataCommand, Received};

use super::tracked::{Tracked, micros};
use crate::people::People;
use crate::rows::Row;

/// What the outbox and the relay say, side by side.
pub struct Ledgers<'a> {
    pub rows: &'a [Row],
    pub received: &'a [Received],
    pub data_commands: &'a [DataCommand],
    pub people: &'a People,
    pub issues: &'a BTreeMap<i64, &'a Tracked>,
}

impl Ledgers<'_> {
    /// Everything that should not be.
    pub fn violations(&self) -> Vec<String> {
        let mut found = Vec::new();
        let copies = self.copies(&mut found);
        for row in self.rows {
            let copies = copies.get(&row.id).map_or(&[][..], Vec::as_slice);
            found.extend(of_copies(row, copies).into_iter().map(|problem| told(row, &problem)));
            found.extend(self.of_stint(row).map(|problem| told(row, &problem)));
        }
        found.extend(self.of_assignments());
        found.extend(self.of_contents(&copies));
        found.extend(self.of_commands());
        found
    }

    /// The copies of each mail that the relay took, by the mail's number.
    fn copies(&self, found: &mut Vec<String>) -> BTreeMap<i64, Vec<&Received>> {
        let letters = self.rows.iter().filter_map(|row| Some((bare(&row.letter.as_ref()?.message_id), row.id)));
        let by_message_id: BTreeMap<&str, i64> = letters.collect();
        let mut copies: BTreeMap<i64, Vec<&Received>> = BTreeMap::new();
        for received in self.received {
            let message_id = received.header("Message-ID").unwrap_or_default();
            match by_message_id.get(bare(&message_id)) {
                Some(mail) => copies.entry(*mail).or_default().push(received),
                None => found.push(format!("the relay took a mail {message_id} that the outbox does not know")),
            }
        }
        copies
    }

    /// Mail is only for assignees, and none rings after a relief that was acknowledged.
    fn of_stint(&self, row: &Row) -> Option<String> {
        let issue = row.issue?;
        let Some(tracked) = self.issues.get(&issue) else {
            return Some("is about an issue that nobody opened".to_owned());
        };
        let assignee = self.people.by_email(&row.recipient)?;
        let Some(stint) = tracked.stint(assignee, row.enqueued_at) else {
            return Some("is to somebody who never was the assignee".to_owned());
        };
        let over_at = stint.over_at(row.kind == "assigned")?;
        let late = row.rang_at.iter().find(|rang_at| **rang_at > over_at)?;
        Some(format!("rang {} us after its recipient was relieved", late - over_at))
    }

    /// Each assignment ordered exactly one mail.
    fn of_assignments(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut ordered: BTreeMap<(i64, usize), usize> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.kind == "assigned") {
            if let (Some(issue), Some(assignee)) = (row.issue, self.people.by_email(&row.recipient)) {
                *ordered.entry((issue, assignee)).or_default() += 1;
            }
        }
        for (number, tracked) in self.issues {
            for assignee in 0..self.people.count() {
                let wanted = tracked.stints.iter().filter(|stint| stint.assignee == assignee).count();
                let are = ordered.get(&(*number, assignee)).copied().unwrap_or(0);
                if wanted != are {
                    found.push(format!(
                        "issue {number}: given {wanted} times to person {assignee}, and {are} mails ordered"
                    ));
                }
            }
        }
        found
    }

    /// Whoever still has an issue was last told of it as it is.
    fn of_contents(&self, copies: &BTreeMap<i64, Vec<&Received>>) -> Vec<String> {
        let mut last: BTreeMap<i64, &Row> = BTreeMap::new();
        let told = self.rows.iter().filter(|row| row.state == "sent" || row.state == "unknown");
        for row in told.filter(|row| row.issue.is_some_and(|issue| self.is_for_its_assignee(row, issue))) {
            last.insert(row.issue.unwrap_or_default(), row);
        }
        let mut found = Vec::new();
        for (number, tracked) in
            self.issues.iter().filter(|(_, tracked)| tracked.stints.iter().all(|stint| stint.over_at(true).is_none()))
        {
            let title = &tracked.known.title;
            match last.get(number) {
                None => found.push(format!("issue {number}: its assignee was never told of it")),
                // Nobody knows whether that one arrived.
                Some(row) if row.state == "unknown" => {}
                Some(row) => {
                    let letters = copies.get(&row.id).map_or(&[][..], Vec::as_slice);
                    if !letters.iter().any(|letter| String::from_utf8_lossy(&letter.bytes).contains(title.as_str())) {
                        found.push(format!("issue {number}: its assignee was not told that it is called {title}"));
                    }
                }
            }
        }
        found
    }

    fn is_for_its_assignee(&self, row: &Row, issue: i64) -> bool {
        let assignee = self.issues.get(&issue).map(|tracked| tracked.known.assignee);
        assignee.is_some() && self.people.by_email(&row.recipient) == assignee
    }

    /// Nobody was begun to be mailed more often than mail to them rang.
    fn of_commands(&self) -> Vec<String> {
        let commands =
            |email: &str| self.data_commands.iter().filter(|command| command.to.iter().any(|to| to == email)).count();
        let rang =
            |email: &str| self.rows.iter().filter(|row| row.recipient == email).map(|row| row.rang_at.len()).sum();
        let people = (0..self.people.count()).map(|person| &self.people.get(person).email);
        people
            .map(|email| (email, commands(email), rang(email)))
            .filter(|(_, commands, rang): &(_, usize, usize)| commands > rang)
            .map(|(email, commands, rang)| format!("{email}: {commands} DATA commands, and mail rang {rang} times"))
            .collect()
    }
}

/// What one mail's end says must fit what the relay took of it.
fn of_copies(row: &Row, copies: &[&Received]) -> Vec<String> {
    let mut found = Vec::new();
    let count = i64::try_from(copies.len()).unwrap_or(i64::MAX);
    match row.state.as_str() {
        "sent" if count == 0 => found.push("is said to be sent, and the relay has no copy".to_owned()),
        "sent" | "unknown" => {}
        "held" if row.kind == "digest" => {}
        "cancelled" | "suppressed" | "merged" if count > 0 => {
            found.push(format!("never went, and the relay has {count} copies"))
        }
        "cancelled" | "suppressed" | "merged" => {}
        state => found.push(format!("is {state} at the end: {}", row.reason)),
    }
    if count > 1 + row.unknowns {
        found.push(format!("arrived {count} times with {} unknown outcomes", row.unknowns));
    }
    if row.rang_at.iter().any(|rang_at| *rang_at < row.due_at) {
        found.push("rang before it was due".to_owned());
    }
    let frozen = row.letter.as_ref().map(|letter| letter.bytes.as_slice());
    if copies.iter().any(|copy| Some(copy.bytes.as_slice()) != frozen) {
        found.push("arrived with other bytes than were frozen".to_owned());
    }
    let first_rang = row.rang_at.first().copied().unwrap_or(i64::MAX);
    if copies.iter().any(|copy| micros(copy.data_at) < first_rang.max(row.due_at)) {
        found.push("was begun before its point of no return".to_owned());
    }
    found
}

fn told(row: &Row, problem: &str) -> String {
    format!("mail {} ({} to {}, {}): {problem}", row.id, row.kind, row.recipient, row.state)
}

fn bare(message_id: &str) -> &str {
    message_id.trim().trim_start_matches('<').trim_end_matches('>')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Letter;
    use std::time::{Duration, UNIX_EPOCH};

    fn row(state: &str, unknowns: i64) -> Row {
        Row {
            id: 1,
            kind: "assigned".to_owned(),
            state: state.to_owned(),
            reason: String::new(),
            recipient: "p1@example.com".to_owned(),
            issue: Some(1),
            enqueued_at: 10,
            due_at: 20,
            unknowns,
            letter: Some(Letter { message_id: "<1@x>".to_owned(), bytes: b"x".to_vec() }),
            rang_at: vec![21],
        }
    }

    fn copy(bytes: &[u8], at: u64) -> Received {
        let at = UNIX_EPOCH + Duration::from_micros(at);
        Received { from: String::new(), to: Vec::new(), bytes: bytes.to_vec(), data_at: at, dot_at: at, connection: 1 }
    }

    #[test]
    fn a_sent_mail_has_one_copy_and_more_only_after_unknown_outcomes() {
        let copy = copy(b"x", 30);
        assert!(of_copies(&row("sent", 0), &[&copy]).is_empty());
        assert_eq!(of_copies(&row("sent", 0), &[]).len(), 1);
        assert_eq!(of_copies(&row("sent", 0), &[&copy, &copy]).len(), 1);
        assert!(of_copies(&row("sent", 1), &[&copy, &copy]).is_empty());
    }

    #[test]
    fn other_bytes_an_early_letter_and_an_open_end_are_found() {
        assert_eq!(of_copies(&row("sent", 0), &[&copy(b"y", 30)]).len(), 1);
        assert_eq!(of_copies(&row("sent", 0), &[&copy(b"x", 15)]).len(), 1);
        assert_eq!(of_copies(&row("sending", 0), &[]).len(), 1);
        assert_eq!(of_copies(&row("cancelled", 0), &[&copy(b"x", 30)]).len(), 1);
    }
}
