//! A house with people and work in it, as tests and pictures show it: about what the design's pages show.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::api::Api;
use crate::cast::{ANA, BEN, PASSWORD, PRIYA, Person};
use crate::{House, Stand, Window};

/// Title, status, priority, assignee and label of an issue of the project BEL.
type Work = (&'static str, &'static str, &'static str, &'static str, &'static str);

const WORK: &[Work] = &[
    ("Mail goes out twice when the relay hangs up after the dot", "in_progress", "urgent", "ana", "bug"),
    ("Digest skips people whose zone changed this week", "in_progress", "high", "ben", "bug"),
    ("Quiet hours end an hour early on the last Sunday in October", "todo", "high", "priya", "bug"),
    ("Show what the relay said beside the mail", "in_review", "medium", "ana", "outbox"),
    ("Ring the deputy while somebody is away", "todo", "medium", "ben", "outbox"),
    ("Say why somebody was not mailed", "in_review", "medium", "priya", "outbox"),
    ("Import from the old tracker keeps comment times", "todo", "low", "ana", "import"),
    ("Board: move a card without a mouse", "todo", "none", "ben", "web"),
    ("Sort by due day, those without one last", "done", "low", "priya", "web"),
    ("Copy the link of an issue by keyboard", "cancelled", "none", "ana", "web"),
];

/// A house in which Ana, Ben and Priya work on BEL.
///
/// # Errors
/// If anything of it is refused.
pub fn begin(stand: &Stand) -> Result<House> {
    let house = House::start(stand)?;
    people(&house)?;
    let ana = Api::sign_in(&house, ANA)?;
    for (hue, label) in (1..).zip(["bug", "outbox", "import", "web"]) {
        ana.post("/projects/BEL/labels", &json!({ "name": label, "hue": hue }))?;
    }
    for person in [BEN, PRIYA] {
        let path = format!("/projects/BEL/members/{}", person.username);
        ana.send("PUT", &path, Some(&json!({ "role": "member" })))?;
    }
    for work in WORK {
        ana.post("/issues", &issue(work))?;
    }
    let ben = Api::sign_in(&house, BEN)?;
    for (key, text) in [
        (
            "BEL-1",
            "@ana, the second one came 40 s later. Is it the **rope** or the clapper?\n\n- [x] log read\n- [ ] relay asked",
        ),
        ("BEL-1", "Same message id both times, so BEL-4 would have told us."),
        ("BEL-4", "Looks good. One question about the wording, below."),
    ] {
        ben.post(&format!("/issues/{key}/comments"), &json!({ "text": text }))?;
    }
    ben.post("/views", &json!({ "name": "Bugs", "query": "is:open label:bug sort:priority", "project": "BEL" }))?;
    Ok(house)
}

/// Has Ana make herself the first admin, by the link that was printed.
///
/// # Errors
/// If there is somebody already, or she is not let in.
pub async fn set_up(window: &Window, house: &House) -> Result<()> {
    window.go(house.setup.as_deref().context("there is somebody already")?).await?;
    let (first, last) = ANA.name;
    window.fill("[name=name]", &format!("{first} {last}")).await?;
    window.fill("[name=email]", ANA.email).await?;
    window.fill("[name=password]", PASSWORD).await?;
    window.fill("[name=project]", "Belfry").await?;
    window.click("button.primary").await?;
    window.find_soon("nav.side").await.map(drop)
}

/// Makes their accounts; Ana's is an admin's.
///
/// # Errors
/// If one is refused.
pub fn people(house: &House) -> Result<()> {
    for (person, flag) in [(ANA, Some("--admin")), (BEN, None), (PRIYA, None)] {
        add(house, person, flag)?;
    }
    Ok(())
}

/// Makes somebody's account.
///
/// # Errors
/// If it is refused.
pub fn add(house: &House, person: Person, flag: Option<&str>) -> Result<()> {
    let (first, last) = person.name;
    let mut words = vec!["user", "add", "--email", person.email, "--username", person.username];
    words.extend(["--first-name", first, "--last-name", last, "--password-file", "-"]);
    words.extend(flag);
    house.run(&words, &format!("{PASSWORD}\n")).map(drop)
}

fn issue((title, status, priority, assignee, label): &Work) -> Value {
    let description = "What happens, and what should happen instead.\n\n1. Order a mail\n2. Cut the wire after the dot\n\n\
                       ```\n250 2.0.0 Ok: queued as 4F2C1\n```";
    json!({
        "project": "BEL", "title": title, "description": description, "status": status, "priority": priority,
        "assignee": assignee, "labels": [label],
    })
}
