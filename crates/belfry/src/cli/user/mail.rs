//! `belfry user show`, `unmute` and `set`: what mail somebody gets.

use clap::ValueEnum;
use store::{Db, Store};

use super::super::failure::Failure;
use super::super::say::say;
use super::super::when;
use super::{sure, whole};
use crate::error::Result;
use crate::issue::{self, IssueId};
use crate::user::{self, Mute};

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    /// Yes.
    On,
    /// No.
    Off,
}

/// Who somebody is, and what mail they asked not to get.
pub(super) async fn show(store: &Store, who: String) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    let (id, address) = (user.id, user.email.clone());
    let (mutes, suppressed) = store
        .read(move |db| -> Result<_> {
            let mutes = user::mutes(db, id)?;
            let told = mutes.iter().map(|mute| tell(db, mute)).collect::<Result<Vec<String>>>()?;
            Ok((told, outbox::suppression::reason(db, &address)?))
        })
        .await?;
    say!("{} {}", whole(&user), user.full_name());
    say!("  role      {}", if user.is_admin { "admin" } else { "member" });
    say!("  since     {}", when::second(user.created_at));
    match user.disabled_at {
        Some(at) => say!("  disabled  {}", when::second(at)),
        None => say!("  can log in"),
    }
    let own = if user.mails_own_assignments { "on" } else { "off" };
    say!("  mail about what they give to themselves: {own}");
    mutes.iter().for_each(|mute| say!("  stopped   {mute}"));
    if let Some(reason) = suppressed {
        say!("  no mail   {reason}: see `belfry outbox suppressions`");
    }
    Ok(())
}

fn tell(db: &Db<'_>, mute: &Mute) -> Result<String> {
    let at = when::second(mute.at);
    Ok(match mute.topic_id {
        0 => format!("{} mail, on {at}", mute.kind),
        topic => match issue::trace_row(db, IssueId(topic))? {
            Some(trace) => format!("{} mail about {}, on {at}", mute.kind, trace.key),
            None => format!("{} mail about an issue, on {at}", mute.kind),
        },
    })
}

/// Lets somebody have again whatever mail they stopped.
pub(super) async fn unmute(store: &Store, who: String) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    match store.write(move |tx| user::unmute(tx, user.id)).await? {
        0 => say!("{} had stopped no mail", whole(&user)),
        _ => say!("{} gets every mail again", whole(&user)),
    }
    Ok(())
}

/// Whether somebody gets mail about what they give to themselves.
pub(super) async fn set(store: &Store, who: String, own: Switch) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    let wants = own == Switch::On;
    store.write(move |tx| user::mail_own_assignments(tx, user.id, wants)).await?;
    let what = if wants { "gets mail" } else { "gets no mail" };
    say!("{} {what} about what they give to themselves", whole(&user));
    Ok(())
}
