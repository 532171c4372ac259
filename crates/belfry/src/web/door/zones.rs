//! The time zones that somebody may live in, to choose one from. The script chooses the browser's.

use askama::Template;

use crate::error::FieldErrors;
use crate::web::ask::Ask;
use crate::web::part;
use crate::web::text;

/// `select[name=tz]`
#[derive(Template)]
#[template(path = "web/door/zones.html")]
pub(in crate::web) struct Zones {
    label: String,
    found: String,
    chosen: String,
    names: Vec<String>,
    wrong: String,
}

impl Zones {
    /// With this one chosen: UTC if none was.
    pub fn new(page: &Ask, chosen: &str, wrong: &FieldErrors) -> Zones {
        let names = jiff::tz::db().available().map(|name| name.to_string());
        let is_place = |name: &String| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
        let wrong = wrong.iter().find(|(name, _)| *name == "tz").map(|(_, english)| text::fault(english));
        Zones {
            label: page.say("field-zone"),
            found: page.say("field-zone-found"),
            chosen: if chosen.is_empty() { "UTC".to_owned() } else { chosen.to_owned() },
            names: names.filter(is_place).collect(),
            wrong: wrong.unwrap_or_default(),
        }
    }
}

impl askama::filters::HtmlSafe for Zones {}
