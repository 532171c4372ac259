//! The log of an issue: what happened, a line for each, and what was said.

use std::cmp::Ordering;

use outbox::{Mail, State as Stands};
use store::Timestamp;

use super::read::Whole;
use crate::auth::{Actor, permission};
use crate::comment::Comment;
use crate::event::{Change, Event, Recorded};
use crate::issue::Relation;
use crate::markdown;
use crate::user::UserId;
use crate::web::part::{self, Face, Html, bold};
use crate::web::reader::Reader;
use crate::web::text::Telling;

/// One entry of the log.
pub(super) enum Entry {
    /// Something happened.
    Line(Line),
    /// Somebody said something.
    Comment(Said),
}

/// Something that happened, in one line.
pub(super) struct Line {
    pub dot: Html,
    pub text: Html,
    pub when: Html,
    pub receipt: Html,
}

/// What somebody said.
pub(super) struct Said {
    pub number: i64,
    pub face: Face,
    pub when: Html,
    pub html: Html,
    pub is_edited: bool,
    pub may_edit: bool,
    pub may_delete: bool,
}

/// What is shown of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// Everything.
    #[default]
    All,
    /// What was said.
    Comments,
    /// What led to mail.
    Mail,
}

impl Shown {
    /// Of a word in the query.
    pub fn parse(word: &str) -> Shown {
        match word {
            "comments" => Shown::Comments,
            "mail" => Shown::Mail,
            _ => Shown::All,
        }
    }
}

/// The log, oldest first.
pub(super) fn entries(whole: &Whole, reader: &Reader, actor: &Actor, shown: Shown) -> Vec<Entry> {
    let teller = Teller { whole, reader, actor };
    let mut entries: Vec<(Timestamp, i64, Entry)> = Vec::new();
    if shown != Shown::Mail {
        entries.extend(
            whole.comments.iter().map(|said| (said.created_at, said.number, Entry::Comment(teller.said(said)))),
        );
    }
    if shown != Shown::Comments {
        for event in &whole.events {
            let lines = teller.lines(event).into_iter();
            let lines = lines.filter(|line| shown != Shown::Mail || !line.receipt.is_empty());
            entries.extend(lines.map(|line| (event.at, event.id.raw(), Entry::Line(line))));
        }
    }
    entries.sort_by(|one, other| match one.0.cmp(&other.0) {
        // Sorting is stable: what happened at one moment stays as it was put in.
        Ordering::Equal if !matches!((&one.2, &other.2), (Entry::Line(_), Entry::Line(_))) => Ordering::Equal,
        Ordering::Equal => one.1.cmp(&other.1),
        order => order,
    });
    entries.into_iter().map(|(_, _, entry)| entry).collect()
}

/// Tells of events.
struct Teller<'a> {
    whole: &'a Whole,
    reader: &'a Reader,
    actor: &'a Actor,
}

