//! Who gets what: which mail an event orders and takes back. Rules only; [`super::order`] carries them out.
//!
//! The rules are those of the table "Who gets what" in `docs/outbox.md`. They are about its assignee; what others
//! who hear of it are mailed is in [`super::tell`].

use outbox::Kind;

use crate::event::{Change, Event};
use crate::user::UserId;

/// Both kinds of mail about an issue.
const BOTH: &[Kind] = &[Kind::Assigned, Kind::Updated];

/// What happened, as far as mail goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// It was opened.
    Opened,
    /// It was taken from somebody and given to somebody else, whatever else changed.
    Reassigned { from: Option<UserId> },
    /// It was closed.
    Closed,
    /// It is open again.
    Reopened,
    /// Something else changed.
    Edited,
    /// It is gone.
    Deleted,
    /// Something around it changed that nobody is mailed about.
    Aside,
}

/// What is known about the issue once it happened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub fact: Fact,
    pub actor: UserId,
    pub assignee: Option<UserId>,
    pub is_open: bool,
    pub told: Told,
    /// Whether the actor, if it is theirs, is mailed what they change themselves.
    pub hears_of_own: bool,
}

/// How much the assignee knows of the issue being theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The mail about it waits, and says what the issue is like when it leaves.
    Waits,
    /// The relay put the mail off; it waits for a further attempt, with the words it was frozen with.
    PutOff,
    /// The same, but an attempt may have arrived after all.
    Perhaps,
    /// The mail is on its way.
    OnItsWay,
    /// They know, or asked not to be told.
    Yes,
    /// The mail was taken back or given up.
    No,
}

/// One thing to be done about mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Take back what this person (everybody) still has to come.
    TakeBack { from: Option<UserId>, kinds: &'static [Kind], because: Because },
    /// Order a mail, or have the change join the one that waits.
    Order { kind: Kind, to: UserId },
    /// Record that this person is not told of being given a closed issue.
    Withhold { to: UserId },
    /// Tell a mail that may wait that what it would say has changed.
    Touch { kind: Kind, of: UserId },
}

/// Why a mail is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Because {
    Relieved,
    Closed,
    Deleted,
    /// A mail about the assignment will say it all.
    ToldAnew,
}

impl Because {
    /// What is recorded as the reason; `by` is the name of who did it, and it came before the mail was `due` or `sent`.
    pub fn text(self, by: &str, before: &str) -> String {
        match self {
            Because::Relieved => format!("relieved by {by} before it was {before}"),
            Because::Closed => format!("closed by {by} before it was {before}"),
            Because::Deleted => format!("deleted by {by} before it was {before}"),
            Because::ToldAnew => format!("reopened by {by}: the mail about the assignment tells of it"),
        }
    }
}

impl Fact {
    /// What an event comes to. A change of the assignee outweighs the others; closing and opening outweigh the rest.
    pub fn of(event: &Event) -> Fact {
        match event {
            Event::IssueOpened { .. } => Fact::Opened,
            Event::IssueDeleted { .. } => Fact::Deleted,
            // It is there again, and its assignee has it anew.
            Event::IssueRestored => Fact::Opened,
            Event::CommentAdded { .. } => Fact::Edited,
            Event::CommentEdited { .. }
            | Event::CommentDeleted { .. }
            | Event::CommentRestored { .. }
            | Event::Related { .. } => Fact::Aside,
            Event::IssueChanged { changes, .. } => Fact::of_changes(changes),
        }
    }

    fn of_changes(changes: &[Change]) -> Fact {
        let mut fact = Fact::Edited;
        for change in changes {
            match change {
                Change::Assignee { from, .. } => return Fact::Reassigned { from: *from },
                Change::Status { from, to } if from.is_open() && !to.is_open() => fact = Fact::Closed,
                Change::Status { from, to } if !from.is_open() && to.is_open() => fact = Fact::Reopened,
                Change::Status { .. }
                | Change::Title { .. }
                | Change::Description { .. }
                | Change::Priority { .. }
                | Change::Due { .. }
                | Change::Estimate { .. }
                | Change::Parent { .. }
                | Change::Labels { .. }
                | Change::Private { .. } => {}
            }
        }
        fact
    }

    /// Who had the issue until now.
    pub fn relieved(self) -> Option<UserId> {
        match self {
            Fact::Reassigned { from } => from,
            Fact::Opened | Fact::Closed | Fact::Reopened | Fact::Edited | Fact::Deleted | Fact::Aside => None,
        }
    }

    /// Whether what the assignee knows makes a difference.
    pub fn depends_on_told(self) -> bool {
        match self {
            Fact::Closed | Fact::Reopened | Fact::Edited => true,
            Fact::Opened | Fact::Reassigned { .. } | Fact::Deleted | Fact::Aside => false,
        }
    }
}

