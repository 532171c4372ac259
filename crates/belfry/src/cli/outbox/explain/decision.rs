//! What was decided about somebody, event by event, in a line each or for machines.

use serde_json::{Value, json};
use store::Db;

use super::super::super::table::one_line;
use super::super::super::when;
use super::super::names::Names;
use crate::Error;
use crate::post::Explained;

/// The decisions about one person, a line each.
pub(super) fn tell(db: &Db<'_>, names: &mut Names, explained: &[Explained], id: i64) -> Result<String, Error> {
    let mut text = String::new();
    for one in explained.iter().filter(|one| one.decision.user_id.raw() == id) {
        let by = match one.event.actor_id {
            Some(actor) => names.username(db, actor.raw())?,
            None => "Belfry".to_owned(),
        };
        let told = if one.decision.is_told { "told" } else { "not told" };
        let mail = match (&one.mail, &one.why_none) {
            (Some(((mail, _), how)), _) => format!("mail {} ({})", mail.id, how.as_str()),
            (None, Some(why)) if one.decision.is_told => format!("no mail: {}", one_line(why)),
            (None, _) => "no mail".to_owned(),
        };
        let (at, kind) = (when::second(one.event.at), one.event.event.kind());
        text.push_str(&format!("    {at}  {told} ({}) of {kind} by {by}; {mail}\n", one_line(&one.decision.reason)));
    }
    Ok(text)
}

/// All of it for machines.
pub(super) fn as_json(db: &Db<'_>, names: &mut Names, explained: &[Explained]) -> Result<Value, Error> {
    let mut items = Vec::new();
    for one in explained {
        let actor = one.event.actor_id.map(|actor| names.username(db, actor.raw())).transpose()?;
        let mail = one.mail.as_ref().map(|((mail, log), how)| {
            let log = log
                .iter()
                .map(|line| json!({ "at": line.at.to_string(), "action": line.action, "detail": line.detail }));
            json!({
                "id": mail.id.raw(), "kind": mail.kind.as_str(), "how": how.as_str(), "state": mail.state.as_str(),
                "due_at": mail.due_at.to_string(), "rests_until": mail.rests_until.map(|at| at.to_string()),
                "ended_at": mail.ended_at.map(|at| at.to_string()), "reason": mail.reason,
                "log": log.collect::<Vec<_>>(),
            })
        });
        items.push(json!({
            "event": one.event.id.raw(), "kind": one.event.event.kind(), "at": one.event.at.to_string(), "actor": actor,
            "user": names.username(db, one.decision.user_id.raw())?, "is_told": one.decision.is_told,
            "reason": one.decision.reason, "mail": mail, "why_no_mail": one.why_none,
        }));
    }
    Ok(Value::Array(items))
}