impl Teller<'_> {
    fn said(&self, comment: &Comment) -> Said {
        let (actor, issue) = (self.actor, &self.whole.issue);
        Said {
            number: comment.number,
            face: Face::of(comment.author_id, &comment.author_username, &comment.author_name),
            when: self.reader.when(comment.created_at),
            html: part::outlined(&markdown::render(&comment.text, &self.whole.links_of_comments), 3),
            is_edited: comment.edited_at.is_some(),
            may_edit: permission::may_edit_comment(actor, issue, comment),
            may_delete: permission::may_delete_comment(actor, issue, comment),
        }
    }

    fn lines(&self, event: &Recorded) -> Vec<Line> {
        let sentences: Vec<(Html, Telling, bool)> = match &event.event {
            Event::IssueOpened { assignee } => {
                let told = match assignee {
                    Some(whom) if event.actor_id == Some(*whom) => self.reader.tell("ev-opened-and-took"),
                    Some(whom) => self.reader.tell("ev-opened-for").html("whom", self.whom(Some(*whom))),
                    None => self.reader.tell("ev-opened"),
                };
                vec![(part::icon("plus"), told, true)]
            }
            Event::IssueChanged { changes, .. } => {
                changes.iter().filter_map(|change| self.change(change, event.actor_id)).collect()
            }
            Event::IssueRestored => vec![(part::icon("retry"), self.reader.tell("ev-restored"), true)],
            Event::IssueDeleted { .. } => vec![(part::icon("x"), self.reader.tell("ev-deleted"), true)],
            Event::CommentDeleted { .. } => vec![(part::icon("x"), self.reader.tell("ev-comment-deleted"), false)],
            Event::CommentRestored { .. } => {
                vec![(part::icon("retry"), self.reader.tell("ev-comment-restored"), false)]
            }
            Event::Related { relation, other, is_over } => {
                let Some(other) = self.whole.others.get(other) else { return Vec::new() };
                let link = Html::new(format!("<a href=\"/{0}\">{0}</a>", other.key));
                let key = match (is_over, relation) {
                    (true, _) => "ev-unrelated",
                    (false, Relation::Blocks) => "ev-blocks",
                    (false, Relation::Duplicates) => "ev-duplicates",
                    (false, Relation::Relates) => "ev-relates",
                };
                vec![(part::icon("link"), self.reader.tell(key).html("other", link), false)]
            }
            Event::CommentAdded { .. } | Event::CommentEdited { .. } => Vec::new(),
        };
        let when = self.reader.when(event.at);
        let line = |(dot, told, is_told): (Html, Telling, bool)| Line {
            dot,
            text: Html::new(told.html("who", self.name(event.actor_id)).to_string()),
            when: when.clone(),
            receipt: if is_told { self.receipt(event) } else { Html::default() },
        };
        sentences.into_iter().map(line).collect()
    }

    /// One change: its dot, its sentence, and whether the receipt of a mail belongs under it.
    fn change(&self, change: &Change, by: Option<UserId>) -> Option<(Html, Telling, bool)> {
        let reader = self.reader;
        Some(match change {
            Change::Title { to, .. } => (part::icon("edit"), reader.tell("ev-title").html("to", bold(to)), false),
            Change::Description { .. } => (part::icon("edit"), reader.tell("ev-text"), false),
            Change::Status { from, to } => {
                let told = reader.tell("ev-status").html("from", bold(&self.status(*from)));
                (part::status_icon(*to), told.html("to", bold(&self.status(*to))), false)
            }
            Change::Assignee { to: Some(to), .. } if by == Some(*to) => (self.dot(*to), reader.tell("ev-took"), true),
            Change::Assignee { to: Some(to), .. } => {
                (self.dot(*to), reader.tell("ev-assigned").html("whom", self.whom(Some(*to))), true)
            }
            Change::Assignee { from, to: None } if by == *from => (part::icon("user"), reader.tell("ev-gave-up"), true),
            Change::Assignee { from, to: None } => {
                (part::icon("user"), reader.tell("ev-relieved").html("whom", self.whom(*from)), true)
            }
            Change::Priority { from, to } => {
                let words = |priority: crate::issue::Priority| reader.say(&format!("priority-{}", priority.as_str()));
                let key = if to > from { "ev-raised" } else { "ev-lowered" };
                let told = reader.tell(key).text("from", words(*from)).text("to", words(*to));
                (part::priority_icon(*to), told, false)
            }
            Change::Due { to: Some(to), .. } => {
                let day = reader.date_in_words(to.date());
                (part::icon("calendar"), reader.tell("ev-due").text("to", day), false)
            }
            Change::Due { to: None, .. } => (part::icon("calendar"), reader.tell("ev-no-due"), false),
            Change::Estimate { to, .. } => {
                let points = to.map_or_else(|| "–".to_owned(), |points| points.to_string());
                (part::icon("sort"), reader.tell("ev-estimate").text("to", points), false)
            }
            Change::Parent { to: Some(to), .. } => (part::icon("link"), reader.tell("ev-parent").text("to", to), false),
            Change::Parent { to: None, .. } => (part::icon("link"), reader.tell("ev-no-parent"), false),
            Change::Labels { added, removed } => {
                let (key, names) = if added.is_empty() { ("ev-unlabelled", removed) } else { ("ev-labelled", added) };
                (part::icon("tag"), reader.tell(key).html("labels", self.labels(names)), false)
            }
            Change::Private { to: true, .. } => (part::icon("lock"), reader.tell("ev-private"), false),
            Change::Private { to: false, .. } => (part::icon("lock"), reader.tell("ev-public"), false),
        })
    }

    fn name(&self, id: Option<UserId>) -> Html {
        match id {
            Some(id) if id == self.actor.user_id => bold(&self.reader.say("you")),
            Some(id) => bold(self.whole.names.get(&id).map_or("", |person| person.name.as_str())),
            None => bold("Belfry"),
        }
    }

    /// The same where something is done to them.
    fn whom(&self, id: Option<UserId>) -> Html {
        match id {
            Some(id) if id == self.actor.user_id => bold(&self.reader.say("you-whom")),
            id => self.name(id),
        }
    }

    fn dot(&self, id: UserId) -> Html {
        self.whole.names.get(&id).map_or_else(|| part::icon("user"), |person| part::avatar(&Face::from(person)))
    }

    fn status(&self, status: crate::issue::Status) -> String {
        let known = self.whole.statuses.iter().find(|name| name.status == status);
        known.map(|name| name.name.clone()).unwrap_or_default()
    }

    fn labels(&self, names: &[String]) -> Html {
        let hue =
            |name: &str| self.whole.all_labels.iter().find(|label| label.name == name).map_or(0, |label| label.hue);
        let labels = names.iter().map(|name| part::label(name, u8::try_from(hue(name)).unwrap_or(0)).to_string());
        Html::new(labels.collect::<Vec<_>>().join(" "))
    }

    /// What became of the mail that this event ordered.
    fn receipt(&self, event: &Recorded) -> Html {
        let ordered = self.whole.mails.iter().find(|mail| mail.cause_id == Some(event.id.raw()));
        ordered.map_or_else(Html::default, |mail| receipt(self.reader, mail))
    }
}

fn receipt(reader: &Reader, mail: &Mail) -> Html {
    let why = outbox::without_addresses(mail.reason.as_deref().unwrap_or_default());
    let (class, icon, told) = match mail.state {
        Stands::Pending | Stands::Leased | Stands::Held | Stands::Sending => {
            let due = mail.ready_at();
            let ring = part::mini_ring(reader, mail.enqueued_at, due);
            let rings = format!("<span class=\"rings\">{ring} {}</span>", reader.countdown(due));
            let told = reader.tell("receipt-waits").html("left", rings);
            return Html::new(format!("<span class=\"receipt\">{told}</span>"));
        }
        Stands::Sent => {
            let at = mail.rung_at.unwrap_or(mail.due_at);
            ("receipt mailed", "mail", part::mailed(reader, at, mail.lateness_us))
        }
        Stands::Cancelled | Stands::Suppressed | Stands::Merged => {
            ("receipt", "bell-off", reader.tell("bell-cancelled").text("why", why))
        }
        Stands::Failed | Stands::Unknown => ("receipt failed", "alert", reader.tell("receipt-failed").text("why", why)),
    };
    Html::new(format!("<span class=\"{class}\">{} {told}</span>", part::icon(icon)))
}
