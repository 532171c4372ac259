//! Fills a data folder through the product's own verbs, so that the rows are what the product writes.
//!
//! One issue in five is closed and then changed by its creator, so that each issue has one mail to come, a year from now.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use belfry::auth::Actor;
use belfry::auth::password::{Effort, Hasher};
use belfry::auth::token::Keys;
use belfry::event::Act;
use belfry::issue::{Description, Details, Edit, NewIssue, Status, Title};
use belfry::migrations::MIGRATIONS;
use belfry::post::Delays;
use belfry::user::{Email, Name, NewUser, Password, UserId, Username};
use belfry::{Error, issue, user};
use store::{Options, Store, Tx};

use crate::words::{self, Dice};

/// How many people there are.
pub const PEOPLE: usize = 300;
/// The name of the database in a data folder.
pub const DATABASE: &str = "belfry.db";
/// The name of the key file in a data folder.
pub const KEYS: &str = "token.key";
/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";
/// Until the mails are due.
pub const YEAR: Duration = Duration::from_secs(365 * 86_400);
/// How many issues one transaction opens.
const AT_ONCE: usize = 100;

/// Makes the folder, and in it a database with so many issues, events and waiting mails.
///
/// # Errors
/// If the folder holds a database already that has people in it, or the database fails.
pub async fn fill(data: &Path, issues: usize) -> Result<()> {
    std::fs::create_dir_all(data).with_context(|| format!("making the folder {}", data.display()))?;
    Keys::open(&data.join(KEYS))?;
    let store = Store::open(Options::new(data.join(DATABASE), MIGRATIONS))?;
    let hasher = Hasher::new(&Effort::default())?;
    let hash = hasher.hash(Password::parse(PASSWORD).map_err(anyhow::Error::msg)?).await?;
    let people = store.write(move |tx| people(tx, &hash)).await?;
    let mut done = 0;
    while done < issues {
        let (until, people) = ((done + AT_ONCE).min(issues), people.clone());
        store.write(move |tx| (done..until).try_for_each(|number| one(tx, number, &people))).await?;
        done = until;
        if done % 10_000 == 0 || done == issues {
            eprintln!("  {done} of {issues} issues");
        }
    }
    store.close();
    Ok(())
}

fn people(tx: &Tx<'_>, password_hash: &str) -> Result<Vec<UserId>, Error> {
    (0..PEOPLE).map(|number| user::register(tx, &person(number, password_hash)?)).collect()
}

pub fn person(number: usize, password_hash: &str) -> Result<NewUser, Error> {
    let (first, last) = words::name(number);
    let wrong = |why: String| Error::Broken(anyhow::Error::msg(why));
    Ok(NewUser {
        email: Email::parse(&format!("{}.{number}@belfry.example", first.to_lowercase())).map_err(wrong)?,
        username: Username::parse(&username(number)).map_err(wrong)?,
        password_hash: password_hash.to_owned(),
        first_name: Name::parse(first).map_err(wrong)?,
        last_name: Some(Name::parse(last).map_err(wrong)?),
        is_admin: number == 0,
    })
}

/// What the person of this number logs in with.
pub fn username(number: usize) -> String {
    format!("{}{number}", words::name(number).0.to_lowercase())
}

fn one(tx: &Tx<'_>, number: usize, people: &[UserId]) -> Result<(), Error> {
    let mut dice = Dice::new(number as u64);
    let wrong = |why: String| Error::Broken(anyhow::Error::msg(why));
    let title = Title::parse(&words::title(&mut dice)).map_err(wrong)?;
    let description = Description::parse(&words::description(&mut dice)).map_err(wrong)?;
    let creator = people[number % people.len()];
    // Never the creator: one's own changes are not mailed to oneself.
    let others = people.len() as u64 - 1;
    let assignee = people[(number + 1 + dice.roll(others) as usize) % people.len()];
    let delays = Delays { assigned: YEAR, updated: YEAR };
    let act = Act { actor: Actor { user_id: creator, is_admin: false }, delays, from: None };
    let opened =
        issue::open(tx, &act, &NewIssue { title, description, assignee: Some(assignee), details: Details::default() })?;
    match number % 5 {
        0 => {
            let closed = Edit { status: Some(Status::Done), ..Edit::default() };
            issue::edit(tx, &act, opened.number, &closed)?;
            issue::edit(tx, &act, opened.number, &retold(&mut dice)?)?;
        }
        1 => {
            issue::edit(tx, &act, opened.number, &retold(&mut dice)?)?;
        }
        _ => {}
    }
    Ok(())
}

fn retold(dice: &mut Dice) -> Result<Edit, Error> {
    let text = format!("{}\n\nEdited: {}", words::description(dice), words::title(dice));
    let description = Description::parse(&text).map_err(|why| Error::Broken(anyhow::Error::msg(why)))?;
    Ok(Edit { description: Some(description), ..Edit::default() })
}
