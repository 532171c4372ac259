//! `belfry outbox cancel`, `retry`, `hold` and `release`

use outbox::MailId;
use outbox::admin::{self, Done};
use store::{Store, Tx};

use super::super::failure::Failure;
use super::super::say::say;
use super::line::Line;
use super::names::Names;
use super::show::missing;
use crate::{Error, post};

pub(super) async fn cancel(store: &Store, id: MailId, reason: String) -> Result<(), Failure> {
    if reason.trim().is_empty() {
        return Err(Failure::Usage("--reason: say why; it is kept with the mail".to_owned()));
    }
    let line = on_one(store, id, "cancelled", move |tx| admin::cancel(tx, id, reason.trim())).await?;
    say!("{} is {}", line.name(), line.mail.state);
    Ok(())
}

pub(super) async fn retry(store: &Store, id: MailId) -> Result<(), Failure> {
    let line = on_one(store, id, "tried again", move |tx| post::retry(tx, id)).await?;
    say!("{} is tried again as soon as a server runs", line.name());
    Ok(())
}

pub(super) async fn hold(store: &Store, id: MailId, reason: String) -> Result<(), Failure> {
    let line = on_one(store, id, "held", move |tx| admin::hold(tx, id, &reason)).await?;
    say!("{} is held until `belfry outbox release {id}`", line.name());
    Ok(())
}

pub(super) async fn release(store: &Store, id: MailId) -> Result<(), Failure> {
    let line = on_one(store, id, "released", move |tx| admin::release(tx, id)).await?;
    say!("{} leaves {}", line.name(), line.when(store.clock().now()));
    Ok(())
}

pub(super) async fn hold_all(store: &Store, reason: String) -> Result<(), Failure> {
    store.write(move |tx| admin::hold_all(tx, &reason)).await?;
    say!("all mail is held until `belfry outbox release`; nothing is lost");
    Ok(())
}

pub(super) async fn release_all(store: &Store) -> Result<(), Failure> {
    let was_held = store.write(admin::release_all).await?;
    say!("{}", if was_held { "mail leaves again; what is overdue leaves now" } else { "mail was not held" });
    Ok(())
}

/// Does one thing to one mail, and reads what it is then.
async fn on_one<F>(store: &Store, id: MailId, done: &str, work: F) -> Result<Line, Failure>
where
    F: Fn(&Tx<'_>) -> Result<Done, store::Error> + Send + 'static,
{
    let (result, line) = store
        .write(move |tx| {
            let result = work(tx)?;
            let mail = admin::find(tx, id)?.ok_or(Error::NotFound("mail"))?;
            Ok::<_, Error>((result, Line::new(tx, &mut Names::default(), mail)?))
        })
        .await
        .map_err(|error| missing(error, id))?;
    match result {
        Done::Yes => Ok(line),
        Done::NoSuchMail => Err(missing(Error::NotFound("mail"), id)),
        Done::AnotherWaits => {
            Err(Failure::Failed(format!("{} cannot be {done}: another mail of its kind waits already", line.name())))
        }
        Done::InVain(reason) => {
            let why = super::super::table::one_line(&reason);
            Err(Failure::Failed(format!("{} cannot be {done}, it would end at once: {why}", line.name())))
        }
        Done::NotIn(state) => Err(Failure::Failed(format!("{} cannot be {done}: {}", line.name(), state.in_words()))),
    }
}
