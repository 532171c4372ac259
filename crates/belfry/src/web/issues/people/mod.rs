//! `/issues/people?who=pri&key=BEL-1&key=BEL-2`: whom what is selected may be given to, as far as they are called so.
//!
//! The menu of the bar takes what is found while one types; without script it is a page that does the same as the bar. Whoever
//! is found may look at each of the projects. Deliberately not here: giving it to them, which is [`super::bulk`]'s.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Db;

use crate::app::App;
use crate::auth::Actor;
use crate::error::Result as Verbs;
use crate::issue::IssueKey;
use crate::project;
use crate::web::part::{self, Face};
use crate::web::{Page, Refusal, Section, Typed, Visitor, answer, way};

/// How many are shown: more than fit above the bar are found by another letter.
const MOST: usize = 12;

/// What was found, in place of what the menu holds.
#[derive(Template)]
#[template(
    source = "<hx-partial hx-target=\"#people\" hx-swap=\"outerHTML\">{% include \"web/issues/people/list.html\" %}</hx-partial>",
    ext = "html"
)]
struct Menu {
    page: Page,
    people: Vec<Face>,
    is_nobody: bool,
}

/// The same as a page.
#[derive(Template)]
#[template(path = "web/issues/people/page.html")]
struct Sheet {
    page: Page,
    people: Vec<Face>,
    is_nobody: bool,
    who: String,
    keys: Vec<String>,
    /// What is to be changed, which of it was seen, and where to go afterwards.
    fields: Typed,
    back: String,
}

/// Those of this name.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Typed::parse(query.unwrap_or_default().as_bytes());
    let keys: Vec<IssueKey> = asked.all("key").filter_map(IssueKey::parse).collect();
    let (who, wanted) = (asked.get("who").to_owned(), keys.clone());
    let called = who.clone();
    let (page, people) = visitor.read(&app, move |db, actor| found(db, actor, (&wanted, &called))).await?;
    let is_nobody = people.is_empty();
    // Whoever looks is named above.
    let people = people.into_iter().filter(|face| !page.is_swap || face.username != page.me.username).collect();
    if page.is_swap {
        return answer::show(&Menu { page, people, is_nobody });
    }
    let fields = ["who", "due_on"].iter().fold(asked.clone(), |fields, name| fields.without(name));
    answer::show(&Sheet {
        page: page.at(Section::Issues),
        people,
        is_nobody,
        who,
        keys: keys.iter().map(ToString::to_string).collect(),
        fields,
        back: way::or_home(asked.get("back")).to_owned(),
    })
}

/// Of the projects that the actor sees.
fn found(db: &Db<'_>, actor: &Actor, (keys, who): (&[IssueKey], &str)) -> Verbs<Vec<Face>> {
    let mut names: Vec<&str> = keys.iter().map(|key| key.project.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let projects = names.into_iter().map(|name| project::find(db, actor, name)).collect::<Verbs<Vec<_>>>()?;
    let people = project::people_called(db, actor, &projects, (who, MOST))?;
    Ok(people.iter().map(Face::from).collect())
}
