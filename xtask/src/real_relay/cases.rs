//! What must be true of the mail that arrived. Each case is a sentence.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use super::mailbox::Letter;
use super::story::{DESCRIPTION, MEANWHILE, NEW_TITLE, TITLE};
use crate::rows::Row;

/// What there is to look at.
pub struct Found {
    pub letters: Vec<Letter>,
    pub rows: Vec<Row>,
    pub relay_log: String,
}

/// A case: what it says, and what looks whether that is so.
pub type Case = (&'static str, fn(&Found) -> Result<()>);

/// Every case.
pub const CASES: [Case; 11] = [
    ("the assigned mail arrives once, with its issue in both parts", assigned),
    ("the updated mail arrives once, and says what changed", updated),
    ("both are in one thread, by the same root", threaded),
    ("a digest lists everything that is open", digest),
    ("whoever is relieved in time gets no mail", relieved),
    ("mail waits for a relay that is away, and arrives once", waited),
    ("mail that was put off arrives once", put_off),
    ("mail to nobody fails, and the address is not tried again", refused),
    ("every letter is well-formed to another parser, with all its headers", well_formed),
    ("every connection is encrypted", encrypted),
    ("every mail that was sent arrived exactly once, and no other did", exactly_once),
];

impl Found {
    fn only(&self, reason: &str, person: &str, subject: &str) -> Result<&Letter> {
        let fits = |letter: &&Letter| letter.is(reason, person) && letter.header("Subject").contains(subject);
        let fitting: Vec<&Letter> = self.letters.iter().filter(fits).collect();
        let [letter] = fitting.as_slice() else { anyhow::bail!("{} {reason} letters to {person}", fitting.len()) };
        Ok(letter)
    }
}

fn assigned(found: &Found) -> Result<()> {
    let letter = found.only("assigned", "ben", TITLE)?;
    ensure!(letter.text.contains("a line that begins with a dot"), "the text is not the description: {}", letter.text);
    for line in DESCRIPTION.lines().filter(|line| line.starts_with('.')) {
        ensure!(letter.text.lines().any(|shown| shown.trim() == line), "the line {line:?} is not in the text");
    }
    let is_escaped = letter.html.contains("no markup") && !letter.html.contains("<b>no markup");
    ensure!(is_escaped, "the description is not escaped in the HTML part");
    Ok(())
}

fn updated(found: &Found) -> Result<()> {
    let letter = found.only("updated", "ben", "")?;
    let words = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    ensure!(
        words.contains(NEW_TITLE) && words.contains(TITLE),
        "it does not tell the old and the new title: {}",
        letter.text
    );
    Ok(())
}

fn threaded(found: &Found) -> Result<()> {
    let (first, second) = (found.only("assigned", "ben", TITLE)?, found.only("updated", "ben", "")?);
    let root = first.header("References");
    ensure!(root.starts_with('<') && root == first.header("In-Reply-To"), "the first letter has no root: {root:?}");
    ensure!(second.header("References") == root, "{:?} is not the root {root:?}", second.header("References"));
    let other = found.only("assigned", "ben", MEANWHILE)?;
    ensure!(other.header("References") != root, "two issues are in one thread");
    Ok(())
}

fn digest(found: &Found) -> Result<()> {
    let letter = found.letters.iter().find(|letter| letter.is("digest", "ben")).context("there is none")?;
    for title in ["Die Glocke", "Given to Dov by mistake"] {
        let is_listed = letter.text.contains(title) || letter.text.contains(NEW_TITLE);
        ensure!(is_listed, "{title:?} is not in it: {}", letter.text);
    }
    ensure!(letter.header("References").is_empty(), "a digest is in no thread");
    Ok(())
}

fn relieved(found: &Found) -> Result<()> {
    let letters = found.letters.iter().filter(|letter| letter.header("To").contains("dov")).count();
    ensure!(letters == 0, "Dov got {letters}");
    let row = found.rows.iter().find(|row| row.recipient.starts_with("dov")).context("no mail was ordered for Dov")?;
    ensure!(row.state == "cancelled" && row.reason.contains("relieved"), "it is {}: {}", row.state, row.reason);
    Ok(())
}

fn waited(found: &Found) -> Result<()> {
    found.only("assigned", "ben", MEANWHILE).map(|_| ())
}

fn put_off(found: &Found) -> Result<()> {
    found.only("assigned", "cleo", "")?;
    ensure!(found.relay_log.contains("come back later"), "the relay did not put it off");
    Ok(())
}

fn refused(found: &Found) -> Result<()> {
    let mut rows = found.rows.iter().filter(|row| row.recipient.starts_with("gone"));
    let first = rows.next().context("no mail was ordered")?;
    ensure!(first.state == "failed" && first.reason.contains("5.1.1"), "it is {}: {}", first.state, first.reason);
    ensure!(rows.all(|row| matches!(row.state.as_str(), "suppressed" | "pending")), "further mail was tried");
    let refusals = found.relay_log.matches("there is nobody of that name").count();
    ensure!(refusals == 1, "the relay was asked {refusals} times");
    Ok(())
}

fn well_formed(found: &Found) -> Result<()> {
    ensure!(!found.letters.is_empty(), "nothing arrived");
    for letter in &found.letters {
        let subject = letter.header("Subject");
        ensure!(letter.defects.is_empty(), "{subject}: {:?}", letter.defects);
        ensure!(letter.is_alternative && letter.parts == ["text/plain", "text/html"], "{subject}: {:?}", letter.parts);
        ensure!(letter.longest_line <= 998, "{subject}: a line of {} bytes", letter.longest_line);
        ensure!(letter.header("Auto-Submitted") == "auto-generated", "{subject}: Auto-Submitted");
        ensure!(
            letter.header("X-Auto-Response-Suppress") == "OOF, AutoReply, RN, NRN, DR",
            "{subject}: X-Auto-Response-Suppress"
        );
        ensure!(
            letter.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click",
            "{subject}: List-Unsubscribe-Post"
        );
        for name in ["From", "Date", "Message-ID", "List-Id", "List-Unsubscribe"] {
            ensure!(!letter.header(name).is_empty(), "{subject}: {name} is not there exactly once");
        }
    }
    Ok(())
}

fn encrypted(found: &Found) -> Result<()> {
    let arrivals: Vec<&str> = found.relay_log.lines().filter(|line| line.contains(" <= belfry@")).collect();
    ensure!(!arrivals.is_empty(), "the relay's log tells of no arrival");
    ensure!(arrivals.iter().all(|line| line.contains(" X=TLS1.3")), "not all are: {arrivals:?}");
    Ok(())
}

fn exactly_once(found: &Found) -> Result<()> {
    let mut arrived: BTreeMap<&str, usize> = BTreeMap::new();
    for letter in &found.letters {
        *arrived.entry(letter.header("Message-ID").trim_matches(['<', '>'])).or_default() += 1;
    }
    let sent = found.rows.iter().filter(|row| row.state == "sent");
    let sent: Vec<&str> =
        sent.filter_map(|row| Some(row.letter.as_ref()?.message_id.trim_matches(['<', '>']))).collect();
    for message_id in &sent {
        let copies = arrived.get(message_id).copied().unwrap_or(0);
        ensure!(copies == 1, "{message_id} arrived {copies} times");
    }
    ensure!(arrived.len() == sent.len(), "{} arrived, and {} were sent", arrived.len(), sent.len());
    let under_way = found.rows.iter().filter(|row| matches!(row.state.as_str(), "leased" | "sending")).count();
    ensure!(under_way == 0, "{under_way} are still under way after the stop");
    Ok(())
}
