//! Ordering and taking back the mail that follows from an event, in its transaction. Which, is decided in [`super::decide`].

use outbox::{Enqueued, Kind, Order, Recall};
use store::{Db, Tx};

use super::decide::{Because, Fact, Standing, Step, Told, decide};
use super::told::told;
use crate::error::Result;
use crate::event::{Act, Event, EventId};
use crate::issue::Issue;
use crate::mail_setting;
use crate::user::{self, User, UserId};

/// What is to be done about mail.
pub(crate) struct Plan {
    steps: Vec<Step>,
    /// Whose digest would say something else now: who has the issue, and who had it.
    in_digests_of: Vec<UserId>,
}

/// What follows from this event about `issue`, as it is after it.
pub(crate) fn plan(tx: &Tx<'_>, act: &Act, issue: &Issue, event: &Event) -> Result<Plan> {
    let fact = Fact::of(event);
    let assignee = issue.assignee.as_ref().map(|person| person.id);
    let told = match assignee {
        Some(assignee) if fact.depends_on_told() => told(tx, issue, assignee)?,
        _ => Told::Yes,
    };
    let is_open = issue.status.is_open();
    let hears_of_own = assignee == Some(act.actor.user_id) && wants_own_changes(tx, act)?;
    let steps = decide(&Standing { fact, actor: act.actor.user_id, assignee, is_open, told, hears_of_own });
    Ok(Plan { steps, in_digests_of: assignee.into_iter().chain(fact.relieved()).collect() })
}

/// Takes back what the plan says. Returns how many mails had left already.
pub(crate) fn take_back(tx: &Tx<'_>, act: &Act, issue: &Issue, plan: &Plan) -> Result<u64> {
    let mut too_late = 0;
    for step in &plan.steps {
        if let Step::TakeBack { from, kinds, because } = step {
            let (reason, overdue) = reasons(tx, act, *because)?;
            let (topic_id, recipient_id) = (issue.id.raw(), from.map(UserId::raw));
            let recall = Recall { topic_id, recipient_id, kinds, reason: &reason, reason_if_overdue: Some(&overdue) };
            too_late += outbox::cancel(tx, &recall)?.too_late;
        }
    }
    Ok(too_late)
}

/// Orders what the plan says, caused by `event`.
pub(crate) fn place(tx: &Tx<'_>, act: &Act, issue: &Issue, plan: &Plan, event: EventId) -> Result<()> {
    let topic_id = issue.id.raw();
    for step in &plan.steps {
        match step {
            Step::TakeBack { .. } => {}
            Step::Order { kind, to } => order(tx, act, (*kind, *to), topic_id, event)?,
            Step::Withhold { to } => withhold(tx, act, *to, topic_id, event)?,
            Step::Touch { kind, of } => outbox::touch(tx, *kind, Some(topic_id), of.raw())?,
        }
    }
    for person in &plan.in_digests_of {
        outbox::touch(tx, Kind::Digest, None, person.raw())?;
    }
    Ok(())
}

pub(super) fn order(tx: &Tx<'_>, act: &Act, (kind, to): (Kind, UserId), topic_id: i64, event: EventId) -> Result<()> {
    let settings = mail_setting::load(tx, to)?;
    let delay = match kind {
        Kind::Assigned => settings.assign_delay.unwrap_or(act.delays.assigned),
        Kind::Updated | Kind::Digest | Kind::Account => settings.update_delay.unwrap_or(act.delays.updated),
    };
    let muted = muted(tx, act, (kind, to), topic_id)?;
    let due_at = tx.now() + delay;
    let order = Order {
        kind,
        recipient_id: to.raw(),
        topic_id: Some(topic_id),
        cause_id: Some(event.raw()),
        due_at,
        slot: None,
        muted: muted.as_deref(),
    };
    if let Enqueued::Created(id) = outbox::enqueue(tx, &order)? {
        mail_setting::keep_quiet(tx, id, due_at, &settings)?;
    }
    Ok(())
}

/// Records a mail about an assignment and takes it back at once: reopening the issue finds that it was never told.
fn withhold(tx: &Tx<'_>, act: &Act, to: UserId, topic_id: i64, event: EventId) -> Result<()> {
    order(tx, act, (Kind::Assigned, to), topic_id, event)?;
    let (recipient_id, reason) = (Some(to.raw()), "the issue is closed");
    let kinds = &[Kind::Assigned];
    outbox::cancel(tx, &Recall { topic_id, recipient_id, kinds, reason, reason_if_overdue: None })?;
    Ok(())
}

/// Whether the actor is mailed what they change themselves.
pub(super) fn wants_own_changes(db: &Db<'_>, act: &Act) -> Result<bool> {
    Ok(mail_setting::load(db, act.actor.user_id)?.own_changes)
}

