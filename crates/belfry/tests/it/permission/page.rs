//! Pages and forms, as a browser asks for them: `PAGE` is a look, `FORM` what a form of a page sends.

use std::collections::BTreeSet;

use serde_json::Value;

use super::row::{Least, Row, Verdict};
use crate::answer::Answer;
use crate::web::{SITE_MAP, encoded};
use crate::world::World;

/// What the process answers for itself: its health, and the links in mail.
const OWN: &str = concat!(
    include_str!("../../../src/http/health.rs"),
    include_str!("../../../src/http/page/mod.rs"),
    include_str!("../../../src/http/stop/mod.rs"),
    include_str!("../../../src/http/account/mod.rs"),
    include_str!("../../../src/web/asset/mod.rs")
);

/// Every page and every form that the code has a route for.
pub fn calls() -> BTreeSet<String> {
    let map = format!("{SITE_MAP}{OWN}");
    let routes = map.split(".route(\"").chain(map.split("at(\"")).filter_map(|route| route.split_once('"'));
    let paths = routes.filter(|(path, _)| path.starts_with('/') && !path.contains('\n'));
    let calls = paths.flat_map(|(path, rest)| {
        let rest = rest.lines().next().unwrap_or_default();
        let kinds = [("PAGE", "get("), ("FORM", "post(")];
        let has = |word: &str| rest.split(".route").next().is_some_and(|methods| methods.contains(word));
        kinds.into_iter().filter(|(_, word)| has(word)).map(|(kind, _)| format!("{kind} {path}")).collect::<Vec<_>>()
    });
    let calls: BTreeSet<String> = calls.collect();
    let known = ["PAGE /healthz", "FORM /confirm/{link}", "FORM /register", "PAGE /favicon.ico", "FORM /{key}/tasks"];
    assert!(known.iter().all(|call| calls.contains(*call)), "the site map is not read as it is written: {calls:?}");
    calls
}

/// Looks at a page.
pub fn look(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    world.send("GET", path, &[&[("accept", "text/html")], headers].concat(), b"")
}

/// Sends a form of a page, with these fields.
pub fn post(world: &World, path: &str, headers: &[(&str, &str)], fields: &Value) -> Answer {
    let fields = fields.as_object().map(|fields| fields.iter().map(|(name, value)| (name.as_str(), value)).collect());
    let fields: Vec<(&str, &Value)> = fields.unwrap_or_default();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str().unwrap())).collect();
    let ours = [("accept", "text/html"), ("content-type", "application/x-www-form-urlencoded")];
    let mut all = ours.to_vec();
    all.extend(headers.iter().filter(|(name, _)| *name != "sec-fetch-site"));
    all.push(("sec-fetch-site", "same-origin"));
    world.send("POST", path, &all, encoded(&fields).as_bytes())
}

/// What an answer comes to: whoever is led to the door is not known.
pub fn observed(row: &Row, answer: &Answer) -> Option<Verdict> {
    let leads_to_door = answer.header("location").is_some_and(|to| to.starts_with("/sign-in"));
    // What is hidden is left out of a list of rows.
    if row.path.contains("{keys}") && answer.status == 200 && !answer.text.contains("<li") {
        return Some(Verdict::Hidden);
    }
    match (row.about.as_str(), answer.status) {
        // Those who sign out are led there as well.
        (_, 303) if leads_to_door && row.least != Least::Anybody => Some(Verdict::Stranger),
        (_, 303) => Some(Verdict::Allowed),
        ("refused", 404 | 410 | 422) => Some(Verdict::Allowed),
        // One that is hidden is not told from one that may not be changed.
        ("bulk", 404 | 422) => Some(Verdict::Denied),
        (_, status) => Verdict::of(status),
    }
}
