//! `belfry user disable`, `enable` and `reset-password`

use store::{Store, Tx};

use super::super::failure::Failure;
use super::super::say::say;
use super::password::Chosen;
use super::{sure, whole};
use crate::audit::{self, Entry, Kind};
use crate::auth::password::{Effort, Hasher};
use crate::error::Error;
use crate::{account, auth, user};

pub(super) async fn disable(store: &Store, who: String) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    if !user.is_active() {
        say!("{} is disabled already", whole(&user));
        return Ok(());
    }
    let disable = move |tx: &Tx<'_>| {
        user::disable(tx, user.id)?;
        Ok::<_, Error>(audit::record(tx, &Entry::of_machine(Kind::UserDisabled, user.id))?)
    };
    store.write(disable).await?;
    say!("{} is disabled: no logging in, and no mail", whole(&user));
    Ok(())
}

pub(super) async fn enable(store: &Store, who: String) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    let enable = move |tx: &Tx<'_>| {
        user::enable(tx, user.id)?;
        Ok::<_, Error>(audit::record(tx, &Entry::of_machine(Kind::UserEnabled, user.id))?)
    };
    store.write(enable).await?;
    say!("{} can log in", whole(&user));
    Ok(())
}

pub(super) async fn reset_password(store: &Store, who: String, chosen: Chosen) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    let hash = Hasher::new(&Effort::default())?.hash(chosen.password.clone()).await?;
    let reset = move |tx: &Tx<'_>| {
        user::set_password(tx, user.id, &hash)?;
        account::spoil_entrances(tx, user.id)?;
        auth::forget_failures(tx, user.id)?;
        Ok::<_, Error>(audit::record(tx, &Entry::of_machine(Kind::PasswordReset, user.id))?)
    };
    store.write(reset).await?;
    say!("{} has another password; access tokens issued so far are worthless", whole(&user));
    chosen.tell();
    Ok(())
}
