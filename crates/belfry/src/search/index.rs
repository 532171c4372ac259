//! Keeping the index of words: which words an issue is found by.

use store::search::Passage;
use store::{Db, Tx, params};

use super::words::words;
use crate::error::Result;
use crate::event::{Change, Event};
use crate::issue::{Issue, IssueId};

/// Before a word of a title, which is indexed once more so. Neither is a letter: no word begins with it.
pub(super) const TITLE: char = '§';
/// Before a word of a title or a description.
pub(super) const TEXT: char = '¶';
/// How much of an issue is indexed, in bytes: its title and description, and its latest comments.
const MOST: usize = 256 * 1024;
/// The most comments that are looked at.
const COMMENTS_MOST: i64 = 1_000;

/// What an event changes about the words that an issue, as it is after it, is found by. A deleted issue keeps its words: whoever
/// may bring it back finds it by them.
pub fn follow(tx: &Tx<'_>, issue: &Issue, event: &Event) -> Result<()> {
    match event {
        Event::IssueOpened { .. } => {
            super::mention::keep(tx, issue.id, (0, &issue.description))?;
            put(tx, issue.id, [&issue.title, &issue.description], &[])
        }
        Event::IssueChanged { changes, .. } => {
            let is_description = |change: &Change| matches!(change, Change::Description { .. });
            if changes.iter().any(is_description) {
                super::mention::keep(tx, issue.id, (0, &issue.description))?;
            }
            let is_text = |change: &Change| is_description(change) || matches!(change, Change::Title { .. });
            if changes.iter().any(is_text) { of(tx, issue) } else { Ok(()) }
        }
        Event::CommentAdded { number }
        | Event::CommentEdited { number, .. }
        | Event::CommentDeleted { number }
        | Event::CommentRestored { number } => {
            super::mention::keep(tx, issue.id, (*number, &comment(tx, issue.id, *number)?))?;
            of(tx, issue)
        }
        Event::IssueDeleted { .. } | Event::IssueRestored | Event::Related { .. } => Ok(()),
    }
}

fn of(tx: &Tx<'_>, issue: &Issue) -> Result<()> {
    let comments = comments(tx, issue.id)?;
    put(tx, issue.id, [&issue.title, &issue.description], &comments)
}

/// What a comment says; nothing if it is deleted.
fn comment(db: &Db<'_>, issue: IssueId, number: i64) -> Result<String> {
    let sql = "SELECT text FROM comments WHERE issue_id = $1 AND number = $2 AND deleted_at IS NULL";
    Ok(db.maybe(sql, &params![issue, number], |row| row.get("text"))?.unwrap_or_default())
}

/// The latest comments first.
pub(super) fn comments(db: &Db<'_>, issue: IssueId) -> Result<Vec<String>> {
    let sql = "SELECT text FROM comments WHERE issue_id = $1 AND deleted_at IS NULL ORDER BY number DESC LIMIT $2";
    Ok(db.all(sql, &params![issue, COMMENTS_MOST], |row| row.get("text"))?)
}

/// Indexes these texts, the title and the description first.
pub(super) fn put(tx: &Tx<'_>, issue: IssueId, texts: [&str; 2], comments: &[String]) -> Result<()> {
    Ok(tx.index(issue.raw(), &passages(texts, comments.iter().map(String::as_str)))?)
}

/// What an issue of this title and description is found by, with its comments, the latest first.
pub fn passages<'t>([title, description]: [&str; 2], comments: impl IntoIterator<Item = &'t str>) -> Vec<Passage> {
    let (title, description) = (words(title), words(description));
    let mut passages =
        vec![marked(TITLE, &title), marked(TEXT, &title), marked(TEXT, &description), title, description];
    let mut left = MOST;
    for comment in comments {
        let Some(rest) = left.checked_sub(comment.len()) else { break };
        left = rest;
        passages.push(words(comment));
    }
    passages.retain(|passage| !passage.is_empty());
    passages
}

/// The same words under a mark.
pub(super) fn marked(mark: char, words: &[String]) -> Passage {
    words.iter().map(|word| format!("{mark}{word}")).collect()
}