/// All that is to be done about mail, what is taken back first.
pub(super) fn decide(standing: &Standing) -> Vec<Step> {
    let Standing { fact, assignee, is_open, told, .. } = *standing;
    let mut steps = Vec::new();
    match (fact, assignee) {
        (Fact::Opened, Some(to)) => steps.push(given(to, is_open)),
        (Fact::Reassigned { from }, to) => {
            if from.is_some() {
                steps.push(Step::TakeBack { from, kinds: BOTH, because: Because::Relieved });
            }
            steps.extend(to.map(|to| given(to, is_open)));
        }
        (Fact::Deleted, _) => steps.push(Step::TakeBack { from: None, kinds: BOTH, because: Because::Deleted }),
        (Fact::Closed, Some(to)) => closed(standing, to, &mut steps),
        (Fact::Reopened, Some(to)) if told == Told::No => {
            steps.push(Step::TakeBack { from: Some(to), kinds: &[Kind::Updated], because: Because::ToldAnew });
            steps.push(given(to, is_open));
        }
        // Whoever never heard of a closed issue hears of it when it is open again, and then of all.
        (Fact::Edited, Some(_)) if told == Told::No && !is_open => {}
        (Fact::Reopened | Fact::Edited, Some(to)) => steps.push(changed(standing, to)),
        (Fact::Opened | Fact::Closed | Fact::Reopened | Fact::Edited, None) | (Fact::Aside, _) => {}
    }
    steps
}

/// Somebody has the issue now: they are told when it has stood for the delay, whoever gave it to them.
fn given(to: UserId, is_open: bool) -> Step {
    if is_open { Step::Order { kind: Kind::Assigned, to } } else { Step::Withhold { to } }
}

/// Whoever never heard that they had it need not hear that it is closed.
fn closed(standing: &Standing, to: UserId, steps: &mut Vec<Step>) {
    match standing.told {
        Told::Waits | Told::PutOff => {
            steps.push(Step::TakeBack { from: Some(to), kinds: BOTH, because: Because::Closed });
        }
        Told::Perhaps | Told::OnItsWay => {
            steps.push(Step::TakeBack { from: Some(to), kinds: &[Kind::Assigned], because: Because::Closed });
            steps.push(changed(standing, to));
        }
        Told::Yes | Told::No => steps.push(changed(standing, to)),
    }
}

