//! `belfry user disable`, `enable` and `reset-password`

use store::Store;

use super::super::failure::Failure;
use super::super::say::say;
use super::password::Chosen;
use super::{sure, whole};
use crate::auth::password::{Effort, Hasher};
use crate::user;

pub(super) async fn disable(store: &Store, who: String) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    if !user.is_active() {
        say!("{} is disabled already", whole(&user));
        return Ok(());
    }
    store.write(move |tx| user::disable(tx, user.id)).await?;
    say!("{} is disabled: no logging in, and no mail", whole(&user));
    Ok(())
}

pub(super) async fn enable(store: &Store, who: String) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    store.write(move |tx| user::enable(tx, user.id)).await?;
    say!("{} can log in", whole(&user));
    Ok(())
}

pub(super) async fn reset_password(store: &Store, who: String, chosen: Chosen) -> Result<(), Failure> {
    let user = sure(store, who).await?;
    let hash = Hasher::new(&Effort::default())?.hash(chosen.password.clone()).await?;
    store.write(move |tx| user::set_password(tx, user.id, &hash)).await?;
    say!("{} has another password; access tokens issued so far are worthless", whole(&user));
    chosen.tell();
    Ok(())
}