/// Why this person gets no such mail, if so.
fn muted(db: &Db<'_>, act: &Act, (kind, to): (Kind, UserId), topic_id: i64) -> Result<Option<String>> {
    let user = user::find(db, to)?;
    if !user.as_ref().is_some_and(User::is_active) {
        return Ok(Some("the account is disabled".to_owned()));
    }
    let is_own = kind == Kind::Assigned && act.actor.user_id == to;
    if is_own && user.is_some_and(|user| !user.mails_own_assignments) {
        return Ok(Some("its recipient wants no mail about what they assign to themselves".to_owned()));
    }
    Ok(user::mute_reason(db, to, kind, Some(topic_id))?)
}

/// Why a mail is taken back: before its time, and after it.
fn reasons(db: &Db<'_>, act: &Act, because: Because) -> Result<(String, String)> {
    let actor = user::find(db, act.actor.user_id)?;
    let by = actor.map_or("somebody".to_owned(), |actor| actor.full_name());
    Ok((because.text(&by, "due"), because.text(&by, "sent")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use outbox::Mail;
    use outbox::State::{self, Cancelled, Failed, Pending, Sending, Sent, Suppressed};

    use super::*;
    use crate::issue::{Edit, Status, Title};
    use crate::world::World;

    const MINUTE: Duration = Duration::from_secs(60);

    struct Scene {
        world: World,
        ada: UserId,
        ben: UserId,
        cleo: UserId,
    }

    /// Ada opens issue 1 and gives it to Ben; a minute passes.
    fn scene() -> Scene {
        let world = World::new();
        let (ada, ben, cleo) = (world.register("ada"), world.register("ben"), world.register("cleo"));
        world.open(ada, ben);
        world.advance(MINUTE);
        Scene { world, ada, ben, cleo }
    }

    impl Scene {
        fn edit(&self, edit: Edit) {
            self.world.edit(self.ada, 1, edit).unwrap();
        }

        fn assign(&self, to: UserId) {
            self.edit(Edit { assignee: Some(Some(to)), ..Edit::default() });
        }

        fn status(&self, status: Status) {
            self.edit(Edit { status: Some(status), ..Edit::default() });
        }

        fn title(&self, text: &str) {
            self.edit(Edit { title: Some(Title::parse(text).unwrap()), ..Edit::default() });
        }

        /// Kind, recipient and state of every mail.
        fn mails(&self) -> Vec<(Kind, UserId, State)> {
            self.world.mails().iter().map(|mail| (mail.kind, UserId(mail.recipient_id), mail.state)).collect()
        }

        fn last(&self) -> Mail {
            self.world.mails().pop().unwrap()
        }

        fn too_late(&self) -> u64 {
            let actor = World::act(self.ada).actor;
            let issue = self.world.read(move |db| crate::issue::find(db, &actor, 1)).unwrap();
            match self.world.events(&issue).pop() {
                Some(Event::IssueChanged { mails_too_late, .. }) => mails_too_late,
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn an_assignment_is_told_twelve_minutes_after_it() {
        let scene = scene();
        assert_eq!(scene.mails(), [(Kind::Assigned, scene.ben, Pending)]);
        assert_eq!(scene.last().due_at, scene.world.now() + 11 * MINUTE);
        assert_eq!(scene.last().cause_id, Some(1));
    }

    #[test]
    fn given_on_and_back_only_the_last_assignment_is_told_its_delay_anew() {
        let scene = scene();
        scene.assign(scene.cleo);
        scene.world.advance(MINUTE);
        scene.assign(scene.ben);
        let (ben, cleo) = (scene.ben, scene.cleo);
        let told =
            [(Kind::Assigned, ben, Cancelled), (Kind::Assigned, cleo, Cancelled), (Kind::Assigned, ben, Pending)];
        assert_eq!(scene.mails(), told);
        assert_eq!(scene.last().due_at, scene.world.now() + 12 * MINUTE);
        let reason = scene.world.mails().remove(0).reason;
        assert_eq!(reason.as_deref(), Some("relieved by ada before it was due"));
    }

    #[test]
    fn edits_go_with_the_assignment_mail_at_its_time() {
        let scene = scene();
        scene.title("Other words");
        scene.status(Status::InProgress);
        assert_eq!(scene.mails(), [(Kind::Assigned, scene.ben, Pending)]);
        assert_eq!((scene.last().revision, scene.last().due_at), (3, scene.world.now() + 11 * MINUTE));
    }

    #[test]
    fn later_edits_make_one_mail_a_minute_after_the_first() {
        let scene = scene();
        scene.world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
        scene.title("First");
        let due_at = scene.world.now() + MINUTE;
        scene.world.advance(MINUTE / 2);
        scene.title("Second");
        assert_eq!(scene.mails()[1..], [(Kind::Updated, scene.ben, Pending)]);
        assert_eq!((scene.last().due_at, scene.last().revision), (due_at, 2));
    }

    #[test]
    fn ones_own_edits_are_not_told() {
        let scene = scene();
        scene.assign(scene.ada);
        scene.world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
        scene.title("Mine");
        scene.status(Status::Done);
        assert_eq!(scene.mails()[1..], [(Kind::Assigned, scene.ada, Sent)]);
    }

    #[test]
    fn closed_before_it_was_due_nothing_is_told_until_it_is_reopened() {
        let scene = scene();
        scene.status(Status::Done);
        assert_eq!(scene.mails(), [(Kind::Assigned, scene.ben, Cancelled)]);
        assert_eq!(scene.last().reason.as_deref(), Some("closed by ada before it was due"));
        scene.world.advance(MINUTE);
        scene.status(Status::Todo);
        assert_eq!(scene.mails()[1..], [(Kind::Assigned, scene.ben, Pending)]);
        assert_eq!(scene.last().due_at, scene.world.now() + 12 * MINUTE);
    }

    #[test]
    fn who_knows_of_the_assignment_is_told_of_closing_and_reopening() {
        let scene = scene();
        scene.world.make_waiting_mail("state = 'sent', rung_at = due_at, ended_at = due_at");
        scene.status(Status::Done);
        scene.status(Status::Todo);
        assert_eq!(scene.mails()[1..], [(Kind::Updated, scene.ben, Pending)]);
        scene.assign(scene.cleo);
        assert_eq!(scene.mails()[1..], [(Kind::Updated, scene.ben, Cancelled), (Kind::Assigned, scene.cleo, Pending)]);
    }

    #[test]
    fn an_assignment_that_was_given_up_is_told_anew_by_reopening_and_takes_the_update_in() {
        let scene = scene();
        scene.world.make_waiting_mail("state = 'failed', rung_at = due_at, ended_at = due_at");
        scene.status(Status::Cancelled);
        scene.status(Status::Backlog);
        let ben = scene.ben;
        let told = [(Kind::Assigned, ben, Failed), (Kind::Updated, ben, Cancelled), (Kind::Assigned, ben, Pending)];
        assert_eq!(scene.mails(), told);
    }

    #[test]
    fn deleted_nobody_is_told_anything() {
        let scene = scene();
        scene.world.delete(scene.ada, 1).unwrap();
        assert_eq!(scene.mails(), [(Kind::Assigned, scene.ben, Cancelled)]);
        assert_eq!(scene.last().reason.as_deref(), Some("deleted by ada before it was due"));
    }

    #[test]
    fn a_relief_that_comes_too_late_is_counted_in_the_event() {
        let scene = scene();
        scene.world.make_waiting_mail("state = 'sending', rung_at = due_at");
        scene.assign(scene.cleo);
        assert_eq!(scene.mails(), [(Kind::Assigned, scene.ben, Sending), (Kind::Assigned, scene.cleo, Pending)]);
        assert_eq!(scene.too_late(), 1);
        scene.title("Nothing is late any more");
        assert_eq!(scene.too_late(), 0);
    }

    #[test]
    fn a_mail_that_was_put_off_takes_nothing_in_any_more() {
        let scene = scene();
        scene.world.make_waiting_mail("rung_at = due_at");
        scene.title("Later words");
        assert_eq!(scene.mails()[1..], [(Kind::Updated, scene.ben, Pending)]);
        scene.status(Status::Done);
        assert_eq!(scene.mails(), [(Kind::Assigned, scene.ben, Cancelled), (Kind::Updated, scene.ben, Cancelled)]);
    }

    #[test]
    fn a_closed_issue_that_is_given_away_is_told_when_it_is_reopened() {
        let scene = scene();
        scene.status(Status::Done);
        scene.assign(scene.cleo);
        assert_eq!(scene.mails()[1..], [(Kind::Assigned, scene.cleo, Cancelled)]);
        assert_eq!(scene.last().reason.as_deref(), Some("the issue is closed"));
        scene.status(Status::Todo);
        assert_eq!(scene.mails()[2..], [(Kind::Assigned, scene.cleo, Pending)]);
    }

    #[test]
    fn who_wants_no_mail_about_own_assignments_gets_none_on_record() {
        let scene = scene();
        let ada = scene.ada;
        scene.world.write(move |tx| user::mail_own_assignments(tx, ada, false)).unwrap();
        scene.assign(ada);
        assert_eq!(scene.mails()[1..], [(Kind::Assigned, ada, Suppressed)]);
        scene.assign(scene.ben);
        assert_eq!(scene.mails()[2..], [(Kind::Assigned, scene.ben, Pending)]);
    }

    #[test]
    fn who_stopped_mail_about_an_issue_gets_none_on_record() {
        let scene = scene();
        let wish = user::Stop { user_id: scene.ben, kind: Kind::Assigned, topic_id: 1 };
        scene.world.write(move |tx| user::stop(tx, &wish)).unwrap();
        scene.title("Not for Ben");
        assert_eq!(scene.mails(), [(Kind::Assigned, scene.ben, Cancelled), (Kind::Updated, scene.ben, Suppressed)]);
        assert_eq!(scene.last().reason.as_deref(), Some("its recipient stopped mail about this issue"));
    }
}
