//! Letters as they are written from the database, and the objections of the point of no return.

use std::time::Duration;

use mail_parser::{Message, MessageParser};

use super::*;
use crate::comment::{self, CommentText};
use crate::issue::{Edit, Issue, Status, Title};
use crate::project::{self, Role};
use crate::user::{self, UserId};
use crate::world::World;

struct Desk {
    world: World,
    post: Arc<Post>,
    ada: UserId,
    ben: UserId,
    issue: Issue,
}

/// Ada opened issue 1 and gave it to Ben.
fn desk() -> Desk {
    let world = World::new();
    let (ada, ben) = (world.register("ada"), world.register("ben"));
    let issue = world.open(ada, ben);
    let sender = Sender::new("belfry@belfry.example", "https://belfry.example");
    Desk { world, post: Arc::new(Post::new(sender, Duration::from_secs(86_400))), ada, ben, issue }
}

impl Desk {
    fn edit(&self, edit: Edit) {
        self.world.edit(self.ada, 1, edit).unwrap();
    }

    fn title(&self, text: &str) {
        self.edit(Edit { title: Some(Title::parse(text).unwrap()), ..Edit::default() });
    }

    fn last(&self) -> Mail {
        self.world.mails().pop().unwrap()
    }

    fn write(&self, mail: Mail) -> Draft {
        let (post, now) = (Arc::clone(&self.post), self.world.now());
        self.world.read(move |db| Ok(post.write(db, &mail, now)?)).unwrap()
    }

    fn letter(&self, mail: Mail) -> Letter {
        match self.write(mail) {
            Draft::Letter(letter) => letter,
            Draft::Nothing(objection) => panic!("{objection:?}"),
        }
    }

    fn objection(&self, mail: Mail) -> Option<String> {
        let post = Arc::clone(&self.post);
        let found = self.world.write(move |tx| Ok(post.objection(tx, &mail)?)).unwrap();
        found.map(|objection| objection.reason)
    }
}

fn parsed(letter: &Letter) -> Message<'_> {
    MessageParser::default().parse(&letter.bytes[..]).unwrap()
}

#[test]
fn the_letter_of_an_assignment_shows_the_issue_as_it_is_now() {
    let desk = desk();
    desk.title("Other words");
    let letter = desk.letter(desk.last());
    let message = parsed(&letter);
    assert_eq!((letter.to.as_str(), letter.from.as_str()), ("ben@belfry.example", "belfry@belfry.example"));
    assert_eq!(message.subject(), Some("[BEL-1] Assigned to you: Other words"));
    assert!(message.body_text(0).unwrap().contains("ada assigned you BEL-1"));
    assert_eq!(format!("<{}>", message.message_id().unwrap()), letter.message_id);
}

#[test]
fn the_letter_of_an_update_tells_what_is_left_of_the_changes() {
    let desk = desk();
    desk.world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
    desk.title("Other words");
    desk.edit(Edit { status: Some(Status::Done), ..Edit::default() });
    desk.title(&desk.issue.title);
    let letter = desk.letter(desk.last());
    let text = parsed(&letter).body_text(0).unwrap().into_owned();
    assert!(text.contains("moved it from To do to Done") && !text.contains("Other words"), "{text}");
}

#[test]
fn changes_that_cancel_out_leave_nothing_to_send() {
    let desk = desk();
    desk.world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
    desk.title("Other words");
    desk.title(&desk.issue.title);
    let draft = desk.write(desk.last());
    assert!(
        matches!(draft, Draft::Nothing(Objection { end: State::Cancelled, reason }) if reason.contains("nothing is left"))
    );
}

#[test]
fn the_link_in_a_letter_stops_such_mail() {
    let desk = desk();
    let letter = desk.letter(desk.last());
    let text = parsed(&letter).body_text(0).unwrap().into_owned();
    let token = text.split("https://belfry.example/stop/").nth(1).unwrap().trim().to_owned();
    let stop = desk.world.read(move |db| user::stop::read_token(db, &token)).unwrap().unwrap();
    assert_eq!((stop.user_id, stop.topic_id), (desk.ben, desk.issue.id.raw()));
    assert_eq!(desk.objection(desk.last()), None);
    desk.world.write(move |tx| user::stop(tx, &stop)).unwrap();
    assert_eq!(desk.objection(desk.last()).as_deref(), Some("its recipient stopped mail about this issue"));
}

