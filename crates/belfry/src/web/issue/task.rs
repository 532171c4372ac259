//! `/BEL-142/tasks`: ticks in the text, which save themselves.

use axum::extract::State;
use axum::response::Response;
use ring::digest::{SHA256, digest};

use super::edit::description;
use super::named::Key;
use super::parts::{self, Part};
use super::undo;
use crate::app::App;
use crate::error::{Conflict, Error, FieldErrors};
use crate::issue::{self, Edit};
use crate::markdown;
use crate::web::typed::Typed;
use crate::web::{Flash, Refusal, Visitor, answer};

/// What stands for a text: two that differ have different ones.
pub(super) fn hash(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Every task of the text is done whose box was sent, and no other.
pub(super) async fn tick(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    typed: Typed,
) -> Result<Response, Refusal> {
    let named = key.clone();
    let ticked: Vec<usize> = typed.all("task").filter_map(|index| index.parse().ok()).collect();
    let of = typed.get("of").to_owned();
    let done = visitor.change(&app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, &named)?;
        if hash(&issue.description) != of {
            return Err(Conflict::Stale { current: issue.version }.into());
        }
        let text = with_ticks(issue.description.clone(), &ticked);
        let text = description(&text).map_err(|says| FieldErrors::one("text", says))?;
        let after = issue::edit(tx, act, issue.id, &Edit { description: Some(text), ..Edit::default() })?;
        undo::just_changed(tx, &act.actor, [&issue, &after])
    });
    let flash = match done.await {
        Ok(events) => undo::undone(Flash::new("flash-saved", &key), &key, &events),
        Err(Refusal { error: Error::Conflict(Conflict::Stale { .. }), .. }) if visitor.ask.is_swap => {
            Flash::new("flash-ticks-stale", &key)
        }
        Err(refusal) => return Err(refusal),
    };
    if visitor.ask.is_swap {
        let changed = &[Part::Text, Part::Log, Part::Bells];
        return parts::saying(&app, &visitor, &key, (changed, None, flash)).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}

fn with_ticks(mut text: String, ticked: &[usize]) -> String {
    let mut index = 0;
    while let Some(changed) = markdown::toggle_task(&text, index, ticked.contains(&index)) {
        text = changed;
        index += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boxes_that_were_sent_are_ticked_and_no_others() {
        let text = "- [ ] a\n- [x] b\n- [ ] c\n".to_owned();
        assert_eq!(with_ticks(text.clone(), &[0, 2, 9]), "- [x] a\n- [ ] b\n- [x] c\n");
        assert_eq!(with_ticks(text, &[]), "- [ ] a\n- [ ] b\n- [ ] c\n");
    }
}
