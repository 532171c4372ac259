//! Ordering and taking back the mail that follows from an event, in its transaction. Which, is decided in [`super::decide`].

use outbox::{Kind, Order, Recall, State};
use store::{Db, Tx, params};

use super::decide::{Because, Fact, Standing, Step, Told, decide};
use crate::error::Result;
use crate::event::{Act, Event, EventId};
use crate::issue::Issue;
use crate::user::{self, User, UserId};

/// What is to be done about mail.
pub(crate) struct Plan(Vec<Step>);

/// What follows from this event about `issue`, as it is after it.
pub(crate) fn plan(db: &Db<'_>, act: &Act, issue: &Issue, event: &Event) -> Result<Plan> {
    let fact = Fact::of(event);
    let assignee = issue.assignee.as_ref().map(|person| person.id);
    let told = match assignee {
        Some(assignee) if fact.depends_on_told() => told(db, issue, assignee)?,
        _ => Told::Yes,
    };
    let is_open = issue.status.is_open();
    Ok(Plan(decide(&Standing { fact, actor: act.actor.user_id, assignee, is_open, told })))
}

/// Takes back what the plan says. Returns how many mails had left already.
pub(crate) fn take_back(tx: &Tx<'_>, act: &Act, issue: &Issue, plan: &Plan) -> Result<u64> {
    let mut too_late = 0;
    for step in &plan.0 {
        if let Step::TakeBack { from, kinds, because } = step {
            let reason = reason(tx, act, *because)?;
            let recipient_id = from.map(UserId::raw);
            let recall = Recall { topic_id: issue.id.raw(), recipient_id, kinds, reason: &reason };
            too_late += outbox::cancel(tx, &recall)?.too_late;
        }
    }
    Ok(too_late)
}

/// Orders what the plan says, caused by `event`.
pub(crate) fn place(tx: &Tx<'_>, act: &Act, issue: &Issue, plan: &Plan, event: EventId) -> Result<()> {
    let topic_id = issue.id.raw();
    for step in &plan.0 {
        match step {
            Step::TakeBack { .. } => {}
            Step::Order { kind, to } => order(tx, act, (*kind, *to), topic_id, event)?,
            Step::Withhold { to } => withhold(tx, act, *to, topic_id, event)?,
            Step::Touch { kind, of } => outbox::touch(tx, *kind, Some(topic_id), of.raw())?,
        }
    }
    Ok(())
}

fn order(tx: &Tx<'_>, act: &Act, (kind, to): (Kind, UserId), topic_id: i64, event: EventId) -> Result<()> {
    let delay = match kind {
        Kind::Assigned => act.delays.assigned,
        Kind::Updated | Kind::Digest => act.delays.updated,
    };
    let muted = muted(tx, act, (kind, to), topic_id)?;
    let order = Order {
        kind,
        recipient_id: to.raw(),
        topic_id: Some(topic_id),
        cause_id: Some(event.raw()),
        due_at: tx.now() + delay,
        slot: None,
        muted: muted.as_deref(),
    };
    outbox::enqueue(tx, &order)?;
    Ok(())
}

/// Records a mail about an assignment and takes it back at once: reopening the issue finds that it was never told.
fn withhold(tx: &Tx<'_>, act: &Act, to: UserId, topic_id: i64, event: EventId) -> Result<()> {
    order(tx, act, (Kind::Assigned, to), topic_id, event)?;
    let (recipient_id, reason) = (Some(to.raw()), "the issue is closed");
    outbox::cancel(tx, &Recall { topic_id, recipient_id, kinds: &[Kind::Assigned], reason })?;
    Ok(())
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

fn reason(db: &Db<'_>, act: &Act, because: Because) -> Result<String> {
    let actor = user::find(db, act.actor.user_id)?;
    Ok(because.text(&actor.map_or("somebody".to_owned(), |actor| actor.full_name())))
}

/// How much the assignee knows: what became of the last mail that told them of the assignment. Where there never was one
/// (issues that were imported), nothing is made up for.
fn told(db: &Db<'_>, issue: &Issue, assignee: UserId) -> Result<Told> {
    let last = db.maybe(
        "SELECT state, rung_at, unknowns FROM mails
          WHERE topic_id = $1 AND recipient_id = $2 AND kind = 'assigned' ORDER BY id DESC LIMIT 1",
        &params![issue.id, assignee],
        |row| {
            let (state, rung_at): (String, Option<i64>) = (row.get("state")?, row.get("rung_at")?);
            Ok((State::parse(&state), rung_at.is_some(), row.get::<i64>("unknowns")?))
        },
    )?;
    let Some((state, is_frozen, unknowns)) = last else { return Ok(Told::Yes) };
    Ok(match state {
        Some(State::Pending | State::Leased | State::Held) if !is_frozen => Told::Waits,
        Some(State::Pending | State::Leased | State::Held) if unknowns > 0 => Told::Perhaps,
        Some(State::Pending | State::Leased | State::Held) => Told::PutOff,
        Some(State::Sending) => Told::OnItsWay,
        Some(State::Cancelled | State::Failed) => Told::No,
        Some(State::Sent | State::Merged | State::Suppressed | State::Unknown) | None => Told::Yes,
    })
}