#[test]
fn at_the_point_of_no_return_only_an_active_assignee_is_mailed() {
    let desk = desk();
    let mail = desk.last();
    desk.edit(Edit { assignee: Some(Some(desk.ada)), ..Edit::default() });
    assert_eq!(desk.objection(mail.clone()).as_deref(), Some("relieved before it was sent"));
    desk.edit(Edit { assignee: Some(Some(desk.ben)), ..Edit::default() });
    assert_eq!(desk.objection(mail.clone()), None);
    let ben = desk.ben;
    desk.world.write(move |tx| user::disable(tx, ben)).unwrap();
    assert_eq!(desk.objection(mail.clone()).as_deref(), Some("the account is disabled"));
    desk.world.write(move |tx| user::enable(tx, ben)).unwrap();
    desk.world.delete(desk.ada, 1).unwrap();
    assert!(desk.objection(mail).unwrap().contains("deleted"));
}

#[test]
fn at_the_point_of_no_return_nobody_is_mailed_about_what_they_may_not_see() {
    let desk = desk();
    let (ada, ben) = (desk.ada, desk.ben);
    let mail = desk.last();
    desk.world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?)).unwrap();
    assert!(desk.objection(mail.clone()).unwrap().contains("may not see"));
    desk.world.join("BEL", ada, Role::Maintainer);
    desk.world.join("BEL", ben, Role::Reader);
    assert_eq!(desk.objection(mail.clone()), None);
    let as_ada = World::act(ada).actor;
    desk.world.write(move |tx| project::leave(tx, &World::acting(as_ada), "BEL", ben)).unwrap();
    assert!(desk.objection(mail).unwrap().contains("may not see"));
}

#[test]
fn what_others_said_is_told_with_what_they_changed_and_not_once_it_is_taken_away() {
    let desk = desk();
    let (ada, ben) = (desk.ada, desk.ben);
    desk.world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
    let say = |by, text: &'static str| {
        let text = CommentText::parse(text).unwrap();
        desk.world.write(move |tx| comment::add(tx, &World::act(by), 1, &text)).unwrap().number
    };
    let first = say(ada, "It is the clapper.");
    say(ada, "Or the rope.");
    desk.world.advance(Duration::from_secs(1));
    say(ben, "Neither.");
    desk.title("The bell is silent");
    let to_ben = || desk.world.mails().into_iter().rfind(|mail| mail.recipient_id == ben.raw()).unwrap();
    let letter = desk.letter(to_ben());
    let text = parsed(&letter).body_text(0).unwrap().into_owned();
    assert!(
        text.contains("ada commented") && text.contains("Or the rope.") && text.contains("The bell is silent"),
        "{text}"
    );
    assert!(!text.contains("Neither."), "{text}");
    desk.world.write(move |tx| comment::delete(tx, &World::act(ada), 1, first)).unwrap();
    let text = parsed(&desk.letter(to_ben())).body_text(0).unwrap().into_owned();
    assert!(!text.contains("It is the clapper.") && text.contains("Or the rope."), "{text}");
}

#[test]
fn who_opened_it_is_told_what_others_do_and_why_they_hear_of_it() {
    let desk = desk();
    let (ada, ben) = (desk.ada, desk.ben);
    desk.world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
    desk.world.edit(ben, 1, Edit { status: Some(Status::Done), ..Edit::default() }).unwrap();
    let mail = desk.last();
    assert_eq!(
        (mail.kind, mail.recipient_id, mail.due_at),
        (Kind::Updated, ada.raw(), desk.world.now() + Duration::from_secs(60))
    );
    assert_eq!(desk.objection(mail.clone()), None);
    let text = parsed(&desk.letter(mail.clone())).body_text(0).unwrap().into_owned();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("You get this because you opened BEL-1."), "{text}");
    let as_ada = World::act(ada).actor;
    desk.world.write(move |tx| crate::watch::unwatch(tx, &as_ada, 1)).unwrap();
    assert!(desk.objection(mail).is_some());
}

#[test]
fn who_is_mentioned_in_a_new_issue_is_mailed_once_although_it_is_not_theirs() {
    let desk = desk();
    let (ada, ben) = (desk.ada, desk.ben);
    let cleo = desk.world.register("cleo");
    let description = crate::issue::Description::parse("As @cleo said.").unwrap();
    let new = crate::issue::NewIssue { description, ..crate::world::new_issue(ben) };
    desk.world.write(move |tx| crate::issue::open(tx, &World::act(ada), &new)).unwrap();
    let mails = desk.world.mails();
    let told: Vec<(Kind, i64)> = mails[1..].iter().map(|mail| (mail.kind, mail.recipient_id)).collect();
    assert_eq!(told, [(Kind::Assigned, ben.raw()), (Kind::Updated, cleo.raw())]);
    let text = parsed(&desk.letter(desk.last())).body_text(0).unwrap().into_owned();
    assert!(text.contains("ada opened it") && text.contains("you were mentioned in"), "{text}");
}
