//! Listing mails by what becomes of them: what is to ring first comes first, then what ended last.
//!
//! Each state that a group is made of is read by an index of its own, so that a page costs the same among a million mails.

use store::{Db, Error, Param, Timestamp};

use crate::mail::{Mail, State};

/// What becomes of a mail, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// It waits for its time, or for somebody.
    Scheduled,
    /// It is being sent, or waits to be tried again.
    Sending,
    /// It was given up, or nobody knows.
    Failed,
    /// The relay took it.
    Sent,
    /// It was not sent, because it was no longer to be.
    Cancelled,
    /// It was sent, or was not to be: whatever ended well; and what failed, once somebody has seen to that.
    Ended,
}

/// After which mail a page begins: what it is put in order by, and its number.
pub type Place = [i64; 2];

impl Group {
    /// The groups that people choose among.
    pub const ALL: [Group; 5] = [Group::Scheduled, Group::Sending, Group::Failed, Group::Sent, Group::Cancelled];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Scheduled => "scheduled",
            Group::Sending => "sending",
            Group::Failed => "failed",
            Group::Sent => "sent",
            Group::Cancelled => "cancelled",
            Group::Ended => "ended",
        }
    }

    /// The group of that word, among those that people choose.
    pub fn parse(word: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.as_str() == word)
    }

    /// The group that a mail is in.
    pub fn of(mail: &Mail) -> Group {
        match mail.state {
            State::Sending => Group::Sending,
            State::Pending | State::Leased if mail.is_frozen() => Group::Sending,
            State::Pending | State::Leased | State::Held => Group::Scheduled,
            State::Failed | State::Unknown if mail.dismissed_at.is_some() => Group::Ended,
            State::Failed | State::Unknown => Group::Failed,
            State::Sent => Group::Sent,
            State::Cancelled | State::Merged | State::Suppressed => Group::Cancelled,
        }
    }

    /// The conditions of which one holds, each served by an index.
    fn conditions(self) -> &'static [&'static str] {
        match self {
            Group::Scheduled => &[
                "state = 'pending' AND rung_at IS NULL",
                "state = 'leased' AND leased_until IS NOT NULL AND rung_at IS NULL",
                "state = 'held'",
            ],
            Group::Sending => &[
                "state = 'sending' AND leased_until IS NOT NULL",
                "state = 'pending' AND sending_at IS NOT NULL AND rung_at IS NOT NULL",
                "state = 'leased' AND leased_until IS NOT NULL AND rung_at IS NOT NULL",
            ],
            Group::Failed => {
                &["state = 'failed' AND dismissed_at IS NULL", "state = 'unknown' AND dismissed_at IS NULL"]
            }
            Group::Sent => &["state = 'sent'"],
            Group::Cancelled => &["state IN ('cancelled', 'merged', 'suppressed')"],
            Group::Ended => &["state IN ('sent', 'cancelled', 'merged', 'suppressed')", "dismissed_at IS NOT NULL"],
        }
    }

    fn is_live(self) -> bool {
        matches!(self, Group::Scheduled | Group::Sending)
    }

    /// Where a mail is in the list of its group.
    pub fn place(self, mail: &Mail) -> Place {
        let at = if self.is_live() { Some(mail.next_at) } else { mail.ended_at };
        [at.unwrap_or_default().as_micros(), mail.id.raw()]
    }
}

/// The mails of a group from a place on, `most` at the most: of one recipient, or of all.
pub fn list(
    db: &Db<'_>,
    group: Group,
    recipient_id: Option<i64>,
    (after, most): (Option<Place>, usize),
) -> Result<Vec<Mail>, Error> {
    let mut found = Vec::new();
    for condition in group.conditions() {
        let mut params = vec![Param::Integer(i64::try_from(most).unwrap_or(i64::MAX))];
        let which = which(group, condition, recipient_id, &mut params);
        let after = after.map(|place| from(group, place, &mut params)).unwrap_or_default();
        let order = if group.is_live() { "next_at, id" } else { "ended_at DESC, id DESC" };
        let sql = format!("SELECT {} FROM mails WHERE {which}{after} ORDER BY {order} LIMIT $1", Mail::COLUMNS);
        found.extend(db.all(&sql, &params, Mail::read)?);
    }
    found.sort_by_key(|mail| group.place(mail));
    if !group.is_live() {
        found.reverse();
    }
    found.truncate(most);
    Ok(found)
}

/// How many mails are in a group, `most` at the most: since this moment, or ever.
pub fn count(
    db: &Db<'_>,
    group: Group,
    recipient_id: Option<i64>,
    (since, most): (Option<Timestamp>, i64),
) -> Result<i64, Error> {
    let mut count = 0;
    for condition in group.conditions() {
        let mut params = vec![Param::Integer(most)];
        let which = which(group, condition, recipient_id, &mut params);
        let since = since.map(|since| {
            params.push(since.into());
            format!(" AND ended_at >= ${}", params.len())
        });
        let sql = format!(
            "SELECT COUNT(*) AS count FROM (SELECT id FROM mails WHERE {which}{} LIMIT $1) AS counted",
            since.unwrap_or_default()
        );
        count += db.one(&sql, &params, |row| row.get::<i64>("count"))?;
    }
    Ok(count.min(most))
}

/// Whose mail, and which.
fn which(group: Group, condition: &str, recipient_id: Option<i64>, params: &mut Vec<Param<'_>>) -> String {
    // Of what failed an index knows that has nothing else in it: to say more would lead the database to another.
    let end = match group {
        Group::Failed => "",
        group if group.is_live() => "ended_at IS NULL AND ",
        _ => "ended_at IS NOT NULL AND ",
    };
    let whose = recipient_id.map(|id| {
        params.push(id.into());
        format!("recipient_id = ${} AND ", params.len())
    });
    format!("{}{end}{condition}", whose.unwrap_or_default())
}

fn from(group: Group, [at, id]: Place, params: &mut Vec<Param<'_>>) -> String {
    params.extend([Param::Integer(at), Param::Integer(id)]);
    let (at, id) = (params.len() - 1, params.len());
    match group.is_live() {
        true => format!(" AND (next_at, id) > (${at}, ${id})"),
        false => format!(" AND (ended_at, id) < (${at}, ${id})"),
    }
}

/// How late mails rang that came to their end since this moment: how many, and what 99 of 100 were not later than, in
/// microseconds.
pub fn lateness(db: &Db<'_>, recipient_id: Option<i64>, since: Timestamp) -> Result<(i64, Option<i64>), Error> {
    let mut params = vec![Param::from(since)];
    let whose = recipient_id.map(|id| {
        params.push(id.into());
        " AND recipient_id = $2"
    });
    let sql = format!(
        "WITH late AS MATERIALIZED (SELECT lateness_us FROM mails
           WHERE ended_at >= $1 AND rung_at >= $1 AND lateness_us IS NOT NULL{})
         SELECT COUNT(*) AS count, (SELECT lateness_us FROM late ORDER BY lateness_us LIMIT 1
             OFFSET (SELECT CASE WHEN COUNT(*) = 0 THEN 0 ELSE (99 * COUNT(*) + 99) / 100 - 1 END FROM late)) AS p99 FROM late",
        whose.unwrap_or_default()
    );
    db.one(&sql, &params, |row| Ok((row.get("count")?, row.get("p99")?)))
}