/// Something else is different: the mail to come says it, or else a mail of its own, but not to the one who did it.
fn changed(standing: &Standing, to: UserId) -> Step {
    if standing.told == Told::Waits {
        Step::Touch { kind: Kind::Assigned, of: to }
    } else if standing.actor == to && !standing.hears_of_own {
        Step::Touch { kind: Kind::Updated, of: to }
    } else {
        Step::Order { kind: Kind::Updated, to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Status;

    const ADA: UserId = UserId(1);
    const BEN: UserId = UserId(2);
    const ALL: [Told; 6] = [Told::Waits, Told::PutOff, Told::Perhaps, Told::OnItsWay, Told::Yes, Told::No];

    /// Ada does it; `to` has the issue.
    fn by_ada(fact: Fact, to: UserId, told: Told) -> Vec<Step> {
        let is_open = fact != Fact::Closed;
        decide(&Standing { fact, actor: ADA, assignee: Some(to), is_open, told, hears_of_own: false })
    }

    fn assigned(to: UserId) -> Step {
        Step::Order { kind: Kind::Assigned, to }
    }

    fn updated(to: UserId) -> Step {
        Step::Order { kind: Kind::Updated, to }
    }

    fn touch(kind: Kind, of: UserId) -> Step {
        Step::Touch { kind, of }
    }

    fn back(from: UserId, kinds: &'static [Kind], because: Because) -> Step {
        Step::TakeBack { from: Some(from), kinds, because }
    }

    #[test]
    fn an_issue_that_is_opened_is_told_to_its_assignee_even_to_oneself() {
        assert_eq!(by_ada(Fact::Opened, BEN, Told::Yes), [assigned(BEN)]);
        assert_eq!(by_ada(Fact::Opened, ADA, Told::Yes), [assigned(ADA)]);
    }

    #[test]
    fn who_is_relieved_gets_nothing_and_who_has_it_now_is_told() {
        let steps = by_ada(Fact::Reassigned { from: Some(ADA) }, BEN, Told::Yes);
        assert_eq!(steps, [back(ADA, BOTH, Because::Relieved), assigned(BEN)]);
        assert_eq!(by_ada(Fact::Reassigned { from: None }, BEN, Told::Yes), [assigned(BEN)]);
        let nobody = Standing {
            fact: Fact::Reassigned { from: Some(BEN) },
            actor: ADA,
            assignee: None,
            is_open: true,
            told: Told::Yes,
            hears_of_own: false,
        };
        assert_eq!(decide(&nobody), [back(BEN, BOTH, Because::Relieved)]);
        let closed = Standing { assignee: Some(ADA), is_open: false, ..nobody };
        assert_eq!(decide(&closed), [back(BEN, BOTH, Because::Relieved), Step::Withhold { to: ADA }]);
    }

    #[test]
    fn ones_own_edits_are_mailed_to_whoever_wants_that() {
        let standing = |hears_of_own| {
            let (fact, assignee, told) = (Fact::Edited, Some(ADA), Told::Yes);
            decide(&Standing { fact, actor: ADA, assignee, is_open: true, told, hears_of_own })
        };
        assert_eq!(standing(false), [touch(Kind::Updated, ADA)]);
        assert_eq!(standing(true), [updated(ADA)]);
    }

    #[test]
    fn edits_go_with_the_assignment_mail_while_it_waits() {
        for to in [ADA, BEN] {
            assert_eq!(by_ada(Fact::Edited, to, Told::Waits), [touch(Kind::Assigned, to)]);
        }
    }

    #[test]
    fn without_one_the_edits_of_others_are_told_and_ones_own_are_not() {
        for told in ALL.into_iter().filter(|told| *told != Told::Waits) {
            assert_eq!(by_ada(Fact::Edited, BEN, told), [updated(BEN)], "{told:?}");
            assert_eq!(by_ada(Fact::Edited, ADA, told), [touch(Kind::Updated, ADA)], "{told:?}");
        }
    }

    #[test]
    fn closing_takes_the_assignment_mail_back_and_is_not_told_to_who_never_heard_of_it() {
        for told in [Told::Waits, Told::PutOff] {
            assert_eq!(by_ada(Fact::Closed, BEN, told), [back(BEN, BOTH, Because::Closed)], "{told:?}");
        }
        for told in [Told::Perhaps, Told::OnItsWay] {
            let steps = [back(BEN, &[Kind::Assigned], Because::Closed), updated(BEN)];
            assert_eq!(by_ada(Fact::Closed, BEN, told), steps, "{told:?}");
        }
        for told in [Told::Yes, Told::No] {
            assert_eq!(by_ada(Fact::Closed, BEN, told), [updated(BEN)], "{told:?}");
            assert_eq!(by_ada(Fact::Closed, ADA, told), [touch(Kind::Updated, ADA)], "{told:?}");
        }
    }

    #[test]
    fn reopening_tells_of_the_assignment_anew_if_it_was_never_told() {
        let steps = [back(BEN, &[Kind::Updated], Because::ToldAnew), assigned(BEN)];
        assert_eq!(by_ada(Fact::Reopened, BEN, Told::No), steps);
        assert_eq!(by_ada(Fact::Reopened, BEN, Told::Yes), [updated(BEN)]);
        assert_eq!(by_ada(Fact::Reopened, ADA, Told::Yes), [touch(Kind::Updated, ADA)]);
    }

    #[test]
    fn deleting_takes_everything_back_from_everybody() {
        let steps = [Step::TakeBack { from: None, kinds: BOTH, because: Because::Deleted }];
        assert!(ALL.into_iter().all(|told| by_ada(Fact::Deleted, BEN, told) == steps));
    }

    #[test]
    fn an_issue_of_nobody_is_told_to_nobody() {
        for fact in [Fact::Opened, Fact::Closed, Fact::Reopened, Fact::Edited] {
            let standing =
                Standing { fact, actor: ADA, assignee: None, is_open: true, told: Told::Yes, hears_of_own: false };
            assert_eq!(decide(&standing), []);
        }
    }

    #[test]
    fn a_change_of_the_assignee_outweighs_closing_and_closing_an_edit() {
        let changed = |changes: &[Change]| Fact::of_changes(changes);
        let title = Change::Title { from: "a".to_owned(), to: "b".to_owned() };
        let close = Change::Status { from: Status::InReview, to: Status::Cancelled };
        let reopen = Change::Status { from: Status::Done, to: Status::Backlog };
        let start = Change::Status { from: Status::Todo, to: Status::InProgress };
        let assign = Change::Assignee { from: Some(ADA), to: Some(BEN) };
        assert_eq!(changed(&[title.clone(), start]), Fact::Edited);
        assert_eq!(changed(&[title.clone(), close.clone()]), Fact::Closed);
        assert_eq!(changed(&[reopen, title]), Fact::Reopened);
        assert_eq!(changed(&[close, assign]), Fact::Reassigned { from: Some(ADA) });
    }
}
