//! Trying a mail again by hand: refused where it would only come to its end once more.

use outbox::admin::{self, Done};
use outbox::{Mail, MailId, Objection, State, suppression};
use store::{Db, Error, Tx};

use super::objection;
use super::recipient::Recipient;

/// Tries a mail that failed, is unknown, was suppressed or was put off once more, now; unless its recipient is not to have
/// it, which is then the answer, and nothing changes.
///
/// # Errors
/// As the database fails.
pub fn retry(tx: &Tx<'_>, id: MailId) -> Result<Done, Error> {
    let Some(mail) = admin::find(tx, id)? else { return Ok(Done::NoSuchMail) };
    let can_be_tried = match mail.state {
        State::Failed | State::Unknown | State::Suppressed | State::Pending => true,
        State::Leased | State::Sending | State::Held | State::Sent | State::Cancelled | State::Merged => false,
    };
    if can_be_tried {
        if let Some(reason) = suppression::reason(tx, &address(tx, &mail)?)? {
            return Ok(Done::InVain(reason));
        }
        // One that waits for a further attempt may well be told by another in its place.
        let is_in_vain = |objection: &Objection| objection.end != State::Merged || mail.state != State::Pending;
        if let Some(objection) = objection::find(tx, &mail)?.filter(is_in_vain) {
            return Ok(Done::InVain(objection.reason));
        }
    }
    admin::retry(tx, id)
}

/// Where it would go: as it was frozen, or else to where the person is today.
fn address(db: &Db<'_>, mail: &Mail) -> Result<String, Error> {
    match admin::letter(db, mail.id)? {
        Some(letter) => Ok(letter.to),
        None => Ok(Recipient::load(db, mail.recipient_id)?.email),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Edit;
    use crate::user;
    use crate::world::World;

    #[test]
    fn a_mail_that_would_end_again_at_once_is_not_tried() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ben);
        world.make_waiting_mail("state = 'failed', rung_at = due_at, ended_at = due_at, reason = '554 no'");
        world.edit(ada, 1, Edit { assignee: Some(Some(ada)), ..Edit::default() }).unwrap();
        let failed = world.mails()[0].id;
        let tried = world.write(move |tx| Ok(retry(tx, failed)?)).unwrap();
        assert_eq!(tried, Done::InVain("relieved before it was sent".to_owned()));
        assert_eq!(world.mails()[0].state, State::Failed);
    }

    #[test]
    fn a_mail_that_was_not_wanted_when_it_was_ordered_is_not_tried() {
        let world = World::new();
        let ada = world.register("ada");
        world.write(move |tx| user::mail_own_assignments(tx, ada, false)).unwrap();
        world.open(ada, ada);
        let mail = world.mails().remove(0);
        let tried = world.write(move |tx| Ok(retry(tx, mail.id)?)).unwrap();
        assert_eq!((tried, world.mails()[0].state), (Done::InVain(mail.reason.unwrap()), State::Suppressed));
    }
}
