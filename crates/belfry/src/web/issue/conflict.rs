//! A text that somebody else changed meanwhile: both versions, what is different in each, and the two as one.
//!
//! Nothing is saved until its writer says which. It is answered with 409, and does not change while it is looked at.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use similar::{ChangeTag, TextDiff};

use super::edit::{self, Draft};
use crate::app::App;
use crate::error::Error;
use crate::event::{self, Change, Event};
use crate::issue::{self, Issue, IssueKey};
use crate::user::{self, Person};
use crate::web::part::{self, Face, Html};
use crate::web::typed::Typed;
use crate::web::{Page, Refusal, Section, Visitor, answer};

#[derive(Template)]
#[template(path = "web/issue/conflict.html")]
struct Both {
    page: Page,
    key: String,
    issue: Issue,
    /// Who changed it, as far as that is known.
    other: Option<Face>,
    theirs: Html,
    mine: Html,
    mine_title: String,
    mine_text: String,
    merged: String,
}

/// Both versions.
pub(super) async fn show(app: &App, visitor: &Visitor, key: IssueKey, draft: Draft) -> Result<Response, Refusal> {
    let (page, (issue, other)) = visitor
        .read(app, move |db, actor| {
            let issue = issue::find(db, actor, &key)?;
            let changed = event::history(db, issue.id)?.into_iter().rev().find(|recorded| is_of_text(&recorded.event));
            let other = changed.and_then(|recorded| recorded.actor_id);
            let other = other.map(|id| user::find(db, id)).transpose()?.flatten();
            Ok((issue, other.map(Person::from)))
        })
        .await?;
    let (mine, theirs) = (draft.text.as_str(), issue.description.as_str());
    let both = Both {
        key: issue.key.to_string(),
        other: other.as_ref().map(Face::from),
        theirs: differences(&draft.was, theirs),
        mine: differences(&draft.was, mine),
        mine_title: draft.title.as_str().to_owned(),
        mine_text: mine.to_owned(),
        merged: merged(&draft.was, mine, theirs),
        page: page.at(Section::Project(issue.key.project.clone())),
        issue,
    };
    answer::with_status(StatusCode::CONFLICT, &both)
}

/// What somebody decided.
pub(super) async fn keep(app: &App, visitor: &Visitor, key: IssueKey, typed: Typed) -> Result<Response, Refusal> {
    match typed.get("keep") {
        "theirs" => Ok(answer::go(&format!("/{key}"))),
        "mine" => edit::save(app, visitor, key, typed.with("text", typed.get("mine"))).await,
        "merged" => edit::save(app, visitor, key, typed).await,
        _ => Err(Error::NotFound("page").into()),
    }
}

fn is_of_text(event: &Event) -> bool {
    let is_text = |change: &Change| matches!(change, Change::Title { .. } | Change::Description { .. });
    matches!(event, Event::IssueChanged { changes, .. } if changes.iter().any(is_text))
}

/// What became of a text: what is gone and what is new in it, paragraph by paragraph.
fn differences(was: &str, is: &str) -> Html {
    let mut pieces: Vec<(ChangeTag, String)> = Vec::new();
    for change in TextDiff::from_words(was, is).iter_all_changes() {
        match pieces.last_mut() {
            Some((tag, text)) if *tag == change.tag() => text.push_str(change.value()),
            _ => pieces.push((change.tag(), change.value().to_owned())),
        }
    }
    let mut html = String::from("<p>");
    for (tag, text) in pieces {
        let (open, close) = match tag {
            ChangeTag::Equal => ("", ""),
            ChangeTag::Delete => ("<del>", "</del>"),
            ChangeTag::Insert => ("<ins>", "</ins>"),
        };
        // A paragraph ends outside of what is marked.
        let between = format!("{close}</p><p>{open}");
        let text = Html::escaped(&text).to_string().replace("\n\n", &between).replace('\n', "<br>");
        html.push_str(&format!("{open}{text}{close}"));
    }
    html.push_str("</p>");
    Html::new(html.replace("<ins></ins>", "").replace("<del></del>", "").replace("<p></p>", ""))
}

/// Both as one: changes that do not touch each other are in. Where they do, both stand there, one after the other.
fn merged(was: &str, mine: &str, theirs: &str) -> String {
    let mark = |line: &&str| ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
    match diffy::MergeOptions::new().set_conflict_style(diffy::ConflictStyle::Merge).merge(was, theirs, mine) {
        Ok(merged) => merged,
        Err(marked) => marked.lines().filter(|line| !mark(line)).map(|line| format!("{line}\n")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_touch_each_other_is_merged() {
        let (was, mine, theirs) = ("one\n\ntwo\n\nthree\n", "one\n\ntwo\n\nthree!\n", "ONE\n\ntwo\n\nthree\n");
        assert_eq!(merged(was, mine, theirs), "ONE\n\ntwo\n\nthree!\n");
    }

    #[test]
    fn what_does_is_there_in_both_versions_and_nothing_else() {
        assert_eq!(merged("one\n", "mine\n", "theirs\n"), "theirs\nmine\n");
        assert_eq!(merged("", "mine\n", "theirs\n"), "theirs\nmine\n");
    }

    #[test]
    fn what_is_new_and_what_is_gone_is_marked() {
        let html = differences("a most b\n\nc", "a some b\n\nc\n\n<d>").to_string();
        assert!(html.contains("<del>most</del>") && html.contains("<ins>some</ins>"), "{html}");
        assert!(html.contains("&#60;d&#62;") && !html.contains("<d>"), "{html}");
        assert_eq!(html.matches("<p>").count(), html.matches("</p>").count());
    }
}
