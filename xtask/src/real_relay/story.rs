//! What people do in this test, and when the mail server is there for it.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;

use super::exim::Exim;
use super::mailbox;
use crate::people::People;

/// A title that needs encoding, and a description with everything that mail can break on.
pub const TITLE: &str = "Die Glocke schlägt nicht 🔔, seit Dienstag";
pub const DESCRIPTION: &str = "First line.\n.\n.a line that begins with a dot\nFrom the start of a line\n\n> a quote & <b>no markup</b>\n\nlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong\n";
/// What the first issue is called later.
pub const NEW_TITLE: &str = "The bell rings again";
/// The issue that is opened while the mail server is away.
pub const MEANWHILE: &str = "Opened while the relay was away";

const ADA: usize = 0;
const SOON: Duration = Duration::from_secs(20);
/// A mail that was put off is tried again after a minute and up to a tenth more.
const PUT_OFF: Duration = Duration::from_secs(80);
const AWAY_FOR: Duration = Duration::from_secs(3);

/// Acts the story. Letters that do not come are found missing afterwards.
///
/// # Errors
/// If Belfry does not take what people ask for.
pub fn act(people: &People, exim: &mut Exim) -> Result<()> {
    let maildir = exim.mailbox();
    let began = Instant::now();
    exim.be_busy(true)?;
    open(people, "For somebody who is put off", "cleo")?;
    let first = open(people, TITLE, "ben")?;
    let moved = open(people, "Given to Dov by mistake", "dov")?;
    change(people, moved, json!({ "assigned_to": "ben@example.com" }))?;
    open(people, "For nobody", "gone")?;
    mailbox::wait_for(&maildir, SOON, |letter| {
        letter.is("assigned", "ben") && letter.header("Subject").contains(TITLE)
    })?;

    change(people, first, json!({ "title": NEW_TITLE }))?;
    mailbox::wait_for(&maildir, SOON, |letter| letter.is("updated", "ben"))?;
    mailbox::wait_for(&maildir, SOON, |letter| letter.is("digest", "ben"))?;
    exim.be_busy(false)?;

    exim.stop();
    open(people, MEANWHILE, "ben")?;
    std::thread::sleep(AWAY_FOR);
    exim.start()?;
    mailbox::wait_for(&maildir, SOON, |letter| {
        letter.is("assigned", "ben") && letter.header("Subject").contains(MEANWHILE)
    })?;
    let left = PUT_OFF.saturating_sub(began.elapsed());
    mailbox::wait_for(&maildir, left, |letter| letter.is("assigned", "cleo"))?;
    Ok(())
}

fn open(people: &People, title: &str, assignee: &str) -> Result<i64> {
    let assigned_to = format!("{assignee}@example.com");
    let body = json!({ "title": title, "description": DESCRIPTION, "assigned_to": assigned_to });
    let (status, answer) = people.call(ADA, "POST", "/issue/", Some(body))?;
    ensure!(status == 201, "opening an issue was answered with {status} {answer}");
    Ok(answer["issue_id"].as_i64().unwrap_or_default())
}

fn change(people: &People, issue: i64, body: serde_json::Value) -> Result<()> {
    let (status, answer) = people.call(ADA, "PUT", &format!("/issue/{issue}"), Some(body))?;
    ensure!(status == 200, "changing an issue was answered with {status} {answer}");
    Ok(())
}
