//! `belfry user list`

use serde_json::json;
use store::Store;

use super::super::failure::Failure;
use super::super::say::{self, say};
use super::super::table::Table;
use crate::user::{self, User};

pub(super) async fn run(store: &Store, json: bool) -> Result<(), Failure> {
    let users = store.read(user::list).await?;
    if json {
        let users: Vec<_> = users.iter().map(as_json).collect();
        say::json(&serde_json::Value::Array(users));
        return Ok(());
    }
    if users.is_empty() {
        say!("nobody yet: add the first with `belfry user add --admin …`");
        return Ok(());
    }
    let mut table = Table::new(&["ID", "USERNAME", "NAME", "ADDRESS", "ROLE", "STATE", "SINCE"]);
    for user in &users {
        table.row([
            user.id.to_string(),
            user.username.clone(),
            user.full_name(),
            user.email.clone(),
            role(user).to_owned(),
            state(user).to_owned(),
            super::super::when::second(user.created_at),
        ]);
    }
    say::write(&table.render());
    Ok(())
}

fn role(user: &User) -> &'static str {
    if user.is_admin { "admin" } else { "member" }
}

fn state(user: &User) -> &'static str {
    if user.is_active() { "active" } else { "disabled" }
}

fn as_json(user: &User) -> serde_json::Value {
    json!({
        "id": user.id.raw(),
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "is_admin": user.is_admin,
        "created_at": user.created_at.to_string(),
        "disabled_at": user.disabled_at.map(|at| at.to_string()),
    })
}
